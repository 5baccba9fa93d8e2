"""Zip archives are looked through before anything unpacks them: size, entities, paths."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from mueang.base.files import Source
from mueang.ingest import refusals

MOST_BYTES = 2 << 30
"""Bytes that an archive may unpack to."""
MOST_RATIO = 150
"""How much larger than packed an archive may be once it unpacks to more than `SMALL` bytes; sheets reach 30."""
SMALL = 64 << 20
MOST_CELLS = 60_000_000
"""Cells of the rectangle around all cells of a sheet: calamine holds each in 24 bytes."""
_DEFINITIONS = (b"<!DOCTYPE", b"<!ENTITY")
_COLUMN_OF = re.compile(rb'r="([A-Z]{1,3}(?:\d(?=\d{6}))?)')
"""The column of a cell, with the first digit of its row if that has seven."""
_ROW_OF = re.compile(rb'r="[A-Z]{1,3}(\d{1,7})"')
_SEAM = 80
_DIGITS = b"0123456789"
_NEAR_ROWS = 999_999
"""Rows whose number has fewer digits than that of a far one."""


def refuse_unsafe(source: Source, *, office: bool = True) -> None:
    """Raise SourceError for an archive that would unpack to too much, holds entities or paths that lead outside."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            if any(_leads_outside(entry.filename) or _is_link(entry) for entry in entries):
                raise refusals.unsafe("ชื่อไฟล์หรือลิงก์ข้างในชี้ออกไปนอกไฟล์บีบอัด", "names or links inside lead outside of it")
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


def _is_link(entry: zipfile.ZipInfo) -> bool:
    """True for a symbolic link of Unix, whose content is the path that it leads to."""
    return stat.S_ISLNK(entry.external_attr >> 16)


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, office: bool) -> None:
    """Read one part to its end: it is whole and of the size it says; in XML of an office, no entities and no rectangle of cells too large."""
    sheet = office and "/worksheets/" in entry.filename
    done, places = 0, set[bytes]()
    for block, seam in _blocks(archive, entry):
        done += len(block)
        if done > entry.file_size:
            raise refusals.unsafe("ขนาดที่ระบุไว้ไม่ตรงกับของจริง", "it unpacks to more than it says")
        if office and any(word in part for word in _DEFINITIONS for part in (block, seam)):
            raise refusals.unsafe("XML ข้างในมีนิยาม ENTITY", "the XML inside defines entities")
        if sheet:
            places |= {*_COLUMN_OF.findall(block), *_COLUMN_OF.findall(seam)}
    columns = max((_column(place.rstrip(_DIGITS)) for place in places), default=0)
    far = any(place[-1] in _DIGITS for place in places)
    # Rows are counted, by reading once more, only where their number decides.
    if far or columns * _NEAR_ROWS > MOST_CELLS:
        _refuse_high(archive, entry, columns)


def _refuse_high(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, columns: int) -> None:
    for block, seam in _blocks(archive, entry):
        if any(columns * int(row) > MOST_CELLS for row in {*_ROW_OF.findall(block), *_ROW_OF.findall(seam)}):
            raise refusals.too_large()


def _blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[bytes, bytes]]:
    """Yield the part block by block, and with each the place where it joins the one before, which may cut a cell in two."""
    tail = b""
    with archive.open(entry) as part:
        while block := part.read(1 << 20):
            yield block, tail + block[:_SEAM]
            tail = block[-_SEAM:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
