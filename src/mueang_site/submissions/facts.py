"""What a version tells of itself for the catalogue: its years, the level of its places, how full its columns are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from mueang.geo.gazetteer import Level
from mueang.tables.schema import ColumnType
from mueang_site import runtime

if TYPE_CHECKING:
    from mueang.lake import Extent, Snapshot

_YEARS = (ColumnType.YEAR, ColumnType.DATE, ColumnType.DATETIME)
_LENGTHS = {level.digits for level in Level}


def facts_of(snapshot: Snapshot) -> dict[str, Any]:
    """Return `first_year`, `last_year` (Gregorian) and `place_length` (digits of the finest place codes), where there are any.

    `filled` counts the rows with a value by column.
    """
    extents = runtime.lake().extents(snapshot)
    years = _years(extents[column.name] for column in snapshot.schema.of_type(*_YEARS))
    lengths = {len(code) for column in snapshot.schema.of_type(ColumnType.PLACE) for code in runtime.lake().values(snapshot, column.name) if _is_code(code)}
    facts: dict[str, Any] = {"filled": {name: extent.filled for name, extent in extents.items()}}
    if years:
        facts |= {"first_year": min(years), "last_year": max(years)}
    if lengths:
        facts["place_length"] = max(lengths)
    return facts


def _years(extents: Iterable[Extent]) -> set[int]:
    ends = {end for extent in extents for end in (extent.least, extent.greatest) if end is not None}
    return {end.year if isinstance(end, date) else end for end in ends}


def _is_code(text: str) -> bool:
    """What is no code in a column of codes, such as a word for "not stated", tells no level."""
    return text.isdecimal() and len(text) in _LENGTHS
