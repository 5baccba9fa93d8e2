"""Any encoding to UTF-8, in pieces. Bytes that are no character become �; how many is for the caller to count."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

from mueang.base.files import Source

PIECE = 1 << 21
_MARK = "\ufeff"


def utf8_chunks(source: Source, encoding: str, read: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """Yield the file as UTF-8 without a byte order mark, in pieces that end between characters; old Mac line ends become new lines.

    `read` is told the bytes read of the source, piece by piece.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    only_returns = _ends_lines_with_returns(source, encoding)
    first = True
    with source.path.open("rb") as file:
        while True:
            piece = file.read(PIECE)
            if read is not None:
                read(len(piece))
            text = decoder.decode(piece, final=not piece)
            if first:
                text = text.removeprefix(_MARK)
            first = first and not text
            if text:
                yield (text.replace("\r", "\n") if only_returns else text).encode("utf-8", errors="replace")
            if not piece:
                return


def _ends_lines_with_returns(source: Source, encoding: str) -> bool:
    head = source.head(PIECE).decode(encoding, errors="replace")
    return "\r" in head and "\n" not in head
