"""Where Thai may be broken: words for the ends of lines, and words for the index.

Thai writes no spaces between words, and browsers break inside one at every third line end. Lines are therefore broken
only between the words that newmm finds (with local names of ours added). The index takes the same words from nlpo3,
which is quicker. Both dictionaries are read on first use, so importing this module costs nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mueang.base.text import is_thai, squeeze

_OPENING = "([{“‘«/–-@#"
_CLOSING = ")]}”’»/–-.,:;!?%…ๆฯ"
_NO_BREAK = "\u00a0\u2060"
_HANGING = re.compile("[ะ-ฺๅ็-๎]")
_LEADING_VOWELS = "เแโใไ"
_LATIN = re.compile(r"[!-~À-ɏ]")
_RUN = re.compile(r"\S+\s*|\s+")
_LETTERS = re.compile(r"\w")
_INDEX = "mueang"
_LONG = 400
"""From this many characters on newmm is asked in pieces: its search for the best path may otherwise take very long."""


@lru_cache(maxsize=8192)
def break_words(text: str) -> tuple[str, ...]:
    """Return the text cut where a line may end; the pieces joined give the text again.

    Opening brackets stay with the word after them; closing ones, ๆ, ฯ, % and blanks with the word before; Latin runs
    (PM2.5) stay whole.
    """
    pieces: list[str] = []
    for word in _words(text):
        if pieces and _belong_together(pieces[-1], word):
            pieces[-1] += word
        else:
            pieces.append(word)
    return tuple(pieces)


def segment(text: str) -> list[str]:
    """Return the words of the text for an index: composed, in lower case, without blanks and punctuation."""
    words = _indexer()(squeeze(text).lower(), _INDEX)
    return [word for raw in words if (word := raw.strip()) and _LETTERS.search(word)]


def is_word(word: str) -> bool:
    """True if the dictionary has the word, local names of ours included."""
    return word in _known_words()


@cache
def _known_words() -> frozenset[str]:
    return frozenset(_dictionary())


def _dictionary() -> set[str]:
    # Without this pythainlp makes a folder in the user's home when it is imported.
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
    from pythainlp.corpus import thai_words

    return {*thai_words(), *files("mueang.base").joinpath("local_words.txt").read_text("utf-8").split()}


def _words(text: str) -> Iterator[str]:
    if not is_thai(text):
        yield from _RUN.findall(text)
        return
    trie = _trie()
    from pythainlp.tokenize import word_tokenize

    engine = "newmm" if len(text) < _LONG else "newmm-safe"
    yield from word_tokenize(text, custom_dict=trie, engine=engine, join_broken_num=False)


def _belong_together(before: str, word: str) -> bool:
    last, first = before[-1], word[0]
    if last in _NO_BREAK or first in _NO_BREAK or last in _LEADING_VOWELS:
        return True
    if first.isspace() or first in _CLOSING or _HANGING.match(first):
        return True
    if last.isspace():
        return not before.strip()
    return last in _OPENING or bool(_LATIN.match(last) and _LATIN.match(first))


@cache
def _trie() -> Any:
    words = _dictionary()
    from pythainlp.util import dict_trie

    return dict_trie(words)


@cache
def _indexer() -> Any:
    from nlpo3 import load_dict, segment

    with TemporaryDirectory() as folder:
        path = Path(folder) / "words.txt"
        path.write_text("\n".join(_dictionary()), "utf-8")
        load_dict(str(path), _INDEX)
    return segment
