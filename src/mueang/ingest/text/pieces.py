"""Text of two encodings: Thai in Windows-874 among UTF-8, or the other way round, told piece by piece."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from mueang.ingest.text.thai import plausible_thai

_PIECES = re.compile(rb"[\x80-\xff]+|[\x00-\x7f]+")
_THREE = re.compile(rb"\xe0[\xb8\xb9][\x80-\xbf]")
"""A Thai letter in UTF-8."""
_TWO = re.compile(_THREE.pattern * 2)
LETTERS = 2
"""Thai letters that a piece needs to be held to be of the other encoding."""


def has_threes(data: npt.NDArray[np.uint8]) -> bool:
    """Return whether two letters of Thai in UTF-8 stand beside each other somewhere."""
    at = np.flatnonzero(data == 0xE0)
    at = at[at < len(data) - 5]
    return bool(_are_letters(data, at[_begin_letters(data, at)] + 3).any())


def _begin_letters(data: npt.NDArray[np.uint8], at: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    begin: npt.NDArray[np.bool_] = ((data[at + 1] & 0xFE) == 0xB8) & ((data[at + 2] & 0xC0) == 0x80)
    return begin


def _are_letters(data: npt.NDArray[np.uint8], at: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    letters: npt.NDArray[np.bool_] = (data[at] == 0xE0) & _begin_letters(data, at)
    return letters


def in_pieces(raw: bytes, encoding: str) -> tuple[str, bool]:
    """Return the text of bytes that are mostly in one encoding, and whether pieces are in the other."""
    read = [_piece(piece, encoding) for piece in _PIECES.findall(raw)]
    return "".join(text for text, _ in read), any(strange for _, strange in read)


def _piece(piece: bytes, encoding: str) -> tuple[str, bool]:
    if piece.isascii():
        return piece.decode("ascii"), False
    other = _as_utf8(piece) if encoding == "cp874" else _as_windows(piece)
    return (piece.decode(encoding, "replace"), False) if other is None else (other, True)


def _as_utf8(piece: bytes) -> str | None:
    """Return the piece read as UTF-8 if that makes Thai of it."""
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return None
    return text if _TWO.search(piece) and plausible_thai(text) else None


def _as_windows(piece: bytes) -> str | None:
    """Return the piece read as Windows-874 if it is Thai and not what is left of a letter in UTF-8."""
    try:
        piece.decode()
    except UnicodeDecodeError:
        pass
    else:
        return None
    if len(piece) < LETTERS or _THREE.search(piece):
        return None
    text = piece.decode("cp874", "replace")
    return text if plausible_thai(text) else None
