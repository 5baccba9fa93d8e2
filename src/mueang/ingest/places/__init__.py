"""Link a typed table to the official places: names and codes to codes, coordinates to points."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.ingest.questions import Question
from mueang.tables.distinct import coded_schema
from mueang.tables.schema import SOURCE_ROW, Column, ColumnType, TableSchema

if TYPE_CHECKING:
    from mueang.ingest.places.codes import Tree
    from mueang.ingest.places.placed import Placed
    from mueang.ingest.places.points import Comparison, Faults, Pair, Sample, System
    from mueang.ingest.places.shapes import ShapeColumn, ShapeTally

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
    within      code of the province or district in which the whole table lies (from its title, say)
    coordinates source columns of (latitude or northing, longitude or easting); None: found by heading and range
    """

    on: bool = True
    crs: str | None = None
    levels: Mapping[int, str] = field(default_factory=dict)
    values: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    within: str | None = None
    coordinates: tuple[int, int] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the options as JSON, to stand under the key `places` of the options of reading."""
        return {
            "on": self.on,
            "crs": self.crs,
            "levels": {str(column): level for column, level in self.levels.items()},
            "values": {str(column): dict(codes) for column, codes in self.values.items()},
            "within": self.within,
            "coordinates": list(self.coordinates) if self.coordinates else None,
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
            within=raw.get("within"),
            coordinates=(int(pair[0]), int(pair[1])) if pair else None,
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


def link(schema: TableSchema, batches: Batches, options: PlaceOptions | None = None, *, typed: Collection[int] = ()) -> Linked:
    """Return the table with codes of its places and points of its coordinates as derived columns.

    `schema` describes the columns in their final types; `batches()` returns a new iterator of record batches with those
    columns, in that order, and `_row`. It is called at most twice before this function returns (memory is bounded by the
    distinct values of the columns that may hold places) and once for each call of `Linked.batches`. Same table and
    options, same result. Nothing is linked by likeness alone: a near name is only suggested. `typed` are the source columns
    whose type a person decided: they keep it.
    """
    options = options or PlaceOptions()
    if not options.on:
        return Linked(schema, batches)
    return _Linking(schema, batches, options, typed).linked()


class _Linking:
    """The linking of one table: a first pass finds the columns, a second decides, the result adds."""

    def __init__(self, schema: TableSchema, batches: Batches, options: PlaceOptions, typed: Collection[int]) -> None:
        self._schema = schema
        self._batches = batches
        self._options = options
        self._typed = typed
        self._trees: list[Tree] = []
        self._system: System | None = None
        self._samples: list[Sample] = []
        self._shape: ShapeColumn | None = None
        self._unknown: ShapeColumn | None = None

    def linked(self) -> Linked:
        from mueang.ingest.places.placed import with_places
        from mueang.ingest.places.told import tell

        self._first_pass()
        faults, comparisons, tally = self._second_pass()
        placed, issues, questions = self._placed(), list[Issue](), list[Question]()
        for one in placed:
            told = tell(one.tree, one.index, self._schema, one.column, kept=one.kept is not None)
            issues += told.issues
            questions += told.questions
        issues += [*(tally.issues(self._schema) if tally else ()), *self._about_points(faults, comparisons)]
        schema = with_places(self._schema, placed)
        geometry = self._geometry(schema)
        if geometry is not None:
            schema = schema.with_column(geometry)
        elif (asked := self._ask_system()) is not None:
            issues.append(asked[0])
            questions.append(asked[1])
        levels = {one.column.name: str(one.role.level) for one in placed}
        return Linked(schema, lambda: self._rows(schema, placed), tuple(issues), tuple(questions), self._crs(), levels)

    def _crs(self) -> str | None:
        transformation = self._shape.transformation if self._shape else self._system.transformation if self._system else None
        return transformation.crs if transformation else None

    def _first_pass(self) -> None:
        from mueang.ingest.places.codes import Search, trees
        from mueang.ingest.places.points import Sample, find_pairs, usable
        from mueang.ingest.places.shapes import shape_columns

        search = Search(self._schema, self._options.levels)
        has_shapes = bool(self._schema.of_type(ColumnType.GEOMETRY))
        self._samples = [] if has_shapes else [Sample(pair) for pair in find_pairs(self._schema, self._options.coordinates)]
        shapes = [] if has_shapes or self._options.coordinates else shape_columns(self._schema)
        if not search.candidates and not self._samples:
            return
        for batch in self._batches():
            search.look(batch)
            for sample in self._samples:
                sample.look(batch)
            for shape in shapes:
                shape.look(batch, self._options.crs)
        decided = self._by_position(self._options.values)
        self._trees = trees(search.roles(), decided, self._options.within or "")
        self._shape = next((shape for shape in shapes if shape.transformation), None)
        self._unknown = next((shape for shape in shapes if shape.likely), None)
        self._system = None if self._shape else usable(self._samples, self._options.crs)

    def _by_position(self, values: Mapping[int, Mapping[str, str]]) -> dict[int, Mapping[str, str]]:
        return {
            position: values[c.source_column] for position, c in enumerate(self._schema.columns) if c.source_column is not None and c.source_column in values
        }

    def _second_pass(self) -> tuple[Faults | None, Sequence[Comparison], ShapeTally | None]:
        from mueang.ingest.places.points import Comparison, Faults
        from mueang.ingest.places.shapes import ShapeTally

        faults = Faults(self._system) if self._system else None
        comparisons = [Comparison(pair, self._system) for pair in self._other_pairs()] if self._system else []
        tally = ShapeTally(self._shape) if self._shape else None
        learners: list[Tree | Faults | Comparison | ShapeTally] = [*self._trees, *(one for one in (faults, tally) if one), *comparisons]
        for batch in self._batches() if learners else ():
            for learner in learners:
                learner.look(batch)
        for tree in self._trees:
            tree.decide()
        return faults, comparisons, tally

    def _other_pairs(self) -> list[Pair]:
        """Pairs in metres beside the pair in degrees that is used."""
        used = self._system
        if used is None or not used.pair.degrees:
            return []
        return [s.pair for s in self._samples if s.pair is not used.pair and not s.pair.degrees and s.size and not s.looks_like_degrees]

    def _placed(self) -> list[Placed]:
        from mueang.ingest.places.placed import place

        found: list[Placed] = []
        taken = self._schema
        for tree in self._trees:
            for index in range(len(tree.roles)):
                found.append(place(tree, index, taken, self._typed))
                taken = taken.with_column(found[-1].column)
        return found

    def _geometry(self, schema: TableSchema) -> Column | None:
        from mueang.ingest.places.shapes import geometry_column

        if self._shape is not None:
            source = self._schema.columns[self._shape.position].source_column
            return geometry_column(schema, () if source is None else (source,), point=False)
        return geometry_column(schema, self._system.pair.sources(self._schema), point=True) if self._system else None

    def _about_points(self, faults: Faults | None, comparisons: Sequence[Comparison]) -> Iterator[Issue]:
        from mueang.ingest.places import told_points

        if faults is not None:
            yield from told_points.about_points(faults, comparisons, self._schema)

    def _ask_system(self) -> tuple[Issue, Question] | None:
        from mueang.ingest.places import told_points

        if self._unknown is not None:
            column = self._schema.columns[self._unknown.position].name
            return told_points.ask_of(self._unknown.likely, column, f"“{column}”")
        return next((asked for sample in self._samples if (asked := told_points.ask_system(sample, self._schema))), None)

    def _rows(self, schema: TableSchema, placed: Sequence[Placed]) -> Iterator[pa.RecordBatch]:
        from mueang.ingest.places.placed import codes_of

        for batch in self._batches():
            coded = any(pa.types.is_dictionary(kind) for kind in batch.schema.types)
            target = coded_schema(schema.arrow()) if coded else schema.arrow()
            arrays = dict(zip(self._schema.names, batch.columns, strict=False)) | codes_of(placed, batch)
            source = self._shape or self._system
            if source is not None:
                arrays[schema.names[-1]] = source.column(batch)
            arrays[SOURCE_ROW] = batch.column(batch.schema.get_field_index(SOURCE_ROW))
            yield pa.RecordBatch.from_arrays([arrays[field.name].cast(field.type) for field in target], schema=target)
