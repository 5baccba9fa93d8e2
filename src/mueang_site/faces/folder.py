"""Theme files that the operator put into the data folder: `themes/{slug of the organisation}.yaml`. They go before uploaded ones."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site import runtime
from mueang_site.faces.theme import LONGEST, Theme, read

log = logging.getLogger(__name__)
_ENDINGS = (".yaml", ".yml", ".json")
Stamp = tuple[tuple[str, int, int], ...]


def themes() -> dict[str, Theme]:
    """Return slug → theme of the files that can be used; the others are told in the log and by `faults`."""
    folder = runtime.settings().themes
    return _read(folder, _stamp(folder))[0]


def faults() -> dict[str, Message]:
    """Return slug → why its file cannot be used."""
    folder = runtime.settings().themes
    return _read(folder, _stamp(folder))[1]


def _stamp(folder: Path) -> Stamp:
    """Return what changes when a file does."""
    try:
        files = [path for path in folder.iterdir() if path.suffix in _ENDINGS]
        return tuple(sorted((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files))
    except FileNotFoundError:
        return ()


@lru_cache(maxsize=4)
def _read(folder: Path, stamp: Stamp) -> tuple[dict[str, Theme], dict[str, Message]]:
    found: dict[str, Theme] = {}
    wrong: dict[str, Message] = {}
    for name, _, size in stamp:
        slug = Path(name).stem
        try:
            found[slug] = read((folder / name).read_text("utf-8") if size <= LONGEST else " " * (LONGEST + 1))
        except BadInput as error:
            wrong[slug] = error.message
        except (OSError, UnicodeDecodeError):
            wrong[slug] = Message("เปิดไฟล์รูปแบบไม่ได้ ต้องเป็น UTF-8", "The theme file cannot be opened; it must be UTF-8.")
        if slug in wrong:
            log.warning("the theme %s is not used: %s", name, wrong[slug].en)
    return found, wrong
