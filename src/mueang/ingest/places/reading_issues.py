"""What is told of names and codes of places that were not read by their letters: by their sound, or as they were at an earlier time."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.ingest.places.issues import PlaceIssue


@dataclass(frozen=True, kw_only=True)
class PlacesReadOtherwise(PlaceIssue):
    """Values of a column that mean a place though its list of names has them otherwise; `values` of them, with examples."""

    values: int
    examples_th: str
    examples_en: str


@dataclass(frozen=True, kw_only=True)
class PlacesRespelt(PlacesReadOtherwise):
    """Names are spelt otherwise than in the official list and were read by their sound, or are short for one."""

    code = "place.spelling"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มี {values} ชื่อที่เขียนต่างจากรายชื่อ{level_th} อ่านเป็น {examples_th} ({count} แถว) ตรวจว่าถูกต้อง",
        "{values} names in “{column}” are spelt otherwise than in the list of {level_en} and were read as {examples_en} ({count} rows). Check.",
    )


@dataclass(frozen=True, kw_only=True)
class PlacesFormer(PlacesReadOtherwise):
    """Names or codes are of an earlier time, before a place was set up, divided or renamed; linked to those of today."""

    code = "place.former"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มี {values} ค่าที่เป็นชื่อ รหัส หรือสังกัดเดิมของ{level_th} เชื่อมกับพื้นที่ปัจจุบันคือ {examples_th} ({count} แถว) ตรวจว่าถูกต้อง",
        "{values} values in “{column}” name {level_en} as they were and are linked to those of today: {examples_en} ({count} rows). Check.",
    )
