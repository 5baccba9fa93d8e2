"""How quickly a large Thai CSV in Windows-874, and a large workbook, become typed Parquet, beside a peer and the limit of the machine.

    python benchmarks/bench_ingest.py [--megabytes 100] [--keep FOLDER]

ours    `mueang read` as a program: types, eras, totals, changes and places, all written as Parquet
peer    CSV: polars reading the same rows as plain text from UTF-8, no types, nothing written; workbook: a program that has calamine make lists of them
limit   CSV: Windows-874 to UTF-8 and nothing else; workbook: calamine's own reading, before a value is made of a cell
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import openpyxl
from measured import Cost, Findings, once

DISTRICTS = ["พระนคร", "ดุสิต", "หนองจอก", "บางรัก", "บางเขน", "บางกะปิ", "ปทุมวัน", "ป้อมปราบศัตรูพ่าย", "พระโขนง", "มีนบุรี", "ลาดกระบัง", "ยานนาวา"]
KINDS = ["น้ำท่วม", "ถนน", "ทางเท้า", "แสงสว่าง", "ความสะอาด", "จราจร", "เสียงรบกวน", "ต้นไม้"]
WORDS = ["ขอให้", "หน่วยงาน", "ตรวจสอบ", "ปรับปรุง", "บริเวณ", "หน้าตลาด", "ซอย", "ปากทาง", "ชำรุด", "เป็นหลุม", "เวลากลางคืน", "มานาน", "แล้ว"]
LOADS = "import sys, python_calamine as c; s = c.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0)"
LISTS = f"{LOADS}; rows = s.to_python()"
SHEET_ROWS = 200_000
HEADER = "เลขที่,วันที่แจ้ง,เขต,ประเภท,รายละเอียด,จำนวน,ค่าใช้จ่าย (บาท),ปี,ละติจูด,ลองจิจูด\r\n"


def row(number: int, draw: random.Random) -> str:
    day, month, year = draw.randint(1, 28), draw.randint(1, 12), draw.randint(2560, 2567)
    text = "".join(draw.choices(WORDS, k=6))
    cost = f'"{draw.randint(1000, 900_000):,}"' if draw.random() < 0.7 else "-"
    place = f"{13.5 + draw.random() / 2:.6f},{100.3 + draw.random() / 2:.6f}"
    return f"{number},{day}/{month}/{year},{draw.choice(DISTRICTS)},{draw.choice(KINDS)},{text},{draw.randint(0, 50)},{cost},{year},{place}\r\n"


def make(path: Path, megabytes: int) -> int:
    """Write a file of about this size and return its rows. A few thousand rows are drawn and repeated under new numbers."""
    draw = random.Random(874)
    pool = [row(0, draw).partition(",")[2] for _ in range(20_000)]
    rows = 0
    with path.open("wb") as file:
        file.write(HEADER.encode("cp874"))
        while file.tell() < megabytes << 20:
            file.write("".join(f"{rows + i},{tail}" for i, tail in enumerate(pool)).encode("cp874"))
            rows += len(pool)
    return rows


def timed(command: list[str]) -> tuple[float, float, float]:
    """Return seconds, seconds of processor and the peak of resident memory in megabytes of a program."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {command}")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def transcode(path: Path, plain: Path) -> Cost:
    """Write the file as UTF-8 and return the cost of conversion alone."""
    spent = 0.0
    with path.open("rb") as file, plain.open("wb") as out:
        while block := file.read(1 << 21):
            started = time.perf_counter()
            text = block.decode("cp874").encode()
            spent += time.perf_counter() - started
            out.write(text)
    return Cost(spent, spent)


def polars_text(path: Path) -> Cost:
    import polars as pl

    return once(lambda: pl.read_csv(path, infer_schema=False))


def make_workbook(path: Path) -> None:
    """Write a sheet of 200,000 rows by 8 columns: numbers, codes, names, days, amounts, years and remarks with blanks."""
    draw = random.Random(8)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("ข้อมูล")
    sheet.append(["ลำดับ", "รหัส", "เขต", "วันที่", "จำนวน", "จำนวนเงิน (บาท)", "ปี", "หมายเหตุ"])
    for i in range(SHEET_ROWS):
        day, remark = date(2020, 1, 1) + timedelta(days=i % 900), f"รายการที่ {i % 50}" if i % 3 else None
        sheet.append([i + 1, f"{i % 9999:05d}", DISTRICTS[i % 12], day, draw.randrange(1000), round(draw.random() * 1e6, 2), 2560 + i % 7, remark])
    book.save(path)


def workbook(folder: Path) -> tuple[tuple[float, float, float], Cost, Cost]:
    """Return what our program, calamine's lists and calamine alone cost: medians of three rounds in turn."""
    path = folder / "workbook.xlsx"
    make_workbook(path)
    read = [sys.executable, "-m", "mueang.cli", "read", str(path), "--json", "--out", str(folder / "sheet")]
    rounds = [(timed(read), timed([sys.executable, "-c", LISTS, str(path)]), timed([sys.executable, "-c", LOADS, str(path)])) for _ in range(3)]
    ours, lists, loads = ([sorted(figures)[1] for figures in zip(*program, strict=True)] for program in zip(*rounds, strict=True))
    return (ours[0], ours[1], ours[2]), Cost(lists[0], lists[1]), Cost(loads[0], loads[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        folder.mkdir(exist_ok=True)
        path, plain = folder / "thai-874.csv", folder / "thai-utf8.csv"
        rows = make(path, args.megabytes)
        # Measured first: the peak of a program counts that of the one that started it.
        ours, processor, memory = timed([sys.executable, "-m", "mueang.cli", "read", str(path), "--json", "--out", str(folder / "out")])
        limit = transcode(path, plain)
        peer = polars_text(plain)
    found = Findings()
    note = f"{rows / ours:,.0f} rows a second, {memory:,.0f} MB at most"
    found.add(f"read {rows:,} rows, {args.megabytes} MB", Cost(ours, processor), peer=peer, limit=limit, note=note)
    with tempfile.TemporaryDirectory() as scratch:
        (ours, processor, memory), peer, limit = workbook(Path(scratch))
    found.add(f"read a workbook of {SHEET_ROWS:,} rows x 8", Cost(ours, processor), peer=peer, limit=limit, note=f"{memory:,.0f} MB at most")
    found.print()


if __name__ == "__main__":
    main()
