"""Arrow streams, as programs send tables: written down as Parquet, then read as that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from mueang import hooks
from mueang.base.files import Source
from mueang.ingest import refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse import parquet
from mueang.ingest.sheet import Sheet
from mueang.ingest.sniff import Sniffed


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register Arrow."""
    return {"arrow": parse}


def parse(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:
    """Return the one table of the stream. Raises SourceError if it is cut or damaged."""
    written = scratch / f"{Path(source.name).stem}.parquet"
    try:
        _write(source.path, written)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise refusals.corrupt() from error
    return parquet.parse(Source(written, written.name), sniffed, options, scratch)


def _write(stream: Path, written: Path) -> None:
    import pyarrow.parquet as pq

    with pa.OSFile(str(stream)) as file, pa.ipc.open_stream(file) as batches, pq.ParquetWriter(written, batches.schema) as writer:
        for batch in batches:
            batch.validate(full=True)
            writer.write_batch(batch)
