"""How good a dataset is, as far as it can be measured: five checks of the kept report and of the description.

Nothing is weighed into one score: each check says what was measured, what lacks, and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils import timezone

from mueang.base import periods
from mueang.base.message import Message
from mueang.standard import FREQUENCIES, LICENCES, DatasetMetadata
from mueang.tables.schema import Column
from mueang_site.catalogue.queries import VersionInfo, due_at

ENOUGH = 0.95
"""The share of cells with a value from which a table or a column counts as complete."""
_MOST = 5
_OF_VALUES = ("cell.", "column.", "coordinate.", "form.", "layer.", "place.", "rows.copies", "rows.key", "shape.", "value.")
"""Codes of issues about values. What the reader mended in the form of a sheet, such as totals left out, is no fault of the data."""
State = Literal["good", "warn", "unknown"]

NAMES = {
    "completeness": Message("ความครบถ้วน", "Completeness"),
    "validity": Message("ความถูกต้อง", "Validity"),
    "timeliness": Message("ความเป็นปัจจุบัน", "Timeliness"),
    "description": Message("คำอธิบายข้อมูล", "Description"),
    "licence": Message("สัญญาอนุญาตให้ใช้ข้อมูล", "Licence"),
}
_FILL = Message(
    "เติมค่าในไฟล์ต้นทางแล้วเพิ่มรุ่นใหม่ ถ้าไม่มีค่าจริง เขียนเหตุผลไว้ในคำอธิบายคอลัมน์",
    "Fill the values in the file and add a version. Where there is none, say why in the column's description.",
)
_RECHECK = Message("ตรวจกับไฟล์ต้นทาง แก้ค่าที่ผิด แล้วเพิ่มรุ่นใหม่", "Compare with the file, mend what is wrong, and add a version.")
_DESCRIBE = Message("เพิ่มในขั้นรายละเอียดเมื่อเพิ่มรุ่นใหม่", "Add it under Details when the next version is added.")


@dataclass(frozen=True)
class Gap:
    """One thing that lacks, and how to mend it."""

    what: Message
    mend: Message


@dataclass(frozen=True)
class Check:
    """One measured side of quality: `found` is the measurement in words."""

    name: str
    state: State
    found: Message
    gaps: tuple[Gap, ...] = ()

    @property
    def title(self) -> Message:
        """What is measured."""
        return NAMES[self.name]


def checks(dataset: DatasetMetadata, version: VersionInfo, *, now: datetime) -> tuple[Check, ...]:
    """Return the five checks of the dataset's newest version."""
    return (
        completeness(version, dataset.schema.columns),
        validity(version.report),
        timeliness(dataset, now=now),
        description(dataset),
        licence(dataset),
    )


def completeness(version: VersionInfo, columns: Iterable[Column]) -> Check:
    """Measure the share of cells with a value, as counted when the version was published."""
    filled: Mapping[str, int] = (version.report.get("facts") or {}).get("filled") or {}  # type: ignore[attr-defined]
    counted = [column for column in columns if column.name in filled]
    cells = version.rows * len(counted)
    if not cells:
        return Check("completeness", "unknown", Message("รุ่นนี้ไม่ได้นับเซลล์ที่มีค่าไว้", "The cells of this version were not counted."))
    there = sum(filled[column.name] for column in counted)
    poor = [column for column in counted if filled[column.name] < ENOUGH * version.rows]
    found = Message(f"มีค่า {_share(there, cells)} ของ {cells:,} เซลล์", f"{_share(there, cells)} of {cells:,} cells have a value.")
    return Check("completeness", "warn" if there < ENOUGH * cells else "good", found, tuple(_empty(column, filled, version.rows) for column in poor[:_MOST]))


def validity(report: Mapping[str, Any]) -> Check:
    """Count what reading and checking the file brought up that a person should look at; changes of form alone are none."""
    if "issues" not in report:
        return Check("validity", "unknown", Message("ไม่มีผลการตรวจเก็บไว้กับรุ่นนี้", "No result of a check is kept with this version."))
    told = (*(report.get("issues") or ()), *(report.get("checks") or ()))
    issues = [issue for issue in told if issue["severity"] != "info" and str(issue["code"]).startswith(_OF_VALUES)]
    if not issues:
        return Check("validity", "good", Message("การตรวจไม่พบเรื่องที่ต้องแก้", "The checks found nothing to mend."))
    cells = sum(int(issue.get("count") or 1) for issue in issues)
    found = Message(f"พบเรื่องที่ควรตรวจ {len(issues)} เรื่อง รวม {cells:,} แห่ง", f"To look at: {len(issues)}, in {cells:,} places.")
    return Check("validity", "warn", found, tuple(Gap(_told(issue), _RECHECK) for issue in issues[:_MOST]))


