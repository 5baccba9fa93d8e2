"""Thai that was read in the wrong encoding and saved again: read it back, and read it right."""

from __future__ import annotations

import re

_GARBLED = re.compile("[\u00a1-\u00fb\u0152-\u2122]{2,}")


def repair(text: str, encoding: str | None) -> str:
    """Return the text with its garbled Thai read in `encoding`, or unchanged if that gives no text."""
    if encoding is None or not _GARBLED.search(text):
        return text
    for wrong in ("latin-1", "cp1252"):
        try:
            return text.encode(wrong).decode(encoding)
        except UnicodeError:
            continue
    return text
