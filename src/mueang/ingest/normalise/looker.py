"""What the texts of a column could be. Forms tell it of most of them; only the others go through `kinds.look`, and its answers are remembered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mueang.base.periods import GREGORIAN_YEARS
from mueang.ingest.normalise.forms import Form, Mask, Texts
from mueang.ingest.normalise.kinds import ANCIENT_BUDDHIST, Flag, Kind, Seen, look
from mueang.ingest.normalise.memory import Memory

Flags = npt.NDArray[np.uint32]
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


class Looker:
    """Says what the texts of one column could be, and remembers. A column that is free text is only skimmed."""

    def __init__(self) -> None:
        self.skim = False
        self._looked = self._only_text = 0
        self._memory = Memory(self._look, _packed)

    def classify(self, texts: Texts) -> Looked:
        """Return what each text could be."""
        written = texts.written
        kinds, flags, values = _KIND_OF.take(written.forms), _flags(texts), written.values
        others = written.forms == Form.OTHER
        if self.skim:
            others &= texts.sizes < SKIMMED
        if others.any():
            known, places = self._memory.of(texts.where(others).array)
            values = values.copy()
            kinds[others], flags[others], values[others] = known.kinds.take(places), known.flags.take(places), known.values.take(places)
        return Looked(kinds, flags, values)

    def _look(self, text: str) -> Seen:
        seen = look(text)
        self._looked += 1
        self._only_text += seen[0] == Kind.TEXT and not seen[1]
        self.skim = self._looked >= TEXT_FROM and self._only_text > self._looked * 0.98
        return seen


def _packed(answers: list[Seen]) -> Looked:
    kinds, flags, values = zip(*answers, strict=True)
    return Looked(np.array(kinds, np.uint8), np.array(flags, np.uint32), np.array(values, np.float64))


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