def timeliness(dataset: DatasetMetadata, *, now: datetime) -> Check:
    """Compare the last update with the promised frequency."""
    frequency = FREQUENCIES[dataset.frequency]
    due = due_at(dataset.frequency, dataset.updated_at)
    if dataset.frequency == "U":
        gap = Gap(Message("ยังไม่ได้บอกว่าปรับปรุงบ่อยเพียงใด", "How often it is updated is not stated."), _DESCRIBE)
        return Check("timeliness", "warn", Message("ไม่ทราบความถี่ จึงตรวจไม่ได้ว่าเลยกำหนดหรือไม่", "Without a frequency nobody can tell whether it is late."), (gap,))
    if due is None:
        return Check("timeliness", "good", Message(frequency.th, frequency.en))
    if due < now:
        days = (now - due).days
        mend = Message("เพิ่มรุ่นใหม่ หรือแก้ความถี่ให้ตรงกับความจริง", "Add a version, or state the frequency as it really is.")
        late = Message(f"เลยกำหนด {days:,} วัน", f"{days:,} days late" if days != 1 else "1 day late")
        return Check("timeliness", "warn", _said_due("ปรับปรุง{} เลยกำหนดตั้งแต่ {}", "{}; overdue since {}", dataset, due), (Gap(late, mend),))
    return Check("timeliness", "good", _said_due("ปรับปรุง{} นับว่าเลยกำหนดหลัง {}", "{}; counts as overdue after {}", dataset, due))


def description(dataset: DatasetMetadata) -> Check:
    """Count what the description says of what one needs to use the data."""
    wanted = _wanted(dataset)
    lacking = [what for what, there in wanted if not there]
    done = len(wanted) - len(lacking)
    found = Message(f"มี {done} จาก {len(wanted)} ข้อที่ผู้ใช้ต้องรู้", f"{done} of {len(wanted)} things that users need are told.")
    return Check("description", "warn" if lacking else "good", found, tuple(Gap(what, _DESCRIBE) for what in lacking))


def licence(dataset: DatasetMetadata) -> Check:
    """Look whether it is stated what may be done with the data."""
    value = LICENCES[dataset.licence]
    if dataset.licence != "U":
        return Check("licence", "good", Message(value.th, value.en))
    gap = Gap(
        Message("ผู้ใช้ไม่รู้ว่านำไปใช้ได้เพียงใด", "Users cannot tell what they may do."),
        Message("ให้เจ้าของข้อมูลเลือกสัญญาอนุญาตในขั้นรายละเอียด", "Let the owner choose a licence under Details."),
    )
    return Check("licence", "warn", Message(value.th, value.en), (gap,))


def _wanted(dataset: DatasetMetadata) -> list[tuple[Message, bool]]:
    columns = dataset.schema.columns
    numbers = [column for column in columns if column.type.is_numeric]
    untitled = [column for column in columns if not column.title_en]
    unmeasured = [column for column in numbers if not column.unit]
    return [
        (Message("รายละเอียดของชุดข้อมูล", "A description"), bool(dataset.description_th)),
        (Message("ชื่อและรายละเอียดภาษาอังกฤษ", "Title and description in English"), bool(dataset.title_en and dataset.description_en)),
        (Message("คำสำคัญ", "Keywords"), bool(dataset.keywords)),
        (Message("แหล่งที่มา", "The source"), bool(dataset.source)),
        (Message("ผู้ติดต่อ", "Whom to ask"), bool(dataset.contact_name or dataset.contact_email)),
        (_naming("ชื่อภาษาอังกฤษของคอลัมน์", "English titles of columns:", untitled), not untitled),
        (_naming("หน่วยของคอลัมน์", "Units of columns:", unmeasured), not unmeasured),
    ]


def _naming(th: str, en: str, columns: list[Column]) -> Message:
    names = ", ".join(column.title_th or column.name for column in columns[:_MOST]) + (" …" if len(columns) > _MOST else "")
    return Message(f"{th} {names}", f"{en} {names}")


def _empty(column: Column, filled: Mapping[str, int], rows: int) -> Gap:
    share = _share(filled[column.name], rows)
    return Gap(Message(f"คอลัมน์ “{column.title_th or column.name}” มีค่า {share}", f"“{column.title_en or column.name}” is filled in {share} of the rows"), _FILL)


def _said_due(th: str, en: str, dataset: DatasetMetadata, due: datetime) -> Message:
    frequency, day = FREQUENCIES[dataset.frequency], timezone.localtime(due).date()
    return Message(th.format(frequency.th, periods.show_date(day, "th")), en.format(frequency.en, periods.show_date(day, "en")))


def _told(issue: Mapping[str, Any]) -> Message:
    message = issue.get("message") or {}
    return Message(str(message.get("th", "")), str(message.get("en", "")))


def _share(part: int, whole: int) -> str:
    """Return a share in per cent; what lacks even one never reads as all."""
    tenths = part * 1000 // whole
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"
