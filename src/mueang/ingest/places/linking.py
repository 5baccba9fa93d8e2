"""The second look at the rows: what the columns found mean, and the columns of codes and points that are added."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pyarrow as pa

from mueang.base.report import Issue
from mueang.ingest.places import Batches, Linked, PlaceOptions, told_points
from mueang.ingest.places.by_row import by_row
from mueang.ingest.places.codes import Tree, trees
from mueang.ingest.places.faults import Comparison, Faults
from mueang.ingest.places.finding import Finding, Found
from mueang.ingest.places.local import LocalLink, local_code_column, with_local
from mueang.ingest.places.placed import Placed, codes_of, place, with_places
from mueang.ingest.places.shapes import ShapeTally, geometry_column
from mueang.ingest.places.told import tell
from mueang.ingest.questions import Question
from mueang.tables.distinct import coded_schema
from mueang.tables.schema import SOURCE_ROW, Column, TableSchema


def linked(schema: TableSchema, batches: Batches, options: PlaceOptions, typed: Collection[int], titled: str) -> Linked:
    """Return the table with its places: a first pass over the rows finds the columns, a second decides."""
    finding = Finding(schema, options)
    for batch in batches() if finding.hopeful else ():
        finding.look(batch)
    linking = Linking(schema, finding.found(), options, typed, titled)
    for batch in batches() if linking.learns else ():
        linking.look(batch)
    linking.decide()
    return linking.linked(finding, lambda: (linking.rows(batch) for batch in batches()))


class Linker:
    """Links the batches of a table as they come, by what the first of them shows; in the end all must bear it out.

    Arguments as those of `link`.
    """

    def __init__(self, schema: TableSchema, options: PlaceOptions, typed: Collection[int] = (), *, titled: str = "") -> None:
        self.titled = titled
        self._schema = schema
        self._options = options
        self._typed = typed
        self._finding = Finding(schema if options.on else TableSchema(), options)
        self._linking: Linking | None = None

    def add(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with the columns of places, as far as they are known."""
        self._finding.look(batch)
        first = self._linking is None
        linking = self._linking = self._linking or Linking(self._schema, self._finding.found(), self._options, self._typed, self.titled)
        linking.look(batch)
        if first:
            linking.decide()
        return linking.rows(batch)

    def linked(self, batches: Batches) -> Linked | None:
        """Return what `link` would, `batches` being those returned; None if it would have added something else to any of them."""
        linking = self._linking
        if linking is None or linking.found != self._finding.found() or not linking.decide():
            return None
        return linking.linked(self._finding, batches)


