"""Small documents of many kinds, made byte by byte, and some that must not be taken."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

PDF = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>\nendobj\n"
    b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "ran"</script></svg>'
HTML = "<!doctype html><title>รายงาน</title><script>document.title = 'ran'</script>".encode()


def png(width: int = 8, height: int = 8) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress((b"\0" + b"\x2a\x6f\x97" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def packed(*entries: str, mimetype: str = "") -> bytes:
    """Return a ZIP with these entries, as office programs make theirs."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in entries:
            archive.writestr(name, "<x/>" * 50, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def compound(*streams: str) -> bytes:
    """Return the head of a compound file (MS-CFB) that names these streams."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(1024, b"\0") + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


DOCX = packed("[Content_Types].xml", "word/document.xml")
