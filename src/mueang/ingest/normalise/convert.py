"""Convert: the rows of a sheet in the types of its plan, batch by batch, with every change that was made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mueang.ingest.normalise.cells import read_cell, written
from mueang.ingest.normalise.changes import CODED_CHANGES, KINDS, NUMBER_OF, FilledDown, SeparatorsDropped
from mueang.ingest.normalise.coded import GROUPED, GROUPED_INTEGER, ISO_MOMENT, PLAIN_DECIMAL, PLAIN_INTEGER, Coded, encode, matches, without_separators
from mueang.ingest.normalise.kinds import MISSING
from mueang.ingest.normalise.plan import ColumnPlan, Plan
from mueang.ingest.numbers import BLANKS, INVISIBLE
from mueang.ingest.sheet import GEOMETRY
from mueang.tables.distinct import gathered
from mueang.tables.schema import SOURCE_ROW, ColumnType

REMEMBERED = 50_000
_UNCLEAN = f"^[{BLANKS}]|[{BLANKS}]$|[{INVISIBLE}]"
_GARBLED = "[\u00a1-\u00fb\u0152-\u2122]{2,}"
_MARKS = pa.array(sorted({shape for mark in MISSING for shape in (mark, mark.upper(), mark.capitalize())}), pa.string())
_PLAIN = {ColumnType.INTEGER: PLAIN_INTEGER, ColumnType.NUMBER: f"{PLAIN_INTEGER}|{PLAIN_DECIMAL}", ColumnType.DATETIME: ISO_MOMENT}
_GROUPED = {ColumnType.INTEGER: GROUPED_INTEGER, ColumnType.NUMBER: GROUPED}
_FILLED = NUMBER_OF[FilledDown]
_CODES = pa.array([kind.code for kind in KINDS], pa.string())
_MEANINGS = np.array([kind.meaning for kind in KINDS])
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Noted:
    """How often a change was made in one column of a batch, and where first."""

    column: str
    change: int
    count: int
    row: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Converted:
    """A batch of rows in the types of the plan (and `_row`, last), with its changes."""

    rows: pa.RecordBatch
    changes: tuple[pa.RecordBatch, ...]
    noted: tuple[Noted, ...]


@dataclass
class _Column:
    """One column on its way: its plan, answers already given, values of merged blocks."""

    plan: ColumnPlan
    known: dict[str, tuple[Any, int]] = field(default_factory=dict)
    blocks: dict[int, str | None] = field(default_factory=dict)

    def read(self, text: str) -> tuple[Any, int]:
        answer = self.known.get(text)
        if answer is None:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            answer = self.known[text] = read_cell(text, self.plan)
        return answer


class Converter:
    """Converts batches of a sheet in their order, as its plan says."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._columns = [_Column(column) for column in plan.columns]
        self._kept = np.array(sorted(plan.kept), np.int64)

    def convert(self, batch: pa.RecordBatch, out: Numbers) -> Converted | None:
        """Return the rows of a batch but for those that are `out`, None where none of its rows are of the table."""
        numbers = batch.column(SOURCE_ROW).to_numpy()
        start = int(np.searchsorted(numbers, self.plan.layout.first_row))
        return self._convert(batch.slice(start), numbers[start:], out) if start < len(numbers) else None

    def _convert(self, batch: pa.RecordBatch, numbers: Numbers, out: Numbers) -> Converted:
        plan = self.plan
        mask = ~np.isin(numbers, out)
        if plan.geometry is None:
            mask &= ~_only_blanks(batch) | np.isin(numbers, self._kept)
        if not mask.all():
            chosen = pa.array(np.flatnonzero(mask))
            batch, numbers = batch.take(chosen), numbers[mask]
        arrays, changes, noted = [], [], []
        for column in self._columns:
            array, change = _column(batch, numbers, column)
            arrays.append(array)
            if change is not None:
                changes.append(change[0])
                noted += change[1]
        names = [column.plan.column.name for column in self._columns]
        if plan.geometry is not None:
            arrays, names = [*arrays, batch.column(GEOMETRY).cast(pa.binary())], [*names, plan.geometry]
        rows = pa.RecordBatch.from_arrays([*arrays, pa.array(numbers)], names=[*names, SOURCE_ROW])
        return Converted(rows, tuple(changes), tuple(noted))


