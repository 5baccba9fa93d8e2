"""Judge the rows of a batch: which are data beyond doubt, and why the others may be none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from mueang.ingest.normalise import rows as row_rules
from mueang.ingest.normalise.coded import Coded
from mueang.ingest.normalise.forms import Mask, Texts
from mueang.ingest.normalise.kinds import Kind
from mueang.ingest.normalise.layout import Layout

LABELS_WITHIN = 6
"""Labels of rows stand in the first columns."""
MOST_NAMES = 6
"""A row that repeats so many names of a heading repeats all of them."""


def _of(*kinds: Kind) -> Mask:
    """Return by kind whether it is one of these."""
    return np.isin(list(Kind), kinds)


_EMPTY, _TEXT = _of(Kind.EMPTY), _of(Kind.TEXT)
_FILLED = ~_EMPTY
_NUMBERS = _of(Kind.INTEGER, Kind.NUMBER)
_TYPED = _of(Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.TIME)


class Reason(IntEnum):
    """Why a row may be no data. `SPARSE` and `UNLABELLED` are doubts that the end of the sheet settles."""

    DATA = 0
    CHOSEN = 1
    BLANK = 2
    HEADER = 3
    TOTAL = 4
    SPARSE = 5
    FRAGMENT = 6
    UNLABELLED = 7


@dataclass(frozen=True)
class Marks:
    """What the head tells of the columns, by which rows are judged.

    labels    columns without numbers among the first ones      strong    those of them that nearly every row fills
    lead      the first column, if it numbers the rows, else None
    above     texts by column of each row over the data, which a page break may repeat
    plain     True where rows are not judged at all: a layer has no totals or footnotes
    """

    labels: tuple[int, ...] = ()
    strong: tuple[int, ...] = ()
    lead: int | None = None
    above: tuple[tuple[tuple[int, str], ...], ...] = ()
    plain: bool = False


@dataclass(frozen=True)
class Cells:
    """The cells of one column, and the kind of each of its texts."""

    coded: Coded
    kinds: npt.NDArray[np.uint8]

    def are(self, kinds: Mask) -> Mask:
        """Return in which rows the cell is of one of the kinds."""
        return self.coded.having(kinds.take(self.kinds))


def judge(columns: list[Cells], rows: int, layout: Layout, marks: Marks) -> npt.NDArray[np.uint8]:
    """Return a `Reason` for each row; of several, the first that holds in the order of their numbers."""
    reasons = np.zeros(rows, np.uint8)
    if marks.plain or not columns:
        return reasons
    filled = np.zeros(rows, np.int32)
    for cells in columns:
        filled += cells.are(_FILLED)
    for reason, mask in (
        (Reason.BLANK, filled == 0),
        (Reason.HEADER, _repeats_above(columns, rows, filled, marks)),
        (Reason.TOTAL, _totals(columns, rows, marks)),
        (Reason.SPARSE, _sparse(columns, filled, layout)),
        (Reason.FRAGMENT, _fragments(columns, rows, layout, marks)),
        (Reason.UNLABELLED, _unlabelled(columns, rows, layout, marks)),
    ):
        if mask.any():
            reasons[mask & (reasons == 0)] = reason
    return reasons


def _repeats_above(columns: list[Cells], rows: int, filled: npt.NDArray[np.int32], marks: Marks) -> Mask:
    """Rows that hold again what stands in a row over the data; one of a single cell holds nothing else."""
    found = np.zeros(rows, np.bool_)
    for row in marks.above:
        names = [(columns[i].coded, text) for i, text in row if i < len(columns)][:MOST_NAMES]
        again = _all((coded.having(_equal(coded.texts, text)) for coded, text in names), rows)
        found |= again if len(names) > 1 else again & (filled == 1)
    return found


def _equal(texts: Texts, text: str) -> Mask:
    found = texts.sizes >= len(text.encode())
    if found.any():
        found[found] = pc.equal(pc.utf8_trim_whitespace(texts.where(found).array), text).to_numpy(zero_copy_only=False)
    return found


def _totals(columns: list[Cells], rows: int, marks: Marks) -> Mask:
    """Rows whose label is a total: in the first label, or in another with all other labels empty."""
    said = {i: cells.coded.having(_says_total(cells.coded.texts)) for i, cells in enumerate(columns[:LABELS_WITHIN])}
    first = marks.labels[0] if marks.labels and marks.strong[:1] == marks.labels[:1] else None
    found = np.zeros(rows, np.bool_)
    for i, here in said.items():
        if i == first:
            found |= here
        elif here.any():
            found |= here & _all((columns[k].are(_EMPTY) | said.get(k, here) for k in marks.labels if k != i and k < len(columns)), rows)
    return found


def _says_total(texts: Texts) -> Mask:
    return texts.matching(row_rules.TOTAL, ~texts.in_digits)


def _sparse(columns: list[Cells], filled: npt.NDArray[np.int32], layout: Layout) -> Mask:
    """Rows with few cells and none of them a number or date in its column."""
    few: Mask = filled <= max(1, layout.filled // 4)
    if not layout.typed:
        return few & (layout.filled > 1)
    for i in layout.typed:
        if i < len(columns) and few.any():
            few &= ~columns[i].are(_TYPED)
    return few


def _fragments(columns: list[Cells], rows: int, layout: Layout, marks: Marks) -> Mask:
    """Rows whose number is no number, and whose other cells agree with their columns no better."""
    if marks.lead is None or marks.lead >= len(columns):
        return np.zeros(rows, np.bool_)
    found = columns[marks.lead].are(_TEXT)
    if found.any():
        typed = [columns[i] for i in layout.typed if i < len(columns)]
        wrong = sum((cells.are(_TEXT).astype(np.int32) for cells in typed), np.zeros(rows, np.int32))
        right = sum((cells.are(_TYPED).astype(np.int32) for cells in typed), np.zeros(rows, np.int32))
        found &= wrong >= right
    return found


def _unlabelled(columns: list[Cells], rows: int, layout: Layout, marks: Marks) -> Mask:
    """Rows with numbers but none of the labels that other rows have."""
    strong = [columns[i] for i in marks.strong if i < len(columns)]
    if not strong:
        return np.zeros(rows, np.bool_)
    bare = _all((cells.are(_EMPTY) for cells in strong), rows)
    if bare.any():
        bare &= _any((columns[i].are(_NUMBERS) for i in layout.typed if i < len(columns)), rows)
    return bare


def _all(masks: Iterable[Mask], rows: int) -> Mask:
    found: Mask = np.ones(rows, np.bool_)
    for mask in masks:
        found &= mask
        if not found.any():
            break
    return found


def _any(masks: Iterable[Mask], rows: int) -> Mask:
    found: Mask = np.zeros(rows, np.bool_)
    for mask in masks:
        found |= mask
    return found
