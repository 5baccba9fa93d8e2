"""Zip archives are looked through before anything unpacks them: size, entities, paths."""

from __future__ import annotations

import re
import zipfile
import zlib

from mueang.base.files import Source
from mueang.ingest import refusals

MOST_BYTES = 2 << 30
"""Bytes that an archive may unpack to."""
MOST_RATIO = 150
"""How much larger than packed an archive may be once it unpacks to more than `SMALL` bytes; sheets reach 30."""
SMALL = 64 << 20
MOST_CELLS = 60_000_000
"""Cells of the rectangle around all cells of a sheet: calamine holds each in 24 bytes."""
_CELL = re.compile(rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"')


def refuse_unsafe(source: Source, *, office: bool = True) -> None:
    """Raise SourceError for an archive that would unpack to too much, holds entities or paths that lead outside."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            if any(_leads_outside(entry.filename) for entry in entries):
                raise refusals.unsafe("ชื่อไฟล์ข้างในชี้ออกไปนอกไฟล์บีบอัด", "names inside lead outside of it")
            for entry in entries:
                _check_part(archive, entry, office=office and entry.filename.lower().endswith((".xml", ".rels")))
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, ValueError) as error:
        raise refusals.corrupt() from error
    except (RuntimeError, NotImplementedError) as error:
        raise refusals.password() from error


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MOST_BYTES or (unpacked > SMALL and unpacked > packed * MOST_RATIO):
        raise refusals.unsafe("เมื่อคลายแล้วมีขนาดใหญ่ผิดปกติ", "it unpacks to an unusual size")


def _leads_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", name) or ":" in name[:3]


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, office: bool) -> None:
    """Read one part to its end: it is whole and of the size it says; in XML of an office, no entities and no rectangle of cells too large."""
    limit = entry.file_size
    sheet = office and "/worksheets/" in entry.filename
    rows = columns = done = 0
    with archive.open(entry) as part:
        tail = b""
        while block := part.read(1 << 20):
            done += len(block)
            if done > limit:
                raise refusals.unsafe("ขนาดที่ระบุไว้ไม่ตรงกับของจริง", "it unpacks to more than it says")
            if office and (b"<!DOCTYPE" in block or b"<!ENTITY" in block):
                raise refusals.unsafe("XML ข้างในมีนิยาม ENTITY", "the XML inside defines entities")
            if sheet:
                rows, columns = _extent(tail + block, rows, columns)
            tail = block[-80:]


def _extent(block: bytes, rows: int, columns: int) -> tuple[int, int]:
    found = _CELL.findall(block)
    rows = max([rows, *(int(row) for _, row in found)])
    columns = max([columns, *(_column(letters) for letters in {letters for letters, _ in found})])
    if rows * columns > MOST_CELLS:
        raise refusals.too_large()
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
