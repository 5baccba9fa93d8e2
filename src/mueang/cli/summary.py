"""What was read, in sentences for a person at a terminal, in Thai or in English."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, Literal

SHOWN_COLUMNS = 40
MARKS = {"info": " ", "warning": "!", "error": "x"}


def language() -> Literal["th", "en"]:
    """Return the language of the terminal: Thai if LC_ALL, LC_MESSAGES or LANG says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "th" if os.environ[name].startswith("th") else "en"
    return "en"


def summarise(reading: Mapping[str, Any]) -> str:
    """Return the summary of a reading in the form of the contract of `mueang read`."""
    spoken = language()
    return "\n".join(_lines(reading, spoken))


def _lines(reading: Mapping[str, Any], spoken: str) -> Iterator[str]:
    yield f"{reading['file']} ({reading['format']})"
    if reading["refused"]:
        yield f"  x {reading['refused']['message'][spoken]}"
        return
    yield from (_issue(issue, spoken) for issue in reading["issues"])
    for table in reading["tables"]:
        yield from _table(table, spoken)


def _table(table: Mapping[str, Any], spoken: str) -> Iterator[str]:
    skipped = sum(table["excluded_counts"].values())
    rows, columns, name = f"{table['n_rows']:,}", len(table["columns"]), table["name"]
    if spoken == "th":
        yield f"อ่านได้ {rows} แถว {columns} คอลัมน์ จากแผ่นงาน “{name}” ไม่นำเข้า {skipped:,} แถว"
    else:
        yield f"Read {rows} rows and {columns} columns from sheet “{name}”. {skipped:,} rows left out."
    for column in table["columns"][:SHOWN_COLUMNS]:
        unit = f" [{column['unit']}]" if column["unit"] else ""
        yield f"    {column['type']:<9} {column['name']}{unit}"
    if columns > SHOWN_COLUMNS:
        yield f"    … {columns - SHOWN_COLUMNS}"
    yield from (_issue(issue, spoken) for issue in table["issues"])
    yield from (f"  ? {question['message'][spoken]}" for question in table["questions"])


def _issue(issue: Mapping[str, Any], spoken: str) -> str:
    return f"  {MARKS[issue['severity']]} {issue['message'][spoken]}"
