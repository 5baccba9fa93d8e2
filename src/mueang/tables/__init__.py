"""The shape of a table: its columns, their types, and the Frictionless Table Schema in and out."""

from mueang.tables.schema import Column, ColumnType, TableSchema

__all__ = ["Column", "ColumnType", "TableSchema"]
