"""Drawings keep to their sheet, name themselves, and hold nothing that a strict policy refuses."""

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mueang.documents.charts import Bar, Cell, Point, Series, Shape, Subject, bars, emblem, grid, lines, plate, point_map, shape_map, spark, tile_map
from mueang.documents.charts.lettering import width_of

SVG = "{http://www.w3.org/2000/svg}"
names = st.sampled_from(["ป้อมปราบศัตรูพ่าย", "สัมพันธวงศ์", "ศูนย์บริการสาธารณสุข 43 มีนบุรี (ลำผักชี)", "Samphanthawong <b> & co", "ก"])
value = st.none() | st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 2))
subjects = st.builds(
    Subject, st.sampled_from(["th", "en"]), names, unit=st.sampled_from(["", "%", "มคก./ลบ.ม.", "คนต่อประชากร 100,000 คน"]), kind=st.just("เขต")
)
place = st.builds(Point, st.floats(100.3, 100.95), st.floats(13.45, 13.98), names)


def spill(text, width, height):
    """How far the text reaches beyond the sheet."""
    size, x, y = float(text.get("font-size")), float(text.get("x")), float(text.get("y"))
    wide = float(text.get("textLength") or width_of(text.text or "", size, bold=text.get("font-weight") == "600"))
    left = x - wide * {"end": 1, "middle": 0.5}.get(text.get("text-anchor"), 0)
    return max(-left, left + wide - width, size * 0.6 - y, y - height)


def sound(drawing):
    for svg, width in ((drawing.svg_wide, 760), (drawing.svg_narrow, 380)):
        root = ET.fromstring(svg)
        height = float(root.get("height"))
        assert float(root.get("width")) == width
        assert root.find(f"{SVG}title").text
        assert root.find(f"{SVG}desc").text
        assert max((spill(text, width, height) for text in root.iter(f"{SVG}text")), default=0) <= 1.5
        assert not re.search(r" style=|<script|<style| on\w+=|nan|inf", svg)
    return True


def sizes(svg):
    return {float(text.get("font-size")) for text in ET.fromstring(svg).iter(f"{SVG}text")}


@settings(max_examples=40, deadline=None)
@given(subjects, st.lists(st.builds(Bar, names, value, st.booleans()), min_size=1, max_size=20))
def test_bars_keep_to_their_sheet(subject, given_bars):
    assert sound(bars(subject, given_bars))


@settings(max_examples=40, deadline=None)
@given(subjects, st.integers(1, 40), st.lists(names, min_size=1, max_size=4), st.data())
def test_lines_keep_to_their_sheet(subject, count, labels, data):
    series = [Series(label, tuple(data.draw(st.lists(value, min_size=count, max_size=count)))) for label in labels]

    assert sound(lines(subject, tuple(range(2000, 2000 + count)), series))


@settings(max_examples=30, deadline=None)
@given(subjects, st.sampled_from(["bangkok", "thailand"]), st.data())
def test_tiles_keep_to_their_sheet_and_hold_every_value(subject, area, data):
    tiles = grid(area).tiles
    scale = data.draw(st.sampled_from([1, 1000, 10**7]))
    values = data.draw(st.lists(st.none() | st.integers(-99, 999), min_size=len(tiles), max_size=len(tiles)))

    drawing = tile_map(subject, grid(area), [Cell(t.code, None if v is None else v * scale, href=f"/{t.code}") for t, v in zip(tiles, values, strict=True)])

    assert sound(drawing)
    assert drawing.svg_wide.count("<a ") == len(tiles)


@settings(max_examples=30, deadline=None)
@given(subjects, st.lists(place, min_size=1, max_size=400))
def test_points_keep_to_their_sheet(subject, points):
    assert sound(point_map(subject, points))


@settings(max_examples=30, deadline=None)
@given(subjects, st.lists(st.tuples(names, value), min_size=1, max_size=9))
def test_shapes_keep_to_their_sheet(subject, named):
    square = ((0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.0, 0.1))
    shapes = [Shape(str(k), name, (tuple((x + 100 + k * 0.1, y + 13) for x, y in square),), v) for k, (name, v) in enumerate(named)]

    assert sound(shape_map(subject, shapes))


def test_text_is_fourteen_or_more_and_twelve_or_more_in_tiles():
    subject = Subject("th", "ประชากร", unit="คน", kind="เขต")
    cells = [Cell(t.code, 1000 * k) for k, t in enumerate(grid("bangkok").tiles)]

    assert min(sizes(bars(subject, [Bar("ก", 1)]).svg_narrow)) >= 14
    assert min(sizes(lines(subject, (2020, 2021), [Series("ก", (1, 2))]).svg_narrow)) >= 14
    assert min(sizes(tile_map(subject, grid("bangkok"), cells).svg_wide)) >= 12


