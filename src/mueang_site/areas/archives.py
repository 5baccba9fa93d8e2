"""Where archives of tiles lie, and whether one can be served. They are derived: any may be thrown away at any time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from mueang.base.errors import SourceError
from mueang.base.message import Message
from mueang.geo.pmtiles import read_heading
from mueang_site import runtime

SHAPE = 1
"""Goes up when archives are made otherwise: older ones are then left aside."""
MOST_BYTES = 256 << 20
"""Of one archive, before its tiles are compressed."""
CUTTING = Message("ตัดแผนที่เป็นไทล์", "Cutting the map into tiles")
_UNDER_WAY = "making-"


class State(StrEnum):
    """What can be said of an archive: there, not made yet, or never to be made (nothing to draw, or too much)."""

    READY = "ready"
    MISSING = "missing"
    NONE = "none"


def folder() -> Path:
    """Return the folder of the archives."""
    place = runtime.settings().cache / "tiles"
    place.mkdir(parents=True, exist_ok=True)
    return place


def path_of(name: str, *facts: object) -> Path:
    """Return where the archive of this name lies that is made from these facts."""
    key = hashlib.sha256(repr((SHAPE, *facts)).encode()).hexdigest()[:16]
    return folder() / f"{name}-{key}.pmtiles"


@dataclass(frozen=True)
class Archive:
    """An archive of tiles, made or not."""

    path: Path

    @property
    def state(self) -> State:
        """Whether it can be served; one that is damaged is thrown away."""
        try:
            if self.path.stat().st_size == 0:
                return State.NONE
            read_heading(self.path)
        except FileNotFoundError:
            return State.MISSING
        except SourceError:
            self.path.unlink(missing_ok=True)
            return State.MISSING
        return State.READY

    @property
    def key(self) -> str:
        """What tells it from all others, also from earlier ones of the same thing."""
        return self.path.stem


def note_none(path: Path) -> None:
    """Remember that there is no archive to make."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def sweep(prefix: str, still_named: Callable[[Path], bool], *, grace: timedelta) -> int:
    """Remove the archives that nothing names, and what a killed job left; return how many."""
    before = time.time() - grace.total_seconds()
    found = [path for path in folder().glob(f"{prefix}-*.pmtiles") if not still_named(path)]
    found += [path for path in folder().glob(f"{_UNDER_WAY}*") if path.stat().st_mtime < before]
    for path in found:
        _remove(path)
    return len(found)


def _remove(path: Path) -> None:
    if path.is_dir():
        for inner in path.iterdir():
            _remove(inner)
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
