"""Built files under their hashed names."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static

_FOLDER = Path(__file__).resolve().parent.parent / "static" / "built"


def built(name: str) -> str:
    """Return the address of a built file, such as `site.css`. Raises FileNotFoundError before `npm run build`."""
    manifest = _FOLDER / "manifest.json"
    return static(f"built/{_names(manifest, manifest.stat().st_mtime_ns)[name]}")


@lru_cache(maxsize=2)
def _names(manifest: Path, changed_at: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(manifest.read_text("utf-8"))
    return names
