"""How many cells of messy CSV files come out right, by the metric of the Pollock study, on files of our own of every kind that it lists.

    python benchmarks/bench_pollock.py [--python PROGRAM] [--misses] [--every 1]

ours    `mueang read --text` without a hint: every row, every cell
peer    CleverCSV, pandas and DuckDB without a hint, by the Python that POLLOCK_PEERS names
limit   10: ten measures, each 1 at best

The metric (success; precision, recall and their harmonic mean F1 of the header's cells, of the records and of all cells;
summed, then averaged over files, plainly or by how often a kind occurs in the study's survey of 3,712 files) is that of
Vitagliano et al., PVLDB 16(8), 2023, section 4, as we understand it: precision divides by the cells that are right, recall by
those that were loaded, and records are the same where their cells are the same when joined.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from pollutions import Polluted, files

Rows = Sequence[Sequence[str | None]]
PEERS = ("clevercsv", "pandas", "duckdb")
PUBLISHED = "published for its own files (simple, weighted): CleverCSV 9.19, 9.45; pandas 9.89, 9.43 and SpreadDesktop 9.92, 9.59, both told the dialect"


def same(cell: str | None) -> str:
    """Return a cell in the form in which cells are compared: numbers by value, letters regardless of case."""
    text = (cell or "").strip()
    try:
        return str(float(text)) if text and len(text) < 40 else text.lower()
    except ValueError:
        return text.lower()


def _measures(right: Iterable[str], loaded: Iterable[str]) -> tuple[float, float, float]:
    wanted, found = Counter(right), Counter(loaded)
    if not wanted:
        return 1.0, 1.0, 1.0
    both = (wanted & found).total()
    if not both:
        return 0.0, 0.0, 0.0
    precision, recall = both / wanted.total(), both / found.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def score(right: Rows, loaded: Rows | None) -> float:
    """Return the sum of the ten measures, between 0 and 10; None: the file could not be read."""
    if loaded is None:
        return 0.0
    if not right:
        return 10.0
    ours, theirs = ([[same(cell) for cell in row] for row in rows] for rows in (right, loaded))
    header = _measures(ours[0], theirs[0] if theirs else [])
    records = _measures(map("".join, ours[1:]), map("".join, theirs[1:]))
    cells = _measures((cell for row in ours for cell in row), (cell for row in theirs for cell in row))
    return 1.0 + sum((*header, *records, *cells))


def by_us(path: Path) -> Rows | None:
    """Return the cells that `mueang read --text` gives; where a row ends early there are none."""
    import pyarrow.parquet as pq

    from mueang.base.files import Source
    from mueang.flows.read import read
    from mueang.tables.schema import SOURCE_ROW

    with tempfile.TemporaryDirectory() as out:
        reading = read(Source.at(path), out=Path(out), text=True)
        if reading.refused is not None:
            return [] if reading.refused.code == "refuse.empty" and not path.stat().st_size else None
        data = pq.read_table(Path(out) / str(reading.tables[0].data)).drop_columns([SOURCE_ROW])
    columns = [column.to_pylist() for column in data.columns]
    return [_ended(row) for row in zip(*columns, strict=True)]


def _ended(row: Sequence[str | None]) -> list[str]:
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return [cell or "" for cell in cells]


PEER_PROGRAM = """
import csv, json, sys
csv.field_size_limit(1 << 30)
def clevercsv(path):
    import clevercsv
    with open(path, newline="", encoding="utf-8") as file:
        text = file.read()
    return list(clevercsv.reader(text.splitlines(keepends=True), clevercsv.Sniffer().sniff(text)))
def pandas(path):
    import pandas
    frame = pandas.read_csv(path, header=None, dtype=str, keep_default_na=False, sep=None, engine="python")
    return frame.fillna("").values.tolist()
def duckdb(path):
    import duckdb
    options = "all_varchar=true, header=false, null_padding=true, ignore_errors=false"
    return [[cell or "" for cell in row] for row in duckdb.sql(f"select * from read_csv('{path}', {options})").fetchall()]
for path in sys.stdin:
    try:
        rows = globals()[sys.argv[1]](path.strip())
    except Exception:
        rows = None
    print(json.dumps(rows), flush=True)
"""


def by_peer(python: str, peer: str, paths: Sequence[Path]) -> list[Rows | None]:
    """Return the cells of each file by a library of another Python."""
    said = subprocess.run(
        [python, "-c", PEER_PROGRAM, peer], input="\n".join(map(str, paths)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
    )
    return [json.loads(line) for line in said.stdout.splitlines()]


class Tally:
    """The scores of one reader."""

    def __init__(self, polluted: Sequence[Polluted], loaded: Sequence[Rows | None]) -> None:
        self.scores = [score(one.right, rows) for one, rows in zip(polluted, loaded, strict=True)]
        self.simple = sum(self.scores) / len(self.scores)
        self.weighted = sum(one.weight * points for one, points in zip(polluted, self.scores, strict=True)) / sum(one.weight for one in polluted)
        self.kinds: dict[str, list[float]] = defaultdict(list)
        for one, points in zip(polluted, self.scores, strict=True):
            self.kinds[one.kind].append(points)

    def of(self, kind: str) -> str:
        """Return the mean of one kind."""
        return f"{sum(self.kinds[kind]) / len(self.kinds[kind]):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=os.environ.get("POLLOCK_PEERS"), help="a Python that has the peers installed (POLLOCK_PEERS)")
    parser.add_argument("--misses", action="store_true", help="name the files that are not wholly right")
    parser.add_argument("--every", type=int, default=1, help="of the kinds with hundreds of files, only every so many")
    asked = parser.parse_args()
    polluted = [one for number, one in enumerate(files()) if number < 25 or number % asked.every == 0]
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{one.name}.csv" for one in polluted]
        for path, one in zip(paths, polluted, strict=True):
            path.write_bytes(one.text.encode())
        tallies = {"mueang": Tally(polluted, [by_us(path) for path in paths])}
        for peer in PEERS if asked.python else ():
            tallies[peer] = Tally(polluted, by_peer(asked.python, peer, paths))
    _print(polluted, tallies)
    if asked.misses:
        for one, points in zip(polluted, tallies["mueang"].scores, strict=True):
            if points < 9.999:
                print(f"{points:.3f} {one.kind}: {one.name}", file=sys.stderr)


def _print(polluted: Sequence[Polluted], tallies: dict[str, Tally]) -> None:
    counts, weights = Counter(one.kind for one in polluted), Counter[str]()
    for one in polluted:
        weights[one.kind] += one.weight  # type: ignore[assignment]
    print(f"| kind | files | weight | {' | '.join(tallies)} |\n|---|---|---|{'---|' * len(tallies)}")
    for kind in counts:
        print(f"| {kind} | {counts[kind]} | {weights[kind]:.0f} | {' | '.join(tally.of(kind) for tally in tallies.values())} |")
    for name in ("simple", "weighted"):
        print(f"| **{name}** | {len(polluted)} | | {' | '.join(f'**{getattr(tally, name):.3f}**' for tally in tallies.values())} |")
    print(f"\n{PUBLISHED}.")


if __name__ == "__main__":
    main()
