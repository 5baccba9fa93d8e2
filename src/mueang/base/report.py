"""Faults and changes in data are values: an `Issue` says what, where, and how to mend; a `Report` gathers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal

from mueang.base.message import Message

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, kw_only=True)
class Issue:
    """Something found in data. Subclasses state `code`, `severity` and `text`, and explain themselves in a docstring.

    `text` is a bilingual template; its slots are the fields of the class. `row` is the 0-based physical row of the
    source, `column` the name of the column, `count` how many cells or rows are meant, `before` and `after` the
    value that was changed.
    """

    code: ClassVar[str]
    severity: ClassVar[Severity]
    text: ClassVar[Message]

    row: int | None = None
    column: str | None = None
    count: int | None = None
    before: str | None = None
    after: str | None = None

    @property
    def message(self) -> Message:
        """The sentence for people; rows are counted from 1, as spreadsheets do."""
        slots: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        if self.row is not None:
            slots["row"] = self.row + 1
        return self.text.fill(**slots)

    def as_dict(self) -> dict[str, Any]:
        """Return the issue as JSON: code, severity, row, column, count, before, after, message."""
        return {
            "code": self.code,
            "severity": self.severity,
            "row": self.row,
            "column": self.column,
            "count": self.count,
            "before": self.before,
            "after": self.after,
            "message": self.message.as_dict(),
        }


@dataclass(frozen=True)
class Report:
    """The issues of one reading, in the order found."""

    issues: tuple[Issue, ...] = field(default=())

    def __iter__(self) -> Iterator[Issue]:
        return iter(self.issues)

    def __len__(self) -> int:
        return len(self.issues)

    def __add__(self, other: Iterable[Issue]) -> Report:
        return Report((*self.issues, *other))

    @property
    def ok(self) -> bool:
        """True when nothing found forbids publishing."""
        return not any(issue.severity == "error" for issue in self.issues)
