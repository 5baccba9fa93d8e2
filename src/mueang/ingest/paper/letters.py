"""Words by Tesseract, within this process, with the models of the system (Debian: tesseract-ocr-tha, tesseract-ocr-eng)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mueang.base.text import is_thai, squeeze
from mueang.base.thai import break_words
from mueang.ingest.paper.glyphs import Ink, Strip, lines_of
from mueang.ingest.pdf.thai import mended

WANTED = 38
"""Height of tall letters in points that Tesseract reads best."""
MARGIN = 14
DOUBTFUL = 0.6
"""A reading less sure than this is also tried in English."""
_FOLDERS = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata")
_ENDS = re.compile(r"^(?:[.,:;|'`‘’_~\-–—\\]+\s+)+|(?:\s+[.,:;|'`‘’_~\-–—\\]+)+$|[|\\_]+$|^[|\\_]+")
_WATER = re.compile("น้้?า|นำ")
"""What Tesseract makes of น้ำ."""
_MODES = {"line": 7, "block": 6}


@dataclass(frozen=True, slots=True)
class Words:
    """What was read, and how sure that is, 0 to 1."""

    text: str
    confidence: float


def folder(surroundings: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder with the models, None where the Thai one is not installed."""
    named = surroundings.get("TESSDATA_PREFIX")
    places = (Path(place) for place in ([named] if named else _FOLDERS))
    return next((place for place in places if (place / "tha.traineddata").exists()), None)


class Letters:
    """Reads words of pieces of a page; use `opened`."""

    def __init__(self, thai: Any, english: Any | None) -> None:
        self._thai = thai
        self._english = english

    def read(self, ink: Ink, strips: tuple[Strip, ...] | None = None) -> Words:
        """Return the words of a piece of ink of one or several lines."""
        lines = tuple(lines_of(ink)) if strips is None else strips
        if not lines:
            return Words("", 1.0)
        picture = _picture(_clean(ink, lines), max(strip.height for strip in lines))
        mode = _MODES["line" if len(lines) == 1 else "block"]
        words = _ask(self._thai, picture, mode)
        if self._english is not None and words.confidence < DOUBTFUL and not is_thai(words.text):
            words = max(words, _ask(self._english, picture, mode), key=lambda one: one.confidence)
        return words


def tidied(text: str) -> str:
    """Return the text without the marks at its ends that rules and dirt leave, and with น้ำ where it makes a word."""
    text = _ENDS.sub("", text)
    return min((text, _WATER.sub("น้ำ", text)), key=lambda one: len(break_words(one))) if _WATER.search(text) else text


@contextmanager
def opened() -> Iterator[Letters]:
    """Give a reader of words; its models are let go afterwards. The folder of the models must be there."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    import tesserocr

    place = f"{folder()}/"
    with tesserocr.PyTessBaseAPI(path=place, lang="tha") as thai:
        if not Path(place, "eng.traineddata").exists():
            yield Letters(thai, None)
        else:
            with tesserocr.PyTessBaseAPI(path=place, lang="eng") as english:
                yield Letters(thai, english)


def _clean(ink: Ink, lines: tuple[Strip, ...]) -> Ink:
    """Return the ink of the glyphs alone, without the dirt between them, cut to where they stand."""
    glyphs = [glyph for line in lines for glyph in line.glyphs]
    kept = np.zeros_like(ink)
    for glyph in glyphs:
        place = (slice(max(0, glyph.top - 1), glyph.bottom + 1), slice(max(0, glyph.left - 1), glyph.right + 1))
        kept[place] = ink[place]
    left, top = min(glyph.left for glyph in glyphs), min(glyph.top for glyph in glyphs)
    return kept[max(0, top - 1) : max(glyph.bottom for glyph in glyphs) + 1, max(0, left - 1) : max(glyph.right for glyph in glyphs) + 1]


def _picture(ink: Ink, height: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return the ink as dark on light in the size that Tesseract reads best, with a margin."""
    import cv2

    share = WANTED / max(6, height)
    sized = cv2.resize(ink, None, fx=share, fy=share, interpolation=cv2.INTER_CUBIC if share > 1 else cv2.INTER_AREA)
    framed = cv2.copyMakeBorder(255 - np.clip(sized * 255, 0, 255), MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=255)
    return framed.astype(np.uint8)  # type: ignore[no-any-return]


def _ask(reader: Any, picture: np.ndarray[Any, np.dtype[np.uint8]], mode: int) -> Words:
    height, width = picture.shape
    reader.SetPageSegMode(mode)
    reader.SetImageBytes(picture.tobytes(), width, height, 1, width)
    reader.SetSourceResolution(300)
    text = tidied(mended(squeeze(reader.GetUTF8Text())))
    return Words(text, max(0, reader.MeanTextConf()) / 100 if text else 0.0)
