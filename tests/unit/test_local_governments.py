"""Local governments of an imported list, linked by name and by what is around them."""

import pytest
from tests.unit.test_places import issues, linked, values

from mueang.base.errors import BadInput
from mueang.geo import local_governments
from mueang.geo.local_governments import read_list, write_list
from mueang.ingest.places import PlaceOptions

LIST = """รหัส อปท.,ชื่อ อปท.,ประเภท,อำเภอ,จังหวัด
05710301,ท่าม่วง,เทศบาลตำบล,ท่าม่วง,กาญจนบุรี
06300105,บ้านใหม่,อบต.,เมือง,นครราชสีมา
06600106,องค์การบริหารส่วนตำบลบ้านใหม่,,เมืองนครสวรรค์,นครสวรรค์
02600101,อบจ.นครสวรรค์,,,นครสวรรค์
03600101,เทศบาลนครนครสวรรค์,,เมืองนครสวรรค์,นครสวรรค์
"""


@pytest.fixture(autouse=True)
def imported(tmp_path):
    write_list(read_list(LIST.encode("cp874")), tmp_path / "list.json")
    local_governments.use(tmp_path / "list.json")
    yield
    local_governments.use(None)


def test_names_with_any_word_for_their_kind_become_codes():
    names = ["ทต.ท่าม่วง", "เทศบาลตำบลท่าม่วง", "สำนักงานเทศบาลตำบลท่าม่วง", "อบจ.นครสวรรค์", "ทน.นครสวรรค์", "เทศบาลนครนครสวรรค์"]

    result = linked(หน่วยงาน=names)
    assert values(result, "หน่วยงาน_code") == ["05710301", "05710301", "05710301", "02600101", "03600101", "03600101"]
    assert issues(result, "place.local-linked")[0].count == 6


def test_a_name_that_several_bear_is_decided_by_its_row_or_its_own_words():
    by_row = linked(จังหวัด=["นครราชสีมา", "นครสวรรค์"], อปท=["อบต.บ้านใหม่", "อบต.บ้านใหม่"])
    by_words = linked(อปท=["อบต. บ้านใหม่ อ.เมือง จ.นครสวรรค์", "ทต.ท่าม่วง"])

    assert values(by_row, "อปท_code") == ["06300105", "06600106"]
    assert values(by_words, "อปท_code") == ["06600106", "05710301"]


def test_what_remains_is_asked_and_the_answer_holds():
    cells = {"อปท": ["อบต.บ้านใหม่", "ทต.ท่าม่วง"]}
    asked = linked(**cells)
    answered, within = (
        linked(options, **cells) for options in (PlaceOptions.from_dict(asked.questions[0].choices[1].option["places"]), PlaceOptions(within="60"))
    )

    assert values(asked, "อปท_code") == [None, "05710301"]
    assert [choice.value for choice in asked.questions[0].choices] == ["06300105", "06600106", ""]
    assert (values(answered, "อปท_code"), answered.questions) == (["06600106", "05710301"], ())
    assert values(within, "อปท_code")[0] == "06600106"


def test_names_that_are_not_in_the_list_are_told():
    result = linked(อปท=["ทต.ท่าม่วง", "ทน.นครสวรรค์", "อบต.ไม่มีจริง"])

    assert (issues(result, "place.local-unknown")[0].value, values(result, "อปท_code")[2]) == ("อบต.ไม่มีจริง", None)


def test_without_a_list_nothing_is_added():
    local_governments.use(None)

    assert linked(อปท=["ทต.ท่าม่วง", "ทน.นครสวรรค์"]).schema.names == ("อปท",)


@pytest.mark.parametrize(("content", "code"), [("ชื่อ,จังหวัด\nก,เลย\n", "places.column"), ("รหัส,ชื่อ,จังหวัด\n1,ทต.ก,ไม่มี\n", "places.rows")])
def test_a_list_that_lacks_something_is_refused_with_the_reason(content, code):
    with pytest.raises(BadInput) as refused:
        read_list(content.encode())

    assert refused.value.code == code
