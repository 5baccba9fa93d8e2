"""Which rows are no data: totals, repeated headings, pieces of broken records, notes under the table."""

from __future__ import annotations

import re
from collections.abc import Sequence

TOTAL = (
    r"^[\s\x{a0}]*(?:รวม|ยอดรวม|ยอรวม|ผลรวม|รวมทั้งสิ้น|รวมทั้งหมด|รวมทั่วประเทศ|รวมทั้งประเทศ|รวมยอด|รวมสุทธิ|รวมเป็นเงิน|ทั้งหมด|ทั้งสิ้น|(?i:grand\s+total|sub-?\s?total|total|sum))"
    r"(?:[\s\x{a0}]*(?:ทั้งสิ้น|ทั้งหมด|ทุก\S*|ทั่วประเทศ|ทั่วราชอาณาจักร|กลุ่ม\S*|ภาค\S*|จังหวัด\S*|กรุงเทพ\S*|เขต\S*|อำเภอ\S*|ตำบล\S*|\(\S*\)|:"
    r"|ปี(?:งบประมาณ)?\s*(?:พ\.ศ\.\s*)?[0-9๐-๙]*))?[\s\x{a0}]*$"
)
"""A label that adds up others. Words such as รวม inside a longer name (โรงเรียนรวมใจ) are none."""

_WHOLE = re.compile(
    r"\s*(?:รวม(?:ทั้งสิ้น|ทั้งหมด|ทั่วประเทศ|ทั้งประเทศ)?|ทั่วประเทศ|ทั่วราชอาณาจักร|ทั้งประเทศ|ยอดรวม|ผลรวม|(?:grand\s+)?total|whole kingdom)\s*$", re.IGNORECASE
)
_SUBTOTAL = re.compile(r"sub|กลุ่ม|ภาค|จังหวัด|เขต|อำเภอ|ตำบล", re.IGNORECASE)
_NOTE = re.compile(r"^(?:หมายเหตุ|ที่มา|แหล่งที่มา|แหล่งข้อมูล|อ้างอิง|ข้อมูล\s*ณ|note|source|remark|\*+\s*\S|[¹²³]|\d+/\s)", re.IGNORECASE)
LONG_NOTE = 40
MOST_TEXT = 160


def is_note(text: str) -> bool:
    """True for a text that begins as notes and sources do."""
    return bool(_NOTE.match(text))


def is_total(text: str) -> bool:
    """True for a value that adds up the others of its column: รวม, ทั่วราชอาณาจักร."""
    return bool(_WHOLE.match(text))


def total_kind(text: str, *, last: bool) -> str:
    """Return `subtotal` or `total` for the label of a total row."""
    return "subtotal" if _SUBTOTAL.search(text) or not last else "total"


def row_text(row: Sequence[str | None]) -> str:
    """Return what stands in a row, short enough to be shown."""
    text = " | ".join(" ".join(cell.split()) for cell in row if cell and cell.strip())
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"
