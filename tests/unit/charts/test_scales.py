"""Ticks cover what they measure, classes hold every value, text fits where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mueang.documents.charts import quantile_classes
from mueang.documents.charts.classes import legend
from mueang.documents.charts.figures import decimals_of, show, tick_decimals, ticks
from mueang.documents.charts.lettering import fit, halves, width_of, wrap
from mueang.documents.charts.values import Subject

value = st.floats(-1e9, 1e9, allow_nan=False).map(lambda v: round(v, 3))
missing = st.none() | value
thai_names = st.sampled_from(["ป้อมปราบศัตรูพ่าย", "สัมพันธวงศ์", "กรุงเทพมหานคร", "น้ำ", "ญี่ปุ่น", "ศูนย์บริการสาธารณสุข 43 มีนบุรี"])


@given(value, value)
def test_ticks_cover_the_range_in_equal_steps(a, b):
    low, high = min(a, b), max(a, b)

    marks = ticks(low, high)

    assert marks[0] <= low
    assert marks[-1] >= high
    assert 2 <= len(marks) <= 8
    assert list(marks) == sorted(set(marks))


@given(value, value)
def test_no_two_ticks_read_the_same(a, b):
    marks = ticks(min(a, b), max(a, b))

    assert len({show(mark, tick_decimals(marks)) for mark in marks}) == len(marks)


def test_ticks_stand_on_round_numbers():
    assert ticks(9.8, 31.4) == (5, 10, 15, 20, 25, 30, 35)


@given(st.lists(missing, max_size=80))
def test_every_value_has_a_class_and_every_gap_is_hatched(values):
    classes = quantile_classes(values)

    shades = [classes.shade(v) for v in values]

    assert all((shade == 0) == (v is None) for shade, v in zip(shades, values, strict=True))
    assert set(shades) <= {0, *classes.shades}


@given(st.lists(value, min_size=1, max_size=80))
def test_a_greater_value_is_never_lighter(values):
    classes = quantile_classes(values)

    shades = [classes.shade(v) for v in sorted(values)]

    assert shades == sorted(shades)


@given(st.lists(missing, max_size=80))
def test_the_legend_counts_every_place_once(values):
    entries = legend(values, quantile_classes(values), Subject("th", "ค่า"), decimals_of(values))

    assert sum(entry.count for entry in entries) == len(values)


def test_fifty_different_values_make_five_classes_of_ten():
    entries = legend(range(50), quantile_classes(range(50)), Subject("th", "ค่า"), 0)

    assert [(e.index, e.text, e.count) for e in entries] == [(1, "0–9", 10), (2, "10–19", 10), (3, "20–29", 10), (4, "30–39", 10), (5, "40–49", 10)]


def test_two_values_make_two_classes_and_one_makes_one():
    assert quantile_classes([1, 1, 2, 2]).shades == (2, 4)
    assert quantile_classes([7, 7, 7]).shades == (3,)


@pytest.mark.parametrize(("values", "decimals"), [([1, 2], 0), ([1.5, 2], 1), ([1.25, 2], 2), ([1 / 3], 2), ([None], 0), ([0.1 + 0.2], 1)])
def test_figures_show_the_decimals_they_carry(values, decimals):
    assert decimals_of(values) == decimals


def test_a_minus_is_a_minus_and_nothing_is_a_dash():
    assert [show(v, 1) for v in (-2.13, -0.01, None, 1234567.5)] == ["−2.1", "0.0", "–", "1,234,567.5"]


@given(thai_names, st.floats(30, 400))
def test_text_is_cut_to_its_room_and_never_inside_a_letter(name, room):
    shown = fit(name, room)

    assert width_of(shown) <= room
    assert not shown.endswith(("เ…", "แ…", "โ…"))


@given(thai_names, st.floats(60, 400))
def test_wrapped_lines_keep_to_their_room(name, room):
    assert all(width_of(line) <= room for line in wrap(name, room))


def test_marks_above_and_below_take_no_width():
    assert width_of("ป้ปู") == width_of("ปป")


def test_a_long_name_parts_between_words():
    assert halves("Pom Prap Sattru Phai") == ["Pom Prap", "Sattru Phai"]
