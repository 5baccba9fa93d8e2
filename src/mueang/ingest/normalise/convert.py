"""Convert: the rows of a sheet in the types of its plan, batch by batch, with every change that was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mueang.ingest.marks import LONGEST, WRONG
from mueang.ingest.normalise.added import dates
from mueang.ingest.normalise.cells import TOLD_APART, Read, read_cell, written
from mueang.ingest.normalise.changes import CODED_CHANGES, KINDS, NUMBER_OF, FilledDown, SeparatorsDropped
from mueang.ingest.normalise.coded import Coded, Rows, encode
from mueang.ingest.normalise.forms import Form, Mask, Texts
from mueang.ingest.normalise.kinds import MISSING
from mueang.ingest.normalise.memory import Memory
from mueang.ingest.normalise.plan import ColumnPlan, Plan
from mueang.ingest.numbers import BLANKS, INVISIBLE
from mueang.ingest.sheet import GEOMETRY, column_name
from mueang.ingest.text.garbled import pattern
from mueang.tables.distinct import decoded, flags, gathered
from mueang.tables.schema import SOURCE_ROW, ColumnType

_UNCLEAN = f"^[{BLANKS}]|[{BLANKS}]$|[{INVISIBLE}]"
_MARKS = pa.array(sorted({shape for mark in MISSING for shape in (mark, mark.upper(), mark.capitalize())}), pa.string())
_LONGEST_MARK = max(len(mark.encode()) for mark in _MARKS.to_pylist())
_PLAIN = {ColumnType.INTEGER: {Form.INTEGER}, ColumnType.NUMBER: {Form.INTEGER, Form.DECIMAL}, ColumnType.DATETIME: {Form.MOMENT}}
_GROUPED = {ColumnType.INTEGER: {Form.GROUPED}, ColumnType.NUMBER: {Form.GROUPED, Form.GROUPED_DECIMAL}}
_FEWEST_THAI = len("เเ".encode())
_EXACT = 2.0**53
"""Up to here a float holds every whole number."""
_SHOWN = 15
"""Bytes up to which a number is shown as it is written: so many digits come back from a float unchanged."""
_SEPARATORS = NUMBER_OF[SeparatorsDropped]
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


Answers = Memory[Read, tuple[pa.Array, npt.NDArray[np.uint8]]]
"""What single texts became: their values, and the numbers of their changes."""


def reading(plan: ColumnPlan) -> Answers:
    """Return a memory of what the texts of a column become, cell by cell."""

    def pack(answers: list[Read]) -> tuple[pa.Array, npt.NDArray[np.uint8]]:
        return pa.array([value for value, _ in answers], plan.type.arrow), np.array([change for _, change in answers], np.uint8)

    return Memory(partial(read_cell, plan=plan), pack)


@dataclass
class _Column:
    """One column on its way: its plan, answers already given, values of merged blocks."""

    plan: ColumnPlan
    read: Answers
    blocks: dict[int, str | None] = field(default_factory=dict)


class Converter:
    """Converts batches of a sheet in their order, as its plan says."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._columns = [_Column(column, reading(column)) for column in plan.columns]
        self._kept = np.array(sorted(plan.kept), np.int64)

    def convert(self, rows: Rows, out: Numbers) -> Converted | None:
        """Return rows of the table but for those that are `out`, None where there are none."""
        return self._convert(rows, out) if len(rows) else None

    def _convert(self, rows: Rows, out: Numbers) -> Converted:
        plan = self.plan
        mask = ~np.isin(rows.numbers, out)
        if plan.geometry is None:
            mask &= ~only_blanks(rows) | np.isin(rows.numbers, self._kept)
        if not mask.all():
            rows = rows.where(mask)
        arrays, changes, noted = [], [], []
        for column in self._columns:
            array, change = _column(rows, column)
            arrays.append(array)
            if change is not None:
                changes.append(change[0])
                noted += change[1]
        names = [column.name for column in plan.own]
        arrays += self._added(arrays)
        if plan.geometry is not None:
            arrays, names = [*arrays, rows.batch.column(GEOMETRY).cast(pa.binary())], [*names, plan.geometry]
        typed = pa.RecordBatch.from_arrays([*arrays, pa.array(rows.numbers)], names=[*names, SOURCE_ROW])
        return Converted(typed, tuple(changes), tuple(noted))

    def _added(self, arrays: list[pa.Array]) -> list[pa.Array]:
        """Return the columns of dates that are made from others."""
        made = {column.position: (column.column.name, array) for column, array in zip(self.plan.columns, arrays, strict=True)} if self.plan.added else {}
        return [dates(one, *made[one.position], None if one.years is None else made[one.years][1]) for one in self.plan.added]


