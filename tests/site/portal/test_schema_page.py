"""A steward declares on a page what a table should be: conditions, code lists, a key; and takes it away as a file."""

import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from mueang.base.errors import BadInput
from mueang.tables.declared import Code, CodeList, Conditions, DatasetSchema, Field
from mueang.tables.frictionless import from_json, to_json
from mueang.tables.schema import ColumnType
from mueang_site.catalogue import declaring
from mueang_site.portal.pages.schema_form import schema_of

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
PAGE = "/datasets/smoking/schema"
SEXES = CodeList((Code("1", "ชาย", "male"), Code("2", "หญิง", "female")), "sex", "เพศ")
BEFORE = DatasetSchema(
    (Field("เขต"), Field("ปี", ColumnType.YEAR), Field("เพศ", extra={"rdfType": "http://example.org/sex"}), Field("นาน", extra={"type": "duration"}))
)


def form(**filled):
    types = {f"f{k}-type": str(one.type) for k, one in enumerate(BEFORE.fields)}
    asked = QueryDict(mutable=True)
    asked.update(types | {name.replace("_of_", "-"): value for name, value in filled.items()})
    return asked


def said(**filled):
    return schema_of(form(**filled), BEFORE, (SEXES,))


def test_a_form_as_it_stands_changes_nothing():
    assert said() == BEFORE


def test_conditions_and_the_key_are_taken_from_the_form():
    schema = said(f0_of_required="1", f0_of_key="1", f0_of_max_length="๓๐", f1_of_minimum="๒,๐๒๐", f1_of_maximum="2030", f0_of_places="district")

    assert schema.fields[0].conditions == Conditions(required=True, max_length=30)
    assert (schema.fields[1].conditions.minimum, schema.fields[1].conditions.maximum) == (2020, 2030)
    assert (schema.key, schema.fields[0].places) == (("เขต",), "district")


def test_codes_are_typed_one_a_line_or_taken_from_a_list_of_the_office():
    typed = said(f2_of_codes="ช | ชาย | male\nญ | หญิง", f2_of_list_name="เพศ").fields[2]
    taken = said(f2_of_list="sex").fields[2]

    assert typed.codes == CodeList((Code("ช", "ชาย", "male"), Code("ญ", "หญิง")), "เพศ")
    assert (taken.codes, taken.extra) == (SEXES, {"rdfType": "http://example.org/sex"})


def test_another_type_leaves_behind_what_went_with_the_old_one():
    schema = said(f1_of_type="string", f1_of_minimum="2020", f3_of_type="integer")

    assert (schema.fields[1].type, schema.fields[1].conditions) == (ColumnType.STRING, Conditions())
    assert (schema.fields[3].type, schema.fields[3].extra) == (ColumnType.INTEGER, {})


def test_columns_are_added_and_left_out():
    asked = form(f3_of_drop="1")
    asked["new-name"], asked["new-type"] = "หมายเหตุ", "string"

    assert schema_of(asked, BEFORE, ()).names == ("เขต", "ปี", "เพศ", "หมายเหตุ")


def test_what_is_wrong_is_told_with_the_column():
    with pytest.raises(BadInput) as refused:
        said(f1_of_minimum="ปีก่อน")

    assert refused.value.message.th.startswith("คอลัมน์ “ปี”: ")


@pytest.mark.django_db
def test_the_page_begins_with_a_draft_and_puts_it_in_force(publish, as_steward, text, steward):
    publish()

    assert "ร่างนี้ทำจากคอลัมน์ของรุ่นที่ 1" in text(as_steward.get(PAGE))
    as_steward.post(PAGE, {"act": "save", "seen": "0", "f3-type": "number", "f3-minimum": "0", "f3-maximum": "100"})
    declared = declaring.declared_for(steward, "smoking")
    assert (declared.number, declared.schema.fields[3].conditions) == (1, Conditions(minimum=0, maximum=100))
    assert "ใช้ตรวจอยู่ ฉบับที่ 1" in text(as_steward.get(PAGE))


@pytest.mark.django_db
def test_a_schema_file_is_taken_and_given_back_as_it_is(publish, as_steward, client):
    publish()
    given = {"fields": [{"name": "ร้อยละ", "type": "number", "constraints": {"maximum": 100}, "x:note": "จากสำนักสถิติ"}], "missingValues": ["", "-"]}
    as_steward.post(PAGE, {"act": "upload", "file": SimpleUploadedFile("schema.json", json.dumps(given).encode())})

    sent = client.get("/datasets/smoking/schema.json")
    assert from_json(sent.json()) == from_json(given)
    assert sent["Content-Disposition"] == 'attachment; filename="smoking-schema.json"'
    refused = as_steward.post(PAGE, {"act": "upload", "file": SimpleUploadedFile("schema.json", b'{"fields": [{"name": "a", "type": "money"}]}')})
    assert (refused.status_code, "money" in refused.content.decode()) == (422, True)


@pytest.mark.django_db
def test_the_data_package_describes_the_published_table_with_what_is_declared(publish, steward, client):
    publish()
    draft = declaring.declared_for(steward, "smoking").schema
    share = Field("ร้อยละ", ColumnType.NUMBER, Conditions(maximum=100))
    declaring.declare(steward, "smoking", DatasetSchema((*draft.fields[:3], share), key=("รหัสเขต",)), now=NOW)

    package = client.get("/datasets/smoking/datapackage.json").json()
    schema = package["resources"][0]["schema"]
    header = b"".join(client.get(package["resources"][0]["path"].removeprefix("http://testserver")).streaming_content).decode("utf-8-sig").splitlines()[0]
    assert [one["name"] for one in schema["fields"]] == header.split(",")
    assert schema["fields"][header.split(",").index("ร้อยละ")]["constraints"] == {"maximum": 100}
    assert (schema["primaryKey"], package["name"], to_json(from_json(schema)) == schema) == (["รหัสเขต"], "smoking", True)


@pytest.mark.django_db
def test_faults_are_shown_with_their_rows_and_a_steward_takes_them_with_a_reason(publish, hand_in, as_steward, steward, work, text, smoking):
    publish()
    declaring.declare(steward, "smoking", DatasetSchema((Field("ร้อยละ", ColumnType.NUMBER, Conditions(maximum=12)),)), now=NOW)
    address = f"/submissions/{hand_in(smoking, dataset='smoking').pk}/send"

    page = text(as_steward.get(address))
    assert "มี 1 เซลล์ไม่ผ่านโครงสร้างตาราง" in page
    assert "ต้องไม่มากกว่า 12" in page
    assert as_steward.post(address, {"act": "accept-faults", "faults_reason": ""}).status_code == 422
    as_steward.post(address, {"act": "accept-faults", "faults_reason": "ตรวจกับต้นฉบับแล้ว"})
    assert "บริกรข้อมูลรับค่าที่ไม่ผ่านไว้แล้ว steward: ตรวจกับต้นฉบับแล้ว" in text(as_steward.get(address))
    as_steward.post(address, {"act": "send"})
    work()
    page = text(as_steward.get("/datasets/smoking"))
    assert "ตรวจกับโครงสร้างตาราง ฉบับที่ 1 รับค่าที่ไม่ผ่าน 1 เซลล์ เพราะ ตรวจกับต้นฉบับแล้ว" in page
