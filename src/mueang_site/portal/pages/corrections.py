"""The corrections that were made, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mueang.base.message import Message
from mueang.tables.schema import Column, ColumnType
from mueang_site.portal.language import said, say
from mueang_site.portal.pages.columns import type_of

_OF_ROWS = {
    "header": ("แถว {rows} เป็นหัวตาราง", "Row {rows} is the heading"),
    "data": ("ข้อมูลเริ่มที่แถว {rows}", "Data begin at row {rows}"),
    "exclude": ("ไม่นำแถว {rows} เข้า", "Row {rows} left out"),
    "total": ("แถว {rows} เป็นยอดรวม ไม่นำเข้า", "Row {rows} is a total, left out"),
    "note": ("แถว {rows} เป็นหมายเหตุ ไม่นำเข้า", "Row {rows} is a note, left out"),
    "include": ("นำแถว {rows} เข้า", "Row {rows} taken in"),
}
_NO_HEADING = ("ไม่มีหัวตาราง", "There is no heading")
_TEXT = ("อ่านตัวอักษรหรือแบ่งคอลัมน์ตามที่เลือก", "Encoding or delimiter as chosen")
_ERAS = {"be": ("ปีเป็น พ.ศ.", "years are B.E."), "ce": ("ปีเป็น ค.ศ.", "years are C.E.")}


def sentence(correction: Mapping[str, Any]) -> str:
    """Return what a person corrected, in words."""
    kind = correction["kind"]
    if kind in _OF_ROWS:
        return say(*_OF_ROWS[kind]).replace("{rows}", _rows(correction["rows"]))
    if kind == "no-header":
        return say(*_NO_HEADING)
    if kind == "column":
        return _column(correction)
    if kind == "text":
        return say(*_TEXT)
    label = correction.get("label") or {}
    return said(Message(str(label.get("th", "")), str(label.get("en", ""))))


def _rows(runs: list[list[int]]) -> str:
    shown = [f"{first + 1:,}" if first == last else f"{first + 1:,}–{last + 1:,}" for first, last in runs]
    return ", ".join(shown[:6] + ["…"] * (len(shown) > 6))


def _column(correction: Mapping[str, Any]) -> str:
    changes = next(iter(correction["option"]["columns"].values()))
    parts = []
    if changes.get("drop"):
        parts.append(say("ตัดออก", "dropped"))
    if "name" in changes:
        parts.append(say(f"ชื่อ “{changes['name']}”", f"called “{changes['name']}”"))
    if "type" in changes:
        kind = type_of(Column("", ColumnType(changes["type"])))
        parts.append(say(f"เป็น{kind}", f"is {kind}"))
    if "era" in changes:
        parts.append(say(*_ERAS[changes["era"]]))
    if "unit" in changes:
        parts.append(say(f"หน่วย {changes['unit']}", f"unit {changes['unit']}"))
    return say(f"คอลัมน์ “{correction['column']}” ", f"Column “{correction['column']}”: ") + ", ".join(parts)
