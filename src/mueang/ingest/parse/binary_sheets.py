"""How far the cells of an XLSB reach. Their rectangle is held in memory, and two cells far apart would fill it.

Records of [MS-XLSB]: a type of one or two bytes and a length of one to four, seven bits each; then the content.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from mueang.base.files import Source
from mueang.ingest import refusals
from mueang.ingest.parse.archive import MOST_CELLS

MOST_BYTES = 512 << 20
_ROW = 0
_CELLS = range(1, 12)


def refuse_far_cells(source: Source) -> None:
    """Raise SourceError for a sheet whose cells span too large a rectangle, or whose records break off."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            for entry in archive.infolist():
                if "/worksheets/" in entry.filename and entry.filename.endswith(".bin"):
                    if entry.file_size > MOST_BYTES:
                        raise refusals.too_large()
                    _refuse_far(archive.read(entry))
    except (zipfile.BadZipFile, IndexError, OSError) as error:
        raise refusals.corrupt() from error


def _refuse_far(sheet: bytes) -> None:
    rows = columns = 0
    for kind, start in _records(sheet):
        if kind == _ROW:
            rows = max(rows, int.from_bytes(sheet[start : start + 4], "little") + 1)
        elif kind in _CELLS:
            columns = max(columns, int.from_bytes(sheet[start : start + 4], "little") + 1)
        else:
            continue
        if rows * columns > MOST_CELLS:
            raise refusals.too_large()


def _records(sheet: bytes) -> Iterator[tuple[int, int]]:
    """Yield the type and the start of the content of each record. Raises IndexError where one breaks off."""
    at = 0
    while at < len(sheet):
        kind, at = _number(sheet, at, 2)
        size, at = _number(sheet, at, 4)
        yield kind, at
        at += size
    if at > len(sheet):
        raise IndexError


def _number(sheet: bytes, at: int, longest: int) -> tuple[int, int]:
    number = 0
    for place in range(longest):
        byte = sheet[at]
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return number, at
