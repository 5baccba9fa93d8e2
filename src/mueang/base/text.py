"""Thai text: digits, invisible marks, blanks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_BLANKS = re.compile(r"\s+")
_THAI_DIGIT = re.compile("[๐-๙]")
_UNITS = (("ไบต์", "bytes"), ("กิโลไบต์", "KB"), ("เมกะไบต์", "MB"), ("กิกะไบต์", "GB"))


def arabic_digits(text: str) -> str:
    """Return the text with Thai digits (๐-๙) as Arabic ones."""
    return text.translate(_TO_ARABIC) if has_thai_digits(text) else text


def has_thai_digits(text: str) -> bool:
    """True if any digit is Thai."""
    return _THAI_DIGIT.search(text) is not None


def squeeze(text: str) -> str:
    """Return the text composed (NFC), without invisible marks, each run of blanks one space, none at the ends."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def is_thai(text: str) -> bool:
    """True if any letter is Thai."""
    return any("ก" <= char <= "๛" for char in text)


def distinct_names(names: Sequence[str]) -> list[str]:
    """Return the names made distinct: the second of a name is called "name (2)"."""
    taken: set[str] = set()
    done = []
    for name in names:
        number, chosen = 2, name
        while chosen in taken or (chosen != name and chosen in names):
            chosen, number = f"{name} ({number})", number + 1
        taken.add(chosen)
        done.append(chosen)
    return done


def show_size(size: int, language: str) -> str:
    """Return a number of bytes as people say it, in `th` or `en`."""
    value, power = float(size), 0
    while value >= 1024 and power < len(_UNITS) - 1:
        value, power = value / 1024, power + 1
    figure = f"{value:.1f}" if power > 1 and value < 100 else f"{value:.0f}"
    return f"{figure}\u00a0{_UNITS[power][0 if language == 'th' else 1]}"
