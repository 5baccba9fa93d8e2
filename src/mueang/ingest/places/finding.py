"""The first look at the rows: which columns hold places, coordinates or shapes."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from mueang.base.report import Issue
from mueang.geo.columns import Role
from mueang.ingest.places import PlaceOptions, told_points
from mueang.ingest.places.codes import Search
from mueang.ingest.places.local import local_columns
from mueang.ingest.places.pairs import Pair, TextColumn, find_pairs, text_columns
from mueang.ingest.places.points import Sample, System, usable
from mueang.ingest.places.shapes import ShapeColumn, shape_columns
from mueang.ingest.questions import Question
from mueang.tables.schema import ColumnType, TableSchema


@dataclass(frozen=True)
class Found:
    """The columns that were found.

    roles   columns of places
    shape   the column of shapes, None if there is none
    system  how the pair of coordinates is read, None if there is none, or no word on its system
    others  pairs in metres beside the pair in degrees that is used
    local   positions of the columns of local governments
    """

    roles: tuple[Role, ...]
    shape: ShapeColumn | None
    system: System | None
    others: tuple[Pair, ...]
    local: tuple[int, ...] = ()


class Finding:
    """Finds the columns of one table from batch to batch."""

    def __init__(self, schema: TableSchema, options: PlaceOptions) -> None:
        self._schema = schema
        self._options = options
        has_shapes = bool(schema.of_type(ColumnType.GEOMETRY))
        self._search = Search(schema, options.levels)
        self._samples = [] if has_shapes else [Sample(pair) for pair in find_pairs(schema, options.coordinates)]
        elsewhere = not has_shapes and not options.coordinates and bool(schema.columns)
        self._texts: list[TextColumn] = text_columns(schema, [sample.pair for sample in self._samples]) if elsewhere else []
        self._shapes = shape_columns(schema) if elsewhere else []
        self._local = local_columns(schema)

    @property
    def hopeful(self) -> bool:
        """Whether any column may turn out to hold places or coordinates."""
        return bool(self._search.candidates or self._samples or self._texts or self._local)

    def look(self, batch: pa.RecordBatch) -> None:
        """Learn from one batch."""
        self._search.look(batch)
        self._look_at_texts(batch)
        for sample in self._samples:
            sample.look(batch)
        for shape in self._shapes:
            shape.look(batch, self._options.crs)
        for local in self._local:
            local.look(batch)

    def _look_at_texts(self, batch: pa.RecordBatch) -> None:
        """Take the columns of text that turn out to hold positions for pairs in one cell."""
        for text in [text for text in self._texts if not text.seen]:
            text.look(batch)
            if text.holds:
                self._samples.append(Sample(Pair(text.position, text.position, degrees=True)))

    def found(self) -> Found:
        """Return the columns, as the batches seen so far show them."""
        shape = next((shape for shape in self._shapes if shape.transformation), None)
        system = None if shape else usable(self._samples, self._options.crs, shifts=self._options.shifts)
        return Found(self._search.roles(), shape, system, tuple(self._others(system)), tuple(one.position for one in self._local if one.holds))

    def _others(self, used: System | None) -> list[Pair]:
        if used is None or not used.pair.degrees:
            return []
        return [s.pair for s in self._samples if s.pair is not used.pair and not s.pair.degrees and s.size and not s.looks_like_degrees]

    @property
    def asks_shifts(self) -> bool:
        """Whether nobody has said yet what becomes of lost decimal points."""
        return self._options.shifts is None

    def ask_system(self, found: Found) -> tuple[Issue, Question] | None:
        """Return the question in which system coordinates or shapes are, or None if nothing looks like it, or all is known."""
        if found.shape is not None or (found.system and (not found.system.pair.degrees or found.system.metres)):
            return None
        unknown = next((shape for shape in self._shapes if shape.likely), None)
        if unknown is not None and found.system is None:
            column = self._schema.columns[unknown.position].name
            return told_points.ask_of(unknown.likely, column, f"“{column}”")
        samples = [sample for sample in self._samples if found.system is None or sample.pair == found.system.pair]
        return next((asked for sample in samples if (asked := told_points.ask_system(sample, self._schema))), None)
