"""How wide text is, and how to make it fit: by the advances of Sarabun, the face of all our drawings."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from mueang.base.thai import break_words

_UNKNOWN = 700
BOLDER = 1.035
"""How much wider weight 600 is, at most."""

_CLUSTER = re.compile(r"[เแโใไ]?.[ะ-ฺๅ-๎]*", re.DOTALL)


@cache
def _advances() -> dict[str, int]:
    raw = json.loads(files("mueang.documents.charts").joinpath("advances.json").read_text("utf-8"))
    return {char: advance for chars, advance in raw.items() for char in chars}


def width_of(text: str, size: float = 14, *, bold: bool = False) -> float:
    """Return the width of the text in units; upper and lower marks take none."""
    advances = _advances()
    return sum(advances.get(char, _UNKNOWN) for char in text) * size / 1000 * (BOLDER if bold else 1)


def fit(text: str, room: float, size: float = 14, *, bold: bool = False) -> str:
    """Return the text, cut between letters with … where it does not fit; Thai marks stay on their letters."""
    if width_of(text, size, bold=bold) <= room:
        return text
    kept = ""
    for cluster in _CLUSTER.findall(text):
        if width_of(kept + cluster + "…", size, bold=bold) > room:
            break
        kept += cluster
    return kept.rstrip() + "…"


def wrap(text: str, room: float, size: float = 14, *, lines: int = 2) -> list[str]:
    """Return the text on at most `lines` lines, broken between words; the last is cut with … where it must be."""
    rows = [""]
    for word in break_words(text):
        if rows[-1] and len(rows) < lines and width_of((rows[-1] + word).rstrip(), size) > room:
            rows.append("")
        rows[-1] += word
    return [fit(row.strip(), room, size) for row in rows]


def halves(text: str) -> list[str]:
    """Return the text on two lines of about the same width, or on one if it is one word."""
    words = break_words(text)
    if len(words) < 2:
        return [text]
    cuts = [("".join(words[:k]).strip(), "".join(words[k:]).strip()) for k in range(1, len(words))]
    first, second = min(cuts, key=lambda pair: abs(width_of(pair[0]) - width_of(pair[1])))
    return [first, second]
