"""Numbers as offices write them. The rules for one text; whole columns take a quicker way that must agree with it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from mueang.base.text import arabic_digits, has_thai_digits

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
BLANKS = " \t\r\n\u00a0\u2007\u202f\u3000"
MOST_DIGITS = 18
"""Longer runs of digits do not fit an integer column, and are numbers of things, not amounts."""

LONGEST = 64
"""No number is longer; more digits are text of another kind."""

_INTEGER = re.compile(r"[+-]?\d+\.?")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.\d*|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
_SPACED = re.compile(r"[+-]?[1-9]\d{0,2}(?:[ \u00a0\u202f]\d{3})+(?:\.\d+)?")
_COMMA_DECIMAL = re.compile(r"[+-]?(?:(?:\d{1,3}(?:[. \u00a0]\d{3})+|\d+),\d+|[1-9]\d{0,2}(?:\.\d{3}){2,})")
_WIDE = str.maketrans("０１２３４５６７８９，．％＋－（）", "0123456789,.%+-()")
_PARTS = re.compile("[, \u00a0\u202f]")
_SIGNS = str.maketrans({"−": "-", "–": "-"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from text, and what of the text was not plain digits."""

    value: int | float
    thai: bool = False
    grouped: bool = False
    percent: bool = False
    scientific: bool = False
    leading_zero: bool = False
    digits: int = 0


def narrow(text: str) -> str:
    """Return the text with full-width digits and marks as usual ones, Thai digits as Arabic ones."""
    return text if text.isascii() else arabic_digits(text).translate(_WIDE)


def bare(text: str) -> str:
    """Return the text without blanks at its ends and without invisible marks."""
    return _MARKS.sub("", text).strip(BLANKS)


_MARKS = re.compile(f"[{INVISIBLE}]")


def read_number(text: str, *, comma_decimal: bool = False) -> Number | None:
    """Return the number of a text without blanks at its ends, or None.

    Reads 1234, 1., 1,234.5, 1 234, ๑,๒๓๔, −5, 12%, 1.2E+5 and full-width digits; with `comma_decimal` 1.234,5. A sign set apart by a blank counts.
    """
    if len(text) > LONGEST:
        return None
    plain = narrow(text).translate(_SIGNS).replace("- ", "-") if not text.isascii() else text
    percent = plain.endswith("%")
    plain = plain[:-1].rstrip(BLANKS) if percent else plain
    if comma_decimal and _COMMA_DECIMAL.fullmatch(plain):
        plain = re.sub(r"[.\s]", "", plain).replace(",", ".")
    return _parse(plain, thai=has_thai_digits(text), percent=percent)


def _parse(plain: str, *, thai: bool, percent: bool) -> Number | None:
    grouped = bool(_GROUPED.fullmatch(plain) or _SPACED.fullmatch(plain))
    digits = _PARTS.sub("", plain) if grouped else plain
    body = digits.lstrip("+-")
    if _INTEGER.fullmatch(digits):
        whole = body.rstrip(".")
        zero = len(whole) > 1 and whole[0] == "0"
        return Number(int(digits.rstrip(".")), thai, grouped, percent, leading_zero=zero, digits=len(whole))
    if _DECIMAL.fullmatch(digits):
        zero = len(body) > 1 and body[0] == "0" and body[1].isdigit()
        return Number(float(digits), thai, grouped, percent, leading_zero=zero, digits=len(body) - 1)
    if _SCIENTIFIC.fullmatch(digits) and math.isfinite(float(digits)):
        return Number(float(digits), thai, grouped, percent, scientific=True, digits=len(body))
    return None
