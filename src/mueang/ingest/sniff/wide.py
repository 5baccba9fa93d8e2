"""Byte order marks, also several and of several encodings, and text of two or four bytes a character, with a mark or without."""

from __future__ import annotations

import codecs

_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""The longer first: that of UTF-32 begins like that of UTF-16."""
_NAMED = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED = 4096
_COMMON = frozenset(range(0x09, 0x7F)) | {0}


def marks_before(head: bytes) -> int:
    """Return how many bytes of byte order marks a text begins with."""
    at = 0
    while found := next((mark for mark in _MARKS if head.startswith(mark, at)), b""):
        at += len(found)
    return at


def wide_encoding(marks: bytes, text: bytes) -> str | None:
    """Return UTF-16 or UTF-32 if the text is in it, whatever the marks before it say; these decide where it has nothing to tell."""
    looked = text[:_LOOKED]
    return _utf32(looked) or _utf16(looked) or _marked(marks, looked)


def _utf32(text: bytes) -> str | None:
    """Return UTF-32 by the two bytes of four that nearly no character uses."""
    size = len(text) // 4
    if size < 2:
        return None
    zeros = [text[place : 4 * size : 4].count(0) for place in range(4)]
    if min(zeros[2:]) > 0.95 * size and zeros[0] < 0.2 * size:
        return "utf-32-le"
    return "utf-32-be" if min(zeros[:2]) > 0.95 * size and zeros[3] < 0.2 * size else None


def _utf16(text: bytes) -> str | None:
    """Return UTF-16 by the byte of two that is the same for all of ASCII, and for all of Thai."""
    even, odd = text[::2], text[1::2]
    if len(odd) < 2:
        return None
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high.count(0) and high.count(0) + high.count(0x0E) > 0.8 * len(high) and low.count(0) < 0.2 * len(low):
            return name
    return None


def _marked(marks: bytes, text: bytes) -> str | None:
    """Return what a mark says of text that has other letters than ours; text of single bytes bears it out as little as bytes that are no pairs."""
    return next((name for mark, name in _NAMED if marks.endswith(mark) and _decodes(text, name)), None)


def _decodes(text: bytes, name: str) -> bool:
    size = 4 if "32" in name else 2
    try:
        letters = text[: len(text) // size * size].decode(name, "ignore" if len(text) == _LOOKED else "strict")
    except UnicodeDecodeError:
        return False
    return not text or any(ord(letter) in _COMMON for letter in letters)
