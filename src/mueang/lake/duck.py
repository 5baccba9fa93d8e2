"""DuckDB, locked: it reads the folders it is told, and nothing else on the machine or the network."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb


def connect(folders: Iterable[Path | str], *, threads: int = 2, memory: str = "1GB", spill: Path | str | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection that may touch only files under `folders` (and `spill`, where large sorts go to disk).

    What is allowed is allowed for writing too (DuckDB knows no other way), so no text from outside may become SQL here.
    """
    connection = duckdb.connect(config={"threads": threads, "memory_limit": memory})
    allowed = [str(Path(folder).resolve()) + "/" for folder in folders]
    settings: dict[str, bool | int | str | list[str]] = {
        "temp_directory": str(spill) if spill else "",
        "allowed_directories": allowed,
        "parquet_metadata_cache": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "enable_progress_bar": False,
        "preserve_insertion_order": True,
        "default_null_order": "nulls_last",
        "TimeZone": "UTC",
        "enable_external_access": False,
        "lock_configuration": True,
    }
    for name, value in settings.items():
        connection.execute(f"SET {name} = {literal(value)}")
    return connection


def literal(value: bool | int | str | list[str]) -> str:
    """Return the SQL literal of the value."""
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower()


def identifier(name: str) -> str:
    """Return the name quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'
