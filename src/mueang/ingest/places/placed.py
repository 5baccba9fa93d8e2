"""Where the codes of the places stand: in a source column that holds them already, or in one that is added."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from mueang.base.message import Message
from mueang.geo.columns import Cell, Role
from mueang.geo.gazetteer import Level, gazetteer
from mueang.ingest.places.codes import MOST_COMBINATIONS, Tree, tally
from mueang.tables.schema import Column, ColumnType, TableSchema

NEARLY_ALL = 0.95
"""Least share of the filled rows of a source column that must hold official codes for it to be the column of the places."""
_THAI = re.compile("[ก-๙]")


@dataclass(frozen=True)
class Placed:
    """One role of a tree with its column of codes; `kept` is the position of that column in the source, None for an added one."""

    tree: Tree
    index: int
    column: Column
    kept: int | None = None

    @property
    def role(self) -> Role:
        """The role."""
        return self.tree.roles[self.index]


def place(tree: Tree, index: int, schema: TableSchema, typed: Collection[int]) -> Placed:
    """Return where the codes of a role stand. No column is added that would only repeat the codes of the source."""
    role, codes = tree.roles[index], {outcome.code for _, outcome, _ in tally(tree, index) if outcome.code}
    kept = column_of_codes(tree, index, schema, typed)
    if kept is None:
        return Placed(tree, index, added_column(role, schema, codes))
    return Placed(tree, index, kept_column(role, schema.columns[kept], schema, codes), kept)


def with_places(schema: TableSchema, placed: Sequence[Placed]) -> TableSchema:
    """Return the schema with the columns of codes: those of the source in their place, added ones after the names."""
    kept = {one.kept: one.column for one in placed if one.kept is not None}
    names = {column.position for one in placed for column in one.role.columns if column.holds == "names"}
    columns: list[Column] = []
    for position, column in enumerate(schema.columns):
        spoken = replace(column, type=ColumnType.STRING) if position in names and column.type is ColumnType.PLACE else column
        columns.append(kept.get(position, spoken))
        columns += [one.column for one in placed if one.kept is None and one.role.position == position]
    return TableSchema(tuple(columns))


def codes_of(placed: Sequence[Placed], batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """Return the columns of codes for the rows of a batch, by name."""
    added = {id(one.tree): one.tree for one in placed if one.kept is None}
    by_tree = {key: tree.columns(batch) for key, tree in added.items()}
    return {one.column.name: by_tree[id(one.tree)][one.index] if one.kept is None else as_codes(batch.column(one.kept)) for one in placed}


def column_of_codes(tree: Tree, index: int, schema: TableSchema, typed: Collection[int] = ()) -> int | None:
    """Return the position of the source column that tells all that a column of codes would, or None if one must be added.

    Every row that is linked must hold its own official code there, and nearly every value there must be one. A column that
    a person called one of place codes is one; one to which a person gave another type (`typed`, source columns) is not.
    """
    own = [column.position for column in tree.roles[index].columns if column.holds == "codes"]
    said = [position for position in own if schema.columns[position].type is ColumnType.PLACE]
    free = [position for position in own if schema.columns[position].source_column not in typed]
    return next((position for position in (*said, *free) if position in said or _tells_all(tree, index, position)), None)


def _tells_all(tree: Tree, index: int, position: int) -> bool:
    filled = linked = 0
    for cells, outcome, seen in tally(tree, index):
        told = as_code(cells[position])
        if outcome.code not in (None, told):
            return False
        filled += seen.count if told else 0
        linked += seen.count if outcome.code else 0
    return linked > 0 and linked >= NEARLY_ALL * filled and len(tree.seen) < MOST_COMBINATIONS


def as_code(cell: Cell) -> str | None:
    """Return a cell as the text of a code: 1001 and 1001.0 are `1001`."""
    return None if cell is None else str(cell).removesuffix(".0")


def as_codes(values: pa.Array) -> pa.DictionaryArray:
    """Return a column of codes as text, by its distinct values."""
    coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array([as_code(value) for value in coded.dictionary.to_pylist()], pa.string()))


def kept_column(role: Role, column: Column, schema: TableSchema, codes: Collection[str]) -> Column:
    """Return a source column of codes as the column of the places; `derived_from` are the columns with their names."""
    names = tuple(source for source in _sources(role, schema) if source != column.source_column)
    title = title_of_codes(role.level, codes)
    return replace(
        column,
        type=ColumnType.PLACE,
        derived_from=names,
        title_th=column.title_th or ("" if _THAI.search(column.name) else title.th),
        title_en=column.title_en or title.en,
    )


def added_column(role: Role, schema: TableSchema, codes: Collection[str]) -> Column:
    """Return the derived column of a role: `<name>_code`, told apart if there is one already."""
    name = _free_name(f"{schema.columns[role.position].name}_code", schema)
    title = title_of_codes(role.level, codes)
    if any(column.holds == "codes" for column in role.columns):
        title = Message(f"{title.th} (เติมครบ)", f"{title.en} (completed)")
    return Column(name, ColumnType.PLACE, derived_from=_sources(role, schema), title_th=title.th, title_en=title.en)


def title_of_codes(level: Level, codes: Collection[str]) -> Message:
    """Return the heading of a column of codes: รหัสเขต where all lie in Bangkok, รหัสอำเภอ where none does."""
    words = {place.word for code in codes if (place := gazetteer().get(code)) and place.word}
    return Message(f"รหัส{words.pop() if len(words) == 1 else level.label.th}", f"{level.value.capitalize()} code")


def _sources(role: Role, schema: TableSchema) -> tuple[int, ...]:
    """Return the source columns of a role, the one that people read first."""
    positions = dict.fromkeys((role.position, *(column.position for column in role.columns)))
    return tuple(source for position in positions if (source := schema.columns[position].source_column) is not None)


def _free_name(name: str, schema: TableSchema) -> str:
    taken = Counter(schema.names)
    return next(free for n in range(1, len(taken) + 2) if (free := name if n == 1 else f"{name}_{n}") not in taken)
