"""A dialect of separated text: what parts cells, what may hold them together, and what the rest of the file teaches about a broken row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Escape = Literal["double", "backslash", "none"]
Shape = Literal["number", "moment", ""]

NEVER = "\ue000\ue001"
"""A delimiter that no text has: each line is one cell."""
NAMES = {"\t": "TAB", " ": "SPACE", "\x1f": "US", "\x01": "SOH", NEVER: ""}


@dataclass(frozen=True)
class Dialect:
    """How rows of a text are written.

    delimiter   parts cells; one character or several
    quote       may stand around a cell; '' if nothing does
    escape      how the quote is written inside a quoted cell: twice, behind a backslash, or as it is
    ends        the character that ends records where it is neither LF nor CR, or CR alone; '' for the usual ones
    width       cells that most rows have; None: not known
    shapes      what most values of a column look like, where they have a form at all
    others      delimiters that part single rows or sections instead
    wrapped     True: whole rows stand in quotes
    comment     what begins a line that is a remark of its own; '' if none does
    """

    delimiter: str = ","
    quote: str = '"'
    escape: Escape = "double"
    ends: str = ""
    width: int | None = None
    shapes: tuple[Shape, ...] = ()
    others: tuple[str, ...] = ()
    wrapped: bool = False
    comment: str = ""

    @property
    def is_plain(self) -> bool:
        """True if a reader of blocks can take it: single characters of ASCII, quotes doubled, each line as it is."""
        single = all(len(mark) == 1 and mark.isascii() for mark in (self.delimiter, self.quote or '"'))
        return single and not self.wrapped and not self.comment

    @property
    def is_usual(self) -> bool:
        """True if nothing about it needs to be told to people."""
        ordinary = self.delimiter in (",", ";", "\t", "|", NEVER) and self.quote in ('"', "") and self.escape == "double"
        return ordinary and not (self.ends.strip("\r") or self.wrapped or self.others)

    def as_dict(self) -> dict[str, Any]:
        """Return what was chosen as JSON."""
        return {
            "delimiter": "" if self.delimiter == NEVER else self.delimiter,
            "quote": self.quote,
            "escape": self.escape,
            "record_end": self.ends or "\n",
            "width": self.width,
            "other_delimiters": list(self.others),
            "rows_in_quotes": self.wrapped,
            "comment": self.comment,
        }


def shown(delimiter: str) -> str:
    """Return a delimiter as people can read it."""
    return NAMES.get(delimiter, delimiter.replace("\t", "TAB").replace(" ", "␠"))