class Linking:
    """The linking of one table by the columns found in it."""

    def __init__(self, schema: TableSchema, found: Found, options: PlaceOptions, typed: Collection[int], titled: str) -> None:
        self.found = found
        self._schema = schema
        self._typed = typed
        self._by_row = options.rows
        system = found.system
        self._trees = trees(found.roles, _by_position(schema, options.values), options.within or "", titled)
        self._faults = Faults(system, tuple(self._trees)) if system else None
        self._comparisons = [Comparison(pair, system) for pair in found.others] if system else []
        self._local = self._local_links(options)
        self._tally = ShapeTally(found.shape) if found.shape else None
        self._placed: list[Placed] = []
        self._linked_schema = schema

    @property
    def _learners(self) -> list[Tree | Faults | Comparison | ShapeTally | LocalLink]:
        return [*self._trees, *(one for one in (self._faults, self._tally) if one), *self._comparisons, *self._local]

    @property
    def learns(self) -> bool:
        """Whether there is anything to learn from the rows."""
        return bool(self._learners)

    def look(self, batch: pa.RecordBatch) -> None:
        """Learn from one batch."""
        for learner in self._learners:
            learner.look(batch)

    def decide(self) -> bool:
        """Decide what every row means; return whether `rows` has given, and gives, to all batches what it would have if that had been known."""
        before = self._layout()
        firm = [tree.decide() for tree in self._trees]
        self._placed = self._place()
        schema = with_places(self._schema, self._placed)
        for one in self._local:
            one.column = local_code_column(schema, schema.names.index(self._schema.names[one.position]))
            schema = with_local(schema, [one], self._schema)
        geometry = self._geometry(schema)
        self._linked_schema = schema.with_column(geometry) if geometry else schema
        return all(firm) and self._layout() == before

    def _local_links(self, options: PlaceOptions) -> list[LocalLink]:
        decided, trees = _by_position(self._schema, options.values), tuple(self._trees)
        return [LocalLink(p, trees, decided.get(p, {}), options.within or "", local_code_column(self._schema, p)) for p in self.found.local]

    def _layout(self) -> tuple[object, ...]:
        return self._linked_schema.arrow(), [one.kept for one in self._placed]

    def _place(self) -> list[Placed]:
        found: list[Placed] = []
        taken = self._schema
        for tree in self._trees:
            for index in range(len(tree.roles)):
                found.append(place(tree, index, taken, self._typed))
                taken = taken.with_column(found[-1].column)
        return found

    def _geometry(self, schema: TableSchema) -> Column | None:
        shape, system = self.found.shape, self.found.system
        if shape is not None:
            source = self._schema.columns[shape.position].source_column
            return geometry_column(schema, () if source is None else (source,), point=False)
        return geometry_column(schema, system.pair.sources(self._schema), point=True) if system else None

    def linked(self, finding: Finding, batches: Batches) -> Linked:
        """Return all that is known of the places; `batches` are the rows with their columns."""
        issues, questions = list[Issue](), list[Question]()
        for one in self._placed:
            told = tell(one.tree, one.index, self._schema, one.column, kept=one.kept is not None)
            issues += told.issues
            questions += told.questions
        for local in self._local:
            issues += local.issues(self._schema)
            questions += local.questions(self._schema)
        issues += self._about_geometry()
        source = self.found.shape or self.found.system
        if (asked := finding.ask_system(self.found)) is not None:
            issues.append(asked[0])
            questions.append(asked[1])
        if self._faults is not None and finding.asks_shifts and (shifts := told_points.ask_shifts(self._faults, self._schema)):
            questions.append(shifts)
        crs = source.transformation.crs if source and source.transformation else None
        levels = {one.column.name: str(one.role.level) for one in self._placed}
        return Linked(self._linked_schema, batches, tuple(issues), tuple(questions), crs, levels)

    def _about_geometry(self) -> Iterator[Issue]:
        if self._tally is not None:
            yield from self._tally.issues(self._schema)
        if self._faults is not None:
            yield from told_points.about_points(self._faults, self._comparisons, self._schema)

    def rows(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the rows with the columns of places; columns of text are coded where those of the batch are."""
        coded = any(pa.types.is_dictionary(kind) for kind in batch.schema.types)
        target = coded_schema(self._linked_schema.arrow()) if coded else self._linked_schema.arrow()
        codes = codes_of(self._placed, batch)
        arrays = dict(zip(self._schema.names, batch.columns, strict=False)) | codes | dict(by_row(self._placed, self._by_row, codes, batch))
        arrays |= {one.column.name: one.codes(batch) for one in self._local}
        source = self.found.shape or self.found.system
        if source is not None:
            arrays[self._linked_schema.names[-1]] = source.column(batch)
        arrays[SOURCE_ROW] = batch.column(batch.schema.get_field_index(SOURCE_ROW))
        return pa.RecordBatch.from_arrays([arrays[field.name].cast(field.type) for field in target], schema=target)


def _by_position(schema: TableSchema, values: Mapping[int, Mapping[str, str]]) -> dict[int, Mapping[str, str]]:
    return {position: values[c.source_column] for position, c in enumerate(schema.columns) if c.source_column is not None and c.source_column in values}