def test_thai_axes_carry_buddhist_years_and_english_ones_common_years():
    series = [Series("ก", (1.0, 2.0))]

    assert ">2566<" in lines(Subject("th", "ค่า"), (2022, 2023), series).svg_wide
    assert ">2023<" in lines(Subject("en", "value"), (2022, 2023), series).svg_wide
    assert ">ม.ค. 2566<" in lines(Subject("th", "ค่า"), (date(2022, 1, 1), date(2023, 1, 1)), series).svg_wide


def test_a_gap_breaks_the_line():
    path = re.search(r'<path d="([^"]+)" class="line"', lines(Subject("th", "ค่า"), (1, 2, 3, 4, 5), [Series("ก", (1, 2, None, 3, 4))]).svg_wide)

    assert path.group(1).count("M") == 2


def test_bars_start_at_zero_and_negative_ones_go_left():
    rects = [r.attrib for r in ET.fromstring(bars(Subject("th", "ค่า"), [Bar("ก", 5), Bar("ข", -5)]).svg_wide).iter(f"{SVG}rect")]

    assert float(rects[0]["x"]) == pytest.approx(float(rects[1]["x"]) + float(rects[1]["width"]), abs=0.2)


def test_bars_are_ranked_and_a_limit_is_told():
    drawing = bars(Subject("th", "ค่า"), [Bar("น้อย", 1), Bar("ไม่มี", None), Bar("มาก", 9)], limit=2)

    assert drawing.svg_wide.index("มาก") < drawing.svg_wide.rindex("น้อย")
    assert drawing.note == "แสดง 2 อันดับแรกจาก 3"


def test_no_tile_is_covered_by_the_river():
    drawing = tile_map(Subject("th", "ค่า"), grid("bangkok"), [Cell("1001", 1)], river_name="แม่น้ำเจ้าพระยา")
    widths = {float(r.get("width")) for r in ET.fromstring(drawing.svg_wide).iter(f"{SVG}rect")}

    assert len(widths) > 1
    assert "แม่น้ำเจ้าพระยา" in drawing.svg_wide


def test_large_figures_are_scaled_and_the_scale_is_told():
    cells = [Cell(t.code, 1_234_567.0) for t in grid("bangkok").tiles]

    assert "ตัวเลขในช่อง: ล้านคน" in tile_map(Subject("th", "ประชากร", unit="คน"), grid("bangkok"), cells).svg_narrow


def test_a_place_without_data_is_hatched_and_says_so():
    drawing = tile_map(Subject("th", "ค่า"), grid("bangkok"), [Cell("1001", 1)])

    assert drawing.svg_wide.count('class="hatch"') == 49
    assert (drawing.legend[-1].text, drawing.legend[-1].count) == ("ไม่มีข้อมูล", 49)


def test_links_begin_with_what_is_seen():
    drawing = tile_map(Subject("th", "ค่า"), grid("bangkok"), [Cell("1008", 4, href="/x?a=1&b=2")])

    assert 'href="/x?a=1&amp;b=2" aria-label="ป้อมปราบฯ 4 (ป้อมปราบศัตรูพ่าย)"' in drawing.svg_wide
    assert 'role="group"' in drawing.svg_wide


def test_points_that_cover_each_other_are_drawn_once_and_told():
    drawing = point_map(Subject("th", "ต้นไม้"), [Point(100.5, 13.7)] * 50 + [Point(100.6, 13.8), Point(float("nan"), 1)])

    assert drawing.svg_wide.count("<circle") == 2
    assert drawing.note.startswith("วาด 2 จุดแทน 51 จุด")
    assert "ไม่ได้วาด 1 จุด" in drawing.note


def test_equal_drawings_are_equal_text():
    assert bars(Subject("th", "ค่า"), [Bar("ก", 1)]) == bars(Subject("th", "ค่า"), [Bar("ก", 1)])


def test_the_mark_has_a_square_for_each_place():
    assert emblem(grid("bangkok")).count("<rect") == 50
    assert plate(grid("bangkok"), lost=True).count('class="gone"') > 5


def test_a_spark_is_hidden_from_screen_readers_and_empty_without_values():
    assert 'aria-hidden="true"' in spark([1, None, 3], goal=2)
    assert spark([None]) == ""
