"""A source: one local file that is read and never written, known by its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

BLOCK = 1 << 20


@dataclass(frozen=True)
class Source:
    """One local, read-only file under the name that its owner gave it."""

    path: Path
    name: str

    @classmethod
    def at(cls, path: Path | str, name: str | None = None) -> Source:
        """Return the source at `path`, called `name` or by the last part of the path."""
        return cls(Path(path), name or Path(path).name)

    @cached_property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size

    @cached_property
    def sha256(self) -> str:
        """Hash of the content, in hexadecimal."""
        digest = hashlib.sha256()
        with self.path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
        return digest.hexdigest()

    @property
    def extension(self) -> str:
        """The last suffix of the name in lower case, without its dot."""
        return Path(self.name).suffix.lower().removeprefix(".")

    def head(self, size: int) -> bytes:
        """Return the first `size` bytes."""
        with self.path.open("rb") as file:
            return file.read(size)
