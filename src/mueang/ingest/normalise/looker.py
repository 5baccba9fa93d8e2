"""What the texts of a column could be. Forms tell it of most of them; only the others go through `kinds.look`, and its answers are remembered."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from mueang.base.periods import GREGORIAN_YEARS
from mueang.ingest.normalise.forms import Form, Mask, Texts
from mueang.ingest.normalise.kinds import ANCIENT_BUDDHIST, Flag, Kind, look

Answer = tuple[int, int, float]
Flags = npt.NDArray[np.uint32]
REMEMBERED = 50_000
TEXT_FROM = 2_000
"""After so many distinct texts of which nearly all are only text, a column is not looked at closely any more."""
SKIMMED = 16
"""Bytes of a text that even then is looked at: less."""
_KINDS = {Form.INTEGER: Kind.INTEGER, Form.DECIMAL: Kind.NUMBER, Form.GROUPED: Kind.INTEGER, Form.GROUPED_DECIMAL: Kind.NUMBER, Form.PADDED: Kind.INTEGER}
_KIND_OF = np.array([{**_KINDS, Form.MOMENT: Kind.DATETIME}.get(form, Kind.TEXT) for form in Form], np.uint8)
_FLAGS = {Form.GROUPED: Flag.GROUPED, Form.GROUPED_DECIMAL: Flag.GROUPED, Form.PADDED: Flag.LEADING_ZERO, Form.MOMENT: Flag.GREGORIAN}
_FLAG_OF = np.array([_FLAGS.get(form, 0) for form in Form], np.uint32)


@dataclass(frozen=True)
class Looked:
    """Kind, flags and numeric value (NaN: none) of each text."""

    kinds: npt.NDArray[np.uint8]
    flags: Flags
    values: npt.NDArray[np.float64]


@dataclass
class Looker:
    """Says what the texts of one column could be, and remembers. A column that is free text is only skimmed."""

    seen: dict[str, Answer] = field(default_factory=dict)
    skim: bool = False
    looked: int = 0
    only_text: int = 0

    def classify(self, texts: Texts) -> Looked:
        """Return what each text could be."""
        written = texts.written
        kinds, flags, values = _KIND_OF.take(written.forms), _flags(texts), written.values
        others = written.forms == Form.OTHER
        if self.skim:
            others &= texts.sizes < SKIMMED
        if others.any():
            values = values.copy()
            kinds[others], flags[others], values[others] = zip(*self._look_at(texts.where(others)), strict=True)
        return Looked(kinds, flags, values)

    def _look_at(self, texts: Texts) -> list[Answer]:
        return [self.seen.get(text) or self._look(text) for text in texts.array.to_pylist()]

    def _look(self, text: str) -> Answer:
        if len(self.seen) >= REMEMBERED:
            self.seen.clear()
        kind, flags, value = look(text)
        self.looked += 1
        self.only_text += kind == Kind.TEXT
        self.skim = self.looked >= TEXT_FROM and self.only_text > self.looked * 0.98
        self.seen[text] = int(kind), int(flags), value
        return self.seen[text]


def _flags(texts: Texts) -> Flags:
    forms, values = texts.written.forms, texts.written.values
    size, flags = np.abs(values), _FLAG_OF.take(forms)
    if not (size >= 0).any():
        return flags
    plain, padded = forms == Form.INTEGER, forms == Form.PADDED
    _add(flags, Flag.NEGATIVE, values < 0)
    _add(flags, Flag.UNGROUPED, (size >= 1000) & ~texts.written.grouped)
    _add(flags, Flag.BUDDHIST, plain & _within(values, ANCIENT_BUDDHIST))
    _add(flags, Flag.GREGORIAN, plain & _within(values, GREGORIAN_YEARS))
    _add(flags, Flag.THIRTEEN, (plain | (forms == Form.GROUPED)) & (size >= 10**12) & (size < 10**13))
    _add(flags, Flag.THIRTEEN, padded & (texts.sizes == 13))
    return flags


def _within(values: npt.NDArray[np.float64], years: range) -> Mask:
    found: Mask = (values >= years.start) & (values < years.stop)
    return found


def _add(flags: Flags, flag: Flag, which: Mask) -> None:
    if which.any():
        flags |= which * np.uint32(flag)
