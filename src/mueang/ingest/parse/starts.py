"""Where some of the records of a text begin, written down while they are read: rows in the middle are then made without those before."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

EVERY = 1 << 18
"""Bytes between two starts that are known, where lines are records."""
_LINE = b"\n"


class Start(NamedTuple):
    """A record by its number, and the byte of the file at which it begins."""

    row: int
    byte: int


FILE = Start(0, 0)
"""The first record of a file."""


def lines_by_piece(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return the number of line ends in each piece of `EVERY` bytes."""
    ends = data == _LINE[0]
    return np.array([np.count_nonzero(ends[at : at + EVERY]) for at in range(0, len(data), EVERY)], np.int64)


def starts_within(block: memoryview, lines: npt.NDArray[np.int64], records: int, first: Start) -> list[Start]:
    """Return where records begin within a block whose first record is `first`; none where a record may take several lines."""
    whole = bytes(block[-1:]) == _LINE
    if int(lines.sum()) != records - (not whole):
        return []
    before = np.cumsum(lines)
    found = []
    for piece in range(1, len(lines)):
        at = _after_line(block, piece * EVERY)
        if lines[piece] and at < len(block):
            found.append(Start(first.row + int(before[piece - 1]) + 1, first.byte + at))
    return found


def _after_line(block: memoryview, at: int) -> int:
    """Return where the next line begins."""
    near = bytes(block[at : at + EVERY])
    return at + near.index(_LINE) + 1 if _LINE in near else len(block)
