"""Which characters may part the cells, rows and quotes of a text: those that it has, where a mark of that kind would stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from mueang.ingest.text.dialect import Dialect, Escape
from mueang.ingest.text.mending import shape_of

USUAL = (",", "\t", ";", "|")
RARE = (" ", ":", "^", "~", "!", "#", "@", "$", "&", "*", "=", "¦", "§", "•", "\x1f", "\x01", "\x02", "\x14", "\xfe")
SEPARATORS = ("\x1e", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1d", "\x1c")
CODE = re.compile(r"(?:https?|ftp)://\S+|[\w.+-]+@[\w-]+\.[\w.-]+|[A-Za-z\d]+(?:[-_/.][A-Za-z\d]+)*|-+|\.")
"""Addresses and codes."""


def record_end(text: str) -> str:
    """Return the character that ends records where it is not the usual one, else ''. New lines inside quotes end none."""
    for bare in (text, *(re.sub(f"{quote}[^{quote}]*{quote}", "", text) for quote in "\"'" if quote in text)):
        found = Counter({mark: bare.count(mark) for mark in ("\r", *SEPARATORS)})
        found["\r"] -= bare.count("\r\n")
        mark, count = found.most_common(1)[0]
        if count > 0 and ("\n" not in bare or (mark == "\x1e" and count > bare.count("\n"))):
            return mark
    return ""


def swapped(text: str, ends: str) -> str:
    """Return the text with the character that ends its records and the new line in each other's place."""
    return text.translate({ord(ends): "\n", ord("\n"): ends}) if ends else text


def comment(lines: Sequence[str]) -> str:
    """Return # if the text begins with remarks that do, and goes on without."""
    marked = sum(line.startswith("#") for line in lines)
    return "#" if 0 < marked <= len(lines) // 2 and lines[0].startswith("#") and not lines[marked].startswith("#") else ""


def delimiters(lines: Sequence[str]) -> list[str]:
    """Return the characters that may part cells: the usual ones that the text has, and rarer ones that most lines have."""
    text, present = "".join(lines), [line for line in lines if line.strip()]
    usual = [mark for mark in USUAL if mark in text]
    # Lines that are a date, a time or a code each are one column, whatever stands inside them.
    if sum(bool(shape_of(line) or CODE.fullmatch(line.strip())) for line in present) >= 0.6 * len(present):
        return usual
    return usual + [mark for mark in RARE if sum(mark in line for line in present) >= 0.8 * len(present)]


def quotes(text: str) -> list[str]:
    """Return the quotes that stand at the beginning and the end of something; the usual one if none does."""
    found = [quote for quote in ("'", "`") if _edges(text, quote)]
    return ['"', *found] if '"' in text or not found else found


def _edges(text: str, quote: str) -> bool:
    opening = len(re.findall(rf"(?:^|[^\w\s]) ?{quote}(?=\S)", text, re.MULTILINE))
    closing = len(re.findall(rf"{quote} ?(?:[^\w\s]|\s|$)", text, re.MULTILINE))
    few = min(opening, closing) < 4 and opening != closing
    return min(opening, closing) > 0 and not few and opening + closing >= text.count(quote) // 2


def escapes(text: str, delimiter: str, quote: str) -> list[Escape]:
    """Return how quotes may be escaped: by backslashes only where these stand before a quote or a delimiter."""
    return ["double", "backslash"] if any(mark and "\\" + mark in text for mark in (delimiter, quote)) else ["double"]


def longer(dialect: Dialect, lines: Sequence[str]) -> str:
    """Return the delimiter with what stands beside it wherever it parts cells: spaces, or the same character again."""
    one = dialect.delimiter
    marks = list(_beside(dialect, lines))
    if len(marks) < 3:
        return one
    if one != " " and all(len(run) % 2 == 0 for _, run, _ in marks):
        return one * 2
    if one in " \t" or any(len(run) > 1 for _, run, _ in marks):
        return one
    before, after = ({mark[side] for mark in marks} for side in (0, 2))
    return (before.pop() if len(before) == 1 else "")[-1:] + one + (after.pop() if len(after) == 1 else "")[:1]


def _beside(dialect: Dialect, lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each run of the delimiter outside quotes, with the spaces before and after it."""
    quote, one = re.escape(dialect.quote), re.escape(dialect.delimiter)
    pattern = re.compile(f"()({one}+)()" if dialect.delimiter in " \t" else rf"( ?)({one}+)([ \t]?)")
    for line in lines:
        bare = re.sub(f"{quote}[^{quote}]*{quote}", "Q", line) if quote else line
        yield from pattern.findall(bare.rstrip("\r\n"))
