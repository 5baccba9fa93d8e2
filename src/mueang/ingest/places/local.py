"""Columns of local governments, linked to the imported list by name and by what their rows say of district and province."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.geo.local_governments import LocalGovernment, LocalGovernments, in_force, parted
from mueang.ingest.places.batches import combinations, distinct, source_rows
from mueang.ingest.places.codes import MOST_DISTINCT, Seen, Tree
from mueang.ingest.places.local_issues import LocalAmbiguous, LocalLinked, LocalUnknown
from mueang.ingest.places.told import MOST_ASKED, SKIP
from mueang.ingest.questions import Choice, Question
from mueang.tables.schema import Column, ColumnType, TableSchema

STATED = 0.5
"""Least share of the first values that must state a kind (ทต., อบต.) and be in the list."""
FIRST_LOOK = 200
MOST_CHOICES = 8
_Key = tuple[str, frozenset[str]]


@dataclass
class LocalColumn:
    """A column of text that may hold local governments; `holds` is known after its first values."""

    position: int
    holds: bool = False
    seen: bool = False

    def look(self, batch: pa.RecordBatch) -> None:
        """Judge the column by its first values."""
        known = in_force()
        values = [str(value) for value in distinct(batch.column(self.position))] if known and not self.seen else []
        if not values or known is None:
            return
        self.seen = True
        some = values[:: max(1, len(values) // FIRST_LOOK)]
        found = sum(bool(parted(value)[0] and known.find(value)) for value in some)
        self.holds = found >= STATED * len(some) and len(values) <= MOST_DISTINCT


def local_columns(schema: TableSchema) -> list[LocalColumn]:
    """Return the columns of text, none while no list is in force."""
    texts = (position for position, c in enumerate(schema.columns) if c.type is ColumnType.STRING and c.source_column is not None)
    return [LocalColumn(position) for position in texts] if in_force() else []


@dataclass
class LocalLink:
    """The linking of one column: `decided` are a person's words, `{cell: code or ""}`."""

    position: int
    trees: tuple[Tree, ...]
    decided: Mapping[str, str]
    within: str
    column: Column
    seen: dict[_Key, Seen] = field(default_factory=dict)
    _found: dict[_Key, tuple[str, ...]] = field(default_factory=dict)

    def look(self, batch: pa.RecordBatch) -> None:
        """Count the names of the batch, with what is around them."""
        rows = source_rows(batch)
        for key, first, count in self._keys(batch)[0]:
            seen = self.seen.setdefault(key, Seen(0, int(rows[first])))
            seen.count += count

    def codes(self, batch: pa.RecordBatch) -> pa.DictionaryArray:
        """Return the codes of the rows."""
        keys, which = self._keys(batch)
        found = [codes[0] if len(codes := self._meaning(key)) == 1 else None for key, _, _ in keys]
        return pa.array(found, pa.string()).dictionary_encode().take(which)

    def _keys(self, batch: pa.RecordBatch) -> tuple[list[tuple[_Key, int, int]], pa.Array]:
        positions = [self.position, *(position for tree in self.trees for position in tree.positions)]
        found = combinations(batch, positions)
        keys = [self._key(dict(zip(positions, cells, strict=True))) for cells in found.cells]
        return list(zip(keys, found.first.tolist(), found.counts.tolist(), strict=True)), pa.array(found.which)

    def _key(self, cells: Mapping[int, object]) -> _Key:
        """Return the name of a row and the inmost place around it that its row tells."""
        around = {self.within} - {""}
        for tree in self.trees:
            codes = [one.code for one in tree.alone(tuple(cells[p] for p in tree.positions)) if one.code]  # type: ignore[misc]
            around |= {max(codes, key=len)[:4]} if codes else set()
        value = cells[self.position]
        return "" if value is None else str(value), frozenset(around)

    def _meaning(self, key: _Key) -> tuple[str, ...]:
        if key not in self._found:
            self._found[key] = self._looked_up(*key)
        return self._found[key]

    def _looked_up(self, name: str, around: frozenset[str]) -> tuple[str, ...]:
        if name in self.decided or not name:
            return (self.decided[name],) if self.decided.get(name) else ()
        return tuple(one.code for one in _list().find(name, around))

    def issues(self, schema: TableSchema) -> Iterator[Issue]:
        """Return what is told of the column."""
        name, filled = schema.columns[self.position].name, {key: seen for key, seen in self.seen.items() if key[0]}
        linked = sum(seen.count for key, seen in filled.items() if len(self._meaning(key)) == 1)
        yield LocalLinked(column=name, count=linked, total=sum(seen.count for seen in filled.values()), added=self.column.name)
        unknown = {key: seen for key, seen in filled.items() if not self._meaning(key) and key[0] not in self.decided}
        if unknown:
            (value, _), first = min(unknown.items(), key=lambda item: item[1].row)
            values, count = len({key[0] for key in unknown}), sum(seen.count for seen in unknown.values())
            yield LocalUnknown(column=name, row=first.row, count=count, values=values, value=value)
        yield from (issue for issue, _ in self._asked(schema))

    def questions(self, schema: TableSchema) -> Iterator[Question]:
        """Return what is asked of the column: names that several bear, most frequent first."""
        source = str(schema.columns[self.position].source_column)
        for issue, (value, codes) in self._asked(schema):
            known = [one for code in codes[:MOST_CHOICES] if (one := _list().get(code))]
            choices = [Choice(one.code, _named(one), {"places": {"values": {source: {value: one.code}}}}) for one in known]
            skip = Choice("", SKIP, {"places": {"values": {source: {value: ""}}}})
            yield Question(issue.code, issue.message, (*choices, skip), issue.column, issue.row)

    def _asked(self, schema: TableSchema) -> Iterator[tuple[LocalAmbiguous, tuple[str, tuple[str, ...]]]]:
        several = [(key, seen) for key, seen in self.seen.items() if len(self._meaning(key)) > 1]
        for key, seen in sorted(several, key=lambda item: (-item[1].count, item[1].row))[:MOST_ASKED]:
            codes = self._meaning(key)
            a, b = (_named(one).th for code in codes[:2] if (one := _list().get(code)))
            told = LocalAmbiguous(
                column=schema.columns[self.position].name, row=seen.row, count=seen.count, before=key[0], value=key[0], places=len(codes), a_th=a, b_th=b
            )
            yield told, (key[0], codes)


def _list() -> LocalGovernments:
    return in_force() or LocalGovernments(())


def _named(one: LocalGovernment) -> Message:
    name = _list().path_th(one)
    return Message(name, name)


def local_code_column(schema: TableSchema, position: int) -> Column:
    """Return the column of the codes: `<name>_code`, told apart if there is one already."""
    column, taken = schema.columns[position], set(schema.names)
    name = next(free for n in range(1, len(taken) + 2) if (free := f"{column.name}_code" + (f"_{n}" if n > 1 else "")) not in taken)
    sources = () if column.source_column is None else (column.source_column,)
    return Column(name, ColumnType.STRING, derived_from=sources, title_th="รหัสองค์กรปกครองส่วนท้องถิ่น", title_en="Local government code")


def with_local(schema: TableSchema, links: Sequence[LocalLink], given: TableSchema) -> TableSchema:
    """Return the schema with the codes of local governments after their names."""
    after = {given.columns[link.position].name: link.column for link in links}
    columns = [one for column in schema.columns for one in (column, after.get(column.name)) if one is not None]
    return TableSchema(tuple(columns))
