"""How soon a file is understood from a sample of its rows, beside the reading of all of them, in a warm process.

    python benchmarks/bench_preview.py [--megabytes 200] [--rows 200000] [FILE ...]

first   the file as it came: its head and pieces from all over it; a workbook has to be taken apart as a whole
again   with other options, after a reading that kept its sheets
full    all rows, with the sheets kept; the limit of a provisional answer is 300 ms of processor time
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_ingest import DISTRICTS, KINDS, WORDS, make
from openpyxl import Workbook

from mueang.base.files import Source
from mueang.flows.around import rows_around
from mueang.flows.preview import preview
from mueang.flows.read import read

TIMES = 5


def workbook(path: Path, rows: int) -> Path:
    """Write a workbook of so many rows of eight columns."""
    draw, book = random.Random(8), Workbook(write_only=True)
    sheet = book.create_sheet("ข้อมูล")
    sheet.append(["เลขที่", "วันที่", "เขต", "ประเภท", "รายละเอียด", "จำนวน", "ค่าใช้จ่าย", "ปี"])
    for number in range(rows):
        date, place, text = f"{number % 28 + 1}/{number % 12 + 1}/2566", draw.choice(DISTRICTS), " ".join(draw.choices(WORDS, k=4))
        sheet.append([number, date, place, draw.choice(KINDS), text, draw.randint(0, 50), draw.randint(1, 90_000) / 4, 2566])
    book.save(path)
    return path


def cpu(work: Callable[[Path], object], times: int = TIMES) -> float:
    """Return the median milliseconds of processor time; each run writes in an empty folder."""
    spent = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            started = time.process_time()
            work(Path(folder))
            spent.append(1000 * (time.process_time() - started))
    return statistics.median(spent)


def measured(path: Path) -> str:
    """Return one line of the table."""
    source = Source.at(path)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder)
        full = cpu(lambda out: read(source, out=out), 1)
        table = read(source, out=kept, keep=kept).tables[0]
        first = cpu(lambda out: preview(source, out=out))
        again = cpu(lambda out: preview(source, out=out, kept=kept))
        window = range(table.rows // 2, table.rows // 2 + 60)
        around = cpu(lambda _: rows_around(source, kept, table.sheet.name, window))
    return f"| {source.name} | {source.size / 1e6:,.1f} | {table.rows:,} | {first:,.0f} | {again:,.0f} | {around:,.0f} | {full:,.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("files", nargs="*", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "thai-874.csv"
        make(text, args.megabytes)
        made = [text, workbook(Path(folder) / "thai.xlsx", args.rows)]
        cpu(lambda out: preview(Source.at(text), out=out), 2)
        print("| file | MB | rows | first ms | again ms | 60 rows ms | full ms |\n|---|---|---|---|---|---|---|")
        for path in [*made, *args.files]:
            print(measured(path), flush=True)


if __name__ == "__main__":
    main()
