"""Find columns that seem to hold personal data: citizen ids, phone numbers, e-mail addresses, names with titles.

A first scan, not a proof: it judges a column by how many of its values look like personal data, by the check digit where
there is one, and by its heading. What it finds is for a steward to decide; examples are masked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.privacy import patterns
from mueang.privacy.examples import mask
from mueang.privacy.headings import heading_says
from mueang.tables.distinct import Distinct, distinct, flags
from mueang.tables.schema import SOURCE_ROW, Column, ColumnType, Rows, TableSchema

NEARLY_SURE = 0.95
LIKELY = 0.8
POSSIBLE = 0.5
"""The three confidences that are given; from 0.8 on people read "likely" (น่าจะ), below "possible" (อาจ)."""
MOST_EXAMPLES = 3
BY_CHANCE = 0.1
"""Share of random 13-digit numbers whose check digit holds."""
MOSTLY = 0.5
CLEARLY_MORE = 0.3
"""Least share of valid numbers among 13-digit ones for a column that mixes ids with other numbers."""
UNLIKELY = 0.001
_SCANNED = (ColumnType.STRING, ColumnType.INTEGER, ColumnType.NUMBER)
_THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_NO_PLACES = np.zeros(0, np.int64)
_ID_DIGITS, _PHONE_DIGITS = 13, 9
"""The fewest digits of a text that holds a citizen id or a phone number."""
_LEAST_ID, _LEAST_PHONE, _LEAST_NUMBER = 10**12, 2 * 10**8, 10**8
_AT_ONCE = 2
"""Parts of the columns that are looked at beside each other."""
MOST_KNOWN = 1 << 15
"""Distinct texts of a column that are remembered for holding nothing."""


class Kind(StrEnum):
    """The kinds of personal data that are looked for."""

    CITIZEN_ID = "citizen_id"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"

    @property
    def label(self) -> Message:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    Kind.CITIZEN_ID: Message("เลขประจำตัวประชาชน", "citizen id numbers"),
    Kind.PHONE: Message("หมายเลขโทรศัพท์", "phone numbers"),
    Kind.EMAIL: Message("อีเมล", "e-mail addresses"),
    Kind.NAME: Message("ชื่อบุคคล", "names of people"),
}


@dataclass(frozen=True)
class Finding:
    """A column that seems to hold personal data.

    count            cells that look like it
    rows_seen        cells that are not empty
    confidence       0.95 nearly sure; 0.8 likely; 0.5 possible: a few cells, or a form that other things share
    evidence         what spoke for it: `checksum`, `pattern`, `heading`
    examples_masked  up to three, of which only the form can be seen
    first_row        0-based physical row of the first one
    """

    column: str
    kind: Kind
    count: int
    rows_seen: int
    confidence: float
    evidence: tuple[str, ...]
    examples_masked: tuple[str, ...]
    first_row: int | None = None

    @property
    def share(self) -> float:
        """Share of the cells that are not empty."""
        return self.count / self.rows_seen if self.rows_seen else 0.0

    def as_issue(self) -> Issue:
        """Return the finding as an issue of a report."""
        label = self.kind.label
        return PersonalData(column=self.column, row=self.first_row, count=self.count, kind_th=label.th, kind_en=label.en)

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as JSON."""
        return {
            "column": self.column,
            "kind": str(self.kind),
            "count": self.count,
            "rows_seen": self.rows_seen,
            "share": round(self.share, 4),
            "confidence": self.confidence,
            "evidence": list(self.evidence),
            "examples_masked": list(self.examples_masked),
            "first_row": self.first_row,
        }


@dataclass(frozen=True, kw_only=True)
class PersonalData(Issue):
    """A column seems to hold personal data, so that it cannot be made public before a steward has decided."""

    code = "privacy.personal-data"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” น่าจะมี{kind_th} ({count} แถว) จึงยังเผยแพร่ต่อสาธารณะไม่ได้ ตัดคอลัมน์ ปิดบังค่า หรือยืนยันว่าไม่ใช่ พร้อมเหตุผล",
        "“{column}” seems to hold {kind_en} ({count} rows), so it cannot be made public yet. Drop the column, mask it, or say that it is not, with a reason.",
    )
    kind_th: str
    kind_en: str


