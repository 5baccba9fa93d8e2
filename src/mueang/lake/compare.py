"""What differs between two versions of a table: their columns, and their rows.

Rows that are alike on both sides cancel out, one against one, however often they occur. What is left was added or
removed; with keys, a row left on each side with the same key is one row that changed (the first with the first where a
key repeats). Alike means alike in the columns that both versions have with values of one kind: a column that came, went
or became something else is told as such, and makes no row differ.
"""

# ruff: noqa: S608 - names come from `places` or are numbered here; no text from outside becomes SQL
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from mueang.base.errors import BadQuery
from mueang.base.message import Message
from mueang.lake.names import ORDER_BITS
from mueang.tables.schema import SOURCE_ROW, VERSION, Column, ColumnType, TableSchema

CHANGES = ("changed", "added", "removed")
"""What may have happened to a row, in the order of the answer."""
CHANGE = "_change"
_WHOLE = {ColumnType.INTEGER, ColumnType.YEAR}
_TEXT = {ColumnType.STRING, ColumnType.PLACE}
_CASTS = {ColumnType.INTEGER: "BIGINT", ColumnType.NUMBER: "DOUBLE", ColumnType.STRING: "VARCHAR"}
_NO_KEY = Message(
    "ใช้คอลัมน์ “{name}” จับคู่แถวไม่ได้ เพราะไม่มีทั้งสองรุ่นหรือเป็นข้อมูลคนละชนิด", "Rows cannot be matched by “{name}”: it is not in both versions, or is of another type."
)


