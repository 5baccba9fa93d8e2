"""Thai that was read in the wrong encoding and saved again: what it looks like, and the text read as it should have been.

A way is written `wrong>right`: bytes of `right` were taken for letters of `wrong`. `wrong>once` undoes one of several
garblings, whatever the letters; steps stand in the order in which they are undone, with a space between them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mueang.ingest.text.thai import plausible_thai

SINGLE = ("cp1252", "cp874", "mac_roman", "cp437", "cp850", "cp1250")
"""Encodings in which bytes of Thai were taken for other letters; Latin-1 is Windows-1252 with its controls kept."""
LOST = "\ufffd"
_NO_BREAK = "\u00a0"


@lru_cache(maxsize=32)
def _bytes_by_letter(wrong: str) -> dict[str, int]:
    """Return the byte of each letter that a program shows for bytes beyond ASCII; those that have none are kept as controls."""
    letters = {bytes([code]).decode(wrong, "ignore") or chr(code): code for code in range(0x80, 0x100)}
    return {chr(code): code for code in range(0x80, 0xA0)} | letters


@lru_cache(maxsize=32)
def _runs(wrong: str, right: str) -> re.Pattern[str]:
    """Return what a piece of garbled text looks like."""
    letters = _bytes_by_letter(wrong)
    if right == "once":
        return re.compile(f"[{_any(letters, range(0x80, 0x100))}]{{2,}}")
    if right == "utf-8":
        lead, second, third = (_any(letters, codes) for codes in ((0xE0,), (0xB8, 0xB9), range(0x80, 0xC0)))
        # Once เน and เธ stand in good Thai too (ดำเนิน), but hardly ever twice on end.
        least = 2 if wrong == "cp874" else 1
        return re.compile(f"(?:[{lead}][{second}][{third} ?{LOST}]?){{{least},}}")
    thai = _any(letters, range(0xA1, 0xFC))
    # No-break spaces stand around amounts, too: a piece neither begins nor ends with one.
    solid = thai.replace(re.escape(_NO_BREAK), "")
    return re.compile(f"[{solid}][{thai} ]*[{solid}]")


def _any(letters: dict[str, int], codes: range | tuple[int, ...]) -> str:
    return "".join(re.escape(letter) for letter, byte in letters.items() if byte in codes)


def pattern(way: str) -> re.Pattern[str]:
    """Return what text that was garbled in this way looks like."""
    wrong, right = way.split(" ")[0].split(">")
    return _runs(wrong, right)


def repair(text: str, way: str | None) -> str:
    """Return the text with its garbled Thai read again, or unchanged where that gives no text. What was lost is �."""
    for step in (way or "").split():
        wrong, right = step.split(">")
        pieces = _runs(wrong, right)
        if pieces.search(text):
            text = _whole(text, wrong, right) or pieces.sub(lambda found, wrong=wrong, right=right: _read(found[0], wrong, right), text)  # type: ignore[misc]
    return text


def _whole(text: str, wrong: str, right: str) -> str | None:
    """Return the text with also its single letters read again, if it is all Thai then."""
    if right in ("once", "utf-8"):
        return None
    read = text.translate(_letters(wrong, right))
    return read if plausible_thai(read) and LOST not in read else None


@lru_cache(maxsize=32)
def _letters(wrong: str, right: str) -> dict[int, str]:
    """Return for each letter what its byte means in an encoding of one byte a letter."""
    return {ord(letter): bytes([code]).decode(right, "replace") for letter, code in _bytes_by_letter(wrong).items() if not letter.isascii()}


def _read(run: str, wrong: str, right: str) -> str:
    letters = _bytes_by_letter(wrong)
    if right == "utf-8":
        return _read_threes(run, letters)
    if right == "cp874":
        text = run.translate(_letters(wrong, right))
        return text if LOST not in text and plausible_thai(text) else run
    try:
        return bytes(letters.get(letter, 0x20) for letter in run).decode()
    except UnicodeError:
        return run


def _read_threes(run: str, letters: dict[str, int]) -> str:
    """Return the letters of each three bytes. A no-break space often became a space; of a third byte that is lost nothing is known."""
    raw = bytearray()
    for letter, after in zip(run, (*run[1:], ""), strict=True):
        code = letters.get(letter)
        raw.append(code if code is not None else 0xFF if letter != " " else 0xA0 if after else 0x20)
    return re.sub(f"{LOST}+", LOST, raw.decode("utf-8", "replace"))
