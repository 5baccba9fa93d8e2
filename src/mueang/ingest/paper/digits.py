"""The classifier of digits: Thai and Arabic ones, the marks of numbers, and "a letter" for all else.

Tesseract's Thai model takes ๙ for ๕ and ๔ for ๕. This one is small: one hidden layer over the features of a glyph, made
by `mueang.ingest.paper.training` from rendered fonts (`make digits`). Which script a number is in is judged over all
its glyphs, so that ๐ and 0 do not mix.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from mueang.ingest.paper.glyphs import Glyph, Strip, features, parts_of

ARABIC, THAI, MARKS = "0123456789", "๐๑๒๓๔๕๖๗๘๙", ".,-/()%"
LETTER = "x"
CLASSES = ARABIC + THAI + MARKS + LETTER
NUMBER = re.compile(r"[-(]?[\d๐-๙]+(?:[.,/-][\d๐-๙]+)*[)%]?|-")
WIDE = 0.8
"""A glyph wider than this share of its line's height may be two that touch."""
DOUBTFUL, SURE = 0.6, 0.85
"""A glyph less sure than the first is cut where all its parts are as sure as the second."""
CUTS = 3

Script = Literal["arabic", "thai"]
_OF: dict[Script, str] = {"arabic": ARABIC + MARKS, "thai": THAI + MARKS}
_PLACES: dict[Script, npt.NDArray[np.int64]] = {script: np.array([CLASSES.index(one) for one in letters]) for script, letters in _OF.items()}


@dataclass(frozen=True)
class Model:
    """Weights of two layers."""

    first: npt.NDArray[np.float32]
    first_bias: npt.NDArray[np.float32]
    second: npt.NDArray[np.float32]
    second_bias: npt.NDArray[np.float32]
    mean: npt.NDArray[np.float32]
    spread: npt.NDArray[np.float32]

    def shares(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the probability of each class, a row for each row of features."""
        hidden = np.maximum((rows - self.mean) / self.spread @ self.first + self.first_bias, 0)
        scores = hidden @ self.second + self.second_bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return scores / scores.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Number:
    """What a line reads as in one script, how sure that is (0 to 1), the logarithm of its likelihood, and the share of glyphs that are no letters."""

    text: str
    confidence: float
    weight: float
    known: float

    @property
    def is_number(self) -> bool:
        """True if a number can be written so."""
        return NUMBER.fullmatch(self.text) is not None


@cache
def model() -> Model:
    """Return the model that this package carries."""
    with files("mueang.ingest.paper").joinpath("digits.npz").open("rb") as file, np.load(file) as kept:
        return Model(**{name: kept[name].astype(np.float32) for name in kept.files})


def read(strip: Strip, using: Model | None = None) -> dict[Script, Number]:
    """Return what the line reads as in either script."""
    using = using or model()
    shares = _whole(strip, using)
    return {script: _number(shares, script, letters) for script, letters in _OF.items()}


def read_digits(strip: Strip, script: Script) -> Number:
    """Return what the line reads as if all its glyphs are digits, as those of a day and a year are."""
    return _number(_whole(strip, model()), script, _OF[script][:10])


def holds_digits(strip: Strip) -> list[bool]:
    """Return for each glyph of the line whether it is a digit."""
    return [bool(share[:20].sum() > 0.5) for share in model().shares(features(strip))] if strip.glyphs else []


def better(numbers: dict[Script, Number], lean: float = 0.0) -> Script:
    """Return the script that fits; `lean` adds to the weight of Thai, for the column that the number stands in."""
    return "thai" if numbers["thai"].weight + lean > numbers["arabic"].weight else "arabic"


def _number(shares: npt.NDArray[np.float32], script: Script, letters: str) -> Number:
    own = shares[:, _PLACES[script][: len(letters)]]
    best = own.argmax(axis=1)
    kept = own[np.arange(len(own)), best]
    text = "".join(letters[k] for k in best)
    known = float((shares.argmax(axis=1) != CLASSES.index(LETTER)).mean()) if len(shares) else 0.0
    return Number(text, float(np.prod(kept)) if len(kept) else 0.0, float(np.log(kept + 1e-6).sum()), known)


def _whole(strip: Strip, using: Model) -> npt.NDArray[np.float32]:
    """Return the shares of the glyphs, those that touch parted where the parts are known better than the whole."""
    shares = using.shares(features(strip)) if strip.glyphs else np.zeros((0, len(CLASSES)), np.float32)
    rows: list[npt.NDArray[np.float32]] = []
    for glyph, share in zip(strip.glyphs, shares, strict=True):
        parted = _parted(glyph, strip, using) if _may_be_several(glyph, share, strip) else None
        rows += [share] if parted is None else list(parted)
    return np.array(rows, np.float32).reshape(-1, len(CLASSES))


def _may_be_several(glyph: Glyph, share: npt.NDArray[np.float32], strip: Strip) -> bool:
    doubtful = share[CLASSES.index(LETTER)] > 0.5 or share.max() < DOUBTFUL
    return bool(doubtful) and glyph.width > WIDE * strip.height


def _parted(glyph: Glyph, strip: Strip, using: Model) -> npt.NDArray[np.float32] | None:
    """Return the shares of the parts in the best way to cut a glyph in two or three, None if no way gives parts that are all known."""
    best: tuple[float, npt.NDArray[np.float32]] | None = None
    for cuts in _ways(glyph, strip):
        shares = using.shares(features(strip, parts_of(glyph, cuts)))
        known = float(shares[:, :-1].max(axis=1).min())
        if known > SURE and (best is None or known > best[0]):
            best = (known, shares)
    return None if best is None else best[1]


def _ways(glyph: Glyph, strip: Strip) -> Sequence[tuple[int, ...]]:
    """Return ways to cut: at the columns with least ink."""
    least = max(2, round(0.2 * strip.height))
    ink = glyph.ink.sum(axis=0)
    inner = range(least, glyph.width - least)
    places = sorted(sorted(inner, key=lambda k: float(ink[k]))[: 2 * CUTS + 2])
    single = [(k,) for k in places]
    double = [(a, b) for a in places for b in places if b - a >= least] if glyph.width > 1.3 * strip.height else []
    return [way for way in (*single, *double) if all(b - a >= least for a, b in pairwise((0, *way, glyph.width)))]
