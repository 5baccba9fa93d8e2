"""Native copies of hot tables: DuckDB's own format, with an index and every column in its own order. Derived, and thrown away at any time."""

from mueang.lake.engines.native.copies import Copies

__all__ = ["Copies"]
