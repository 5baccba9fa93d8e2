"""Answers to single texts, kept from batch to batch: the same few thousand texts come again in every batch of a file."""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_Answer = TypeVar("_Answer")
_Packed = TypeVar("_Packed")
REMEMBERED = 50_000
"""Answers from which on all are forgotten before the next batch."""


class Memory(Generic[_Answer, _Packed]):
    """Asks once for each text, and packs the answers into arrays."""

    def __init__(self, ask: Callable[[str], _Answer], pack: Callable[[list[_Answer]], _Packed]) -> None:
        self._ask, self._pack = ask, pack
        self._places: dict[str, int] = {}
        self._answers: list[_Answer] = []
        self._packed: _Packed | None = None

    def of(self, texts: pa.StringArray) -> tuple[_Packed, npt.NDArray[np.int32]]:
        """Return the answers, and for each text the place of its own."""
        if len(self._answers) >= REMEMBERED:
            self._places.clear()
            self._answers.clear()
        asked = texts.to_pylist()
        places = np.fromiter(map(self._places.get, asked, repeat(-1)), np.int32, len(asked))
        for i in np.flatnonzero(places < 0).tolist():
            places[i] = self._place(asked[i])
        if self._packed is None:
            self._packed = self._pack(self._answers)
        return self._packed, places

    def _place(self, text: str) -> int:
        if text not in self._places:
            self._answers.append(self._ask(text))
            self._places[text] = len(self._answers) - 1
            self._packed = None
        return self._places[text]
