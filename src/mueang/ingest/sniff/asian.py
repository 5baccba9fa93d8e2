"""Text of two bytes a character: Japanese, Chinese, Korean. Each encoding keeps the characters that are used most in one range of first bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 0.75
"""Share of characters among the frequent ones that real text has at least."""
NEAR = 0.07
FEW = 40
"""Characters from which on the share decides."""
PAIRED = 6
TOGETHER = 0.6
"""Share of bytes beyond ASCII that follow one another; in Western text they stand alone."""

_RUNS = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class _Page:
    """An encoding: a character of it, those that are frequent in its language, and kana."""

    name: str
    pairs: re.Pattern[bytes]
    frequent: re.Pattern[bytes]
    kana: re.Pattern[bytes] | None = None


def _page(name: str, pairs: bytes, frequent: bytes, kana: bytes = b"") -> _Page:
    return _Page(name, re.compile(pairs, re.DOTALL), re.compile(frequent, re.DOTALL), re.compile(kana, re.DOTALL) if kana else None)


_PAGES = (
    _page("cp932", rb"[\x81-\x9f\xe0-\xfc][\x40-\xfc]|[\xa1-\xdf]", rb"[\x81-\x83\x88-\x97][\x40-\xfc]", rb"[\x82\x83]."),
    _page("euc_jp", rb"\x8e[\xa1-\xdf]|[\xa1-\xfe][\xa1-\xfe]", rb"[\xa1\xa3-\xa5\xb0-\xcf][\xa1-\xfe]", rb"[\xa4\xa5]."),
    _page("cp949", rb"[\x81-\xfe][\x41-\xfe]", rb"[\xa1\xa3\xb0-\xc8][\xa1-\xfe]"),
    _page("gb18030", rb"[\x81-\xfe][\x30-\xfe]", rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]"),
    _page("big5", rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]", rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]"),
)


@dataclass(frozen=True)
class Asian:
    """An encoding that a text may be in, the share of its characters that are frequent ones, and how many there are."""

    name: str
    share: float
    characters: int


def asian_in(text: bytes) -> tuple[Asian, ...]:
    """Return the encodings in which the text makes sense, the likeliest first; of equals that with the narrower range."""
    runs = [len(run) for run in _RUNS.findall(text)]
    if sum(size for size in runs if size > 1) < TOGETHER * sum(runs):
        return ()
    found = [_measured(text, page) for page in _PAGES if _decodes(text, page.name)]
    return tuple(sorted((one for one in found if one.share >= LEAST), key=lambda one: -one.share))


def goes_by_pairs(text: bytes) -> bool:
    """Return whether bytes beyond ASCII stand together two by two wherever they stand, as they do by chance in no longer text of single bytes."""
    runs = [len(run) for run in _RUNS.findall(text)]
    return len(runs) >= PAIRED and all(size % 2 == 0 for size in runs)


def near(found: Sequence[Asian]) -> tuple[Asian, ...]:
    """Return those that are about as likely as the first, where there are too few characters to tell."""
    return tuple(one for one in found[1:] if one.share >= found[0].share - NEAR and one.characters < FEW)


def _decodes(text: bytes, name: str) -> bool:
    whole = text[: text.rfind(b"\n") + 1] or text
    try:
        whole.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _measured(text: bytes, page: _Page) -> Asian:
    """Return how many characters are frequent; kana beside Chinese characters are what tells Japanese."""
    pairs = [pair for run in re.findall(rb"(?:[\x80-\xff][\x40-\xff]?)+", text) for pair in page.pairs.findall(run)]
    usual = sum(bool(page.frequent.match(pair)) for pair in pairs) / len(pairs) if pairs else 0.0
    if page.kana is not None and sum(bool(page.kana.match(pair)) for pair in pairs) <= 0.1 * len(pairs):
        usual *= 0.8
    return Asian(page.name, usual, len(pairs))
