"""The format of a file by its first bytes, its zip entries or its OLE streams."""

from __future__ import annotations

import mmap
import re
import struct
import zipfile
from typing import Literal

import numpy as np

from mueang.base.files import Source
from mueang.base.message import Message
from mueang.ingest import refusals
from mueang.ingest.sniff.documents import json_format
from mueang.ingest.sniff.members import entry_name, is_kmz, is_litter, is_shapefile
from mueang.ingest.sniff.wide import marks_before, wide_encoding

Format = Literal["csv", "html", "xlsx", "xls", "ods", "geojson", "shapefile", "json", "xml", "kml", "gpx", "pdf", "image", "archive", "word", "slides",
                 "xlsb", "parquet", "sqlite", "gpkg", "kmz", "zip", "ole", "binary", "jsonl", "topojson", "arrow"]  # fmt: skip

KIND_NAMES: dict[str, str] = {
    "csv": "CSV", "html": "HTML", "xlsx": "Excel (XLSX)", "xls": "Excel (XLS)", "ods": "ODS", "geojson": "GeoJSON", "shapefile": "Shapefile",
    "jsonl": "JSON Lines", "topojson": "TopoJSON", "arrow": "Arrow",
    "json": "JSON", "xml": "XML", "kml": "KML", "gpx": "GPX", "pdf": "PDF", "image": "PNG, JPEG, TIFF", "archive": "ไฟล์บีบอัด",
    "word": "Word", "slides": "PowerPoint", "xlsb": "Excel (XLSB)", "parquet": "Parquet", "sqlite": "SQLite", "gpkg": "GeoPackage", "kmz": "KMZ",
    "zip": "ZIP", "ole": "เอกสาร Office (OLE)", "binary": "ข้อมูลที่ไม่ใช่ตาราง",
}  # fmt: skip
"""What to call a format in a sentence; those that a file is read as are called the same in English."""
_IN_ENGLISH = {"archive": "a compressed archive", "ole": "an Office document (OLE)", "binary": "binary data without a table"}

HEAD = 65_536
_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"{\\rtf", "word"),
    (b"\xff\xff\xff\xff", "arrow"),
)
_SHP = b"\x00\x00\x27\x0a" + bytes(20)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFF
"""A sector of an OLE file that is not in use."""
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|div|style|tr)\b", re.IGNORECASE)


def kind_name(kind: str) -> Message:
    """Return what to call a format in each language."""
    name = KIND_NAMES.get(kind, kind)
    return Message(name, _IN_ENGLISH.get(kind, name))


def format_of(source: Source) -> Format:
    """Return the format. Raises SourceError for a locked or broken container."""
    head = source.head(HEAD)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"PAR1", b"PARE")):
        return _parquet(source)
    if head.startswith(_SHP):
        return "shapefile"
    if head.startswith(b"PK"):
        return _zip_format(source)
    if head.startswith(_OLE):
        return _ole_format(source)
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg" if head[68:72] in (b"GPKG", b"GP10") else "sqlite"
    return _text_format(head)


def _text_format(head: bytes) -> Format:
    if _is_binary(head):
        return "binary"
    start = head[marks_before(head) :].lstrip()
    if start[:1] in (b"{", b"["):
        return json_format(start) or "csv"
    return _markup_format(start) if start[:1] == b"<" else "csv"


def _markup_format(start: bytes) -> Format:
    if b"<kml" in start[:2000]:
        return "kml"
    if b"<gpx" in start[:2000]:
        return "gpx"
    return "html" if _HTML.search(start) else "xml"


def _is_binary(head: bytes) -> bool:
    """True for bytes that are no text in any encoding that we read; UTF-16 without a mark shows in its regular NULs."""
    skipped = marks_before(head)
    if skipped or wide_encoding(head[:skipped], head[skipped:]):
        return False
    return len(_CONTROL.findall(head)) > max(1, len(head) // 500)


def _zip_format(source: Source) -> Format:
    try:
        with zipfile.ZipFile(source.path) as archive:
            names = [entry_name(entry) for entry in archive.infolist() if not entry.is_dir()]
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names and archive.getinfo("mimetype").file_size < 200 else b""
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise refusals.corrupt() from error
    except RuntimeError as error:
        raise refusals.password() from error
    return _format_of_entries([name.lower() for name in names], mimetype)


def _format_of_entries(names: list[str], mimetype: bytes) -> Format:
    inside: tuple[tuple[str, Format], ...] = (
        ("xl/workbook.xml", "xlsx"),
        ("xl/workbook.bin", "xlsb"),
        ("word/document.xml", "word"),
        ("ppt/presentation.xml", "slides"),
    )
    for entry, kind in inside:
        if entry in names:
            return kind
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if b"opendocument.text" in mimetype:
        return "word"
    files = [name for name in names if not is_litter(name)]
    if is_kmz(files):
        return "kmz"
    return "shapefile" if is_shapefile(files) else "zip"


def _parquet(source: Source) -> Format:
    """Return the format of a file that begins as Parquet does. Raises SourceError if it is encrypted, or lacks its end."""
    with source.path.open("rb") as file:
        file.seek(max(0, source.size - 4))
        end = file.read(4)
    if end == b"PARE":
        raise refusals.password()
    if end != b"PAR1":
        raise refusals.corrupt()
    return "parquet"


def _ole_format(source: Source) -> Format:
    with source.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _is_cut_ole(content):
            raise refusals.corrupt()

        def holds(stream: str) -> bool:
            return content.find(stream.encode("utf-16-le")) >= 0

        if holds("EncryptedPackage") or holds("EncryptionInfo"):
            raise refusals.password()
        if holds("WordDocument"):
            return "word"
        if holds("Workbook\0") or holds("Book\0"):
            return "xls"
    return "ole"


def _is_cut_ole(content: mmap.mmap) -> bool:
    """True if a sector in use lies behind the end. The head lists the tables that tell which sectors are in use ([MS-CFB] 2.2, 2.3)."""
    if len(content) < 512:
        return True
    if content[30] not in (9, 12):
        return False
    size = 1 << content[30]
    tables = [(sector + 1) * size for sector in struct.unpack_from("<109I", content, 76) if sector < _FREE]
    if any(start + size > len(content) for start in tables):
        return True
    used = np.concatenate([np.frombuffer(content[start : start + size], "<u4") for start in tables] or [np.zeros(0, np.uint32)])
    last = np.flatnonzero(used != _FREE)
    return bool(last.size) and (int(last[-1]) + 1) * size >= len(content)
