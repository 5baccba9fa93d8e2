"""Two versions of a dataset held against each other, as far as the reader may see both.

What differs is worked out once for each pair of versions, key and permit, and kept in the cache as a file whose rows
never move: pages of it are read by their number. Whoever asks has passed the permit of both versions each time.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mueang import exports
from mueang.base.errors import BadQuery, NotFound
from mueang.base.message import Message
from mueang.lake.compare import CHANGE, CHANGES, ColumnChanges, check_keys, column_changes, compared
from mueang.tables.schema import Column, ColumnType, TableSchema
from mueang_site import runtime
from mueang_site.access.actor import Actor
from mueang_site.catalogue import queries
from mueang_site.catalogue.downloads import MEDIA_TYPES, Download
from mueang_site.catalogue.queries import VersionInfo
from mueang_site.catalogue.table import TableView

__all__ = ["CHANGES", "ColumnChanges", "Comparison", "Difference", "compare"]

_GROUP_ROWS = 8_192
_WORDS = {
    "change": Message("การเปลี่ยนแปลง", "change"),
    "side": Message("ก่อนหรือหลัง", "before or after"),
    "columns": Message("คอลัมน์ที่เปลี่ยน", "columns changed"),
    "changed": Message("เปลี่ยน", "changed"),
    "added": Message("เพิ่ม", "added"),
    "removed": Message("นำออก", "removed"),
    "before": Message("ก่อน", "before"),
    "after": Message("หลัง", "after"),
}
_UNKNOWN = Message("ไม่รู้จักการเปลี่ยนแปลงชนิดนี้", "There is no such kind of change.")


@dataclass(frozen=True)
class Difference:
    """One row that differs: as it was and as it is, None where it was or is not there, and the columns whose values changed."""

    change: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions; `counts` says how many rows were changed, added and removed."""

    before: TableView
    after: TableView
    keys: tuple[str, ...]
    counts: dict[str, int]
    _path: Path

    @property
    def columns(self) -> ColumnChanges:
        """How the columns differ."""
        return column_changes(self.before.schema, self.after.schema)

    @property
    def compared(self) -> tuple[str, ...]:
        """Columns whose values were held against each other, by any of which rows can be matched."""
        return compared(self.before.schema, self.after.schema)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns of the later version, then those that only the earlier one has."""
        return (*self.after.schema.columns, *self.columns.removed)

    @property
    def total(self) -> int:
        """How many rows differ."""
        return sum(self.counts.values())

    def page(self, start: int, size: int, *, change: str | None = None) -> list[Difference]:
        """Return some of the rows that differ, changed ones first; `change` leaves those of one kind. Raises BadQuery."""
        if change is not None and change not in CHANGES:
            raise BadQuery(_UNKNOWN, code="query.change", field="change")
        first = sum(self.counts[kind] for kind in CHANGES[: CHANGES.index(change)]) if change else 0
        last = first + self.counts[change] if change else self.total
        return [self._difference(row) for row in _rows(self._path, first + start, min(first + start + size, last))]

    def download(self, *, slug: str, language: str) -> Download:
        """Return the differences as CSV: a changed row stands on two lines, as it was and as it is."""
        path = self._path.with_suffix(f".{language}.csv")
        if not path.exists():
            with tempfile.TemporaryDirectory(dir=path.parent) as beside:
                draft = Path(beside) / path.name
                exports.write("csv", self._lines(language), self._line_schema(language), draft, language=language)
                draft.replace(path)
        return Download(path, f"{slug}-v{self.before.number}-v{self.after.number}.csv", MEDIA_TYPES["csv"])

    def _difference(self, row: dict[str, Any]) -> Difference:
        change = row[CHANGE]
        before = None if change == "added" else _side(row, "b", self.before.schema)
        after = None if change == "removed" else _side(row, "a", self.after.schema)
        names = tuple(name for name in self.compared if before[name] != after[name]) if before is not None and after is not None else ()
        return Difference(change, before, after, names)

    def _line_schema(self, language: str) -> TableSchema:
        """Return the columns of the CSV: what happened, then all columns as text where the versions do not agree on the type."""
        taken = {column.name for column in self.all_columns}
        heads = [_free(_said(name, language), taken) for name in ("change", "side", "columns")]
        return TableSchema((*(Column(head) for head in heads), *(Column(c.name, self._line_type(c)) for c in self.all_columns)))

    def _line_type(self, column: Column) -> ColumnType:
        types = {found.type for schema in (self.before.schema, self.after.schema) if (found := schema.get(column.name))}
        return types.pop() if len(types) == 1 else ColumnType.STRING

    def _lines(self, language: str) -> Iterator[pa.RecordBatch]:
        schema = self._line_schema(language)
        names = schema.names
        for batch in pq.ParquetFile(self._path).iter_batches(_GROUP_ROWS):
            lines = [dict(zip(names, line, strict=True)) for row in batch.to_pylist() for line in self._lines_of(self._difference(row), schema, language)]
            yield pa.RecordBatch.from_pylist(lines, schema=schema.arrow(system=()))

    def _lines_of(self, difference: Difference, schema: TableSchema, language: str) -> Iterator[list[Any]]:
        columns = ", ".join(difference.columns) or None
        for side, row in (("before", difference.before), ("after", difference.after)):
            if row is not None:
                values = (_fitting(row.get(column.name), column.type) for column in schema.columns[3:])
                yield [_said(difference.change, language), _said(side, language), columns, *values]


def compare(actor: Actor, slug: str, *, start: int, to: int, keys: Sequence[str] | None = None, now: datetime) -> Comparison:
    """Return what differs between the versions `start` and `to`.

    Rows are matched by `keys`; None: by the key that the versions were updated by, if any; none at all: as whole rows.
    Raises NotFound, NotAllowed as for reading rows, BadQuery for a key that cannot be used, LimitReached.
    """
    before, after = (queries.table_for(actor, slug, now=now, number=number) for number in (start, to))
    chosen = tuple(dict.fromkeys(keys)) if keys is not None else _declared(queries.versions_for(actor, slug), before, after)
    check_keys(chosen, before.schema, after.schema)
    name = hashlib.sha256(repr((before.fingerprint, after.fingerprint, chosen)).encode()).hexdigest()
    path = runtime.settings().cache / "differences" / f"{name}.parquet"
    if not path.exists():
        _make(path, before, after, chosen)
    return Comparison(before, after, chosen, _counts(path), path)


def versions_beside(versions: Sequence[VersionInfo], start: int | None, to: int | None) -> tuple[int, int]:
    """Return the two versions meant: without a word the newest, and the one before the later. Raises NotFound for a table without versions."""
    if not versions:
        raise NotFound
    later = to if to is not None else versions[0].number
    return (start if start is not None else max(later - 1, 1)), later


def _declared(versions: Sequence[VersionInfo], before: TableView, after: TableView) -> tuple[str, ...]:
    """Return the key of the newer version that has one, as far as both hold it."""
    can = set(compared(before.schema, after.schema))
    for version in versions:
        keys = version.mode.get("keys")
        if version.number <= max(before.number, after.number) and isinstance(keys, list) and keys and can >= set(keys):
            return tuple(keys)
    return ()


def _make(path: Path, before: TableView, after: TableView, keys: tuple[str, ...]) -> None:
    """Write beside and rename, so that a name in the cache is always a whole file; the counts stand in its footer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = before.differences(after, keys)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(dir=path.parent) as beside:
        draft = Path(beside) / path.name
        with pq.ParquetWriter(draft, rows.schema, compression="zstd") as writer:
            for batch in rows:
                counts.update({item["values"]: item["counts"] for item in pc.value_counts(batch.column(CHANGE)).to_pylist()})
                writer.write_batch(batch, row_group_size=_GROUP_ROWS)
            writer.add_key_value_metadata({"counts": json.dumps(counts)})
        draft.replace(path)


def _counts(path: Path) -> dict[str, int]:
    metadata = pq.read_metadata(path).metadata or {}
    found = json.loads(metadata[b"counts"])
    return {change: int(found.get(change, 0)) for change in CHANGES}


def _rows(path: Path, start: int, end: int) -> list[dict[str, Any]]:
    """Return the rows from `start` to before `end`, reading no more groups of the file than hold them."""
    file = pq.ParquetFile(path)
    found: list[dict[str, Any]] = []
    at = 0
    for group in range(file.metadata.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if at < end and start < at + rows:
            found += file.read_row_group(group).slice(max(start - at, 0), end - max(at, start)).to_pylist()
        at += rows
    return found


def _side(row: dict[str, Any], mark: str, schema: TableSchema) -> dict[str, Any]:
    return {name: row[f"{mark}{i}"] for i, name in enumerate(schema.names)}


def _fitting(value: Any, kind: ColumnType) -> Any:
    return str(value) if kind is ColumnType.STRING and value is not None else value


def _said(word: str, language: str) -> str:
    message = _WORDS[word]
    return message.en if language == "en" else message.th


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
