"""The faults as CSV: row, column, cell, value and rule in both languages; what was counted and not listed stands at the end."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mueang.base.report import Issue
from mueang.exports.csv import harmless
from mueang.flows.faults.places import Places
from mueang.ingest.validate import Fault, Faults

HEADINGS = ("แถว (row)", "คอลัมน์ (column)", "เซลล์ (cell)", "ค่า (value)", "กฎ (rule)", "กฎการตรวจ", "rule in English", "ค่าใกล้เคียง (nearest)", "แผ่นงาน (sheet)")
_LINES = 5_000
Line = Sequence[str | None]


def write(path: Path, faults: Faults, issues: Iterable[Issue], places: Places) -> None:
    """Write the list as CSV in UTF-8 with the mark that Excel knows; no text starts a formula."""
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        for number, line in enumerate((HEADINGS, *lines(faults, issues, places)), 1):
            writer.writerow([harmless(cell) for cell in line])
            if number % _LINES == 0:
                file.write(text.getvalue().encode())
                text.seek(0)
                text.truncate()
        file.write(text.getvalue().encode())


def lines(faults: Faults, issues: Iterable[Issue], places: Places) -> Iterator[Line]:
    """Return the lines: faults of whole columns, those of cells by row, and how many of each kind are not listed."""
    yield from (_of_column(issue) for issue in issues if issue.row is None and issue.column and issue.severity == "error")
    yield from (_of_cell(fault, places) for fault in faults)
    listed = Counter((fault.columns, fault.rule, fault.allowed) for fault in faults)
    for one in faults.counts:
        more = one.count - listed[one.columns, one.rule, one.allowed]
        if more:
            words = f"มีอีก {more:,} แถวที่ไม่ได้แสดง", f"{more:,} more rows are not listed"
            yield (None, ", ".join(one.columns), None, None, str(one.rule), *words, None, None)


def _of_column(issue: Issue) -> Line:
    return (None, issue.column, None, None, issue.code, issue.message.th, issue.message.en, None, None)


def _of_cell(fault: Fault, places: Places) -> Line:
    words = fault.message
    part, row = places.locate(fault.row)
    return (str(row + 1), fault.column, places.letters(fault), fault.value, str(fault.rule), words.th, words.en, fault.near, part.sheet)
