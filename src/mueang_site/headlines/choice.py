"""What is chosen for one headline figure, checked as one value against the columns of its dataset."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from mueang.base.errors import BadInput, BadQuery
from mueang.base.message import Message
from mueang.base.periods import to_gregorian
from mueang.base.text import arabic_digits
from mueang.query import Measure, wire
from mueang.tables.schema import ColumnType, TableSchema
from mueang_site.headlines.models import BETTER, FUNCTIONS

YEARS = "~years"
"""Stands for the measures of a table that has a column for each year."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST = 200
_NO_TITLE = Message("กรอกชื่อตัวเลขภาษาไทย ไม่เกิน 200 ตัวอักษร", "Name the figure in Thai, in up to 200 letters.")
_NO_MEASURE = Message("เลือกสิ่งที่วัดจากคอลัมน์ตัวเลขของชุดข้อมูลนี้", "Choose a numeric column of this dataset to measure.")
_NO_PLACE = Message("เลือกคอลัมน์พื้นที่ก่อนระบุรหัสพื้นที่", "Choose the column of places before a place.")
_NO_PERIOD = Message("ปีไม่ถูกต้อง ใช้ปี พ.ศ. เช่น 2566 หรือเว้นว่างไว้เพื่อใช้ปีล่าสุด", "The year is not valid. Write 2023, or leave it empty for the newest.")
_NO_WAY = Message("เลือกวิธีรวมค่าและทิศทางจากรายการ", "Choose how values are combined, and the direction, from the lists.")


@dataclass(frozen=True)
class Choice:
    """One figure. Empty: `measure` counts rows, `place` takes all of them, `period` the newest, `better` takes no side.

    `filters` are parameters as `mueang.query.wire` reads them; `period` is a Gregorian year or a day in ISO 8601.
    """

    title_th: str
    title_en: str = ""
    measure: str = ""
    function: str = "mean"
    filters: Mapping[str, list[str]] = field(default_factory=dict)
    place_column: str = ""
    place: str = ""
    period: str = ""
    better: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the choice as JSON."""
        return asdict(self)

    def check(self, schema: TableSchema) -> None:
        """Raise BadInput, naming the field, for what the table cannot give."""
        if not self.title_th.strip() or max(len(self.title_th), len(self.title_en)) > _LONGEST:
            raise BadInput(_NO_TITLE, code="headline.title", field="title_th")
        if self.function not in FUNCTIONS or self.better not in BETTER:
            raise BadInput(_NO_WAY, code="headline.function", field="function")
        self._check_measure(schema)
        self._check_filters(schema)
        self._check_place(schema)
        if self.period and not re.fullmatch(r"\d{4}", self.period) and not _DAY.fullmatch(self.period):
            raise BadInput(_NO_PERIOD, code="headline.period", field="period")

    def _check_measure(self, schema: TableSchema) -> None:
        if self.measure == YEARS or (not self.measure and self.function == "count"):
            return
        try:
            Measure(self.function, self.measure or None).check(schema)  # type: ignore[arg-type]
        except BadQuery as error:
            raise BadInput(_NO_MEASURE, code="headline.measure", field="measure") from error

    def _check_filters(self, schema: TableSchema) -> None:
        try:
            for key, texts in self.filters.items():
                for text in texts:
                    wire.condition_of(key, text, schema).check(schema)
        except BadQuery as error:
            raise BadInput(error.message, code="headline.filter", field="filter") from error

    def _check_place(self, schema: TableSchema) -> None:
        column = schema.get(self.place_column) if self.place_column else None
        if (self.place and column is None) or (self.place_column and (column is None or column.type is not ColumnType.PLACE)):
            raise BadInput(_NO_PLACE, code="headline.place", field="place")


def period_of(text: str) -> str:
    """Return a period as it is kept: a year of either era becomes Gregorian. Raises BadInput."""
    text = arabic_digits(text.strip())
    if not text or _DAY.fullmatch(text):
        return text
    try:
        return str(to_gregorian(int(text)))
    except ValueError as error:
        raise BadInput(_NO_PERIOD, code="headline.period", field="period") from error
