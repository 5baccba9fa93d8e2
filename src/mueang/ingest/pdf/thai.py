"""Thai as PDFs hold it: forms of marks in private letters, ำ in two halves, marks in any order; and how much of it is broken.

Fonts of Windows keep the marks that stand aside of tall consonants as private letters (U+F700 to U+F71A); the table is
that of the "Thai private use area" which these fonts share, as documented with HarfBuzz's Thai shaper (MIT licence).
"""

from __future__ import annotations

import re

UNKNOWN = "\ufffd"
"""A letter of which the font does not tell what it is."""

_PRIVATE = dict(
    zip(
        range(0xF700, 0xF71B),
        "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e0d\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
        strict=True,
    )
)
_MARK, _VOWEL, _TONE = "ัิ-ฺ็-๎", "ัิ-ฺ็", "่-๋"
_CID = re.compile(r"\(cid:\d+\)")
_HALVES = re.compile(f"[ํำ]([{_TONE}{UNKNOWN}]?)า")
_TONE_FIRST = re.compile(f"([{_TONE}])([{_VOWEL}ํ])")
_NIKHAHIT_FIRST = re.compile(f"ํ([{_TONE}])า")
_TWICE = re.compile(f"([{_MARK}])\\1+")
_FAULTS = re.compile(f"{UNKNOWN}|[\ue000-\uf8ff]|(?:^|[^ก-ฮ{_MARK}])[{_MARK}]|([ก-ฮ][{_VOWEL}]?[{_TONE}]).?\\1|ำ [ก-ฮ]")
_HANGING = re.compile(f"[{_MARK}]")


def hangs(letter: str) -> bool:
    """True for a mark that stands above or below the letter before it."""
    return _HANGING.fullmatch(letter) is not None


def known(letter: str) -> str:
    """Return a letter as Unicode has it; � where the font does not tell."""
    return _CID.sub(UNKNOWN, letter).translate(_PRIVATE)


def mended(text: str) -> str:
    """Return the text with ำ whole, a vowel before its tone, and no mark twice."""
    text = _NIKHAHIT_FIRST.sub(r"ํ\1า", text)
    text = _HALVES.sub(r"\1ำ", text)
    return _TWICE.sub(r"\1", _TONE_FIRST.sub(r"\2\1", text))


def faults(text: str) -> int:
    """Return how often the text is not as Thai can be: unknown letters, marks without a letter, syllables twice."""
    return len(_FAULTS.findall(text))
