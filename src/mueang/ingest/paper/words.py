"""Closed vocabularies: what may stand in a column, and the text of it that a reading is nearest to.

Places, what the person or the former version says may stand under a heading, and what stands in the same column many
times. Nearness is that of `rapidfuzz` (Indel distance over the lengths), blanks not counted, since Tesseract adds some.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from mueang.base.thai import break_words, is_word
from mueang.geo.gazetteer import Level, Place, gazetteer
from mueang.ingest.paper.letters import Words

LIKE, SURE = 62.0, 90.0
"""From here on a text is taken for a word; from the second it surely is."""
_THAI = re.compile("[ก-ฮะ-ฺเ-๎]+")
MOSTLY = 0.6
"""Share of the texts of a column that must be like words of a vocabulary for it to be closed."""
MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip


@dataclass(frozen=True)
class Match:
    """A word of a vocabulary with its likeness to what was read, 0 to 100, and that of the second nearest."""

    word: str
    likeness: float
    second: float

    @property
    def confidence(self) -> float:
        """How sure it is that this word was meant: near it, and not near another."""
        lead = min(1.0, (self.likeness - self.second) / 12)
        return min(0.99, self.likeness / 100) * (0.75 + 0.25 * lead)


def nearest(text: str, vocabulary: Sequence[str]) -> Match | None:
    """Return the nearest word, None if none is like the text."""
    from rapidfuzz import fuzz, process

    keys = _keys(vocabulary) if isinstance(vocabulary, tuple) else [_key(word) for word in vocabulary]
    found = process.extract(_key(text), keys, scorer=fuzz.ratio, score_cutoff=LIKE, limit=2)
    if not found:
        return None
    second = next((likeness for key, likeness, _ in found[1:] if key != found[0][0]), LIKE)
    return Match(vocabulary[found[0][2]], found[0][1], second)


def closed(texts: Sequence[Words], given: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the vocabulary of a column: what was given for it, else the places it mostly names, else what it repeats; empty if none."""
    if given:
        return tuple(given)
    read = [one.text for one in texts if one.text]
    for names in _places().values():
        if len(read) >= 3 and _share_like(read, names) >= MOSTLY:
            return names
    return ()


def repeated(texts: Sequence[Words]) -> tuple[str, ...]:
    """Return the texts that stand in a column several times; the surest writing stands for those that are alike."""
    weights: Counter[str] = Counter()
    for one in texts:
        if one.text:
            weights[one.text] += 1 + round(4 * one.confidence)
    kept: list[str] = []
    for text, _ in weights.most_common():
        if sum(other.text == text for other in texts) >= 2 and nearest(text, kept) is None:
            kept.append(text)
    return tuple(kept)


def settled(words: Words, vocabulary: Sequence[str]) -> Words:
    """Return what was read as a word of the vocabulary; what is like none stays, and is doubted."""
    match = nearest(words.text, vocabulary) if vocabulary and words.text else None
    if match is None:
        return Words(words.text, min(words.confidence, 0.6) if vocabulary else words.confidence)
    if match.likeness >= 99:
        return Words(match.word, max(words.confidence, 0.97))
    return Words(match.word, match.confidence)


def is_spelt(text: str) -> bool:
    """True if the Thai words of a text are in the dictionary."""
    return all(is_word(word) for piece in break_words(text) for word in _THAI.findall(piece))


def month(text: str) -> Match | None:
    """Return the month that a text names."""
    return nearest(text, MONTHS)


def _share_like(texts: Sequence[str], names: Sequence[str]) -> float:
    matches = [nearest(text, names) for text in texts]
    return sum(match is not None and match.likeness >= 80 for match in matches) / len(texts)


@lru_cache(maxsize=64)
def _keys(vocabulary: tuple[str, ...]) -> list[str]:
    return [_key(word) for word in vocabulary]


def _key(text: str) -> str:
    return "".join(text.split())


@cache
def _places() -> Mapping[str, tuple[str, ...]]:
    """Return the names of places by level, with and without the word for the level, the fewest first."""
    named = {}
    for level in Level:
        places = gazetteer().of_level(level)
        bangkok = [place for place in places if place.code.startswith("10")]
        if level is not Level.PROVINCE:
            named[f"{level} of Bangkok"] = _both(bangkok)
        named[str(level)] = _both(places)
    return named


def _both(places: Sequence[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for place in places for name in (place.name_th, place.title_th)))
