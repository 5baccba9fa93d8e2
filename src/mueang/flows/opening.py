"""Open: whatever file holds a table becomes a snapshot that an engine answers about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mueang.base.errors import BadInput
from mueang.base.files import Source
from mueang.base.message import Message
from mueang.lake.foreign import delta_folder, is_delta, parquet_file
from mueang.lake.snapshot import Snapshot

_WHICH = Message("ไฟล์นี้มีหลายตาราง เลือกด้วย --table: {names}", "The file holds several tables. Choose one by --table: {names}")


@contextmanager
def opened(path: Path, *, table: str | None = None, version: int | None = None, options: dict[str, object] | None = None) -> Iterator[Snapshot]:
    """Give the snapshot of a Parquet file, a Delta folder (at a version), or of any file that `mueang.flows.read` reads.

    What has to be read first is kept only as long as the snapshot is in use. Raises SourceError for a file that is
    refused, BadInput (`table`) if it holds several tables and none is chosen.
    """
    if is_delta(path):
        yield delta_folder(path, version)
    elif path.suffix.lower() == ".parquet":
        yield parquet_file(path)
    else:
        with TemporaryDirectory(prefix="mueang-") as folder:
            yield _read(path, Path(folder), table, options or {})


def _read(path: Path, folder: Path, table: str | None, options: dict[str, object]) -> Snapshot:
    from mueang.flows.read import read
    from mueang.ingest.options import ReadOptions

    reading = read(Source.at(path), ReadOptions.from_dict(options), out=folder)
    if reading.refused is not None:
        raise reading.refused
    names = [found.sheet.name for found in reading.tables]
    chosen = [found for found in reading.tables if table in (None, found.sheet.name)]
    if len(chosen) != 1 or chosen[0].data is None:
        raise BadInput(_WHICH.fill(names=" | ".join(names)), code="table", field="table")
    return replace(parquet_file(folder / chosen[0].data), schema=chosen[0].schema)
