"""What was read of paper, written down beside the pictures, so that reading it again with corrections costs nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from mueang.ingest.paper.cells import PaperCell, PaperTable
from mueang.ingest.paper.pictures import Colours
from mueang.ingest.sheet import Merge

KEPT = "kept"
"""Name, in the scratch folder of a parser, of the folder that outlives the reading; not there where nothing is kept."""
QUALITY = 78
_FILE = "paper.json"


def picture_name(page: int) -> str:
    """Return the name of the picture of a page."""
    return f"page-{page}.jpg"


def keep_picture(folder: Path | None, page: int, points: Colours) -> None:
    """Write the picture of a page."""
    import cv2

    if folder is not None:
        done, content = cv2.imencode(".jpg", np.ascontiguousarray(points[:, :, ::-1]), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        if done:
            (folder / picture_name(page)).write_bytes(content.tobytes())


def keep_tables(folder: Path | None, key: str, tables: Sequence[PaperTable]) -> None:
    """Write what was read of the file of that key."""
    if folder is not None:
        beside = folder / f"{_FILE}.new"
        beside.write_text(json.dumps({"key": key, "tables": [asdict(table) for table in tables]}, ensure_ascii=False), encoding="utf-8")
        beside.replace(folder / _FILE)


def kept_tables(folder: Path | None, key: str) -> list[PaperTable] | None:
    """Return what was read of the file before, None if it was not."""
    file = None if folder is None else folder / _FILE
    if file is None or not file.exists():
        return None
    kept = json.loads(file.read_text(encoding="utf-8"))
    return [_table(raw) for raw in kept["tables"]] if kept["key"] == key else None


def _table(raw: dict[str, Any]) -> PaperTable:
    cells = tuple(PaperCell(**cell) for cell in raw["cells"])
    merges = tuple(Merge(**merge) for merge in raw["merges"])
    return PaperTable(**{**raw, "cells": cells, "merges": merges, "numeric": tuple(raw["numeric"]), "edges": tuple(raw["edges"]), "pages": tuple(raw["pages"])})
