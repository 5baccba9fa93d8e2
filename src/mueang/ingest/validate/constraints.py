"""What a dataset declares about its columns beyond their types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Bound = int | float | date | None


@dataclass(frozen=True)
class Range:
    """Least and greatest value, both allowed; None: no bound."""

    minimum: Bound = None
    maximum: Bound = None


@dataclass(frozen=True)
class Constraints:
    """What must hold of the rows, by names of columns.

    required  columns that must be filled in every row
    key       columns that together must differ in every row
    ranges    `{column: Range}`
    codes     `{column: values allowed}`
    """

    required: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    ranges: Mapping[str, Range] = field(default_factory=dict)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is named."""
        return tuple(dict.fromkeys((*self.required, *self.key, *self.ranges, *self.codes)))

    def as_dict(self) -> dict[str, Any]:
        """Return the constraints as JSON; bounds that are dates as ISO text."""
        return {
            "required": list(self.required),
            "key": list(self.key),
            "ranges": {name: {"minimum": _plain(one.minimum), "maximum": _plain(one.maximum)} for name, one in self.ranges.items()},
            "codes": {name: list(values) for name, values in self.codes.items()},
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Constraints:
        """Return the constraints of their JSON; keys that are missing demand nothing."""
        return cls(
            tuple(raw.get("required") or ()),
            tuple(raw.get("key") or ()),
            {name: Range(_bound(one.get("minimum")), _bound(one.get("maximum"))) for name, one in (raw.get("ranges") or {}).items()},
            {name: tuple(values) for name, values in (raw.get("codes") or {}).items()},
        )


def _plain(bound: Bound) -> Any:
    return bound.isoformat() if isinstance(bound, date) else bound


def _bound(raw: Any) -> Bound:
    return date.fromisoformat(raw) if isinstance(raw, str) else raw
