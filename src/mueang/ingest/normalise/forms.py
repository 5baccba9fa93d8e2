"""How texts are written, told from the bytes of a whole column at once: numbers plain and grouped, codes, moments.

A `Form` says what `kinds.look` and `cells.read_cell` would find by reading each text; all that is written in another way
is `OTHER` and goes through them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mueang.ingest.numbers import BLANKS, INVISIBLE

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]

ISO_MOMENT = r"^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])[ T](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
_MOMENT = 19
_LONGEST = 42
"""Bytes of the longest number that has a form: a sign, 18 digits, 5 commas, a point and 17 digits."""
_MINUS, _POINT, _COMMA, _ZERO, _BLANK = (ord(mark) for mark in "-.,0 ")
_LATIN, _BEYOND_THAI = 0xC2, 0xE2
"""Blanks and invisible marks of several bytes begin with the first of these, or from the second on; Thai letters with none."""


class Form(IntEnum):
    """How a text is written: 1234, 1234.5, 1,234, 1,234.5, 01234, 2021-05-01 08:30:00."""

    OTHER = 0
    INTEGER = 1
    DECIMAL = 2
    GROUPED = 3
    GROUPED_DECIMAL = 4
    PADDED = 5
    MOMENT = 6


@dataclass(frozen=True)
class Written:
    """The form of each text, its value (NaN: no number), and the text again, grouped numbers without commas and closing zeros."""

    forms: npt.NDArray[np.uint8]
    values: npt.NDArray[np.float64]
    shown: pa.StringArray

    @cached_property
    def grouped(self) -> Mask:
        """Which texts are numbers whose thousands are parted."""
        found: Mask = (self.forms == Form.GROUPED) | (self.forms == Form.GROUPED_DECIMAL)
        return found


@dataclass(frozen=True)
class Texts:
    """Distinct texts of a column. What their bytes tell is found when it is first asked for, and only once."""

    array: pa.StringArray

    def __len__(self) -> int:
        return len(self.array)

    @cached_property
    def offsets(self) -> Counts:
        """Where each text begins in `data`, and where the last one ends."""
        found: Counts = _buffer(self.array, 1, np.int32)[self.array.offset :][: len(self) + 1]
        return found - found[0] if found.size else np.zeros(1, np.int32)

    @cached_property
    def data(self) -> Bytes:
        """The bytes of all texts."""
        begin = int(_buffer(self.array, 1, np.int32)[self.array.offset]) if len(self) else 0
        found: Bytes = _buffer(self.array, 2, np.uint8)[begin : begin + int(self.offsets[-1])]
        return found

    @cached_property
    def sizes(self) -> Counts:
        """How many bytes each text has."""
        return np.diff(self.offsets)

    @cached_property
    def first(self) -> Bytes:
        """The first byte of each text, 0 where there is none."""
        return self._bytes(self.offsets[:-1])

    @cached_property
    def last(self) -> Bytes:
        """The last byte of each text, 0 where there is none."""
        return self._bytes(self.offsets[1:] - 1)

    def _bytes(self, places: Counts) -> Bytes:
        if not self.data.size:
            return np.zeros(len(self), np.uint8)
        found: Bytes = np.where(self.sizes > 0, np.take(self.data, places, mode="clip"), np.uint8(0))
        return found

    @cached_property
    def in_digits(self) -> Mask:
        """Which texts begin with a digit or a minus."""
        found: Mask = _digits(self.first) | (self.first == _MINUS)
        return found

    @cached_property
    def odd(self) -> Mask:
        """Which texts may begin or end with blanks, or hold marks that nobody sees. Most columns have none, and need no closer look."""
        found: Mask = (self.first <= _BLANK) | (self.last <= _BLANK)
        marks = (self.data == _LATIN) | (self.data >= _BEYOND_THAI)
        return found | (self.counted(marks) > 0) if marks.any() else found

    def counted(self, which: Mask) -> Counts:
        """Return how many bytes of each text are of these; there is at least one text."""
        padded = np.append(which.view(np.uint8), np.uint8(0))  # an empty text at the end begins there
        counts = np.add.reduceat(padded, self.offsets[:-1], dtype=np.uint8 if self.sizes.max() < 256 else np.int32)
        return np.where(self.sizes > 0, counts, 0).astype(np.int32)

    @cached_property
    def written(self) -> Written:
        """The forms and values of the texts."""
        return _written(self)

    def where(self, which: Mask) -> Texts:
        """Return some of the texts."""
        return self if which.all() else Texts(self.array.filter(pa.array(which)))

    def matching(self, pattern: str, among: Mask | None = None) -> Mask:
        """Return in which texts the pattern occurs; outside of `among` it is known that it does not."""
        if among is None or among.all():
            return _as_mask(pc.match_substring_regex(self.array, pattern))
        found = np.zeros(len(self), np.bool_)
        if among.any():
            found[among] = self.where(among).matching(pattern)
        return found

    @cached_property
    def blank(self) -> Mask:
        """Which texts hold nothing but blanks and invisible marks."""
        odd = self.odd
        found: Mask = odd.copy()
        found[odd] = ~self.where(odd).matching(f"[^{BLANKS}{INVISIBLE}]") if odd.any() else False
        return found


def _buffer(array: pa.Array, which: int, of: type[np.generic]) -> npt.NDArray[Any]:
    buffer = array.buffers()[which]
    return np.frombuffer(buffer, of) if buffer is not None and buffer.size else np.zeros(0, of)


def _as_mask(found: pa.Array) -> Mask:
    return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)


def _digits(data: Bytes) -> Mask:
    """Return which bytes are digits; what is less wraps around."""
    return data - np.uint8(_ZERO) <= np.uint8(9)


def _written(texts: Texts) -> Written:
    numbers = texts.in_digits & _digits(texts.last) & (texts.sizes <= _LONGEST)
    count = np.count_nonzero(numbers)
    if count and 2 * count < len(texts):
        return _scattered(texts, numbers)
    if not count:
        return Written(np.zeros(len(texts), np.uint8), np.full(len(texts), np.nan), texts.array)
    forms, commas = _forms(texts)
    forms *= numbers
    shown = _shown(texts, forms, commas)
    return Written(forms, _values(texts, forms, shown), shown)


def _scattered(texts: Texts, numbers: Mask) -> Written:
    """Return the forms where few of the texts may be numbers, by these alone."""
    found = texts.where(numbers).written
    forms, values = np.zeros(len(texts), np.uint8), np.full(len(texts), np.nan)
    forms[numbers], values[numbers] = found.forms, found.values
    shown = pc.replace_with_mask(texts.array, pa.array(numbers), found.shown) if found.grouped.any() else texts.array
    return Written(forms, values, shown)


def _forms(texts: Texts) -> tuple[npt.NDArray[np.uint8], Counts]:
    """Return the forms of texts, and how many commas part them, right for those that begin with a digit or a minus and end in a digit."""
    negative = texts.first == _MINUS
    begin = texts.offsets[:-1] + negative
    stop, commas = _whole_parts(texts, negative)
    length, decimals = stop - begin, texts.offsets[1:] - stop - 1
    lead = np.take(texts.data, begin, mode="clip")
    zero = lead == _ZERO
    natural = _digits(lead) & ~zero
    pointed = decimals >= 0
    plain = (commas == 0) & ((natural & (length <= 18)) | (zero & (length == 1) & (pointed | ~negative)))
    grouped = (commas > 0) & (commas <= 5) & natural & (commas == length >> 2) & (length & 3 > 0)
    padded = (commas == 0) & zero & ~negative & ~pointed & (length > 1) & (length <= 18)
    forms: npt.NDArray[np.uint8] = plain * np.uint8(Form.INTEGER) + grouped * np.uint8(Form.GROUPED)
    forms += pointed & (forms > 0)  # the form with decimals is the next one
    forms *= decimals <= 17
    forms += padded * np.uint8(Form.PADDED)
    moments = (forms == Form.OTHER) & (texts.sizes == _MOMENT)
    forms[texts.matching(ISO_MOMENT, moments)] = Form.MOMENT
    return forms, commas


def _whole_parts(texts: Texts, negative: Mask) -> tuple[Counts, Counts]:
    """Return where the whole part of each number ends, and how many commas part it: -1 if one stands wrong, or anything else than digits is there."""
    ends = texts.offsets[1:]
    strange = ~_digits(texts.data)
    marks = np.flatnonzero(strange).astype(np.int32)
    if not marks.size:
        return ends, np.zeros(len(texts), np.int32)
    counts = texts.counted(strange)
    last = marks[np.cumsum(counts) - 1]
    point = (counts > 0) & (texts.data[last] == _POINT)
    stop = np.where(point, last, ends)
    commas = counts - point - negative
    commas[_misplaced(texts, marks, counts, stop)] = -1
    return stop, commas


def _misplaced(texts: Texts, marks: Counts, counts: Counts, stop: Counts) -> Places:
    """Return the texts with a mark that is neither their sign, nor their point, nor a comma before three digits more."""
    kinds, after = texts.data[marks], np.repeat(stop, counts) - marks
    right = (kinds == _COMMA) & (after > 0) & (after & 3 == 0)
    right |= after == 0
    right |= (kinds == _MINUS) & (np.repeat(texts.offsets[:-1], counts) == marks)
    found: Places = np.searchsorted(texts.offsets[1:], marks[~right], "right")
    return found


def _values(texts: Texts, forms: npt.NDArray[np.uint8], shown: pa.StringArray) -> npt.NDArray[np.float64]:
    """Return the values of the texts, NaN where they are no numbers."""
    whole = (forms == Form.INTEGER) | (forms == Form.PADDED)
    if whole.all():
        return _cast(texts.array, pa.int64())
    values = np.full(len(texts), np.nan)
    others = (forms >= Form.DECIMAL) & (forms <= Form.GROUPED_DECIMAL)
    for which, numbers, kind in ((whole, texts.array, pa.int64()), (others, shown, pa.float64())):
        if which.any():
            values[which] = _cast(numbers.filter(pa.array(which)), kind)
    return values


def _cast(numbers: pa.StringArray, kind: pa.DataType) -> npt.NDArray[np.float64]:
    """Return the values of texts that are all numbers; whole ones are read as such, which is quicker and comes to the same float."""
    values: npt.NDArray[np.float64] = numbers.cast(kind).to_numpy().astype(np.float64)
    return values


def _shown(texts: Texts, forms: npt.NDArray[np.uint8], commas: Counts) -> pa.StringArray:
    """Return the texts, numbers with commas without these and without zeros that close their decimals."""
    grouped = (forms == Form.GROUPED) | (forms == Form.GROUPED_DECIMAL)
    if not grouped.any():
        return texts.array
    kept, sizes = texts.data != _COMMA, texts.sizes - commas * grouped
    if texts.sizes[~grouped].any():
        kept |= np.repeat(~grouped, texts.sizes)
    for owners, places in _closing(texts, np.flatnonzero(forms == Form.GROUPED_DECIMAL)):
        kept[places] = False
        sizes[owners] -= 1
    offsets = np.zeros(len(texts) + 1, np.int32)
    np.cumsum(sizes, out=offsets[1:])
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(offsets), pa.py_buffer(texts.data.compress(kept)))


def _closing(texts: Texts, decimals: Places) -> Iterator[tuple[Places, Places]]:
    """Yield which decimals still close with a zero, and where, from the end on; and with their point, where nothing else is left."""
    last = texts.offsets[1:][decimals] - 1
    while decimals.size:
        zero, point = texts.data[last] == _ZERO, texts.data[last] == _POINT
        yield decimals[zero | point], last[zero | point]
        decimals, last = decimals[zero], last[zero] - 1
