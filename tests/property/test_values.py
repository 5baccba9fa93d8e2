"""Laws of values: what an office may write in several forms means one thing, and mending twice is mending once."""

import re
import unicodedata
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from mueang.base.periods import ERA, MONTHS_EN, MONTHS_TH, MONTHS_TH_SHORT
from mueang.ingest.compact import read_compact, read_serial
from mueang.ingest.dates import read_date, read_month
from mueang.ingest.marks import WRONG, mend_marks
from mueang.ingest.measures import read_measure, read_negative
from mueang.ingest.normalise.cells import read_cell
from mueang.ingest.normalise.kinds import Flag, Kind, look
from mueang.ingest.normalise.plan import ColumnPlan
from mueang.ingest.numbers import read_number
from mueang.ingest.spans import Span, read_span
from mueang.tables.schema import Column, ColumnType

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
DAYS = [
    "{d} {full} {b}", "{d} {short} {b2}", "{d}{bare}{b}", "{d}-{bare}-{b2}", "{d}/{short}/{b}", "วันที่ {d} เดือน {full} พ.ศ. {b}", "จันทร์ที่ {d} {short} {b}",
    "{d} {en} {g}", "{en} {d}, {g}", "{d}-{en3}-{g}", "{d:02}/{m:02}/{b}", "{d}.{m}.{b}", "{b}-{m:02}-{d:02}", "{g}/{m}/{d}",
]  # fmt: skip
MONTHS = [
    "{full} {b}",
    "{short}{b}",
    "{short} {b2}",
    "{bare}-{b2}",
    "เดือน{full} พ.ศ. {b}",
    "{b} {short}",
    "{en} {g}",
    "{en3}-{g}",
    "{b}-{m:02}",
    "{m:02}/{b}",
    "{m}/{g}",
]
days = st.dates(date(1941, 4, 1), date(2099, 12, 31)).filter(lambda day: 2543 <= day.year + ERA < 2599)
numbers = st.integers(-(10**14), 10**14) | st.decimals(-(10**9), 10**9, places=2).map(float)


def written(form, day):
    names = {"full": MONTHS_TH[day.month - 1], "short": MONTHS_TH_SHORT[day.month - 1], "bare": MONTHS_TH_SHORT[day.month - 1].replace(".", "")}
    english = {"en": MONTHS_EN[day.month - 1], "en3": MONTHS_EN[day.month - 1][:3]}
    buddhist = day.year + ERA
    return form.format(d=day.day, m=day.month, b=buddhist, b2=f"{buddhist % 100:02}", g=day.year, **names, **english)


@given(days, st.sampled_from(DAYS), st.booleans())
def test_a_day_is_read_back_from_every_form_in_either_digits(day, form, thai):
    text = written(form, day)

    assert read_date(text.translate(THAI) if thai else text).value == day


@given(days, st.sampled_from(MONTHS), st.booleans())
def test_a_month_is_read_back_from_every_form_in_either_digits(day, form, thai):
    text = written(form, day)

    assert read_month(text.translate(THAI) if thai else text).value == day.replace(day=1)


@given(days)
def test_a_day_is_read_back_from_its_digits_in_every_order(day):
    buddhist = day.year + ERA

    assert read_compact(day.strftime("%Y%m%d"), "yyyymmdd") == read_compact(f"{buddhist}{day:%m%d}", "yyyymmdd") == day
    assert read_compact(f"{day:%d%m}{buddhist}", "ddmmyyyy") == read_compact(str((day - date(1899, 12, 30)).days), "serial") == day


@given(st.floats(11_000, 70_000))
def test_a_serial_number_is_a_moment_to_the_second(number):
    moment = read_serial(repr(number))

    assert abs((moment - read_serial("11000")).total_seconds() - (number - 11_000) * 86_400) <= 1


@given(days, st.sampled_from(["d/m", "m/d"]))
def test_the_chosen_order_is_the_order_that_is_read(day, order):
    text = f"{day.day}/{day.month}/{day.year}" if order == "d/m" else f"{day.month}/{day.day}/{day.year}"

    assert read_date(text, day_first=order == "d/m").value == day


@given(st.integers(1, 4), st.integers(2543, 2599), st.sampled_from(["ไตรมาส {q}/{b}", "ไตรมาสที่ {q} ปี {b}", "Q{q}/{b}", "{g}Q{q}"]))
def test_a_quarter_is_read_back_and_that_of_the_budget_begins_three_months_before(quarter, buddhist, form):
    year = buddhist - ERA
    span = read_span(form.format(q=quarter, b=buddhist, g=year))
    calendar, fiscal = (date(*span.begins(year, fiscal=of), 1) for of in (False, True))

    assert span == Span("quarter", 3 * quarter - 2, year)
    assert 89 <= (calendar - fiscal).days <= 92


@given(numbers)
def test_a_number_is_the_same_in_every_digits(number):
    text = f"{number:,}" if isinstance(number, int) else f"{number:,.2f}"

    assert read_number(text.translate(THAI)).value == read_number(text.translate(WIDE)).value == read_number(text).value == number


@given(numbers, st.sampled_from(["บาท", "คน", "กม.", "ตร.ม.", "ไร่", "kg", "ล้านบาท"]), st.booleans())
def test_a_number_keeps_its_value_beside_a_unit(number, unit, blank):
    assume(number >= 0)
    text = f"{number:,}" if isinstance(number, int) else f"{number:,.2f}"
    measure = read_measure(f"{text}{' ' * blank}{unit}")

    assert (measure.number.value, measure.unit) == (number, unit)


@given(st.integers(1, 10**12))
def test_brackets_and_a_minus_at_the_end_turn_the_sign(number):
    assert read_negative(f"({number:,})").value == read_negative(f"{number:,}-").value == -number


@given(st.integers(10**12, 10**13 - 1), st.sampled_from(["{}", "'{}", "{0:,}"]))
def test_thirteen_digits_are_known_as_such_however_they_come(number, form):
    kind, flags, _ = look(form.format(number))

    assert kind is Kind.TEXT or flags & Flag.THIRTEEN


@given(st.text(st.sampled_from("กขดตนมยรวสหอะาิีึืุูเแโใไ่้๊๋็์ํำ1 "), max_size=30))
def test_mending_twice_is_mending_once_and_never_touches_letters(text):
    mended = mend_marks(text)

    assert mend_marks(mended) == mended
    assert [letter for letter in mended if letter in "กขดตนมยรวสหอ1 "] == [letter for letter in text if letter in "กขดตนมยรวสหอ1 "]
    assert unicodedata.normalize("NFC", mended) == mended


@given(st.text(st.sampled_from("กนมเแ่้ํำาี"), max_size=12), st.sampled_from([ColumnType.STRING, ColumnType.PLACE]))
def test_text_is_mended_only_with_a_word(text, kind):
    value, change = read_cell(text, ColumnPlan(Column("a", kind, source_column=0)))

    assert (value or "") == text or change
    assert not change or re.search(WRONG, text)
