"""How the columns of a table and of a new file come together."""

from __future__ import annotations

from mueang.base.errors import Conflict
from mueang.base.message import Message
from mueang.lake.modes import Append, Mode, Replace, Update, UpdateGroups, UpdatePeriod
from mueang.tables.schema import Column, ColumnType, TableSchema

_FITS = {(ColumnType.INTEGER, ColumnType.NUMBER)}
_TYPE = Message(
    "คอลัมน์ “{name}” ในตารางเป็น {old} แต่ในไฟล์ใหม่เป็น {new} เลือกชนิดให้ตรงกัน หรือแทนที่ทั้งตาราง",
    "“{name}” is {old} in the table but {new} in the new file. Choose the same type, or replace the whole table.",
)
_KEY = Message("ไม่มีคอลัมน์ “{name}” ทั้งในตารางและในไฟล์ใหม่ จึงเทียบแถวไม่ได้", "“{name}” is not in both the table and the new file, so rows cannot be matched.")


def joined(here: TableSchema, fresh: TableSchema, mode: Mode) -> TableSchema:
    """Return the schema of the table after the write: columns only in the file come last.

    Raises Conflict: `lake.type` if a column changes its type (whole numbers may join decimals), `lake.key` if a key
    column is not on both sides.
    """
    if isinstance(mode, Replace):
        return fresh
    for name in keys_of(mode):
        if here.get(name) is None or fresh.get(name) is None:
            raise Conflict(_KEY.fill(name=name), code="lake.key")
    for old, new in type_conflicts(here, fresh):
        raise Conflict(_TYPE.fill(name=old.name, old=old.type, new=new.type), code="lake.type")
    return TableSchema((*here.columns, *new_columns(here, fresh)))


def keys_of(mode: Mode) -> tuple[str, ...]:
    """Return the columns by which rows of the file are matched with rows of the table."""
    match mode:
        case Update(keys) | UpdateGroups(keys):
            return keys
        case UpdatePeriod(column):
            return (column,)
        case Append(keys, column):
            return (*keys, column) if column else keys
        case Replace():
            return ()


def new_columns(here: TableSchema, fresh: TableSchema) -> tuple[Column, ...]:
    """Return the columns that only the new file has."""
    return tuple(column for column in fresh.columns if here.get(column.name) is None)


def missing_columns(here: TableSchema, fresh: TableSchema) -> tuple[Column, ...]:
    """Return the columns that the new file lacks."""
    return tuple(column for column in here.columns if fresh.get(column.name) is None)


def type_conflicts(here: TableSchema, fresh: TableSchema) -> tuple[tuple[Column, Column], ...]:
    """Return the columns whose values of the new file do not fit those of the table, as (old, new)."""
    pairs = ((old, fresh.get(old.name)) for old in here.columns)
    return tuple((old, new) for old, new in pairs if new is not None and old.type is not new.type and (new.type, old.type) not in _FITS)
