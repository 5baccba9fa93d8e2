"""Parts that are installed by choice: what reading PDFs and paper needs, and what to say where it is not there."""

from __future__ import annotations

from importlib.util import find_spec

from mueang.base.message import Message
from mueang.ingest import refusals

_PICTURES = Message("รูปภาพหรือเอกสารสแกน", "pictures and scans")
PDF = ("pdfplumber", "pypdfium2")
PAPER = (*PDF, "PIL", "cv2", "tesserocr")


def has_pdf() -> bool:
    """True if tables of PDFs can be read."""
    return all(find_spec(name) is not None for name in PDF)


def has_paper() -> bool:
    """True if the packages that read pictures are there; the models of Tesseract are the system's."""
    return all(find_spec(name) is not None for name in PAPER)


def require_paper() -> None:
    """Raise SourceError that names what to install, unless tables of pictures can be read."""
    from mueang.ingest.paper.letters import folder

    if not has_paper():
        raise refusals.part_missing(_PICTURES, "paper", "mueang[paper]")
    if folder() is None:
        raise refusals.part_missing(_PICTURES, "paper", "tesseract-ocr-tha")


def require_pdf() -> None:
    """Raise SourceError that names what to install, unless tables of PDFs can be read."""
    if not has_pdf():
        raise refusals.part_missing(Message("PDF", "PDF"), "pdf", "mueang[pdf]")
