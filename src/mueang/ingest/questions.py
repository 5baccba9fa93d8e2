"""What a person must decide about a file, with the choices and what each would change in the options of reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mueang.base.message import Message


@dataclass(frozen=True)
class Choice:
    """One answer. `option` is the change to the JSON of `ReadOptions` that it makes, to be merged key by key."""

    value: str
    label: Message
    option: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the choice as JSON."""
        return {"value": self.value, "label": self.label.as_dict(), "option": dict(self.option)}


@dataclass(frozen=True)
class Question:
    """Something that the file does not decide. `code` is that of the issue it belongs to, `row` 0-based as there.

    An `offer` needs no answer: the table is right as it is, and might be had in another form.
    """

    code: str
    message: Message
    choices: tuple[Choice, ...]
    column: str | None = None
    row: int | None = None
    offer: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the question as JSON: code, column, row, message, choices, offer."""
        return {
            "code": self.code,
            "column": self.column,
            "row": self.row,
            "message": self.message.as_dict(),
            "choices": [choice.as_dict() for choice in self.choices],
            "offer": self.offer,
        }
