"""A theme holds known tokens alone, its colours can be read, and its emblem can do nothing but be seen."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mueang.base.errors import BadInput
from mueang_site.faces.colours import Colour, contrast
from mueang_site.faces.palette import Colours, check
from mueang_site.faces.sheet import sheet
from mueang_site.faces.theme import DISPLAYS, RAMPS, SECTIONS, read

FULL = """
name: {th: ข้อมูลเปิดตาคลี, en: Open data of Takhli}
colours: {hue: 42, chroma: 0.09}
display: Trirong
plate_cut: 10
radius: 4
ramp: earth
emblem: {tiles: ["..##..", ".####."]}
sections: [latest, datasets]
hosts: [data.takhli.example]
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><g transform="translate(1 1)"><path d="M0 0h18v18z" fill="currentColor"/></g></svg>'


def refused(text):
    with pytest.raises(BadInput) as error:
        read(text)
    assert error.value.message.th
    assert error.value.message.en
    return error.value


def with_emblem(svg):
    return json.dumps({"emblem": {"svg": svg}})


def test_a_theme_says_what_it_sets_and_nothing_more():
    theme = read(FULL)

    assert (theme.name.th, theme.display, theme.plate_cut, theme.radius, theme.ramp) == ("ข้อมูลเปิดตาคลี", "Trirong", 10, 4, "earth")
    assert (theme.sections, theme.hosts) == (("latest", "datasets"), ("data.takhli.example",))
    assert theme.emblem.count("<rect") == 6


def test_json_is_read_as_yaml_is():
    assert read('{"ramp": "leaf", "radius": 2}') == read("ramp: leaf\nradius: 2")


def test_the_sheet_holds_custom_properties_of_one_tenant():
    css = sheet(read(FULL), "o-takhli")

    assert css == '@layer tokens{[data-tenant="o-takhli"]{--h:42.00;--c:0.0900;--face-display:"Trirong";--plate-cut:10px;--radius:4px;}}\n'


def test_official_colours_stand_in_the_sheet_as_they_are():
    css = sheet(read('colours: {plate: "#7a2d12", on_plate: "#FFFFFF", brand: "#8a3010"}'), "o-takhli")

    assert "--plate:#7a2d12;--plate-2:#7a2d12;--on-plate:#ffffff;--brand:light-dark(#8a3010," in css


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("font: Comic", "font"),
        ("colours: {hue: 400}", "colours.hue"),
        ("colours: {chroma: 0.3}", "colours.chroma"),
        ("colours: {ink: '#000000'}", "colours"),
        ("colours: {plate: red}", "colours.plate"),
        ("colours: {plate: 'url(//x.example)'}", "colours.plate"),
        ("display: Papyrus", "display"),
        ("radius: 99", "radius"),
        ("radius: .nan", "radius"),
        ("plate_cut: '4px; } body { display: none'", "plate_cut"),
        ("ramp: rainbow", "ramp"),
        ("sections: [datasets, datasets]", "sections"),
        ("sections: [adverts]", "sections"),
        ("sections: [[datasets]]", "sections"),
        ("hosts: ['evil.example/path']", "hosts"),
        ("name: ตาคลี", "name"),
        ("name: {th: '', en: x}", "name"),
        ("emblem: {png: x}", "emblem"),
        ("emblem: {tiles: ['#x']}", "emblem"),
    ],
)
def test_anything_but_the_known_tokens_is_refused_by_name(text, token):
    assert refused(text).field == token or token in refused(text).message.en


@pytest.mark.parametrize(
    "text", ["", "- a", "a: [", "a: &x [1]\nb: *x", "ramp: earth\nramp: leaf", "!!python/object/apply:os.system [ls]", "[" * 5000, "ก" * 70_000]
)
def test_what_is_no_plain_list_of_names_is_refused(text):
    assert refused(text).code == "theme"


