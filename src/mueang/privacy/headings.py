"""What the heading of a column says about people."""

from __future__ import annotations

import re

from mueang.base.text import squeeze

_HEADINGS = {
    "citizen_id": re.compile(
        r"บัตร(ประจำตัว)?ประชาชน|เลข(ที่)?ประจำตัวประชาชน|เลขบัตร|เลข\s?13\s?หลัก|\b(citizen|national|thai)[ _-]?id\b|\b(cid|pid|id[ _-]?card)\b", re.IGNORECASE
    ),
    "phone": re.compile(r"โทร|เบอร์|มือถือ|\b(tel|phone|mobile|telephone|contact[ _-]?no)\b", re.IGNORECASE),
    "email": re.compile(r"อี-?เมล|\be-?mail\b", re.IGNORECASE),
    "name": re.compile(
        r"นามสกุล|ชื่อ\s*[-–/]?\s*(และ)?\s*สกุล|ชื่อผู้(ป่วย|สูงอายุ|พิการ|สมัคร|ร้อง|แจ้ง|รับ|ปกครอง|เสียชีวิต|ประสบ)|\b(last|first|full|sur|family)[ _-]?name\b", re.IGNORECASE
    ),
}


def heading_says(kind: str, heading: str) -> bool:
    """Return whether the heading names this kind of personal data."""
    pattern = _HEADINGS.get(kind)
    words = squeeze(heading).replace("ํา", "ำ").replace("_", " ")
    return bool(pattern and pattern.search(words))
