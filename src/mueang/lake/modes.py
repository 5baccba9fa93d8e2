"""How the rows of a new file come into a table. The choice is part of a dataset's recipe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["value", "month", "year"]


@dataclass(frozen=True)
class Replace:
    """The new file is the whole table."""


@dataclass(frozen=True)
class Append:
    """The rows of the new file follow those that are there.

    Rows with the same `keys`, or of a period of `column` that is there already, are an overlap: planned, asked about,
    never guessed. With neither, the first year or date column of the table tells periods.
    """

    keys: tuple[str, ...] = ()
    column: str | None = None
    unit: Unit = "value"


@dataclass(frozen=True)
class Update:
    """A row of the new file takes the place of the row with the same `keys`; the other rows stay."""

    keys: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.keys:
            raise ValueError("an update needs at least one key column")


@dataclass(frozen=True)
class UpdatePeriod:
    """All rows of the periods that occur in the new file are replaced; other periods stay.

    `unit` says what a period is: each value of the column, or the month or year of its dates.
    """

    column: str
    unit: Unit = "value"


@dataclass(frozen=True)
class UpdateGroups:
    """All rows of the groups that occur in the new file are replaced, such as those of an office in a month; other groups stay.

    A group is what shares the values of the `keys`; it may have any number of rows.
    """

    keys: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.keys:
            raise ValueError("groups need at least one key column")


Mode = Replace | Append | Update | UpdatePeriod | UpdateGroups


def mode_as_dict(mode: Mode) -> dict[str, Any]:
    """Return the mode as JSON: `{"mode": "update", "keys": [...]}`."""
    match mode:
        case Append(keys, column, unit):
            return {"mode": "append", "keys": list(keys), "column": column, "unit": unit}
        case Update(keys):
            return {"mode": "update", "keys": list(keys)}
        case UpdatePeriod(column, unit):
            return {"mode": "update-period", "column": column, "unit": unit}
        case UpdateGroups(keys):
            return {"mode": "update-groups", "keys": list(keys)}
    return {"mode": "replace"}


def mode_from_dict(raw: dict[str, Any]) -> Mode:
    """Return the mode of its JSON; what else the JSON holds is let be. Raises KeyError for an unknown mode."""
    readers: dict[str, Callable[[], Mode]] = {
        "replace": Replace,
        "append": lambda: Append(tuple(raw.get("keys") or ()), raw.get("column"), raw.get("unit") or "value"),
        "update": lambda: Update(tuple(raw["keys"])),
        "update-period": lambda: UpdatePeriod(raw["column"], raw.get("unit") or "value"),
        "update-groups": lambda: UpdateGroups(tuple(raw["keys"])),
    }
    return readers[raw["mode"]]()
