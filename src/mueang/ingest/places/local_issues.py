"""What is told of columns of local governments."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue


@dataclass(frozen=True, kw_only=True)
class LocalLinked(Issue):
    """Rows of a column were linked to the local governments of the imported list."""

    code = "place.local-linked"
    severity = "info"
    text = Message(
        "เชื่อมคอลัมน์ “{column}” กับรายชื่อองค์กรปกครองส่วนท้องถิ่นแล้ว {count} จาก {total} แถว รหัสอยู่ในคอลัมน์ “{added}”",
        "{count} of {total} rows of “{column}” were linked to the list of local governments, added as “{added}”.",
    )
    total: int
    added: str


@dataclass(frozen=True, kw_only=True)
class LocalUnknown(Issue):
    """Names are not in the list of local governments."""

    code = "place.local-unknown"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มี {values} ชื่อที่ไม่อยู่ในรายชื่อองค์กรปกครองส่วนท้องถิ่น เช่น “{value}” ({count} แถว) แก้ค่า หรือข้ามไว้ก่อน",
        "{values} names in “{column}” are not in the list of local governments, e.g. “{value}” ({count} rows). Edit, or skip for now.",
    )
    values: int
    value: str


@dataclass(frozen=True, kw_only=True)
class LocalAmbiguous(Issue):
    """Several local governments bear the name, and nothing in the row says which is meant."""

    code = "place.local-ambiguous"
    severity = "warning"
    text = Message(
        "“{value}” มีองค์กรปกครองส่วนท้องถิ่นชื่อนี้ {places} แห่ง เช่น {a_th} และ {b_th} ({count} แถว) เลือกแห่งที่ถูก หรือบอกจังหวัดของตาราง",
        "“{value}” names {places} local governments, e.g. {a_th} and {b_th} ({count} rows). Choose one, or say in which province the table lies.",
    )
    value: str
    places: int
    a_th: str
    b_th: str
