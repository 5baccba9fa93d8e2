"""Whether text was garbled before it was saved: Thai taken for other letters, once or more often."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mueang.ingest.text.garbled import LOST, SINGLE, pattern, repair
from mueang.ingest.text.thai import thai_in

TIMES = 3
LEAST = 12
"""Thai letters that must come out before a text is held to be garbled."""
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_ALIKE = re.compile("\u0e40[\u0e18\u0e19]")
"""What the first two of three bytes of a Thai letter become when they are taken for Windows-874."""


@dataclass(frozen=True)
class _Way:
    """A way to read garbled text again, the Thai letters that it brings out, and how many letters it leaves that are neither Thai nor plain."""

    steps: str
    letters: int
    left: int


def garbled(sample: str) -> str | None:
    """Return the way in which garbled Thai of the sample has to be read again, None if it is not garbled."""
    found = list(_found(sample, TIMES))
    if not found:
        return None
    foreign = len(_FOREIGN.findall(sample))
    most = max(foreign - way.left for way in found)
    covering = [_measured(sample, way) for way in found if foreign - way.left >= 0.85 * most]
    # Each garbling makes several letters of one: what brings out the fewest was garbled no more.
    fewest = min(way.letters for way in covering)
    return min((way for way in covering if way.letters <= 1.25 * fewest), key=lambda way: (way.steps.count(" "), way.left)).steps


def _measured(sample: str, way: _Way) -> _Way:
    whole = repair(sample, way.steps)
    thai = thai_in(whole).letters
    return _Way(way.steps, thai, len(_FOREIGN.findall(whole)) - thai)


def _found(sample: str, times: int) -> Iterator[_Way]:
    """Yield ways that bring out Thai."""
    if sample.isascii():
        return
    for wrong in SINGLE:
        for right in ("utf-8", "cp874"):
            if wrong != right and (way := _tried(sample, f"{wrong}>{right}")) is not None:
                yield way
    if times > 1:
        yield from _found_deeper(sample, times)


def _found_deeper(sample: str, times: int) -> Iterator[_Way]:
    for wrong in ("cp1252", "cp874"):
        once = repair(sample, f"{wrong}>once")
        if len(_FOREIGN.findall(once)) < 0.7 * len(_FOREIGN.findall(sample)):
            yield from (replace(way, steps=f"{wrong}>once {way.steps}") for way in _found(once, times - 1))


def _tried(sample: str, steps: str) -> _Way | None:
    """Return the way if what comes out of all that looks garbled in it is Thai."""
    runs = "\n".join(run for run in pattern(steps).findall(sample) if len(run) > 1)
    if len(runs) < LEAST // 2 or (steps.startswith("cp874>") and 4 * len(_ALIKE.findall(runs)) < len(runs)):
        return None
    mended = repair(runs, steps)
    thai = thai_in(mended.replace(LOST, "ก"))
    if thai.letters < LEAST or not thai.is_plausible or len(_FOREIGN.findall(mended)) > 1.3 * thai.letters:
        return None
    whole = repair(sample, steps)
    return _Way(steps, thai.letters, len(_FOREIGN.findall(whole)) - thai_in(whole).letters)
