"""The kind of a document by its content, never by its name: as HTTP calls it, and in words.

Signatures: the public specifications of the formats (PDF 32000-1, PNG, JFIF, GIF89a, TIFF 6.0, RIFF, OOXML, OpenDocument
1.3, MS-CFB). Only the head and the tail of a file are looked at, so that no file, however made, costs more than that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mueang.base.files import Source
from mueang.base.message import Message

END = 262_144
"""Bytes looked at on either side."""
_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class MediaType:
    """One kind of document: its name in HTTP, the endings that its files bear (the usual one first), and what people call it."""

    name: str
    endings: tuple[str, ...]
    label: Message

    @property
    def is_picture(self) -> bool:
        """True for what any browser draws without running anything in it."""
        return self.name in ("image/png", "image/jpeg", "image/gif", "image/webp")

    @property
    def is_paper(self) -> bool:
        """True for what people read as it is: pictures, PDF and what office programs write; not text, markup and archives."""
        return self.name not in ("text/plain", "text/html", "application/xml", "application/json", "application/zip", "image/svg+xml")

    def file_name(self, name: str) -> str:
        """Return the name with an ending that tells the truth."""
        stem, _, ending = name.rpartition(".")
        if ending.lower() in self.endings and stem:
            return name
        known = stem and ending.lower() in _ENDINGS
        return f"{stem if known else name}.{self.endings[0]}"


def _picture(name: str, *endings: str) -> MediaType:
    label = endings[0].upper()
    return MediaType(f"image/{name}", endings, Message(f"รูปภาพ {label}", f"{label} picture"))


def _of_office(name: str, ending: str, program: str) -> MediaType:
    return MediaType(name, (ending,), Message(f"เอกสาร {program}", f"{program} document"))


_PDF = MediaType("application/pdf", ("pdf",), Message("PDF", "PDF"))
_TEXT = MediaType("text/plain", ("txt", "csv", "tsv", "md", "log"), Message("ข้อความ", "Text"))
_HTML = MediaType("text/html", ("html", "htm"), Message("หน้าเว็บ HTML", "HTML page"))
_XML = MediaType("application/xml", ("xml",), Message("XML", "XML"))
_JSON = MediaType("application/json", ("json",), Message("JSON", "JSON"))
_ZIP = MediaType("application/zip", ("zip",), Message("ไฟล์บีบอัด ZIP", "ZIP archive"))
_RTF = _of_office("application/rtf", "rtf", "RTF")
_SVG = _picture("svg+xml", "svg")
_WEBP = _picture("webp", "webp")
_BY_START = (
    (b"%PDF-", _PDF),
    (b"\x89PNG\r\n\x1a\n", _picture("png", "png")),
    (b"\xff\xd8\xff", _picture("jpeg", "jpg", "jpeg")),
    (b"GIF87a", _picture("gif", "gif")),
    (b"GIF89a", _picture("gif", "gif")),
    (b"II*\x00", _picture("tiff", "tif", "tiff")),
    (b"MM\x00*", _picture("tiff", "tif", "tiff")),
    (b"{\\rtf", _RTF),
)
_IN_ZIP = (
    (b"word/document.xml", _of_office(f"{_OOXML}.wordprocessingml.document", "docx", "Word")),
    (b"xl/workbook.xml", _of_office(f"{_OOXML}.spreadsheetml.sheet", "xlsx", "Excel")),
    (b"ppt/presentation.xml", _of_office(f"{_OOXML}.presentationml.presentation", "pptx", "PowerPoint")),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", _of_office(f"{_ODF}.text", "odt", "OpenDocument")),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", _of_office(f"{_ODF}.spreadsheet", "ods", "OpenDocument")),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", _of_office(f"{_ODF}.presentation", "odp", "OpenDocument")),
)
_IN_OLE = (
    ("WordDocument", _of_office("application/msword", "doc", "Word")),
    ("Workbook", _of_office("application/vnd.ms-excel", "xls", "Excel")),
    ("PowerPoint Document", _of_office("application/vnd.ms-powerpoint", "ppt", "PowerPoint")),
)
TYPES = {
    kind.name: kind for kind in (*(k for _, k in _BY_START), *(k for _, k in _IN_ZIP), *(k for _, k in _IN_OLE), _TEXT, _HTML, _XML, _JSON, _ZIP, _SVG, _WEBP)
}
"""Every kind that is known, by its name."""
_ENDINGS = frozenset(ending for kind in TYPES.values() for ending in kind.endings)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = ("EncryptedPackage", "EncryptionInfo")
_MACROS = (b"vbaProject.bin", "_VBA_PROJECT".encode("utf-16-le"))
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|div|script|style|p|a)\b", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def media_type_of(source: Source) -> MediaType | None:
    """Return the kind of the document; None for what is of no known kind, is locked or carries macros."""
    head, ends = source.head(END), _ends(source)
    if any(mark in ends for mark in _MACROS):
        return None
    started = next((kind for start, kind in _BY_START if head.startswith(start)), None)
    if started is not None:
        return started
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _WEBP
    if head.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in _IN_ZIP if mark in ends), _ZIP)
    return _of_ole(ends) if head.startswith(_OLE) else _of_text(head)


def _ends(source: Source) -> bytes:
    """Return head and tail: names of entries stand at the end of a ZIP and mostly at either end of a compound file."""
    with source.path.open("rb") as file:
        head = file.read(END)
        file.seek(max(END, source.size - END))
        return head + file.read(END)


def _of_ole(ends: bytes) -> MediaType | None:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in ends

    if any(holds(stream) for stream in _LOCKED):
        return None
    return next((kind for stream, kind in _IN_OLE if holds(stream)), None)


def _of_text(head: bytes) -> MediaType | None:
    if not head or _CONTROL.search(head) or head.startswith(b"#!"):
        return None
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        return _JSON
    if start[:1] != b"<":
        return _TEXT
    if re.search(rb"<svg\b", start[:4096]):
        return _SVG
    return _HTML if _MARKUP.search(start) else _XML
