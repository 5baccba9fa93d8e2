"""The files of this checkout, without what is built or installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parent.parent
MADE = {".git", ".venv", "node_modules", "built", "build", "dist", "mueang-data", ".cache", "__pycache__", ".hypothesis"}


def files(*suffixes: str, under: str = ".") -> Iterator[Path]:
    """Yield the files with one of these suffixes (all, if none is named), in a fixed order."""
    for path in sorted((TOP / under).rglob("*")):
        parts = path.relative_to(TOP).parts
        made = any(part in MADE or part.endswith((".egg-info", "_cache")) for part in parts)
        if not made and path.is_file() and (not suffixes or path.suffix in suffixes):
            yield path


def name(path: Path) -> str:
    """The path as people write it in this repository."""
    return str(path.relative_to(TOP))
