"""What a person decides about tables on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mueang.base.errors import BadInput
from mueang.base.message import Message

_PLACE = re.compile(r"\d{1,5},\d{1,5}")
LONGEST = 2_000
"""Letters of a cell."""


@dataclass(frozen=True)
class PaperOptions:
    """Decisions about one file of pictures. The first two hold for that file alone.

    cells    `{sheet: {"row,column": text}}`: what a person read in a cell, whether it had been read so or not
    totals   `{sheet: {column: sum}}`: sums of columns that a person confirmed; of another sum nothing is confirmed
    words    `{heading: texts}`: what may stand in a column
    """

    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    totals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the decisions as JSON."""
        return {
            "cells": {sheet: dict(said) for sheet, said in self.cells.items()},
            "totals": {sheet: dict(said) for sheet, said in self.totals.items()},
            "words": {heading: list(words) for heading, words in self.words.items()},
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> PaperOptions:
        """Return the decisions of their JSON. Raises BadInput for what is none."""
        if not isinstance(raw, Mapping) or not set(raw) <= {"cells", "totals", "words"}:
            raise _unknown()
        cells = _texts(raw.get("cells") or {})
        if any(_PLACE.fullmatch(place) is None for said in cells.values() for place in said):
            raise _unknown()
        words = {str(heading): tuple(str(word)[:LONGEST] for word in words) for heading, words in dict(raw.get("words") or {}).items()}
        return cls(cells, _texts(raw.get("totals") or {}), words)


def _texts(raw: Any) -> dict[str, dict[str, str]]:
    return {str(sheet): {str(place): str(text)[:LONGEST] for place, text in dict(said).items()} for sheet, said in dict(raw).items()}


def _unknown() -> BadInput:
    told = Message("ตัวเลือกของเอกสารสแกนมีได้เพียง cells, totals และ words", "Options of paper are cells, totals and words.")
    return BadInput(told, code="options.paper", field="paper")
