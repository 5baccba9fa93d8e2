"""Places whose names stand otherwise than in the official list: by sound, in short, several in a cell, as they were."""

import pyarrow.parquet as parquet
import pytest
from tests.unit.test_places import issues, linked, table, values

from mueang.base.files import Source
from mueang.flows.read import read
from mueang.geo.gazetteer import Level, gazetteer
from mueang.geo.spellings import sound
from mueang.ingest.options import ReadOptions
from mueang.ingest.places import link

PLACES = gazetteer()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nakornratchasima", "Nakhon Ratchasima"),
        ("Chiengmai", "Chiang Mai"),
        ("Samutprakarn", "Samut Prakan"),
        ("Petchaburi", "Phetchaburi"),
        ("Nakornsrithammarat", "Nakhon Si Thammarat"),
        ("Srakaew", "Sa Kaeo"),
        ("Ladprao", "Lat Phrao"),
        ("เชียงไหม", "เชียงใหม่"),
        ("สุราษฏรธานี", "สุราษฎร์ธานี"),
        ("หนองบัวลำพู", "หนองบัวลำภู"),
        ("สาธร", "สาทร"),
    ],
)
def test_two_spellings_of_one_name_sound_the_same(one, other):
    assert sound(one) == sound(other) != ""


def test_within_its_parent_every_place_has_a_sound_of_its_own_but_three_pairs_that_share_a_name_in_latin_letters():
    twins = {"บางซ้าย", "บางไทร", "แม่ข่า", "แม่คะ"}

    for place in (one for level in Level for one in PLACES.of_level(level) if one.name_th not in twins):
        within = place.parent or ""
        for name in filter(sound, (place.name_th, place.name_en)):
            assert [one.code for one in PLACES.sounding(name, place.level, within)] == [place.code], place


def test_a_name_read_by_its_sound_is_told_with_what_it_was_read_as():
    result = linked(จังหวัด=["Korat", "โคราช", "Nakornratchasima", "นครราชสีมา", "BKK"])

    told = issues(result, "place.spelling")[0]
    assert values(result, "จังหวัด_code") == ["30", "30", "30", "30", "10"]
    assert (told.values, told.count) == (4, 4)
    assert "“โคราช” → จังหวัดนครราชสีมา" in told.message.th


def test_a_sound_that_two_places_share_is_asked():
    result = linked(จังหวัด=["พระนครศรีอยุธยา", "พระนครศรีอยุธยา"], District=["Bang Pa-in", "Bangsai"])

    assert values(result, "District_code") == ["1406", None]
    assert {choice.value for choice in result.questions[0].choices} == {"1404", "1413", ""}


def test_a_name_that_is_merely_like_another_is_still_asked():
    result = linked(จังหวัด=["กำแพงแพชร", "ตาก", "สุโขทัย"])

    assert values(result, "จังหวัด_code") == [None, "63", "64"]
    assert [choice.value for choice in result.questions[0].choices] == ["62", ""]


def test_a_table_of_2553_has_bueng_kan_in_nong_khai_and_its_districts_are_linked_to_those_of_today_and_told():
    result = linked(จังหวัด=["หนองคาย"] * 3, อำเภอ=["บึงกาฬ", "เซกา", "ท่าบ่อ"], ตำบล=["บึงกาฬ", "ท่ากกแดง", "ท่าบ่อ"])

    assert values(result, "จังหวัด_code") == ["43", "43", "43"]
    assert values(result, "อำเภอ_code") == ["3801", "3804", "4302"]
    assert [code[:4] for code in values(result, "ตำบล_code")] == ["3801", "3804", "4302"]
    assert issues(result, "place.former")[0].count == 2
    assert issues(result, "place.unknown") == []


def test_a_subdistrict_that_moved_to_a_new_district_is_found_by_its_old_one():
    result = linked(เขต=["บางกะปิ", "ดุสิต", "จตุจักร"], แขวง=["ลาดพร้าว", "บางซื่อ", "จอมพล"])

    assert values(result, "แขวง_code") == ["103801", "102901", "103004"]
    assert issues(result, "place.former")[0].count == 2


