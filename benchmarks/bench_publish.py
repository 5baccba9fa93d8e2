"""Publish a large Thai CSV in Windows-874, beside PostgreSQL's COPY of the same file.

ours    `mueang ingest` as a program in a fresh data folder: the file kept under its hash, sniffed, read in a limited child, typed, its eras and
        places found, every change listed, looked through for personal data, checked, written into the lake, committed, read back, recorded
peer    COPY ... ENCODING 'WIN874' into a table typed wherever COPY itself can parse: dates as they stand, money as text; fsync off, no index
limit   Windows-874 to UTF-8 and nothing else

    python benchmarks/bench_publish.py [--megabytes 1000] [--rounds 3] [--keep FOLDER]

The three take turns, and the median of each counts. Rows and sums are held against each other; the memory is that of all our
processes together, shared pages counted once.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import thai_csv
from measured import Cost, Findings, median
from processes import memory_of, processor_of

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
COLUMNS = "n integer, paid date, code text, province text, district text, what text, pieces integer, money text, fiscal smallint, remark text"
SUMS = "count(*), sum(pieces), sum(replace(money, ',', '')::numeric * 100)::bigint, count(*) FILTER (WHERE money IS NULL)"
PAUSE = 0.2


class Memory(threading.Thread):
    """Looks several times a second at the memory of a process and all below it, and keeps the most that they held together."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self.over = pid, 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(PAUSE):
            self.most = max(self.most, memory_of(self.pid))


def mueang(data: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "mueang.cli", *words, "--data-dir", str(data)]


def ours(path: Path, data: Path) -> tuple[Cost, int]:
    """Publish the file and return what it cost, and the memory in MB."""
    subprocess.run(mueang(data, "organisations", "add", "city", "เมืองทดสอบ"), check=True, stdout=subprocess.DEVNULL)
    words = ("ingest", str(path), "--dataset", "big", "--organisation", "city", "--title", "เบิกจ่าย", "--source", "ทดสอบ")
    started = time.perf_counter()
    process = subprocess.Popen(mueang(data, *words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    memory = Memory(process.pid)
    memory.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    memory.over.set()
    if status:
        sys.exit("the file was not published")
    return Cost(seconds, usage.ru_utime + usage.ru_stime), memory.most >> 10


def stands(data: Path) -> tuple[int, int, int, int]:
    """Return rows, sum of pieces, sum of money in satang and rows without money, as the lake has them."""
    import duckdb

    pieces, money = thai_csv.HEADINGS[6], thai_csv.HEADINGS[7]
    names = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM '{data}/lake/*/*.parquet'").fetchall()]
    money = next(name for name in names if name.startswith(money.split()[0]) and name != pieces)
    found = f'SELECT count(*), sum("{pieces}"), sum(round("{money}" * 100)::BIGINT), count(*) FILTER (WHERE "{money}" IS NULL)'
    return tuple(int(value) for value in duckdb.sql(f"{found} FROM '{data}/lake/*/*.parquet'").fetchone())  # type: ignore[return-value,union-attr]


def peer(path: Path) -> tuple[Cost, tuple[int, ...]]:
    """Copy the file into PostgreSQL and return what it cost, and what stands there."""
    import psycopg

    from postgres import Cluster

    with Cluster() as server, psycopg.connect(server.url, autocommit=True) as connection:
        postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
        connection.execute("SET datestyle = 'ISO, DMY'")
        connection.execute(f"CREATE TABLE big ({COLUMNS})")
        worked, started = processor_of(postmaster), time.perf_counter()
        connection.execute(f"COPY big FROM '{path}' WITH (FORMAT csv, HEADER, ENCODING 'WIN874')")
        cost = Cost(time.perf_counter() - started, processor_of(postmaster) - worked)
        return cost, tuple(int(value) for value in connection.execute(f"SELECT {SUMS} FROM big").fetchone() or ())


def transcode(path: Path) -> Cost:
    """Return the cost of conversion alone."""
    spent = 0.0
    with path.open("rb") as file:
        while block := file.read(1 << 21):
            started = time.perf_counter()
            block.decode("cp874").encode()
            spent += time.perf_counter() - started
    return Cost(spent, spent)


def turn(folder: Path, path: Path, told: tuple[int, ...]) -> tuple[Cost, Cost, Cost, int]:
    """Return the costs of ours, the peer and the limit, one after another, and our memory in MB."""
    with tempfile.TemporaryDirectory(dir=folder) as data:
        cost, memory = ours(path, Path(data))
        copied, copy_stands = peer(path)
        if not told == stands(Path(data)) == copy_stands:
            sys.exit(f"not the same: made {told}, published {stands(Path(data))}, copied {copy_stands}")
    return cost, copied, transcode(path), memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.keep) as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)
        path = folder / "thai-874.csv"
        made = thai_csv.make(path, args.megabytes * 1_000_000)
        told = (made.rows, made.pieces, made.satang, made.blank_money)
        costs, copied, transcoded, memory = zip(*(turn(folder, path, told) for _ in range(args.rounds)), strict=True)
    cost, found = median(costs), Findings()
    note = f"{max(memory):,} MB at most, {made.rows / cost.seconds:,.0f} rows a second, {args.rounds} rounds"
    found.add(f"publish {made.rows:,} rows, {args.megabytes} MB", cost, peer=median(copied), limit=median(transcoded), note=note)
    found.print()


if __name__ == "__main__":
    main()
