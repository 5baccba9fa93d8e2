"""Thai marks typed twice, in the wrong order or in pieces: text that looks right and is found by nobody. Mending changes no meaning."""

from __future__ import annotations

import re

WRONG = "เเ|[่-๋]ํ|ํ[่-๋]?า|[่-๋][ัิ-ู]|" + "|".join(mark * 2 for mark in "ะัิีึืฺุู็่้๊๋์ํ๎")
"""Pattern of what is mended; one for Python and for Arrow."""
LONGEST = 150
"""Bytes of the longest text that is mended: names and categories, not whole paragraphs."""
_TWICE = re.compile(r"([ะัิ-ฺ็-๎])\1+")
_PIECES = re.compile("ํ([่-๋]?)า|([่-๋])ํา")
_ORDER = re.compile("([่-๋])([ัิ-ูํ])")


def mend_marks(text: str) -> str:
    """Return the text with แ for two เ, ำ for its two pieces, no mark twice, and vowels before tones."""
    if len(text.encode()) > LONGEST:
        return text
    mended = _once(text)
    return text if mended == text else mend_marks(mended)


def _once(text: str) -> str:
    once = _TWICE.sub(r"\1", text.replace("เเ", "แ"))
    whole = _PIECES.sub(lambda found: f"{found[1] or found[2] or ''}ำ", once)
    return _ORDER.sub(r"\2\1", whole)