def scan(schema: TableSchema, rows: Rows) -> tuple[Finding, ...]:
    """Return what the rows of a table (with `_row`) seem to hold of personal data, by column. Memory does not grow with the rows."""
    scans = [_Scan(column) for column in schema.columns if column.type in _SCANNED]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda some: _look(some, rows), [some for part in range(_AT_ONCE) if (some := scans[part::_AT_ONCE])]))
    return tuple(finding for one in scans for finding in one.findings())


def _look(scans: Sequence[_Scan], rows: Rows) -> None:
    for batch in rows([*(one.column.name for one in scans), SOURCE_ROW]):
        places = batch.column(batch.schema.get_field_index(SOURCE_ROW)).to_numpy(zero_copy_only=False)
        for one in scans:
            one.look(batch.column(batch.schema.get_field_index(one.column.name)), places)


@dataclass
class _Matches:
    """Cells of one column that match one pattern; `valid` of them also by check digit (or by network, for phones)."""

    count: int = 0
    valid: int = 0
    first_row: int | None = None
    examples: list[str] = field(default_factory=list)

    def add(self, found: pa.Array, cells: _Cells, valid: NDArray[np.bool_] | None = None) -> None:
        """Count the cells whose text has something `found` in it; it may be `valid`."""
        there = found.is_valid().to_numpy(zero_copy_only=False)
        places = np.flatnonzero(there[cells.codes]) if there.any() else _NO_PLACES
        if not places.size:
            return
        codes = cells.codes[places]
        self.count += len(places)
        self.valid += len(places) if valid is None else int(valid[codes].sum())
        first = int(cells.rows[places].min())
        self.first_row = first if self.first_row is None else min(self.first_row, first)
        if len(self.examples) < MOST_EXAMPLES:
            fresh = pc.unique(found.take(pa.array(codes)))[: 2 * MOST_EXAMPLES].to_pylist()
            self.examples = list(dict.fromkeys([*self.examples, *fresh]))[:MOST_EXAMPLES]


@dataclass(frozen=True)
class _Cells:
    """The cells of a batch that are not empty: their texts, for each cell the place of its text, and its row."""

    texts: pa.Array
    codes: NDArray[np.int32]
    rows: NDArray[np.int64]


