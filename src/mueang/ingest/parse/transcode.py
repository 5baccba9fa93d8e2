"""The bytes of a text file in pieces: as they stand, or as UTF-8. Bytes that are no character become �; how many is for the caller to count."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

from mueang.base.files import Source
from mueang.ingest.sniff.wide import marks_before

PIECE = 1 << 18
_MARK = "\ufeff"
_SELF_MARKED = ("utf-16", "utf-32")
"""Encodings whose decoders want the mark."""


def plain_chunks(source: Source, read: Callable[[int], None]) -> Iterator[bytes]:
    """Yield the file without byte order marks. `read` is told the bytes read, piece by piece."""
    with source.path.open("rb") as file:
        file.seek(marks_of(source))
        while piece := file.read(PIECE):
            read(len(piece))
            yield piece


def marks_of(source: Source) -> int:
    """Return how many bytes of byte order marks the file begins with."""
    return marks_before(source.head(PIECE))


def chunks_between(source: Source, first: int, end: int) -> Iterator[bytes]:
    """Yield the bytes of the file from one place to another."""
    with source.path.open("rb") as file:
        file.seek(first)
        while piece := file.read(max(0, min(PIECE, end - file.tell()))):
            yield piece


def utf8_chunks(source: Source, encoding: str, read: Callable[[int], None] | None = None, ends: str = "") -> Iterator[bytes]:
    """Yield the file as UTF-8 without byte order marks, in pieces that end between characters; `ends`, that ends records, and new lines in each other's place.

    `read` is told the bytes read of the source, piece by piece.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    table = str.maketrans({ends: "\n", "\n": ends}) if ends else None
    first = True
    with source.path.open("rb") as file:
        file.seek(0 if encoding in _SELF_MARKED else marks_of(source))
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
