"""Parts that are installed by choice: what reading PDFs and paper needs, and what to say where it is not there."""

from __future__ import annotations

from importlib.util import find_spec

from mueang.base.message import Message
from mueang.ingest import refusals

PDF = ("pdfplumber", "pypdfium2")
PAPER = (*PDF, "PIL", "cv2", "tesserocr")


def has_pdf() -> bool:
    """True if tables of PDFs can be read."""
    return all(find_spec(name) is not None for name in PDF)


def require_pdf() -> None:
    """Raise SourceError that names what to install, unless tables of PDFs can be read."""
    if not has_pdf():
        raise refusals.part_missing(Message("PDF", "PDF"), "pdf", "mueang[pdf]")