def _only_blanks(batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Return which rows hold blanks only. A look at the first cells spares most rows the closer look."""
    blank = np.ones(batch.num_rows, bool)
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if name.startswith("c") and blank.any():
            coded = encode(column, batch.num_rows)
            blank &= coded.take(~matches(coded.texts, f"[^{BLANKS}{INVISIBLE}]"))
    return blank


def _column(batch: pa.RecordBatch, numbers: Numbers, column: _Column) -> tuple[pa.Array, tuple[pa.RecordBatch, list[Noted]] | None]:
    name = f"c{column.plan.position}"
    source = batch.column(name) if name in batch.schema.names else None
    filled = _fill_down(source, numbers, column) if column.plan.filled_down else None
    coded = encode(source if filled is None else filled, len(numbers))
    values, made = convert_texts(coded.texts, column.plan, column.read)
    array = gathered(values, coded.codes) if pa.types.is_string(values.type) else values.take(pa.array(coded.codes))
    changed = coded.take(made)
    if filled is not None and source is not None:
        changed = np.where(pc.is_null(source).to_numpy(zero_copy_only=False) & filled.is_valid().to_numpy(zero_copy_only=False), _FILLED, changed)
    places = np.flatnonzero(changed)
    if not places.size or source is None:
        return array, None
    before = coded.at(places) if filled is None else source.take(pa.array(places)).dictionary_encode()
    after = Coded(as_text(values), coded.codes).at(places)
    return array, _changes(column.plan.column.name, numbers[places], before, after, changed[places])


def _changes(
    name: str, rows: Numbers, before: pa.DictionaryArray, after: pa.DictionaryArray, made: npt.NDArray[np.generic]
) -> tuple[pa.RecordBatch, list[Noted]]:
    kinds = made.astype(np.int32) - 1
    names = pa.DictionaryArray.from_arrays(np.zeros(len(rows), np.int32), pa.array([name]))
    columns = [pa.array(rows), names, pa.DictionaryArray.from_arrays(kinds, _CODES), before, after, pa.array(_MEANINGS[kinds])]
    return pa.RecordBatch.from_arrays(columns, schema=CODED_CHANGES), _noted(name, rows, before, after, made)


def _noted(name: str, rows: Numbers, before: pa.Array, after: pa.Array, made: npt.NDArray[np.generic]) -> list[Noted]:
    counts = np.bincount(made.astype(np.int64))
    firsts = [(kind, int(np.argmax(made == kind))) for kind in np.flatnonzero(counts).tolist()]
    return [Noted(name, kind, int(counts[kind]), int(rows[first]), before[first].as_py(), after[first].as_py()) for kind, first in firsts]


def as_text(array: pa.Array) -> pa.Array:
    """Return values as `written` shows each of them."""
    if pa.types.is_floating(array.type):
        return _numbers_as_text(array)
    if pa.types.is_timestamp(array.type) or pa.types.is_time(array.type):
        return pa.array([written(value) for value in array.to_pylist()], pa.string())
    return array.cast(pa.string())


def _numbers_as_text(array: pa.Array) -> pa.Array:
    """Arrow writes numbers of common size as Python does, whole ones but for a .0 at the end."""
    size = pc.abs(array)
    common = pc.or_(pc.equal(array, 0), pc.and_(pc.greater_equal(size, 1e-4), pc.less(size, 1e15))).fill_null(True)
    quick = pc.if_else(pc.equal(array, pc.trunc(array)), pc.cast(array, pa.int64(), safe=False).cast(pa.string()), array.cast(pa.string()))
    odd = pa.array([written(value) for value in array.filter(pc.invert(common)).to_pylist()], pa.string())
    return pc.replace_with_mask(quick, pc.invert(common), odd) if len(odd) else quick


def _fill_down(source: pa.Array | None, numbers: Numbers, column: _Column) -> pa.Array | None:
    """Return the column with the value of each merged block in all of its rows, or None where no block reaches."""
    if source is None or not len(numbers):
        return None
    texts = source.to_pylist()
    place = {int(row): i for i, row in enumerate(numbers)}
    for merge in column.plan.filled_down:
        if merge.top in place:
            column.blocks[merge.top] = texts[place[merge.top]]
        value = column.blocks.get(merge.top)
        for row in range(max(merge.top + 1, int(numbers[0])), min(merge.bottom, int(numbers[-1])) + 1):
            if row in place and texts[place[row]] is None:
                texts[place[row]] = value
    return pa.array(texts, pa.string())


def convert_texts(texts: pa.StringArray, plan: ColumnPlan, read: Callable[[str], tuple[Any, int]]) -> tuple[pa.Array, npt.NDArray[np.uint8]]:
    """Return the value of each text and the number of its change. What is plain takes the quick way, the rest `read`."""
    made = np.zeros(len(texts), np.uint8)
    ours = _not_chosen_missing(texts, plan)
    plain = _plain(texts, plan) & ours
    grouped = _grouped(texts, plan) & ours
    rest = np.flatnonzero(~(plain | grouped))
    answers = [read(text) for text in texts.take(pa.array(rest)).to_pylist()]
    made[grouped] = NUMBER_OF[SeparatorsDropped]
    made[rest] = [change for _, change in answers]
    parts = [texts.filter(pa.array(plain)), without_separators(texts.filter(pa.array(grouped)))] if len(rest) < len(texts) else []
    values = [*(part.cast(plan.type.arrow) for part in parts), pa.array([value for value, _ in answers], plan.type.arrow)]
    order = np.empty(len(texts), np.int64)
    order[np.concatenate([np.flatnonzero(plain), np.flatnonzero(grouped), rest])] = np.arange(len(texts))
    return pa.concat_arrays(values).take(pa.array(order)), made


def _not_chosen_missing(texts: pa.StringArray, plan: ColumnPlan) -> npt.NDArray[np.bool_]:
    """Return which texts no person has called a mark of missing data."""
    if not plan.missing:
        return np.ones(len(texts), bool)
    return ~np.asarray(pc.is_in(pc.utf8_lower(texts), value_set=pa.array(sorted(plan.missing), pa.string())).to_numpy(zero_copy_only=False), bool)


def _plain(texts: pa.StringArray, plan: ColumnPlan) -> npt.NDArray[np.bool_]:
    """Return which texts Arrow may cast to the type as they are, with no change to be told."""
    if plan.type in (ColumnType.STRING, ColumnType.PLACE):
        return _clean(texts, plan)
    pattern = _PLAIN.get(plan.type)
    return matches(texts, pattern) if pattern else np.zeros(len(texts), bool)


def _grouped(texts: pa.StringArray, plan: ColumnPlan) -> npt.NDArray[np.bool_]:
    """Return which texts are numbers whose thousands are parted by commas, and nothing else."""
    pattern = None if plan.comma_decimal else _GROUPED.get(plan.type)
    return matches(texts, pattern) if pattern else np.zeros(len(texts), bool)


def _clean(texts: pa.StringArray, plan: ColumnPlan) -> npt.NDArray[np.bool_]:
    odd: npt.NDArray[np.bool_] = matches(texts, _UNCLEAN) | (pc.binary_length(texts).to_numpy(zero_copy_only=False) == 0)
    odd |= pc.is_in(texts, value_set=_MARKS).to_numpy(zero_copy_only=False)
    if plan.mojibake:
        odd |= matches(texts, _GARBLED)
    return ~odd
