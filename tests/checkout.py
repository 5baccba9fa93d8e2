"""The files of this checkout, without what is built or installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
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


def built_wheel(folder: Path) -> Path:
    """Build the wheel of a copy of this checkout in the folder, without a network, and return it."""
    shutil.copytree(TOP / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for part in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(TOP / part, folder)
    offline = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    subprocess.run([sys.executable, "-m", "pip", "wheel", *offline, "--wheel-dir", str(folder / "dist"), str(folder)], check=True, capture_output=True)
    return next((folder / "dist").glob("mueang-*.whl"))