@dataclass(frozen=True)
class ColumnChanges:
    """Columns that came and went, and those that changed type, title or unit, as (before, after)."""

    added: tuple[Column, ...]
    removed: tuple[Column, ...]
    changed: tuple[tuple[Column, Column], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Side:
    """One version as the permit shows it: SQL for its rows with the system columns, and where the SQL has each column."""

    sql: str
    schema: TableSchema
    places: dict[str, str]


def column_changes(before: TableSchema, after: TableSchema) -> ColumnChanges:
    """Return how the columns differ."""
    both = [(old, new) for new in after.columns if (old := before.get(new.name))]
    return ColumnChanges(
        added=tuple(column for column in after.columns if before.get(column.name) is None),
        removed=tuple(column for column in before.columns if after.get(column.name) is None),
        changed=tuple((old, new) for old, new in both if _told(old) != _told(new)),
    )


def compared(before: TableSchema, after: TableSchema) -> tuple[str, ...]:
    """Return the columns whose values are held against each other: both versions have them, with values of one kind."""
    return tuple(new.name for new in after.columns if (old := before.get(new.name)) and _common(old.type, new.type))


def check_keys(keys: Sequence[str], before: TableSchema, after: TableSchema) -> None:
    """Raise BadQuery (`query.key`) for a column by which rows cannot be matched."""
    can = compared(before, after)
    for name in keys:
        if name not in can:
            raise BadQuery(_NO_KEY.fill(name=name), code="query.key", field="key")


def difference_schema(before: TableSchema, after: TableSchema) -> pa.Schema:
    """Return the schema of the answer: what happened, then the row before (`b0`, `b1` ...) and after (`a0`, `a1` ...)."""
    sides = (("b", before), ("a", after))
    cells = [pa.field(f"{mark}{i}", column.type.arrow) for mark, schema in sides for i, column in enumerate(schema.columns)]
    return pa.schema([pa.field(CHANGE, pa.string()), *cells])


def difference_sql(before: Side, after: Side, keys: Sequence[str]) -> str:
    """Return SQL for the rows of `difference_schema`: changed ones first, then added, then removed, each in the order of the table."""
    shared = compared(before.schema, after.schema)
    kinds = {name: _common(_type(before, name), _type(after, name)) for name in shared}
    parts = [
        f"b AS NOT MATERIALIZED ({_hashed(before, kinds, keys, 'before')})",
        f"a AS NOT MATERIALIZED ({_hashed(after, kinds, keys, 'after')})",
        "net AS MATERIALIZED (SELECT _h, sum(_s) AS _d FROM (SELECT _h, -1 AS _s FROM b UNION ALL SELECT _h, 1 FROM a) GROUP BY _h HAVING sum(_s) <> 0)",
        f"gone AS MATERIALIZED ({_surplus('b', '-_d', keys)})",
        f"came AS MATERIALIZED ({_surplus('a', '_d', keys)})",
    ]
    kind = f"CASE _kind {' '.join(f'WHEN {i} THEN {name!r}' for i, name in enumerate(CHANGES))} END AS {CHANGE}"
    cells = ", ".join([kind, *(f"{mark}{i}" for mark, side in (("b", before), ("a", after)) for i in range(len(side.schema.columns)))])
    left = _paired(before, after, keys) if keys else _apart(before, after)
    return f"WITH {', '.join(parts)} SELECT {cells} FROM ({left}) ORDER BY _kind, _place"


def _hashed(side: Side, kinds: dict[str, ColumnType | None], keys: Sequence[str], empty: str) -> str:
    """Number the cells, place the row in the order of the table, and sum up what is compared of it as 128 bits."""
    cells = [f"{side.places[column.name]} AS v{i}" for i, column in enumerate(side.schema.columns)]
    found = [f"{_cast(side, name, kinds)} AS k{i}" for i, name in enumerate(keys)]
    texts = [_text(_cast(side, name, kinds), _type(side, name)) for name in kinds]
    row = ", ".join(f"'\x1f{i}=' || strlen({text}) || ':' || {text}" for i, text in enumerate(texts)) or f"'{empty}'"
    place = f"({VERSION} << {ORDER_BITS}) + {SOURCE_ROW} AS _place"
    return f"SELECT {', '.join([*cells, *found, place])}, md5_number(concat({row})) AS _h FROM ({side.sql})"


def _surplus(side: str, count: str, keys: Sequence[str]) -> str:
    """Keep the last copies of those rows that the other side has fewer of; `_turn` numbers the rows of one key."""
    left = f"SELECT {side}.* FROM {side} JOIN net USING (_h) WHERE {count} > 0 QUALIFY row_number() OVER (PARTITION BY _h ORDER BY _place DESC) <= {count}"
    by = ", ".join(f"k{i}" for i in range(len(keys)))
    return f"SELECT *, row_number() OVER (PARTITION BY {by} ORDER BY _place) AS _turn FROM ({left})" if keys else left


def _paired(before: Side, after: Side, keys: Sequence[str]) -> str:
    same = " AND ".join([*(f"gone.k{i} IS NOT DISTINCT FROM came.k{i}" for i in range(len(keys))), "gone._turn = came._turn"])
    kind = "CASE WHEN gone._place IS NULL THEN 1 WHEN came._place IS NULL THEN 2 ELSE 0 END"
    return f"SELECT {_answer(kind, before, after, 'gone', 'came')} FROM gone FULL JOIN came ON {same}"


def _apart(before: Side, after: Side) -> str:
    added = f"SELECT {_answer('1', before, after, '', 'came')} FROM came"
    removed = f"SELECT {_answer('2', before, after, 'gone', '')} FROM gone"
    return f"SELECT * FROM ({added} UNION ALL {removed})"


def _answer(kind: str, before: Side, after: Side, gone: str, came: str) -> str:
    cells = [*_cells("b", gone, before), *_cells("a", came, after)]
    place = f"coalesce({came}._place, {gone}._place)" if came and gone else f"{came or gone}._place"
    return ", ".join([f"{kind} AS _kind", *cells, f"{place} AS _place"])


def _cells(mark: str, source: str, side: Side) -> list[str]:
    return [f"{source}.v{i} AS {mark}{i}" if source else f"NULL AS {mark}{i}" for i in range(len(side.schema.columns))]


def _cast(side: Side, name: str, kinds: dict[str, ColumnType | None]) -> str:
    kind = kinds[name]
    place = side.places[name]
    return place if kind is None or kind is _type(side, name) else f"CAST({place} AS {_CASTS[kind]})"


def _text(cell: str, kind: ColumnType) -> str:
    return f"md5({cell})" if kind is ColumnType.GEOMETRY else f"({cell})::VARCHAR"


def _type(side: Side, name: str) -> ColumnType:
    column = side.schema.get(name)
    assert column is not None
    return column.type


def _common(one: ColumnType, other: ColumnType) -> ColumnType | None:
    """Return the type as which values of both can be compared, None if they cannot."""
    pair = {one, other}
    if len(pair) == 1:
        return one
    if pair <= _TEXT:
        return ColumnType.STRING
    if pair <= _WHOLE:
        return ColumnType.INTEGER
    return ColumnType.NUMBER if pair <= {*_WHOLE, ColumnType.NUMBER} else None


def _told(column: Column) -> tuple[object, ...]:
    return (column.type, column.title_th, column.title_en, column.unit)
