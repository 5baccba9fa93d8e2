"""Whole tables as files: made once for each view, question and format, kept in the cache, named by what they hold."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mueang import exports
from mueang.query import Rows
from mueang.tables.schema import TableSchema
from mueang_site import runtime
from mueang_site.catalogue.table import TableView
from mueang_site.metering import metrics

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True)
class Download:
    """A file ready to be sent: where it is, under which name and as what."""

    path: Path
    name: str
    media_type: str


def download(view: TableView, question: Rows, *, slug: str, title: str, format: str, language: str) -> Download:
    """Return the answer as a file of that format. Raises BadInput for an unknown format or one that cannot hold the table."""
    exports.check(format, _shown(question), rows=view.row_count if not question.where else None)
    key = hashlib.sha256(repr((view.fingerprint, question, format, language, title)).encode()).hexdigest()
    path = runtime.settings().cache / "downloads" / f"{key}.{format}"
    there = path.exists()
    metrics.CACHE.add("downloads", "hit" if there else "miss")
    if not there:
        _make(path, view, question, title=title, format=format, language=language)
    return Download(path, f"{slug}-v{view.number}.{format}", MEDIA_TYPES[format])


def _make(path: Path, view: TableView, question: Rows, *, title: str, format: str, language: str) -> None:
    """Write beside and rename, so that a name in the cache is always a whole file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix="making-")
    os.close(handle)
    try:
        exports.write(format, view.ask(question), _shown(question), Path(beside), language=language, title=title)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _shown(question: Rows) -> TableSchema:
    return TableSchema(tuple(column for column in question.schema.columns if column.name in question.columns))