@pytest.mark.parametrize(
    ("colours", "token"),
    [
        ('{plate: "#ffd400", on_plate: "#ffffff"}', "colours.plate"),
        ('{plate: "#8fbf8f"}', "colours.plate"),
        ('{brand: "#f2a900"}', "colours.brand"),
    ],
)
def test_colours_that_cannot_be_read_are_refused_with_what_was_measured(colours, token):
    error = refused(f"colours: {colours}")

    assert (error.code, error.field) == ("theme.contrast", token)
    assert ":1 and must be 4.5:1" in error.message.en
    assert "ต้องมีอย่างน้อย 4.5:1" in error.message.th


@given(st.floats(0, 360), st.floats(0, 0.12))
def test_whatever_hue_and_chroma_is_chosen_can_be_read(hue, chroma):
    check(Colours(hue=hue, chroma=chroma))


@given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF))
def test_a_plate_is_taken_only_where_its_text_can_be_read(plate, text):
    colours = Colours(hue=200, chroma=0.05, plate=Colour.of_hex(f"#{plate:06x}"), on_plate=Colour.of_hex(f"#{text:06x}"))

    try:
        check(colours)
    except BadInput:
        assert contrast(colours.plate, colours.on_plate) < 4.5
    else:
        assert contrast(colours.plate, colours.on_plate) >= 4.5


def test_contrast_is_that_of_the_standard():
    black, white, grey = (Colour.of_hex(text) for text in ("#000000", "#ffffff", "#767676"))

    assert contrast(black, white) == pytest.approx(21)
    assert contrast(grey, white) == pytest.approx(4.54, abs=0.01)


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_goes_to_oklch_and_back(number):
    colour = Colour.of_hex(f"#{number:06x}")
    again = Colour.of_oklch(*colour.oklch)

    assert (again.red, again.green, again.blue) == pytest.approx((colour.red, colour.green, colour.blue), abs=0.002)


def test_a_drawing_is_written_anew_from_its_shapes():
    assert read(with_emblem(LOGO)).emblem == (
        '<svg viewBox="0 0 20 20" aria-hidden="true"><g transform="translate(1 1)"><path d="M0 0h18v18z" fill="currentColor"></path></g></svg>'
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<image href='http://x.example/a.png'/>",
        "<use href='#a'/>",
        "<foreignObject><p/></foreignObject>",
        "<style>*{}</style>",
        "<a href='javascript:alert(1)'><path d='M0 0'/></a>",
        "<path d='M0 0' onload='alert(1)'/>",
        "<path d='M0 0' style='fill:url(http://x.example)'/>",
        "<path d='M0 0' fill='url(#a)'/>",
        "<path d='M0 0' fill='red'/>",
        "<path d='&quot;&gt;&lt;script&gt;'/>",
        "<text>ตาคลี</text>",
        "<g>ตาคลี</g>",
        "<animate attributeName='d'/>",
        "<x:path xmlns:x='http://x.example' d='M0 0'/>",
    ],
)
def test_a_drawing_that_could_do_or_fetch_anything_is_refused(inside):
    assert refused(with_emblem(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>')).field == "emblem"


@pytest.mark.parametrize(
    "svg",
    [
        "no drawing",
        "<svg viewBox='0 0 9 9'>",
        "<svg/>",
        "<html viewBox='0 0 9 9'/>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg viewBox='0 0 9 9'>&a;</svg>",
        "<svg viewBox='0 0 9 9'>" + "<g/>" * 400 + "</svg>",
        "<svg viewBox='0 0 9 9'>" + "<g>" * 200 + "</g>" * 200 + "<path onclick='x'/></svg>",
    ],
)
def test_what_is_no_plain_drawing_is_refused(svg):
    assert refused(with_emblem(svg)).field == "emblem"


def test_every_choice_of_the_lists_is_taken():
    for token, values in (("display", DISPLAYS), ("ramp", RAMPS)):
        assert [getattr(read(f"{token}: {value}"), token) for value in values] == list(values)
    assert read(f"sections: [{', '.join(SECTIONS)}]").sections == SECTIONS
