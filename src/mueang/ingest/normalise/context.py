"""Facts that stand outside the cells: in titles, in the heading, in the name of the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mueang.base.report import Issue
from mueang.base.text import arabic_digits, is_thai, squeeze
from mueang.geo.gazetteer import Level, gazetteer
from mueang.ingest.dates import gregorian, read_date
from mueang.ingest.issues import YearInTitle
from mueang.ingest.normalise.headings import Heading
from mueang.ingest.normalise.layout import UNIT_NOTE, Layout, Row, cells
from mueang.ingest.normalise.plan import ColumnPlan, Fact
from mueang.tables.schema import ColumnType

_YEAR = re.compile(r"(?:พ\.?\s?ศ\.?|ปี(?:งบประมาณ|การศึกษา|การผลิต)?|ค\.?\s?ศ\.?|ประจำปี)\s*(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)?\s*(\d{4})(?:\s*[-–/]\s*(\d{4}))?(?!\d)")
_DATE = re.compile(r"\d{1,2}\s*[ก-๙]{1,3}\.?\s?[ก-๙]{1,8}\.?\s*(?:พ\.?\s?ศ\.?\s*)?(?:\d{4}|\d{2}(?!\d))")
_PLACE = re.compile(r"(?:จังหวัด|จ\.)\s?([ก-๙]{3,20})|(กรุงเทพมหานคร|กทม\.)")
_PIECES = re.compile(r"[\s_.,()\-–]+")
_YEAR_SHEET = re.compile(r"(25\d{2}|20\d{2})")
_BARE_YEAR = re.compile(r"(?:.*\D)?(?:24|25|20|19)\d{2}")
_TIME_TYPES = (ColumnType.YEAR, ColumnType.DATE, ColumnType.DATETIME)


def find_context(sheet: str, head: Sequence[Row], layout: Layout, headings: Sequence[Heading]) -> list[Fact]:
    """Return the facts, those of the titles first; the same fact is stated once."""
    facts: list[Fact] = []
    for row in layout.titles:
        for text in cells(head[row]).values():
            facts += _facts(text, row)
    for heading in headings:
        facts += [fact for fact in _facts(heading.source_name, layout.header_rows[-1] if layout.header_rows else None) if fact.kind == "year"]
    facts += [Fact("year", str(year), sheet) for found in _YEAR_SHEET.findall(sheet) if (year := gregorian(int(found)))]
    facts += _place_of(sheet)
    return list({(fact.kind, fact.value): fact for fact in reversed(facts)}.values())[::-1]


def _place_of(sheet: str) -> Iterator[Fact]:
    """Yield the one province that the name of a sheet or file names (`ประชากร_นครสวรรค์`), with its word or as a piece of its own."""
    pieces = [*(match[1] or match[2] for match in _PLACE.finditer(sheet)), *_PIECES.split(sheet)]
    found = {place.code: place for piece in pieces if piece and is_thai(piece) for place in gazetteer().find(piece, Level.PROVINCE)}
    if len(found) == 1:
        yield Fact("place", next(iter(found.values())).name_th, sheet)


def _facts(text: str, row: int | None) -> Iterator[Fact]:
    plain = arabic_digits(squeeze(text))
    unit = UNIT_NOTE.match(plain)
    if unit:
        yield Fact("unit", unit["unit"], squeeze(text), row)
        return
    for found in _DATE.findall(plain):
        day = read_date(found)
        if day is not None:
            yield Fact("date", day.value.isoformat(), squeeze(text), row)
    for match in _YEAR.finditer(plain):
        years = [gregorian(int(year)) for year in match.groups() if year]
        yield from (Fact("year", str(year), squeeze(text), row) for year in years if year is not None)
    for place in _PLACE.finditer(plain):
        yield Fact("place", place[1] or "กรุงเทพมหานคร", squeeze(text), row)


def year_in_title(context: Sequence[Fact], columns: Sequence[ColumnPlan]) -> Iterator[Issue]:
    """Yield a word to the user where one year stands outside the cells and no column tells the time."""
    years = {fact.value: fact for fact in context if fact.kind == "year"}
    told = any(plan.type in _TIME_TYPES or _BARE_YEAR.fullmatch(plan.column.name) for plan in columns)
    if len(years) == 1 and not told:
        fact = next(iter(years.values()))
        yield YearInTitle(row=fact.row, before=str(int(fact.value) + 543), where=fact.text[:60])
