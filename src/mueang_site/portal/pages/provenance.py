"""How a version came to be, in words: the file, what was left out, what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mueang.base.message import Message
from mueang_site.catalogue.queries import Release, VersionInfo
from mueang_site.portal.language import said, say

_MOST = 12
WHY = {
    "title": ("ชื่อตาราง", "title"),
    "header": ("หัวตาราง", "heading"),
    "total": ("ยอดรวม", "total"),
    "subtotal": ("ยอดรวมย่อย", "subtotal"),
    "footnote": ("หมายเหตุท้ายตาราง", "footnote"),
    "blank": ("แถวว่าง", "blank row"),
    "unit": ("แถวหน่วย", "unit row"),
    "chosen": ("เลือกไม่นำเข้า", "left out by choice"),
    "fragment": ("เศษของตารางอื่น", "part of another table"),
}


@dataclass(frozen=True)
class LeftOut:
    """Rows left out for one reason; `rows` in words, counted from 1."""

    why: str
    count: int
    rows: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """How the file was read."""

    source_name: str
    sheet: str
    understood: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    said: tuple[str, ...]
    more: int


def reading_of(version: VersionInfo) -> Reading:
    """Return how the file of a version was read."""
    report: Mapping[str, Any] = version.report
    told = {fact["row"]: str(fact["text"]) for fact in report.get("context") or [] if fact.get("row") is not None}
    sentences = [sentence for issue in report.get("issues") or [] if (sentence := said_of(issue))]
    return Reading(
        source_name=version.source_name,
        sheet=str(report.get("name") or ""),
        understood=tuple(understood(report)),
        left_out=left_out(report.get("excluded_rows") or [], told),
        said=tuple(sentences[:_MOST]),
        more=max(0, len(sentences) - _MOST),
    )


def understood(table: Mapping[str, Any]) -> list[str]:
    """Return what the reader took the file for."""
    sentences = []
    if rows := table.get("header_rows"):
        sentences.append(
            say(
                f"หัวตาราง {len(rows)} แถว คือแถวที่ {spans(rows)}", f"The heading is row {spans(rows)}" if len(rows) == 1 else f"The heading is rows {spans(rows)}"
            )
        )
    if table.get("first_data_row") is not None and table.get("last_data_row") is not None:
        first, last = int(table["first_data_row"]) + 1, int(table["last_data_row"]) + 1
        sentences.append(say(f"ข้อมูลอยู่ที่แถว {first:,}–{last:,}", f"Data stands in rows {first:,}–{last:,}"))
    if table.get("encoding"):
        sentences.append(say(f"รหัสอักขระ {table['encoding']}", f"Encoding {table['encoding']}"))
    if table.get("crs"):
        sentences.append(say(f"ระบบพิกัดอ้างอิง {table['crs']}", f"Coordinate system {table['crs']}"))
    return sentences


def left_out(excluded: Iterable[Mapping[str, Any]], told: Mapping[int, str] | None = None) -> tuple[LeftOut, ...]:
    """Return the rows left out, by reason, blank rows last; headings are not, for they became names.

    `told` holds texts of rows that the report knows from elsewhere.
    """
    by_reason: dict[str, list[Mapping[str, Any]]] = {}
    for row in (row for row in excluded if row["why"] != "header"):
        by_reason.setdefault(str(row["why"]), []).append(row)
    ordered = sorted(by_reason.items(), key=lambda pair: (pair[0] == "blank", pair[1][0]["row"]))
    return tuple(_left_out(why, rows, told or {}) for why, rows in ordered)


def _left_out(why: str, rows: list[Mapping[str, Any]], told: Mapping[int, str]) -> LeftOut:
    texts = tuple(text for row in rows if (text := str(row.get("text") or told.get(row["row"], ""))))
    return LeftOut(say(*WHY.get(why, (why, why))), len(rows), spans([int(row["row"]) for row in rows]), texts[:2])


def spans(rows: Iterable[int]) -> str:
    """Return 0-based rows as people count them: `3–4, 10`; beyond six runs the rest is …."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    shown = [f"{run[0] + 1:,}" if len(run) == 1 else f"{run[0] + 1:,}–{run[-1] + 1:,}" for run in runs]
    return ", ".join(shown[:6] + ["…"] * (len(shown) > 6))


def said_of(issue: Mapping[str, Any]) -> str:
    """Return an issue of the report in the language of the page."""
    message = issue.get("message") or {}
    return said(Message(str(message.get("th", "")), str(message.get("en", ""))))


def change_of(version: VersionInfo | Release) -> str:
    """Return what a version changed: `+1,204 แถว แทนที่ 30 แถว`."""
    parts_th = [f"เพิ่ม {version.added:,} แถว"] if version.added else []
    parts_en = [f"{version.added:,} rows added"] if version.added else []
    for count, th, en in ((version.replaced, "แทนที่", "replaced"), (version.removed, "นำออก", "removed")):
        if count:
            parts_th.append(f"{th} {count:,} แถว")
            parts_en.append(f"{count:,} {en}")
    return say(" ".join(parts_th) or "ไม่มีแถวที่เปลี่ยน", ", ".join(parts_en) or "no row changed")