def only_blanks(rows: Rows) -> Mask:
    """Return which rows hold blanks only. A look at the first cells spares most rows the closer look."""
    blank = np.ones(len(rows), np.bool_)
    for position in rows.positions:
        if blank.any():
            column = rows.coded(position)
            blank &= column.take(column.texts.blank)
    return blank


def _column(rows: Rows, column: _Column) -> tuple[pa.Array, tuple[pa.RecordBatch, list[Noted]] | None]:
    position, numbers = column.plan.position, rows.numbers
    source = rows.source(position)
    filled = _fill_down(source, numbers, column) if column.plan.filled_down else None
    coded = rows.coded(position) if filled is None else encode(filled, len(numbers))
    values, made = convert_texts(coded.texts, column.plan, column.read)
    array = coded.gather(values)
    if source is None or (filled is None and not made.any()):
        return array, None
    changed = coded.take(made)
    if filled is not None:
        changed = np.where(_blank(source) & ~_blank(filled), _FILLED, changed)
    if not changed.any():
        return array, None
    places = slice(None) if changed.all() else np.flatnonzero(changed)
    before, after = _before_and_after(coded, places, values, made)
    if filled is not None:
        before = source.filter(pa.array(changed > 0)).dictionary_encode()
    return array, _changes(column.plan.column.name, numbers[places], before, after, changed[places])


def _before_and_after(coded: Coded, rows: Numbers | slice, values: pa.Array, made: npt.NDArray[np.uint8]) -> tuple[pa.DictionaryArray, pa.DictionaryArray]:
    """Return what stood in some rows, and what stands there now, as it is shown. Texts that stand in none of them are left out."""
    codes = coded.codes[rows]
    here = np.zeros(len(coded.texts), np.bool_)
    here[codes] = True
    before, after = coded.texts.array, _shown(coded.texts, values, made, here)
    if not here.all():
        before, after = before.filter(pa.array(here)), after.filter(pa.array(here))
        codes = (np.cumsum(here, dtype=np.int32) - 1)[codes]
    return gathered(before, codes), gathered(after, codes)


def _shown(texts: Texts, values: pa.Array, made: npt.NDArray[np.uint8], here: Mask) -> pa.Array:
    """Return the values as the list of changes shows them, at least those that are `here`. Grouped numbers are shown as written, without commas."""
    others = here
    if (made == _SEPARATORS).any():
        quick = (made == _SEPARATORS) & texts.written.grouped
        if pa.types.is_floating(values.type):
            quick &= pc.binary_length(texts.written.shown).to_numpy(zero_copy_only=False) <= _SHOWN
        else:
            quick &= texts.written.forms == Form.GROUPED
        others = here & ~quick
    return pc.replace_with_mask(texts.written.shown, pa.array(others), as_text(values.filter(pa.array(others)))) if others.any() else texts.written.shown


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
    """Arrow writes numbers of common size as Python does, whole ones but for a .0 at the end; from 1e10 on it gives others an exponent."""
    size, whole = pc.abs(array), pc.equal(array, pc.trunc(array))
    common = pc.or_(pc.equal(array, 0), pc.and_(pc.greater_equal(size, 1e-4), pc.less(size, pc.if_else(whole, 1e15, 1e10)))).fill_null(True)
    quick = pc.if_else(whole, pc.cast(array, pa.int64(), safe=False).cast(pa.string()), array.cast(pa.string()))
    odd = pa.array([written(value) for value in array.filter(pc.invert(common)).to_pylist()], pa.string())
    return pc.replace_with_mask(quick, pc.invert(common), odd) if len(odd) else quick


def filled_down(batch: pa.RecordBatch, plans: Sequence[ColumnPlan]) -> pa.RecordBatch:
    """Return a batch of a sheet with the value of each merged block in all of its rows, as far as the block begins in the batch."""
    numbers = batch.column(SOURCE_ROW).to_numpy()
    for plan in plans:
        place = batch.schema.get_field_index(column_name(plan.position))
        filled = _fill_down(batch.column(place), numbers, _Column(plan, reading(plan))) if plan.filled_down and place >= 0 else None
        if filled is not None:
            batch = batch.set_column(place, column_name(plan.position), filled)
    return batch


