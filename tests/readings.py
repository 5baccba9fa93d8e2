"""What the reader made of a file, kept while the tests run: nothing but bytes, name and options decides it, so one child reads what many hand in."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from mueang.sandbox import Completed, Warm

GIVEN = ("source", "options.json")


class Readings:
    """Reads files as the reader that waits does, and asks it only for a file that it did not see before."""

    def __init__(self, folder: Path, reader: Warm) -> None:
        self._folder = folder
        self._reader = reader
        self._kept: dict[str, Completed] = {}
        self.start = reader.start

    def __call__(self, given: Mapping[str, str], **asked: object) -> Completed | None:
        """Return how the reading ended; what the reader writes stands in its folder either way."""
        name = _name(given)
        if name not in self._kept:
            return self._read(name, given, asked)
        shutil.copytree(self._folder / name / "out", given["out"], dirs_exist_ok=True)
        shutil.copytree(self._folder / name / "sheets", given["keep"], dirs_exist_ok=True)
        asked["on_poll"]()  # type: ignore[operator]
        return self._kept[name]

    def _read(self, name: str, given: Mapping[str, str], asked: Mapping[str, object]) -> Completed | None:
        """Read the file; only what came to its end is worth keeping."""
        done = self._reader(given, **asked)
        if done is not None and done.limit is None and done.returncode == 0:
            shutil.copytree(given["out"], self._folder / name / "out", ignore=lambda folder, names: GIVEN if folder == given["out"] else ())
            shutil.copytree(given["keep"], self._folder / name / "sheets")
            self._kept[name] = done
        return done


def _name(given: Mapping[str, str]) -> str:
    """Return what tells this reading from others: the name of the file, its bytes, and the options."""
    parts = (Path(given["file"]).name.encode(), Path(given["file"]).read_bytes(), Path(given["options"]).read_bytes())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
