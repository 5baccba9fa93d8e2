"""What a version tells of itself for the catalogue: its years, the level of its places, how full its columns are."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mueang.geo.gazetteer import Level
from mueang.query import Groups, Measure, Permit
from mueang.tables.schema import ColumnType
from mueang_site import runtime

if TYPE_CHECKING:
    from mueang.lake import Snapshot

_YEARS = (ColumnType.YEAR, ColumnType.DATE, ColumnType.DATETIME)
MOST_PLACES = 20_000
_LENGTHS = {level.digits for level in Level}


def facts_of(snapshot: Snapshot, *, now: datetime) -> dict[str, Any]:
    """Return `first_year`, `last_year` (Gregorian) and `place_length` (digits of the finest place codes), where there are any.

    `filled` counts the rows with a value by column.
    """
    years = _years(snapshot, now)
    lengths = {len(code) for column in snapshot.schema.of_type(ColumnType.PLACE) for code in _codes(snapshot, column.name, now)}
    facts: dict[str, Any] = {"filled": _filled(snapshot, now)}
    if years:
        facts |= {"first_year": min(years), "last_year": max(years)}
    if lengths:
        facts["place_length"] = max(lengths)
    return facts


def _filled(snapshot: Snapshot, now: datetime) -> dict[str, int]:
    names = snapshot.schema.names
    if not names:
        return {}
    counted = _ask(snapshot, Groups(snapshot.schema, measures=tuple(Measure("count", name) for name in names)), now)[0]
    return {name: int(counted[f"count_{name}"]) for name in names}


def _years(snapshot: Snapshot, now: datetime) -> set[int]:
    columns = snapshot.schema.of_type(*_YEARS)
    if not columns:
        return set()
    measures = tuple(Measure(function, column.name) for column in columns for function in ("min", "max"))
    answer = _ask(snapshot, Groups(snapshot.schema, measures=measures), now)[0]
    return {value.year if isinstance(value, date) else value for value in answer.values() if value is not None}


def _codes(snapshot: Snapshot, column: str, now: datetime) -> list[str]:
    rows = _ask(snapshot, Groups(snapshot.schema, by=(column,), limit=MOST_PLACES), now)
    return [row[column] for row in rows if _is_code(row[column])]


def _is_code(text: str | None) -> bool:
    """What is no code in a column of codes, such as a word for "not stated", tells no level."""
    return text is not None and text.isdecimal() and len(text) in _LENGTHS


def _ask(snapshot: Snapshot, question: Groups, now: datetime) -> list[dict[str, Any]]:
    answer = runtime.engine().answer(snapshot, question, Permit(snapshot.table, purpose="index"), now=now)
    return answer.read_all().to_pylist()  # type: ignore[no-any-return]
