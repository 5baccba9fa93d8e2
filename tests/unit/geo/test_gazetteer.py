"""The official list of places, found by code and by name."""

import pytest

from mueang.geo.gazetteer import Level, gazetteer

PLACES = gazetteer()


def codes(text, level, within=""):
    return [place.code for place in PLACES.find(text, Level(level), within)]


def test_the_list_holds_every_province_district_and_subdistrict():
    assert [len(PLACES.of_level(level)) for level in Level] == [77, 928, 7436]


def test_districts_of_bangkok_are_shown_with_their_word_and_kept_without_it():
    dusit = PLACES.get("1002")

    assert (dusit.name_th, dusit.title_th, dusit.name_en) == ("ดุสิต", "เขตดุสิต", "Dusit")
    assert PLACES.path_th(PLACES.get("103001")) == "แขวงลาดยาว เขตจตุจักร กรุงเทพมหานคร"
    assert PLACES.path_en(PLACES.get("601101")) == "Lat Yao, Lat Yao, Nakhon Sawan"


@pytest.mark.parametrize(
    ("written", "level", "code"),
    [
        ("กทม.", "province", "10"),
        ("กรุงเทพฯ", "province", "10"),
        ("จ. เลย", "province", "42"),
        ("อ่างทอง", "province", "15"),
        ("ป้อมปราบฯ", "district", "1008"),
        ("ป้อมปราบ ศัตรูพ่าย", "district", "1008"),
        ("เขตดินเเดง", "district", "1026"),
        ("วัังทองหลาง", "district", "1045"),
        ("เขต\u200bดุสิต", "district", "1002"),
        ("Khet Dusit", "district", "1002"),
        ("Muang Rayong", "district", "2101"),
        ("แขวงทุ่งมหาเมฆ", "subdistrict", "102803"),
        ("ปอภาร", "subdistrict", "450109"),
    ],
)
def test_a_name_is_found_however_the_office_wrote_it(written, level, code):
    assert codes(written, level) == [code]


def test_lat_yao_is_a_khwaeng_in_bangkok_and_an_amphoe_in_nakhon_sawan():
    assert codes("ลาดยาว", "district") == ["6011"]
    assert codes("ลาดยาว", "subdistrict") == ["103001", "601101"]
    assert codes("ลาดยาว", "subdistrict", within="1030") == ["103001"]


def test_a_level_word_tells_bangkok_from_the_provinces():
    assert codes("แขวงลาดยาว", "subdistrict") == ["103001"]
    assert codes("ต.ลาดยาว", "subdistrict") == ["601101"]
    assert codes("อำเภอดุสิต", "district") == ["1002"]
    assert codes("เขตเมือง", "district") == []


def test_mueang_alone_is_the_capital_district_of_the_province():
    assert len(codes("อ.เมือง", "district")) == 75
    assert codes("อ.เมือง", "district", within="21") == ["2101"]


@pytest.mark.parametrize("cell", [1001, "1001", "10-01", "TH1001", 1001.0, "1001.0", "๑๐๐๑", "100100", "10010000"])
def test_a_code_is_recognised_however_the_cell_holds_it(cell):
    assert PLACES.parse_code(cell) == "1001"


@pytest.mark.parametrize("cell", [2566, "1099", 1001.5, "1001/2", None, True, "", "พระนคร"])
def test_a_number_that_is_no_code_is_no_place(cell):
    assert PLACES.parse_code(cell) is None


def test_a_misspelt_name_is_suggested_and_not_found():
    assert codes("บางขุนเทีบน", "district") == []
    assert [s.place.code for s in PLACES.suggest("บางขุนเทีบน", Level.DISTRICT)] == ["1021"]


@pytest.mark.parametrize(("written", "level", "code"), [("สาธร", "district", "1028"), ("สุพรรณ", "province", "72"), ("ศรีษะเกษ", "province", "33")])
def test_a_short_or_cut_name_still_has_a_suggestion(written, level, code):
    assert code in [s.place.code for s in PLACES.suggest(written, Level(level))]


def test_names_that_are_equally_near_are_all_suggested():
    suggested = {s.place.code for s in PLACES.suggest("บางแก", Level.DISTRICT)}

    assert {"1040", "7506"} & suggested
    assert len(suggested) > 1


def test_an_abolished_code_leads_to_the_subdistricts_that_took_its_place():
    assert PLACES.get("104701") is None
    assert [place.name_th for place in PLACES.successors("104701")] == ["บางนาเหนือ", "บางนาใต้"]
