"""Laws of reading: quick ways agree with slow ones, nothing changes without a word, options decide all."""

import math
import re
import unicodedata
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mueang.base.periods import MONTHS_TH, MONTHS_TH_SHORT
from mueang.ingest.dates import read_date, read_moment, read_time
from mueang.ingest.normalise import memory
from mueang.ingest.normalise.cells import read_cell, written
from mueang.ingest.normalise.coded import Rows
from mueang.ingest.normalise.convert import Converter, as_text, convert_texts, reading
from mueang.ingest.normalise.forms import ISO_MOMENT, Form, Texts
from mueang.ingest.normalise.kinds import Kind, look, read_year_text
from mueang.ingest.normalise.layout import Layout
from mueang.ingest.normalise.looker import Looker
from mueang.ingest.normalise.plan import ColumnPlan, Plan
from mueang.ingest.numbers import BLANKS, INVISIBLE, bare, read_number
from mueang.ingest.options import ColumnOptions, ReadOptions
from mueang.ingest.places import PlaceOptions
from mueang.ingest.sheet import batch_of
from mueang.tables.schema import Column, ColumnType

NOT_SEEN = ("Zs", "Cf", "Cc")
"""Categories of characters that leave no mark on paper."""
pieces = st.sampled_from(
    ["0", "1", "7", "12", "2562", "๕", "๒๕", ",", ".", "-", "−", "%", " ", "\u00a0", "/", ":", "e", "ก", "น.", "พ.ค.", "N/A", "T", "\u200b"]
)
texts = st.lists(pieces, max_size=6).map("".join)
plain = st.one_of(st.integers(-(10**17), 10**17).map(str), st.decimals(-(10**9), 10**9, places=3).map(str), st.dates().map(str), st.datetimes().map(str))
grouped = st.one_of(st.integers(-(10**19), 10**19).map("{:,}".format), st.decimals(-(10**15), 10**15, places=2).map("{:,}".format))
buddhist = st.builds("{}/{}/{}".format, st.integers(0, 32), st.integers(0, 13), st.integers(2400, 2700))
odd = st.sampled_from(
    ["", "007", "00", "-0", "-0.00", "0.50", "1.", ".5", "1,23", "12,345,6", "1234,567", ",123", "-,123", "1,234.5,6", "1.234,5", "1,000.00", "0" * 13]
) | st.sampled_from(
    ["9" * 19, "9007199254740993", "9,007,199,254,740,993", "1,000.12345678901234567", "1E5", "\u200b1", "1\u00a0", "\u00ad", "٣", "2564-02-30 08:30:00"]
)
cells = st.one_of(texts, plain, grouped, buddhist, odd)
typed = st.sampled_from([kind for kind in ColumnType if kind is not ColumnType.GEOMETRY])


@given(st.lists(cells, min_size=1, max_size=80))
def test_a_whole_column_is_looked_at_as_each_of_its_cells(column):
    looked = Looker().classify(Texts(pa.array(column, pa.string())))

    for text, *seen in zip(column, looked.kinds.tolist(), looked.flags.tolist(), looked.values.tolist(), strict=True):
        kind, flag, value = look(text)
        assert (kind, flag) == (seen[0], seen[1]), text
        assert value == pytest.approx(seen[2], nan_ok=True)


@given(st.lists(cells, min_size=1, max_size=80), typed, st.booleans(), st.data())
def test_a_whole_column_is_converted_as_each_of_its_cells(column, kind, comma, data):
    missing = frozenset(text.lower() for text in data.draw(st.sets(st.sampled_from(column), max_size=2)))
    plan = ColumnPlan(Column("a", kind, source_column=0), comma_decimal=comma, missing=missing)
    values, made = convert_texts(Texts(pa.array(column, pa.string())), plan, reading(plan))
    slow = [read_cell(text, plan) for text in column]

    assert made.tolist() == [change for _, change in slow]
    assert values.equals(pa.array([value for value, _ in slow], kind.arrow))


FORMS = {
    Form.INTEGER: r"0|-?[1-9][0-9]{0,17}",
    Form.DECIMAL: r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}",
    Form.GROUPED: r"-?[1-9][0-9]{0,2}(,[0-9]{3}){1,5}",
    Form.GROUPED_DECIMAL: r"-?[1-9][0-9]{0,2}(,[0-9]{3}){1,5}\.[0-9]{1,17}",
    Form.PADDED: r"0[0-9]{1,17}",
    Form.MOMENT: ISO_MOMENT.strip("^$"),
}


@given(st.lists(cells, max_size=80))
def test_the_bytes_of_texts_tell_their_forms_as_patterns_would(column):
    written = Texts(pa.array(["first", *column], pa.string()).slice(1)).written

    for text, form, value in zip(column, written.forms.tolist(), written.values.tolist(), strict=True):
        assert form == next((form for form, pattern in FORMS.items() if re.fullmatch(pattern, text)), Form.OTHER), text
        assert math.isnan(value) if form in (Form.OTHER, Form.MOMENT) else value == float(text.replace(",", ""))