class _Scan:
    """One column."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self._heading = f"{column.source_name or ''} {column.name} {column.title_th}"
        self._seen = 0
        self._known = pa.array([], pa.string())
        self._ids, self._phones, self._emails, self._full_names, self._titled = (_Matches() for _ in range(5))

    def look(self, cells: pa.Array, rows: NDArray[np.int64]) -> None:
        self._seen += len(cells) - cells.null_count
        if self.column.type is ColumnType.STRING:
            self._look_at_fresh_texts(distinct(cells), rows)
        elif (largest := pc.max(cells).as_py()) is not None and largest >= _LEAST_NUMBER:
            self._look_at_numbers(cells, rows)

    def _look_at_fresh_texts(self, coded: Distinct, rows: NDArray[np.int64]) -> None:
        """Look at the texts that are not known for telling nothing: tables say the same again and again."""
        fresh = ~flags(pc.is_in(coded.values, value_set=self._known))
        if not fresh.any():
            return
        texts = coded.values.filter(pa.array(fresh))
        there = fresh[coded.codes] & (coded.codes >= 0)
        codes = (np.cumsum(fresh, dtype=np.int32) - 1)[coded.codes[there]]
        silent = ~self._look_at_text(_Cells(_arabic(texts), codes, rows[there]))
        room = MOST_KNOWN - len(self._known)
        self._known = pa.concat_arrays([self._known, texts.filter(pa.array(silent)).slice(0, room)])

    def _look_at_text(self, cells: _Cells) -> NDArray[np.bool_]:
        """Count what the texts of cells hold, and return which of them hold something."""
        digits = _digits(cells.texts)
        ids = _extract_among(cells.texts, pa.array(digits >= _ID_DIGITS), patterns.CITIZEN_ID)
        self._ids.add(ids, cells, _checked(ids))
        phones = _extract_among(cells.texts, pa.array(digits >= _PHONE_DIGITS), patterns.PHONE)
        self._phones.add(phones, cells, flags(pc.match_substring_regex(phones, patterns.MOBILE)))
        emails = _extract_among(cells.texts, pc.match_substring(cells.texts, "@"), patterns.EMAIL)
        self._emails.add(emails, cells)
        return _any_found([ids, phones, emails, *self._look_at_names(cells)])

    def _look_at_names(self, cells: _Cells) -> Iterable[pa.Array]:
        maybe = pc.match_substring_regex(cells.texts, patterns.MAYBE_TITLE)
        if pc.any(maybe).as_py():
            names = pc.replace_substring_regex(cells.texts.filter(maybe), patterns.NOT_A_TITLE, "")
            for matches, pattern in ((self._full_names, patterns.FULL_NAME), (self._titled, patterns.TITLED_NAME)):
                found = _put_back(_extract(names, pattern), maybe)
                matches.add(found, cells)
                yield found

    def _look_at_numbers(self, cells: pa.Array, rows: NDArray[np.int64]) -> None:
        """A mobile phone number loses its 0 as a number, a citizen id loses nothing."""
        shaped = pc.or_(_between(cells, _LEAST_PHONE, 10 * _LEAST_NUMBER), _between(cells, _LEAST_ID, 9 * _LEAST_ID))
        if pa.types.is_floating(cells.type):
            shaped = pc.and_(shaped, pc.equal(cells, pc.trunc(cells)))
        there = flags(shaped)
        numbers = cells.filter(pa.array(there)).cast(pa.int64())
        values, texts = numbers.to_numpy(zero_copy_only=False), numbers.cast(pa.string())
        found = _Cells(texts, np.arange(len(numbers), dtype=np.int32), rows[there])
        self._ids.add(pc.if_else(pa.array(values >= _LEAST_ID), texts, None), found, patterns.checksum_holds(values))
        phones = pc.if_else(pa.array(values < _LEAST_ID), pc.binary_join_element_wise("0", texts, ""), None)
        self._phones.add(phones, found, np.isin(values // _LEAST_NUMBER, (6, 8, 9)))

    def findings(self) -> Iterable[Finding]:
        judged = (
            (Kind.CITIZEN_ID, self._judge_ids()),
            (Kind.PHONE, self._judge_phones()),
            (Kind.EMAIL, self._judge_emails()),
            (Kind.NAME, self._judge_names()),
        )
        for kind, judgement in judged:
            if judgement is not None:
                matches, confidence, pattern = judgement
                evidence = (*((pattern,) if matches.count else ()), *(("heading",) if self._says(kind) else ()))
                examples = tuple(mask(str(kind), example) for example in matches.examples)
                count = matches.count or self._seen
                yield Finding(self.column.name, kind, count, self._seen, confidence, evidence, examples, matches.first_row)

    def _says(self, kind: Kind) -> bool:
        return heading_says(str(kind), self._heading)

    def _judge_ids(self) -> tuple[_Matches, float, str] | None:
        shaped, valid = self._ids.count, self._ids.valid
        if not shaped:
            return None
        share = valid / shaped
        if self._says(Kind.CITIZEN_ID) and shaped >= MOSTLY * self._seen:
            return self._ids, NEARLY_SURE, "checksum" if share >= MOSTLY else "pattern"
        more_than_chance = share >= MOSTLY or (share >= CLEARLY_MORE and _by_chance(shaped, valid) < UNLIKELY)
        if not valid or not more_than_chance:
            return None
        sure = _by_chance(shaped, valid)
        return self._ids, NEARLY_SURE if sure < UNLIKELY else LIKELY if sure < 0.05 else POSSIBLE, "checksum"

    def _judge_phones(self) -> tuple[_Matches, float, str] | None:
        """Numbers stored as numbers count only under a heading; those of networks weigh more than lines of an office."""
        heading = self._says(Kind.PHONE)
        if not self._phones.count or (self.column.type is not ColumnType.STRING and not heading):
            return None
        mobile = self._phones.valid >= MOSTLY * self._phones.count
        confidence = NEARLY_SURE if mobile and heading else LIKELY if mobile or heading else POSSIBLE
        return self._phones, confidence, "pattern"

    def _judge_emails(self) -> tuple[_Matches, float, str] | None:
        return (self._emails, NEARLY_SURE, "pattern") if self._emails.count else None

    def _judge_names(self) -> tuple[_Matches, float, str] | None:
        heading = self._says(Kind.NAME)
        if self._full_names.count >= CLEARLY_MORE * self._seen and self._full_names.count:
            return self._full_names, NEARLY_SURE, "pattern"
        if self._titled.count >= CLEARLY_MORE * self._seen and self._titled.count:
            return self._titled, NEARLY_SURE if heading else LIKELY, "pattern"
        if heading and self.column.type is ColumnType.STRING and self._seen:
            return self._titled, LIKELY, "pattern"
        return (self._full_names, POSSIBLE, "pattern") if self._full_names.count else None


def _by_chance(tries: int, hits: int) -> float:
    """Return an upper bound (Chernoff) of the chance that so many of random 13-digit numbers pass the check digit."""
    share = hits / tries
    if share <= BY_CHANCE:
        return 1.0
    other = (1 - share) * math.log((1 - share) / (1 - BY_CHANCE)) if share < 1 else 0.0
    return math.exp(-tries * (share * math.log(share / BY_CHANCE) + other))


def _extract(texts: pa.Array, pattern: str) -> pa.Array:
    """Return what the pattern finds first in each text."""
    return pc.struct_field(pc.extract_regex(texts, pattern), "found")


def _between(numbers: pa.Array, least: int, limit: int) -> pa.Array:
    return pc.and_(pc.greater_equal(numbers, least), pc.less(numbers, limit))


def _extract_among(texts: pa.Array, among: pa.Array, pattern: str) -> pa.Array:
    """Return what the pattern finds first in each text among some, nothing in the others."""
    return _put_back(_extract(texts.filter(among), pattern), among)


def _put_back(found: pa.Array, among: pa.Array) -> pa.Array:
    """Return what was found in some texts among all of them, nothing in the others."""
    return pc.replace_with_mask(pa.nulls(len(among), pa.string()), among, found)


def _checked(ids: pa.Array) -> NDArray[np.bool_]:
    """Return which citizen ids end in their check digit."""
    there = ids.is_valid().to_numpy(zero_copy_only=False)
    numbers = pc.replace_substring_regex(ids.drop_null(), "[^0-9]", "").cast(pa.int64()).to_numpy(zero_copy_only=False)
    holds = np.zeros(len(ids), np.bool_)
    holds[there] = patterns.checksum_holds(numbers)
    return holds


def _any_found(found: Iterable[pa.Array]) -> NDArray[np.bool_]:
    there: NDArray[np.bool_] = np.logical_or.reduce([flags(one.is_valid()) for one in found])
    return there


def _digits(texts: pa.Array) -> NDArray[np.int64]:
    """Return how many digits each text has."""
    _validity, ends, content = texts.buffers()
    bounds = np.frombuffer(ends, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    places = np.flatnonzero(np.frombuffer(content or b"", np.uint8)[: bounds[-1]] - ord("0") < 10)
    digits: NDArray[np.int64] = np.diff(np.searchsorted(places, bounds))
    return digits


def _arabic(text: pa.Array) -> pa.Array:
    if pc.any(pc.match_substring_regex(text, f"[{_THAI_DIGITS}]")).as_py():
        for value, digit in enumerate(_THAI_DIGITS):
            text = pc.replace_substring(text, digit, str(value))
    return text
