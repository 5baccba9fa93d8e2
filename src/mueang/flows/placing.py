"""Places of the typed rows: linked while these are written, or again where all rows say otherwise than the first of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from mueang.flows.ahead import ahead
from mueang.flows.tables import parquet
from mueang.geo.gazetteer import Level, gazetteer
from mueang.ingest.normalise.plan import Fact
from mueang.ingest.options import ReadOptions
from mueang.ingest.places import Linked, PlaceOptions, link
from mueang.ingest.places.linking import Linker
from mueang.tables.distinct import coded_batches, coded_schema, decoded
from mueang.tables.schema import TableSchema


def linker_of(schema: TableSchema, options: ReadOptions, context: Sequence[Fact] = ()) -> Linker:
    """Return what links typed rows as they come; `context` is what stands outside the cells."""
    return Linker(schema, _places(options), _typed(schema, options), titled=province_of(context))


def province_of(context: Sequence[Fact]) -> str:
    """Return the code of the one province that titles and names of sheets speak of, "" if there is none or several."""
    found = {place.code for fact in context if fact.kind == "place" for place in gazetteer().find(fact.value, Level.PROVINCE)}
    return found.pop() if len(found) == 1 else ""


def linked_rows(path: Path, schema: TableSchema, options: ReadOptions, linker: Linker) -> Linked:
    """Return the places of all rows in the file, to which `linker` added columns by its first rows; where it erred they are written anew."""
    linked = linker.linked(lambda: coded_batches(path))
    if linked is None:
        linked = link(schema, lambda: _as_typed(path, schema), _places(options), typed=_typed(schema, options), titled=linker.titled)
        _rewrite(path, linked)
    return linked


def _places(options: ReadOptions) -> PlaceOptions:
    return replace(options.places, crs=options.places.crs or options.crs)


def _typed(schema: TableSchema, options: ReadOptions) -> Collection[int]:
    """Return the source columns whose type a person or a schema has decided."""
    sources = ((column.source_column, column.name) for column in schema.columns)
    return [source for source, name in sources if source is not None and options.chosen(source, name).type is not None]


def _as_typed(path: Path, schema: TableSchema) -> Iterator[pa.RecordBatch]:
    """Yield the rows as they were before places were added; codes that were numbers are so again."""
    target = coded_schema(schema.arrow())
    for batch in coded_batches(path):
        columns = [_as(batch.column(field.name), field.type) for field in target]
        yield pa.RecordBatch.from_arrays(columns, schema=target)


def _as(column: pa.Array, kind: pa.DataType) -> pa.Array:
    return column if column.type == kind else decoded(column).cast(kind)


def _rewrite(path: Path, linked: Linked) -> None:
    beside = path.with_suffix(".linked")
    schema = coded_schema(linked.schema.arrow())
    with parquet(beside, schema) as writer:
        for batch in ahead(linked.batches()):
            writer.write_batch(batch.cast(schema))
    beside.replace(path)