def _blank(column: pa.Array) -> Mask:
    return flags(pc.equal(pc.utf8_trim_whitespace(pc.fill_null(decoded(column), "")), ""))


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
            if row in place and not (texts[place[row]] or "").strip():
                texts[place[row]] = value
    return pa.array(texts, pa.string())


def convert_texts(texts: Texts, plan: ColumnPlan, read: Answers) -> tuple[pa.Array, npt.NDArray[np.uint8]]:
    """Return the value of each text and the number of its change. What is plain takes the quick way, the rest `read`."""
    made = np.zeros(len(texts), np.uint8)
    ours = _not_chosen(texts, plan)
    if plan.type is ColumnType.NUMBER:
        ours &= ~(np.abs(texts.written.values) >= TOLD_APART)
    grouped = _grouped(texts, plan) & ours
    quick = (_plain(texts, plan) & ours) | grouped
    made[grouped] = _SEPARATORS
    values = _quick_values(texts, plan.type, quick)
    rest = ~quick
    if rest.any():
        (answers, changes), places = read.of(texts.where(rest).array)
        made[rest] = changes.take(places)
        values = pc.replace_with_mask(values, pa.array(rest), answers.take(pa.array(places)))
    return values, made


def _quick_values(texts: Texts, kind: ColumnType, quick: Mask) -> pa.Array:
    """Return the values of the texts that are `quick`, and anything for the others."""
    if kind in (ColumnType.STRING, ColumnType.PLACE):
        return texts.array
    if kind is ColumnType.NUMBER:
        return pa.array(texts.written.values)
    if kind is ColumnType.INTEGER:
        return _whole_numbers(texts, quick)
    return _cast(texts, kind, quick)


def _whole_numbers(texts: Texts, quick: Mask) -> pa.Array:
    values = np.where(quick, texts.written.values, 0.0)
    if np.abs(values).max(initial=0.0) < _EXACT:
        return pa.array(values.astype(np.int64))
    return _cast(Texts(pc.replace_substring(texts.array, ",", "")), ColumnType.INTEGER, quick)


def _cast(texts: Texts, kind: ColumnType, quick: Mask) -> pa.Array:
    found = pa.nulls(len(texts), kind.arrow)
    return pc.replace_with_mask(found, pa.array(quick), texts.where(quick).array.cast(kind.arrow)) if quick.any() else found


def _not_chosen(texts: Texts, plan: ColumnPlan) -> Mask:
    """Return which texts no person has called a mark of missing data, or another way of writing a value."""
    chosen = np.zeros(len(texts), np.bool_)
    if plan.missing:
        chosen |= flags(pc.is_in(pc.utf8_lower(texts.array), value_set=pa.array(sorted(plan.missing), pa.string())))
    if plan.values:
        chosen |= flags(pc.is_in(texts.array, value_set=pa.array(sorted(plan.values), pa.string())))
    return ~chosen


def _plain(texts: Texts, plan: ColumnPlan) -> Mask:
    """Return which texts are values of the type as they are, with no change to be told."""
    return _clean(texts, plan) if plan.type in (ColumnType.STRING, ColumnType.PLACE) else _written(texts, _PLAIN.get(plan.type))


def _grouped(texts: Texts, plan: ColumnPlan) -> Mask:
    """Return which texts are numbers whose thousands are parted by commas, and nothing else."""
    return _written(texts, None if plan.comma_decimal else _GROUPED.get(plan.type))


def _written(texts: Texts, forms: set[Form] | None) -> Mask:
    """Return which texts have one of the forms."""
    if not forms:
        return np.zeros(len(texts), np.bool_)
    return np.isin(list(Form), list(forms)).take(texts.written.forms)


def _clean(texts: Texts, plan: ColumnPlan) -> Mask:
    unclean = texts.matching(_UNCLEAN, texts.odd) | (texts.sizes == 0)
    short = texts.sizes <= _LONGEST_MARK
    if short.any():
        unclean[short] |= flags(pc.is_in(texts.where(short).array, value_set=_MARKS))
    unclean |= texts.matching(WRONG, (texts.sizes >= _FEWEST_THAI) & (texts.sizes <= LONGEST))
    if plan.mojibake:
        unclean |= texts.matching(pattern(plan.mojibake).pattern)
    clean: Mask = ~unclean
    return clean
