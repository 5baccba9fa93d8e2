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
_NUMBERS = np.isin(list(Kind), (Kind.INTEGER, Kind.NUMBER))
_TYPED = np.isin(list(Kind), (Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.TIME))
"""By kind, whether it is one of these."""
Kinds = list[npt.NDArray[np.uint8]]


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
    heading   texts of the lowest heading row by column
    plain     True where rows are not judged at all: a layer has no totals or footnotes
    """

    labels: tuple[int, ...] = ()
    strong: tuple[int, ...] = ()
    lead: int | None = None
    heading: tuple[tuple[int, str], ...] = ()
    plain: bool = False


def judge(coded: list[Coded], kinds: Kinds, rows: int, layout: Layout, marks: Marks) -> npt.NDArray[np.uint8]:
    """Return a `Reason` for each row; of several, the first that holds in the order of their numbers."""
    reasons = np.zeros(rows, np.uint8)
    if marks.plain or not coded:
        return reasons
    filled = np.zeros(rows, np.int32)
    for kind in kinds:
        filled += kind != Kind.EMPTY
    for reason, mask in (
        (Reason.BLANK, filled == 0),
        (Reason.HEADER, _repeats_heading(coded, rows, marks)),
        (Reason.TOTAL, _totals(coded, kinds, rows, marks)),
        (Reason.SPARSE, _sparse(kinds, filled, rows, layout)),
        (Reason.FRAGMENT, _fragments(kinds, rows, layout, marks)),
        (Reason.UNLABELLED, _unlabelled(kinds, rows, layout, marks)),
    ):
        reasons[mask & (reasons == 0)] = reason
    return reasons


def _repeats_heading(coded: list[Coded], rows: int, marks: Marks) -> Mask:
    names = [(i, text) for i, text in marks.heading if i < len(coded)][:4]
    if len(names) < 2:
        return np.zeros(rows, np.bool_)
    return _all((coded[i].take(_equal(coded[i].texts, text)) for i, text in names), rows)


def _equal(texts: Texts, text: str) -> Mask:
    found = texts.sizes >= len(text.encode())
    if found.any():
        found[found] = pc.equal(pc.utf8_trim_whitespace(texts.where(found).array), text).to_numpy(zero_copy_only=False)
    return found


def _totals(coded: list[Coded], kinds: Kinds, rows: int, marks: Marks) -> Mask:
    """Rows whose label is a total: in the first label, or in another with all other labels empty."""
    said = {i: coded[i].take(_says_total(coded[i].texts)) for i in range(min(LABELS_WITHIN, len(coded)))}
    first = marks.labels[0] if marks.labels and marks.strong[:1] == marks.labels[:1] else None
    found = np.zeros(rows, np.bool_)
    for i, here in said.items():
        if i == first:
            found |= here
        elif here.any():
            found |= here & _all(((kinds[k] == Kind.EMPTY) | said.get(k, here) for k in marks.labels if k != i and k < len(kinds)), rows)
    return found


def _says_total(texts: Texts) -> Mask:
    return texts.matching(row_rules.TOTAL, ~texts.in_digits)


def _sparse(kinds: Kinds, filled: npt.NDArray[np.int32], rows: int, layout: Layout) -> Mask:
    """Rows with few cells and none of them a number or date in its column."""
    few: Mask = filled <= max(1, layout.filled // 4)
    if not layout.typed or not few.any():
        return few & (layout.filled > 1)
    return few & ~_any((_TYPED.take(kinds[i]) for i in layout.typed if i < len(kinds)), rows)


def _fragments(kinds: Kinds, rows: int, layout: Layout, marks: Marks) -> Mask:
    """Rows whose number is no number, and whose other cells agree with their columns no better."""
    if marks.lead is None or marks.lead >= len(kinds):
        return np.zeros(rows, np.bool_)
    found: Mask = kinds[marks.lead] == Kind.TEXT
    if found.any():
        wrong, right = np.zeros(rows, np.int32), np.zeros(rows, np.int32)
        for i in layout.typed:
            if i < len(kinds):
                wrong += kinds[i] == Kind.TEXT
                right += _TYPED.take(kinds[i])
        found &= wrong >= right
    return found


def _unlabelled(kinds: Kinds, rows: int, layout: Layout, marks: Marks) -> Mask:
    """Rows with numbers but none of the labels that other rows have."""
    strong = [i for i in marks.strong if i < len(kinds)]
    if not strong:
        return np.zeros(rows, np.bool_)
    bare = _all((kinds[i] == Kind.EMPTY for i in strong), rows)
    return bare if not bare.any() else bare & _any((_NUMBERS.take(kinds[i]) for i in layout.typed if i < len(kinds)), rows)


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
