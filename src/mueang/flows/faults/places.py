"""Where the cells of a table stand in its file: sheet, row as a spreadsheet counts, and the letters of the column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mueang.ingest.normalise.headings import column_letters
from mueang.ingest.validate import Fault

if TYPE_CHECKING:
    from mueang.flows.checking import Checked


@dataclass(frozen=True)
class Part:
    """A run of rows that came from one sheet: the number of its first row in the table, and the columns by name."""

    first: int
    sheet: str
    columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Places:
    """The sheets that a table was made of, in their order: one, or several that were put under each other."""

    parts: tuple[Part, ...]

    @classmethod
    def of(cls, table: Mapping[str, Any], tables: Iterable[Mapping[str, Any]] = ()) -> Places:
        """Return the places of a table of the contract of `mueang read`; `tables` are all of its file, which know the columns of the parts."""
        parts = (table.get("made") or {}).get("parts")
        if not parts:
            return cls((Part(0, str(table["name"]), _columns(table)),))
        known = {str(one["name"]): _columns(one) for one in tables}
        return cls(tuple(Part(int(part["first_row"]), str(part["sheet"]), known.get(str(part["sheet"]), {})) for part in parts))

    @property
    def several(self) -> bool:
        """True if the rows came from more than one sheet."""
        return len(self.parts) > 1

    def locate(self, row: int) -> tuple[Part, int]:
        """Return the part of a row and its number there, from 0."""
        part = next((part for part in reversed(self.parts) if part.first <= row), self.parts[0])
        return part, row - part.first

    def cells(self, fault: Fault) -> Iterator[tuple[str, int, int]]:
        """Return sheet, row and column, from 0, of the cells of a fault; none for columns that stand in no column of the source."""
        part, row = self.locate(fault.row)
        return ((part.sheet, row, part.columns[name]) for name in fault.columns if name in part.columns)

    def letters(self, fault: Fault) -> str:
        """Return the cells as a spreadsheet names them: `B7`."""
        return " ".join(f"{column_letters(column)}{row + 1}" for _, row, column in self.cells(fault))


def places_of(checked: Checked) -> Places:
    """Return where the cells of a checked table stand in its file."""
    return Places.of(checked.table.as_dict(), [one.as_dict() for one in checked.reading.tables])


def _columns(table: Mapping[str, Any]) -> dict[str, int]:
    return {str(one["name"]): int(one["source_column"]) for one in table["columns"] if one.get("source_column") is not None}