def test_old_codes_become_those_that_took_them_over():
    result = linked(รหัสอำเภอ=["4303", "4304", "4301"], ค่า=[1, 2, 3])

    assert values(result, "รหัสอำเภอ_code") == ["3801", "3802", "4301"]
    assert "“4303” → อำเภอเมืองบึงกาฬ จังหวัดบึงกาฬ" in issues(result, "place.former")[0].message.th


def test_a_cell_that_names_several_levels_is_linked_to_the_inmost():
    result = linked(
        ที่อยู่=[
            "ต.ตาคลี อ.ตาคลี จ.นครสวรรค์",
            "99 ซ.ลาดพร้าว 1 แขวงจอมพล เขตจตุจักร กทม. 10900",
            "ตำบลในเมืองอำเภอเมืองขอนแก่นจังหวัดขอนแก่น 40000",
            "Tambon Takhli, Amphoe Takhli, Nakhon Sawan Province",
        ]
    )

    assert values(result, "ที่อยู่_code") == ["600701", "103004", "400101", "600701"]


def test_a_district_with_its_province_in_the_cell_is_decided_by_it():
    result = linked(อำเภอ=["อ.เมือง จ.นครสวรรค์", "อ.เมือง จ.ขอนแก่น", "ตาคลี นครสวรรค์", "เมือง/เชียงใหม่"])

    assert values(result, "อำเภอ_code") == ["6001", "4001", "6007", "5001"]
    assert result.questions == ()


def test_levels_of_one_cell_that_contradict_each_other_mean_no_place():
    result = linked(อำเภอ=["อ.ตาคลี จ.ลพบุรี", "อ.ตาคลี จ.นครสวรรค์", "อ.เมือง จ.ลพบุรี"])

    assert values(result, "อำเภอ_code") == [None, "6007", "1601"]
    assert issues(result, "place.unknown")[0].value == "อ.ตาคลี จ.ลพบุรี"


def test_prose_that_mentions_places_is_not_a_column_of_places():
    result = linked(หมายเหตุ=["น้ำท่วมถนนในเขตเทศบาล", "ประชุมร่วมกับ อ.เมือง จ.เลย เมื่อวาน", "ไม่มี", "รอผล"])

    assert result.schema.names == ("หมายเหตุ",)


def test_codes_of_villages_are_linked_to_their_subdistricts():
    codes = ["60010101", "60010102", "60020103", "60070105", "60110101"]

    result = linked(รหัสหมู่บ้าน=codes, ค่า=[1, 2, 3, 4, 5])
    assert values(result, "รหัสหมู่บ้าน_code") == [code[:6] for code in codes]
    assert values(result, "รหัสหมู่บ้าน") == codes


def test_codes_that_a_spreadsheet_wrote_as_decimals_are_codes_again():
    result = linked(รหัสจังหวัด=["10.0", "11.0", "60.0"])

    assert values(result, "รหัสจังหวัด") == ["10", "11", "60"]


def test_the_province_in_the_title_decides_what_the_rows_leave_open_and_that_is_told():
    schema, batches = table(อำเภอ=["เมือง", "เฉลิมพระเกียรติ"], ค่า=[1, 2])

    open_, titled = link(schema, batches), link(schema, batches, titled="30")
    assert values(open_, "อำเภอ_code") == [None, None]
    assert values(titled, "อำเภอ_code") == ["3001", "3032"]
    assert "ชื่อเรื่อง" in issues(titled, "place.assumed")[0].message.th


def test_a_title_that_the_rows_deny_decides_nothing():
    schema, batches = table(อำเภอ=["ตาคลี", "ลาดยาว", "ชุมแสง", "เมือง"], ค่า=[1, 2, 3, 4])

    assert values(link(schema, batches, titled="30"), "อำเภอ_code") == ["6007", "6011", "6003", "6001"]


def test_the_name_of_a_file_may_name_the_province(tmp_path):
    path = tmp_path / "ประชากร_นครราชสีมา.csv"
    path.write_text("อำเภอ,คน\nเมือง,10\nเฉลิมพระเกียรติ,20\n", encoding="utf-8")

    found = read(Source.at(path), ReadOptions(), out=tmp_path).tables[0]
    assert [row["อำเภอ_code"] for row in parquet.read_table(tmp_path / found.data).to_pylist()] == ["3001", "3032"]