@given(st.lists(cells, max_size=40))
def test_blanks_and_invisible_marks_are_found_where_they_stand(column):
    found = Texts(pa.array(column, pa.string()))

    assert found.blank.tolist() == [not re.search(f"[^{BLANKS}{INVISIBLE}]", text) for text in column]
    assert all(odd or not re.search(f"^[{BLANKS}]|[{BLANKS}]$|[{INVISIBLE}]", text) for text, odd in zip(column, found.odd, strict=True))


@given(st.lists(st.none() | cells, min_size=1, max_size=40), typed, st.booleans())
@example(["249,999,999,999,999.99"], ColumnType.INTEGER, False)
def test_every_change_is_listed_as_it_would_be_cell_by_cell(column, kind, looked_at):
    plan = ColumnPlan(Column("a", kind, source_column=0))
    rows = Rows(batch_of(0, [pa.array(column, pa.string())], len(column)))
    if looked_at:
        Looker().classify(rows.coded(0).texts)
    converted = Converter(Plan(Layout((), 0), (plan,))).convert(rows, np.zeros(0, np.int64))
    read = {row: (text, *read_cell(text or "", plan)) for row, text in enumerate(column) if (text or "").strip(BLANKS + INVISIBLE)}

    listed = [change for batch in converted.changes for change in batch.to_pylist()]
    assert [(one["row"], one["before"], one["after"]) for one in listed] == [(row, text, written(value)) for row, (text, value, made) in read.items() if made]
    assert converted.rows["a"].to_pylist() == [value for _, value, _ in read.values()]


@given(st.lists(st.lists(cells, min_size=1, max_size=8), max_size=8), typed)
def test_what_a_text_became_is_remembered_from_batch_to_batch_and_forgotten_in_time(batches, kind):
    plan = ColumnPlan(Column("a", kind, source_column=0))
    answers = reading(plan)

    with pytest.MonkeyPatch.context() as few:
        few.setattr(memory, "REMEMBERED", 5)
        for column in batches:
            (values, changes), places = answers.of(pa.array(column, pa.string()))
            found = [(values[place].as_py(), changes[place]) for place in places.tolist()]
            assert found == [read_cell(text, plan) for text in column]


@given(st.sampled_from(["โครงการ", "ก", "แผน", "เมือง", "ปรับ", "วัน", "ฯ"]), texts | buddhist)
def test_what_begins_with_a_word_is_only_text(word, rest):
    cell = bare(word + rest)
    read = (read_number(cell), read_number(cell, comma_decimal=True), read_year_text(cell), read_date(cell), read_time(cell), read_moment(cell))

    assert (look(word + rest)[0] is Kind.TEXT) == all(one is None for one in read)


@given(st.lists(st.none() | st.floats() | st.floats(-1e6, 1e6) | st.floats(-1e16, 1e16) | st.integers(-(10**16), 10**16).map(float)))
def test_whole_columns_of_numbers_are_shown_as_each_of_them(numbers):
    assert as_text(pa.array(numbers, pa.float64())).to_pylist() == [written(number) for number in numbers]


@given(cells, typed)
def test_no_value_is_lost_without_a_word(text, kind):
    value, change = read_cell(text, ColumnPlan(Column("a", kind, source_column=0)))

    if value is None:
        assert change or all(unicodedata.category(letter) in NOT_SEEN for letter in text)


@given(
    st.dates(date(1941, 4, 1), date(2099, 12, 31)),
    st.sampled_from(["{d}/{m}/{b}", "{d} {short} {b}", "{d} {full} พ.ศ. {b}", "{g}-{m:02}-{d:02}", "{b}-{m:02}-{d:02}"]),
)
def test_a_day_is_the_same_day_however_an_office_writes_it(day, form):
    assume(day.year + 543 < 2643)
    names = {"short": MONTHS_TH_SHORT[day.month - 1], "full": MONTHS_TH[day.month - 1]}
    written = form.format(d=day.day, m=day.month, b=day.year + 543, g=day.year, **names)

    assert read_date(written).value == day


@given(st.integers(-(10**12), 10**12))
def test_a_number_is_the_same_in_thai_digits_and_with_separators(number):
    thai = f"{number:,}".translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))

    assert read_number(thai).value == read_number(f"{number:,}").value == read_number(str(number)).value == number


columns = st.builds(
    ColumnOptions,
    name=st.none() | st.text(min_size=1),
    type=st.none() | typed,
    drop=st.booleans(),
    era=st.sampled_from([None, "be", "ce"]),
    missing=st.just(("x",)),
)


@given(st.dictionaries(st.integers(0, 9), columns, max_size=3), st.none() | st.just((1, 2)), st.booleans())
def test_options_survive_the_way_through_json(by_column, header, on):
    options = ReadOptions(encoding="cp874", header_rows=header, excluded_rows=(3,), columns=by_column, places=PlaceOptions(on=on))

    assert ReadOptions.from_dict(options.as_dict()) == options
