"""Columns as distinct texts and a code for each row, and what each distinct text could be.

Work is done once for each distinct text of a batch. Plain numbers and ISO dates are known by patterns over the whole
array at once; only what is left goes through `kinds.look`, and its answers are remembered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mueang.ingest.normalise.kinds import Flag, Kind, Seen, look
from mueang.tables.distinct import gathered

_Of = TypeVar("_Of", bound=np.generic)
Codes = npt.NDArray[np.int64]

PLAIN_INTEGER = r"^(?:0|-?[1-9][0-9]{0,17})$"
PLAIN_DECIMAL = r"^-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}$"
GROUPED_INTEGER = r"^-?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,5}$"
GROUPED = r"^-?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,17})?$"
ISO_MOMENT = r"^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])[ T](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
REMEMBERED = 50_000
TEXT_FROM = 2_000
"""After so many distinct texts of which nearly all are only text, a column is not looked at closely any more."""


@dataclass(frozen=True)
class Coded:
    """One column of a batch: its texts, the last of them empty, and for each row the place of its text."""

    texts: pa.StringArray
    codes: Codes

    def take(self, of_texts: npt.NDArray[_Of]) -> npt.NDArray[_Of]:
        """Return for each row what `of_texts` holds for its text."""
        return of_texts[self.codes]

    def at(self, rows: Codes) -> pa.DictionaryArray:
        """Return the texts of some rows. Where these are few, the texts of the others are left out; no text is there twice if none need be."""
        codes = self.codes[rows]
        if 4 * len(codes) < len(self.texts):
            return self.texts.take(pa.array(codes)).dictionary_encode()
        return gathered(self.texts.slice(0, int(codes.max(initial=0)) + 1), codes)


def encode(column: pa.Array | None, rows: int) -> Coded:
    """Return the column coded; null is coded as the empty text, and a column that is not there as nothing but that."""
    if column is None:
        return Coded(pa.array([""], pa.string()), np.zeros(rows, np.int64))
    coded = column.dictionary_encode()
    empty = len(coded.dictionary)
    codes = coded.indices.fill_null(empty).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(pa.concat_arrays([coded.dictionary.cast(pa.string()), pa.array([""], pa.string())]), codes)


@dataclass
class Looker:
    """Says what the texts of one column could be, and remembers. A column that is free text is only skimmed."""

    seen: dict[str, Seen] = field(default_factory=dict)
    skim: bool = False
    looked: int = 0
    only_text: int = 0

    def classify(self, texts: pa.StringArray) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32], npt.NDArray[np.float64]]:
        """Return kind, flags and numeric value (NaN: none) of each text."""
        kinds = np.full(len(texts), Kind.TEXT, np.uint8)
        flags = np.zeros(len(texts), np.uint32)
        values = np.full(len(texts), np.nan)
        rest = _plain(texts, kinds, flags, values)
        if self.skim:
            rest = rest[np.asarray(pc.binary_length(texts).to_numpy(zero_copy_only=False))[rest] < 16]
        for i, text in zip(rest.tolist(), texts.take(pa.array(rest)).to_pylist(), strict=True):
            kinds[i], flags[i], values[i] = self._look(text)
        return kinds, flags, values

    def _look(self, text: str) -> Seen:
        known = self.seen.get(text)
        if known is not None:
            return known
        if len(self.seen) >= REMEMBERED:
            self.seen.clear()
        known = self.seen[text] = look(text)
        self.looked += 1
        self.only_text += known[0] == Kind.TEXT
        self.skim = self.looked >= TEXT_FROM and self.only_text > self.looked * 0.98
        return known


def matches(texts: pa.StringArray, pattern: str) -> npt.NDArray[np.bool_]:
    """Return for each text whether the pattern occurs in it."""
    return np.asarray(pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False), np.bool_)


def _plain(texts: pa.StringArray, kinds: npt.NDArray[np.uint8], flags: npt.NDArray[np.uint32], values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Fill in what patterns decide, and return the places of the other texts."""
    whole = matches(texts, PLAIN_INTEGER)
    if whole.any():
        numbers = texts.filter(pa.array(whole)).cast(pa.int64()).to_numpy()
        kinds[whole], values[whole], flags[whole] = Kind.INTEGER, numbers, integer_flags(numbers)
    rest = np.flatnonzero(~whole)
    rest = _decimals(texts, rest, kinds, flags, values)
    rest = _grouped(texts, rest, kinds, flags, values)
    return _moments(texts, rest, kinds, flags)


def integer_flags(numbers: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> npt.NDArray[np.uint32]:
    """Return the flags of plain whole numbers."""
    flags = np.where(np.abs(numbers) >= 1000, Flag.UNGROUPED, 0).astype(np.uint32)
    flags |= np.where((numbers >= 2400) & (numbers < 2643), Flag.BUDDHIST, 0).astype(np.uint32)
    flags |= np.where((numbers >= 1800) & (numbers < 2101), Flag.GREGORIAN, 0).astype(np.uint32)
    flags |= np.where(numbers < 0, Flag.NEGATIVE, 0).astype(np.uint32)
    thirteen = (np.abs(numbers) >= 10**12) & (np.abs(numbers) < 10**13)
    return flags | np.where(thirteen, Flag.THIRTEEN, 0).astype(np.uint32)


def _decimals(
    texts: pa.StringArray, rest: npt.NDArray[np.int64], kinds: npt.NDArray[np.uint8], flags: npt.NDArray[np.uint32], values: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    if not rest.size:
        return rest
    part = texts.take(pa.array(rest))
    found = matches(part, PLAIN_DECIMAL)
    if found.any():
        places = rest[found]
        numbers = part.filter(pa.array(found)).cast(pa.float64()).to_numpy()
        kinds[places], values[places] = Kind.NUMBER, numbers
        flags[places] = np.where(np.abs(numbers) >= 1000, Flag.UNGROUPED, 0) | np.where(numbers < 0, Flag.NEGATIVE, 0)
    return rest[~found]


def without_separators(texts: pa.StringArray) -> pa.StringArray:
    """Return grouped numbers without what parts their thousands."""
    return pc.replace_substring(texts, ",", "")


def _grouped(
    texts: pa.StringArray, rest: npt.NDArray[np.int64], kinds: npt.NDArray[np.uint8], flags: npt.NDArray[np.uint32], values: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    part = texts.take(pa.array(rest))
    found = matches(part, GROUPED)
    if not found.any():
        return rest
    places = rest[found]
    plain = without_separators(part.filter(pa.array(found)))
    numbers = plain.cast(pa.float64()).to_numpy()
    whole = matches(plain, PLAIN_INTEGER)
    kinds[places], values[places] = np.where(whole, Kind.INTEGER, Kind.NUMBER), numbers
    flags[places] = Flag.GROUPED | np.where(numbers < 0, Flag.NEGATIVE, 0) | np.where(whole, integer_flags(numbers) & Flag.THIRTEEN, 0)
    return rest[~found]


def _moments(texts: pa.StringArray, rest: npt.NDArray[np.int64], kinds: npt.NDArray[np.uint8], flags: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    if rest.size < 64:
        return rest
    found = matches(texts.take(pa.array(rest)), ISO_MOMENT)
    kinds[rest[found]], flags[rest[found]] = Kind.DATETIME, Flag.GREGORIAN
    return rest[~found]
