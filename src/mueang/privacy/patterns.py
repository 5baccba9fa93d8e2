"""How numbers and titles that point to a person are written in Thailand, and whether a number can be what it seems.

The patterns are for RE2 (no look-around). Digits are Arabic: Thai ones are turned before.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ALONE_BEFORE = r"(?:^|[Tt][Ee][Ll]|[^0-9A-Za-z.,/_=\-])"
_ALONE_AFTER = r"(?:$|[^0-9A-Za-z.,:/_\-]|[.,][^0-9]|[.,]$)"
_EXTENSION = r" ?- ?[0-9]{1,4}(?:$|[^0-9])"
"""What stands around a number that is not a part of a longer one, of a decimal, a date, an address on the web or a hash."""

CITIZEN_ID = rf"{_ALONE_BEFORE}(?P<found>[1-8](?:[\- ]?[0-9]){{12}}){_ALONE_AFTER}"
"""Thirteen digits in one piece or parted by dashes or blanks (1-2345-67890-12-1); those of firms and offices begin with 0."""

PHONE = rf"{_ALONE_BEFORE}(?P<found>(?:\+66[\- ]{{0,3}}(?:\(0\))?|0)[\- ]{{0,3}}[2-9](?:[\- ]{{0,3}}[0-9]){{7,8}})(?:{_ALONE_AFTER}|{_EXTENSION})"
"""A Thai number: 0 or +66, an area or network that does not begin with 0 or 1, and seven or eight digits more."""

MOBILE = r"^(?:\+66|0)[\- ()0]*[689]"

EMAIL = r"(?P<found>[A-Za-z0-9][A-Za-z0-9._%+\-]*@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,})"

_LETTER = "[ก-ฮเแโใไ]"
_NAME = f"{_LETTER}[ก-๎]+"
_TITLES = r"(?:นางสาว|เด็กชาย|เด็กหญิง|น\.\s?ส\.|ด\.\s?ช\.|ด\.\s?ญ\.|นาย|นาง)"
_BEFORE = r"(?:^|[\s,;:(\"'/\-])"
_LATIN_TITLE = r"(?:Mr|Mrs|Ms|Miss)\b\.?\s+[A-Z][a-z]+"

FULL_NAME = rf"{_BEFORE}(?P<found>{_TITLES}\s{{0,2}}{_NAME}\s+{_NAME}|{_LATIN_TITLE}\s+[A-Z][A-Za-z]+)"
"""A title, a name and a family name."""

TITLED_NAME = rf"^\s*(?P<found>{_TITLES}\s{{0,2}}{_NAME}|{_LATIN_TITLE})"
"""A title and a word at the start of a cell. Alone it proves nothing (นางรอง is a district): only a column full of them does."""

NOT_A_TITLE = (
    r"นายเลิศ|นายก|นายทะเบียน|นายอำเภอ|นายแพทย์|นายสัตวแพทย์|นายจ้าง|นายทหาร|นายตรวจ|นายหน้า|นายช่าง|นายท่า|นายสถานี|นายเรือ|นายประกัน"
    r"|นางพยาบาล|นางเลิ้ง|นางรอง|นางแก้ว|นางบวช|นางาม|นางัว|นางิ้ว|นางแล|นางหลง|นางตะเคียน|นางลือ|นางแอ่น|นางแบบ|นางฟ้า|เด็กชายและ|เด็กหญิงและ|เด็กชายหญิง"
)
"""Words and places that begin like a title."""

MAYBE_TITLE = r"นาย|นาง|เด็ก|น\.|ด\.|Mr|Ms|Miss"

_WEIGHTS = np.arange(13, 1, -1)


def checksum_holds(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which 13-digit numbers end in the check digit of a citizen id.

    The first twelve digits are weighted 13 to 2; the check digit is 11 less the sum modulo 11, its last digit only.
    Of random numbers one in ten passes.
    """
    digits = (numbers[:, None] // 10 ** np.arange(12, -1, -1, dtype=np.int64)) % 10
    wanted = (11 - digits[:, :12] @ _WEIGHTS % 11) % 10
    holds: NDArray[np.bool_] = (wanted == digits[:, 12]) & (numbers >= 10**12) & (numbers < 10**13)
    return holds
