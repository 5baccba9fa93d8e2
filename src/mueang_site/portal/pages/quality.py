"""The quality of a dataset on its page: what was measured, what lacks, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mueang.base.message import Message
from mueang.standard import DatasetMetadata
from mueang_site.catalogue.quality import Gap, checks
from mueang_site.catalogue.queries import VersionInfo
from mueang_site.portal.language import say
from mueang_site.portal.pages.shown import StateShown

_STATES = {"good": ("check", "ผ่าน", "Good"), "warn": ("warn", "ควรปรับปรุง", "To be improved"), "unknown": ("half", "ยังวัดไม่ได้", "Not measured")}
_KINDS = {"good": "good", "warn": "warn", "unknown": "idle"}


@dataclass(frozen=True)
class CheckShown:
    """One side of quality."""

    title: Message
    state: StateShown
    found: Message
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class QualityShown:
    """All sides, and how many of them are good."""

    checks: tuple[CheckShown, ...]
    good: int


def build(dataset: DatasetMetadata, version: VersionInfo, *, now: datetime) -> QualityShown:
    """Return the checks of the newest version in words."""
    found = checks(dataset, version, now=now)
    shown = tuple(CheckShown(check.title, _state(check.state), check.found, check.gaps) for check in found)
    return QualityShown(shown, sum(check.state == "good" for check in found))


def _state(name: str) -> StateShown:
    icon, th, en = _STATES[name]
    return StateShown(_KINDS[name], icon, say(th, en))
