"""The type of a column, by the clear majority of its values; its name decides only between readings that both fit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mueang.ingest.normalise.kinds import Flag, Kind
from mueang.ingest.normalise.profile import Profile
from mueang.ingest.sheet import Stored
from mueang.tables.schema import ColumnType

MAJORITY = 0.9
"""Share of the values that must be of the type."""

FEW = 0.75
"""In a short column one value may be of another kind, if this share is of the type."""

_YEAR_NAME = re.compile(r"(?:^|[^a-z])(?:year|yr)s?(?:$|[^a-z])|ปี|พ\.?\s?ศ\.?|ค\.?\s?ศ\.?", re.IGNORECASE)
_CODE_NAME = re.compile(r"รหัส|(?:^|[^a-z])(?:code|zip|postcode|postal)(?:$|[^a-z])|code$", re.IGNORECASE)
_ID_NAME = re.compile(r"(?:^|[^a-zA-Z])id$|[a-z]ID$|^เลขที่|เลขประจำตัว", re.IGNORECASE)
_NUMERIC = (Kind.INTEGER, Kind.NUMBER)


@dataclass(frozen=True)
class Decision:
    """The type of a column and how its values are to be read."""

    type: ColumnType
    comma_decimal: bool = False


def decide(profile: Profile, name: str, stored: Stored = "lines", given: ColumnType | None = None) -> Decision:
    """Return the type of a column that no person has decided; `given` is the type that the source itself gives."""
    if given is not None:
        return _of_given(profile, name, given)
    if not profile.judged:
        return Decision(ColumnType.STRING)
    for rule in (_year, _number, _temporal, _boolean, _comma_decimal):
        found = rule(profile, name)
        if found is not None:
            label = found.type is ColumnType.INTEGER and _stored_as_label(profile, name, stored)
            return Decision(ColumnType.STRING) if label else found
    return Decision(ColumnType.STRING)


def _of_given(profile: Profile, name: str, given: ColumnType) -> Decision:
    """Keep the type of the source, but know years among numbers, and years, dates and times among texts."""
    if not profile.judged:
        return Decision(given)
    found = _year(profile, name) if given.is_numeric or given is ColumnType.STRING else None
    if found is None and given is ColumnType.STRING:
        found = _temporal(profile, name)
    return found or Decision(given)


def _stored_as_label(profile: Profile, name: str, stored: Stored) -> bool:
    """True for whole numbers that the source holds as text because they are labels: ids that repeat, attributes declared as text."""
    if profile.of(Kind.NUMBER) or profile.flagged(Flag.GROUPED):
        return False
    if stored == "declared":
        return True
    return bool(_ID_NAME.search(name)) and (stored == "text" or (stored == "lines" and profile.repeats))


def _clear(count: int, of: int) -> bool:
    return of > 0 and (count >= MAJORITY * of or (of - count <= 1 and count >= FEW * of))


def _year(profile: Profile, name: str) -> Decision | None:
    years = profile.of(Kind.YEAR) + profile.flagged(Flag.BUDDHIST, Kind.INTEGER) + profile.flagged(Flag.GREGORIAN, Kind.INTEGER)
    if not _clear(years, profile.judged) or profile.flagged(Flag.GROUPED):
        return None
    return Decision(ColumnType.YEAR) if _YEAR_NAME.search(name) or _clear(profile.of(Kind.YEAR), profile.judged) else None


def _number(profile: Profile, name: str) -> Decision | None:
    if not _clear(profile.of(*_NUMERIC), profile.judged):
        return None
    if _is_label(profile, name):
        return Decision(ColumnType.STRING)
    return Decision(ColumnType.NUMBER if profile.of(Kind.NUMBER) else ColumnType.INTEGER)


def _is_label(profile: Profile, name: str) -> bool:
    """True for digits that are no amounts: codes with leading zeros, 13-digit ids, longer runs, columns called codes."""
    if profile.flagged(Flag.LEADING_ZERO, *_NUMERIC) or profile.flagged(Flag.LONG):
        return True
    whole = profile.of(Kind.INTEGER)
    if _clear(profile.flagged(Flag.THIRTEEN), whole) and whole:
        return True
    return bool(_CODE_NAME.search(name)) and not profile.of(Kind.NUMBER) and not profile.flagged(Flag.GROUPED) and profile.low >= 0


def _temporal(profile: Profile, name: str) -> Decision | None:  # noqa: ARG001
    if _clear(profile.of(Kind.DATE), profile.judged):
        return Decision(ColumnType.DATE)
    if _clear(profile.of(Kind.DATE, Kind.DATETIME), profile.judged):
        return Decision(ColumnType.DATETIME)
    return Decision(ColumnType.TIME) if _clear(profile.of(Kind.TIME), profile.judged) else None


def _boolean(profile: Profile, name: str) -> Decision | None:  # noqa: ARG001
    return Decision(ColumnType.BOOLEAN) if profile.of(Kind.BOOLEAN) == profile.judged else None


def _comma_decimal(profile: Profile, name: str) -> Decision | None:  # noqa: ARG001
    """Return a number for a column of 12,5 and 7,25: commas that part no thousands, and no point anywhere."""
    commas = profile.flagged(Flag.COMMA_DECIMAL)
    if commas and not profile.of(Kind.NUMBER) and _clear(commas + profile.of(Kind.INTEGER), profile.judged):
        return Decision(ColumnType.NUMBER, comma_decimal=True)
    return None
