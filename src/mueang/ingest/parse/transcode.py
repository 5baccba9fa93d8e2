"""The bytes of a text file in pieces: as they stand, or as UTF-8. Bytes that are no character become �; how many is for the caller to count."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

from mueang.base.files import Source

PIECE = 1 << 18
_MARK = "\ufeff"


def plain_chunks(source: Source, read: Callable[[int], None]) -> Iterator[bytes]:
    """Yield the file without byte order marks of UTF-8. `read` is told the bytes read, piece by piece."""
    first = True
    with source.path.open("rb") as file:
        while piece := file.read(PIECE):
            read(len(piece))
            piece = _without_marks(piece) if first else piece
            first = first and not piece
            yield piece


def marks_of(source: Source) -> int:
    """Return how many bytes of byte order marks of UTF-8 the file begins with."""
    head = source.head(PIECE)
    return len(head) - len(_without_marks(head))


def chunks_between(source: Source, first: int, end: int) -> Iterator[bytes]:
    """Yield the bytes of the file from one place to another."""
    with source.path.open("rb") as file:
        file.seek(first)
        while piece := file.read(max(0, min(PIECE, end - file.tell()))):
            yield piece


def _without_marks(piece: bytes) -> bytes:
    while piece.startswith(codecs.BOM_UTF8):
        piece = piece.removeprefix(codecs.BOM_UTF8)
    return piece


def utf8_chunks(source: Source, encoding: str, read: Callable[[int], None] | None = None, ends: str = "") -> Iterator[bytes]:
    """Yield the file as UTF-8 without byte order marks, in pieces that end between characters; `ends`, that ends records, and new lines in each other's place.

    `read` is told the bytes read of the source, piece by piece.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    table = str.maketrans({ends: "\n", "\n": ends}) if ends else None
    first = True
    with source.path.open("rb") as file:
        while True:
            piece = file.read(PIECE)
            if read is not None:
                read(len(piece))
            text = decoder.decode(piece, final=not piece)
            if first:
                text = text.lstrip(_MARK)
            first = first and not text
            if text:
                yield (text.translate(table) if table else text).encode("utf-8", errors="replace")
            if not piece:
                return
