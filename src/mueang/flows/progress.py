"""Tell others how far a reading is: a JSON file that is renewed a few times a second."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

SECONDS = 0.2
"""Between two tellings."""


@dataclass
class ProgressFile:
    """Keeps the file up to date with the step, the share done (None: not known) and the rows read. Whoever reads it finds it whole."""

    file: Path
    _last: float = 0.0

    def __call__(self, step: str, share: float | None, rows: int) -> None:
        """Write it anew, unless that was done just now."""
        if time.monotonic() - self._last < SECONDS:
            return
        self._last = time.monotonic()
        beside = self.file.with_name(f"{self.file.name}.new")
        beside.write_text(json.dumps({"step": step, "share": None if share is None else round(share, 3), "rows": rows}), encoding="utf-8")
        beside.replace(self.file)
