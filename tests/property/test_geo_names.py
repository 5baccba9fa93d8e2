"""Laws of the names of places."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.test_places import linked, values

from mueang.geo.gazetteer import Level, code_digits, gazetteer
from mueang.geo.names import normalise_name

PLACES = gazetteer()
EVERY = [place for level in Level for place in PLACES.of_level(level)]
PIECES = [
    "จังหวัด",
    "อำเภอ",
    "เขต",
    "ตำบล",
    "แขวง",
    "อ.",
    "จ. ",
    "ต ",
    "เเ",
    "่",
    "ั",
    "ํา",
    " ",
    "\u200b",
    "เมือง",
    "ฯ",
    "-",
    "Khet ",
    "muang",
    " District",
    "ก",
    "๑",
]
SAME_NAME_BY_LAW = {"Mae Kha", "Bang Sai"}
"""Two subdistricts of one district, and two districts of one province, share these English names."""


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_bringing_a_name_to_one_form_twice_changes_nothing(text):
    once = normalise_name(text)

    assert normalise_name(once) == once


def test_every_official_name_finds_its_own_code_within_its_parent():
    for place in EVERY:
        found = {p.code for p in PLACES.find(place.name_th, place.level, place.parent or "")}
        assert found == {place.code}, place


def test_every_english_name_finds_its_own_code_within_its_parent():
    for place in EVERY:
        found = [p.code for p in PLACES.find(place.name_en, place.level, place.parent or "")]
        assert place.code in found
        assert len(found) == 1 or place.name_en in SAME_NAME_BY_LAW, (place, found)


@settings(max_examples=300)
@given(st.sampled_from(EVERY), st.sampled_from(["{}", "TH{}", "{}.0", "{}00", " {} "]))
def test_every_code_is_read_back_from_any_way_of_writing_it(place, form):
    assert PLACES.parse_code(form.format(place.code)) == place.code


@given(st.integers(0, 10**9))
def test_a_code_read_from_a_number_begins_that_number(number):
    digits = code_digits(number)

    assert digits is None or str(number).startswith(digits)


def untoned(text):
    return "".join(letter for letter in text if letter not in "่้๊๋็์")


SPELLINGS = {
    "as it stands": lambda place: place.name_th,
    "with its word": lambda place: place.title_th,
    "with its short word": lambda place: f"{ {'province': 'จ.', 'district': 'อ.', 'subdistrict': 'ต.'}[place.level] } {place.name_th}",
    "two letters for one": lambda place: place.title_th.replace("แ", "เเ").replace("ำ", "ํา"),
    "without marks": lambda place: untoned(place.name_th),
    "in Latin letters": lambda place: place.name_en.upper(),
    "in Latin letters of another school": lambda place: place.name_en.replace("kh", "k").replace("Ph", "P").replace("on ", "orn ").replace(" ", ""),
    "with what is around it": lambda place: f"{place.title_th} {PLACES.path_th(PLACES.get(place.parent)) if place.parent else ''}",
}


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(EVERY), st.sampled_from(sorted(SPELLINGS)))
def test_any_place_in_any_spelling_is_itself_or_asked_and_never_another(place, how):
    """Under the headings of its levels, its row saying what is around it."""
    chain = [one for one in (place, PLACES.get(place.parent), PLACES.get(place.code[:2])) if one]
    cells = {one.level: one.name_th for one in chain} | {place.level: SPELLINGS[how](place)}
    headings = {Level.PROVINCE: "จังหวัด", Level.DISTRICT: "อำเภอ", Level.SUBDISTRICT: "ตำบล"}
    result = linked(**{headings[level]: [cells[level]] for level in Level if level in cells})
    column = result.schema.get(f"{headings[place.level]}_code")

    found = values(result, column.name)[0] if column else None
    assert found == place.code or (found is None and (result.questions or result.issues or column is None)), (place, cells, found)
