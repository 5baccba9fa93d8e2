"""Link a typed table to the official places: names and codes to codes, coordinates to points."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.ingest.questions import Question
from mueang.tables.schema import TableSchema

__all__ = ["Linked", "PlaceOptions", "link"]

_LEVELS = ("province", "district", "subdistrict", "none")
Batches = Callable[[], Iterator[pa.RecordBatch]]


@dataclass(frozen=True)
class PlaceOptions:
    """What a person may decide about the places of one table; the defaults leave it to the data.

    on          False: nothing is linked, no point is made
    crs         the coordinate system of the coordinate columns, `EPSG:n`; None: lon/lat, or asked
    levels      `{source column: "province" | "district" | "subdistrict" | "none"}`; none: not a place
    values      `{source column: {value as in the cell: code}}`, used where the row leaves a doubt; an empty code: no place
    rows        `{source column: {row: code}}`: what one row means, whatever others of the same value do
    within      code of the province or district in which the whole table lies (from its title, say)
    coordinates source columns of (latitude or northing, longitude or easting); None: found by heading and range
    shifts      whether degrees whose decimal point was lost (13756331) get it back; None: they do, and it is asked
    """

    on: bool = True
    crs: str | None = None
    levels: Mapping[int, str] = field(default_factory=dict)
    values: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    rows: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    within: str | None = None
    coordinates: tuple[int, int] | None = None
    shifts: bool | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the options as JSON, to stand under the key `places` of the options of reading."""
        return {
            "on": self.on,
            "crs": self.crs,
            "levels": {str(column): level for column, level in self.levels.items()},
            "values": {str(column): dict(codes) for column, codes in self.values.items()},
            "rows": {str(column): {str(row): code for row, code in codes.items()} for column, codes in self.rows.items()},
            "within": self.within,
            "coordinates": list(self.coordinates) if self.coordinates else None,
            "shifts": self.shifts,
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> PlaceOptions:
        """Return the options of their JSON; keys that are missing keep their defaults. Raises BadInput (`options.level`)."""
        pair = raw.get("coordinates")
        for level in (raw.get("levels") or {}).values():
            if level not in _LEVELS:
                raise BadInput(Message(f"ไม่รู้จักระดับพื้นที่ “{level}”", f"There is no level of places “{level}”."), code="options.level", field="levels")
        return cls(
            on=raw.get("on", True),
            crs=raw.get("crs"),
            levels={int(column): level for column, level in (raw.get("levels") or {}).items()},
            values={int(column): dict(codes) for column, codes in (raw.get("values") or {}).items()},
            rows={int(column): {int(row): str(code) for row, code in codes.items()} for column, codes in (raw.get("rows") or {}).items()},
            within=raw.get("within"),
            coordinates=(int(pair[0]), int(pair[1])) if pair else None,
            shifts=raw.get("shifts"),
        )


@dataclass(frozen=True)
class Linked:
    """A table with its places.

    schema      the columns given. One that holds the official codes of its rows is now the column of the places (PLACE,
                `derived_from` the columns with their names); else `<name>_code` (PLACE) follows the names. `geometry`
                (GEOMETRY) is last. Added columns have `source_column` None and `derived_from` the source columns
    batches     makes the rows of `schema` (and `_row`, last) anew at each call; values of the columns given are unchanged,
                but for codes that were numbers: 1001 is now the text `1001`
    issues      what was linked, what is unknown or ambiguous, which coordinates were mended
    questions   what a person must decide; each choice's option is `{"places": {part of PlaceOptions}}`
    crs         coordinate system of the coordinate columns in the source (`EPSG:4326`, ...); None: no coordinates, or unknown
    levels      `{column of places: province | district | subdistrict}`
    """

    schema: TableSchema
    batches: Batches
    issues: tuple[Issue, ...] = ()
    questions: tuple[Question, ...] = ()
    crs: str | None = None
    levels: Mapping[str, str] = field(default_factory=dict)


def link(schema: TableSchema, batches: Batches, options: PlaceOptions | None = None, *, typed: Collection[int] = (), titled: str = "") -> Linked:
    """Return the table with codes of its places and points of its coordinates as derived columns.

    `schema` describes the columns in their final types; `batches()` returns a new iterator of record batches with those
    columns, in that order, and `_row`. It is called at most twice before this function returns (memory is bounded by the
    distinct values of the columns that may hold places) and once for each call of `Linked.batches`. Same table and
    options, same result. Nothing is linked by likeness alone: a near name is only suggested. `typed` are the source columns
    whose type a person decided: they keep it. `titled` is the code of the province that the title names: it
    decides what the rows leave open, and that is told.
    """
    from mueang.ingest.places.linking import linked

    options = options or PlaceOptions()
    return linked(schema, batches, options, typed, titled) if options.on else Linked(schema, batches)
