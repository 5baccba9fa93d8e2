"""What a person said of a table on paper, and what is left to look at: the same words, held against the same reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mueang.ingest.paper.cells import PaperTable
from mueang.ingest.paper.sums import checked, totals


def corrected(table: PaperTable, said: Mapping[str, str]) -> PaperTable:
    """Return the table with the texts that a person gave (`{"row,column": text}`), and what its sums then say."""
    cells = [replace(cell, text=said[place], how="person", confidence=1.0) if (place := f"{cell.row},{cell.column}") in said else cell for cell in table.cells]
    return checked(replace(table, cells=tuple(cells)))


def open_totals(table: PaperTable, said: Mapping[str, str]) -> dict[int, str]:
    """Return the totals that no person has confirmed as they are now."""
    return {column: total for column, total in totals(table).items() if said.get(str(column)) != total}


def summary(table: PaperTable, said: Mapping[str, str]) -> dict[str, Any]:
    """Return what is left to look at, as JSON: pages, columns of numbers, their totals, those not confirmed, doubtful cells."""
    return {
        "pages": list(range(table.pages[0], table.pages[1] + 1)),
        "numeric": list(table.numeric),
        "totals": {str(column): total for column, total in totals(table).items()},
        "open_totals": sorted(open_totals(table, said)),
        "doubtful": sum(cell.is_doubtful for cell in table.cells),
    }
