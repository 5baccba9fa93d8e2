"""Decisions about the last file, held against the headings of the next: a column is known by its heading, not by its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from mueang.base.report import Issue
from mueang.ingest.issues import DecisionLost, HeadingElsewhere
from mueang.ingest.normalise.dimensions import meaning
from mueang.ingest.normalise.headings import column_letters
from mueang.ingest.options import ReadOptions, TidyOptions
from mueang.ingest.places import PlaceOptions

MOSTLY = 0.5
"""Rows that hold more than this share of the known headings are the heading still."""

_Decision = TypeVar("_Decision")
_Place = Callable[[int], int | None]


@dataclass(frozen=True)
class Resolved:
    """The decisions as they hold for this file, and what is told of those that do not."""

    options: ReadOptions
    issues: tuple[Issue, ...] = ()


def heading_holds(options: ReadOptions, found: Sequence[str], *, none_found: bool) -> bool:
    """Return whether the rows chosen for the heading of the last file are that of this one; `found` are the headings in them.

    A file that had no heading leaves nothing to compare: the choice holds if none is found here either (`none_found`).
    """
    known = {name for name in options.headings or () if name}
    return len(known & set(found)) > MOSTLY * len(known) if known else none_found


def without_heading(options: ReadOptions) -> Resolved:
    """Return the options without the place of the heading, and that it was not used."""
    row = (options.header_rows or (options.first_row,))[0]
    return Resolved(replace(options, header_rows=None, first_row=None), (HeadingElsewhere(row=row),))


def resolve(options: ReadOptions, found: Sequence[str]) -> Resolved:
    """Return the options by the places of their columns in this file, whose headings are `found`."""
    if options.headings is None:
        return Resolved(options)
    known, headings = trimmed(options.headings), trimmed(found)

    def place(position: int) -> int | None:
        return _place(position, known, headings)

    here = replace(options, headings=None, columns=_moved(options.columns, place), places=_places(options.places, place))
    if isinstance(options.tidy, TidyOptions):
        here = replace(here, tidy=_tidy(options.tidy, place, known, headings))
    lost = (position for position in _decided(options) if place(position) is None)
    return Resolved(here, tuple(DecisionLost(column=_called(position, known)) for position in lost))


def trimmed(headings: Sequence[str]) -> tuple[str, ...]:
    """Return the headings without the blank ones at the end, of which a sheet may show any number."""
    last = max((i for i, name in enumerate(headings) if name), default=-1)
    return tuple(headings[: last + 1])


def _place(position: int, known: tuple[str, ...], found: tuple[str, ...]) -> int | None:
    """Return where the column stands now. One of several alike is known by its order, one without a heading only where nothing moved."""
    if known == found:
        return position
    name = known[position] if position < len(known) else ""
    before, now = ([i for i, one in enumerate(headings) if one == name] for headings in (known, found))
    return now[before.index(position)] if name and len(before) == len(now) else None


def _moved(decisions: Mapping[int, _Decision], place: _Place) -> dict[int, _Decision]:
    return {now: decision for position, decision in decisions.items() if (now := place(position)) is not None}


def _places(places: PlaceOptions, place: _Place) -> PlaceOptions:
    pair = [now for position in places.coordinates or () if (now := place(position)) is not None]
    coordinates = (pair[0], pair[1]) if len(pair) == 2 else None
    return replace(places, levels=_moved(places.levels, place), values=_moved(places.values, place), coordinates=coordinates)


def _tidy(tidy: TidyOptions, place: _Place, known: tuple[str, ...], found: tuple[str, ...]) -> TidyOptions:
    """Return the columns that become rows, with those that are new and name a value as these do: one more year."""
    moved = [now for position in tidy.columns if (now := place(position)) is not None]
    kinds = {meaning(known[position]).dimensions for position in tidy.columns if position < len(known)} - {()}
    fresh = [i for i, name in enumerate(found) if name and name not in known and meaning(name).dimensions in kinds]
    return replace(tidy, columns=tuple(sorted({*moved, *fresh})))


def _decided(options: ReadOptions) -> Iterator[int]:
    places = options.places
    yield from sorted({*options.columns, *places.levels, *places.values, *(places.coordinates or ())})


def _called(position: int, known: tuple[str, ...]) -> str:
    return (known[position] if position < len(known) else "") or f"คอลัมน์ {column_letters(position)}"
