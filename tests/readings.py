"""What the reader made of a file, kept while the tests run: nothing but bytes, name and options decides it, so one child reads what many hand in."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from mueang.sandbox import Completed

READER = ["-m", "mueang.cli", "read"]
GIVEN = ("source", "options.json")


class Readings:
    """Runs programs in the sandbox as `run` does; the reader only upon a file that it did not see before."""

    def __init__(self, folder: Path, run: Callable[..., Completed]) -> None:
        self._folder = folder
        self._run = run
        self._kept: dict[str, Completed] = {}

    def run(self, argv: Sequence[str], **limits: object) -> Completed:
        """Return how the program ended; what the reader writes stands in its folder either way."""
        if list(argv[1:4]) != READER:
            return self._run(argv, **limits)
        out = Path(str(limits["cwd"]))
        name = _name(argv, out)
        if name not in self._kept:
            return self._read(name, out, argv, limits)
        shutil.copytree(self._folder / name / "out", out, dirs_exist_ok=True)
        shutil.copytree(self._folder / name / "sheets", out.parent / "sheets", dirs_exist_ok=True)
        limits["on_poll"]()  # type: ignore[operator]
        return self._kept[name]

    def _read(self, name: str, out: Path, argv: Sequence[str], limits: Mapping[str, object]) -> Completed:
        """Read the file; only what came to its end is worth keeping."""
        done = self._run(argv, **limits)
        if done.limit is None and done.returncode == 0:
            shutil.copytree(out, self._folder / name / "out", ignore=lambda folder, names: GIVEN if folder == str(out) else ())
            shutil.copytree(out.parent / "sheets", self._folder / name / "sheets")
            self._kept[name] = done
        return done


def _name(argv: Sequence[str], out: Path) -> str:
    """Return what tells this reading from others; all that it writes is told by its place in the folder."""
    words = [word.replace(str(out), "").replace(str(out.parent), "") for word in argv]
    parts = (repr(words).encode(), Path(argv[4]).read_bytes(), (out / "options.json").read_bytes())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
