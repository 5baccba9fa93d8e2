"""Schemas by the standard come in whole; what the standard forbids is refused under its place."""

import pytest

from mueang.base.errors import BadInput
from mueang.tables.declared import Conditions, drafted
from mueang.tables.frictionless import from_json, to_json
from mueang.tables.schema import Column, ColumnType, TableSchema


def of_field(**properties):
    return {"fields": [{"name": "ค่า", **properties}]}


SPOILT = {
    "schema": [],
    "fields": {},
    "fields[0].name": {"fields": [{"type": "string"}]},
    "fields[1].name": {"fields": [{"name": "a"}, {"name": "a"}]},
    "fields[0].type": of_field(type="money"),
    "fields[0].dataType": of_field(dataType="colour"),
    "fields[0].title": of_field(title=["ค่า"]),
    "fields[0].places": of_field(places="ward"),
    "fields[0].constraints": of_field(constraints=[]),
    "fields[0].constraints.required": of_field(constraints={"required": "yes"}),
    "fields[0].constraints.minimum": of_field(type="integer", constraints={"minimum": "ten"}),
    "fields[0].constraints.maximum": of_field(type="integer", constraints={"minimum": 5, "maximum": 1}),
    "fields[0].constraints.minLength": of_field(type="integer", constraints={"minLength": 5}),
    "fields[0].constraints.maxLength": of_field(type="string", constraints={"maxLength": -1}),
    "fields[0].constraints.pattern": of_field(type="string", constraints={"pattern": "(?=ก)ข"}),
    "fields[0].constraints.enum": of_field(type="year", constraints={"enum": [2024, "ปีนี้"]}),
    "fields[0].categories": of_field(type="date", categories=["2024-01-01"]),
    "primaryKey": {"fields": [{"name": "a"}], "primaryKey": ["b"]},
    "uniqueKeys[0]": {"fields": [{"name": "a"}], "uniqueKeys": [["b"]]},
    "foreignKeys[0].fields": {"fields": [{"name": "a"}], "foreignKeys": [{"fields": "b"}]},
    "missingValues": {"fields": [{"name": "a"}], "missingValues": [0]},
}


@pytest.mark.parametrize(("place", "raw"), SPOILT.items(), ids=str)
def test_a_spoilt_schema_is_refused_under_the_place_of_the_fault(place, raw):
    with pytest.raises(BadInput) as refused:
        from_json(raw)

    assert (refused.value.code, refused.value.field) == ("schema.form", place)
    assert refused.value.message.th != refused.value.message.en


def test_a_pattern_that_would_keep_other_engines_busy_for_years_is_taken():
    schema = from_json(of_field(type="string", constraints={"pattern": "(ก+)+$"}))

    assert schema.fields[0].conditions.pattern == "(ก+)+$"


def test_two_lists_of_one_name_that_differ_are_refused():
    one, two = ({"name": name, "type": "string", "constraints": {"enum": [name]}, "codeList": {"name": "sex"}} for name in "ab")

    with pytest.raises(BadInput, match="two different code lists"):
        from_json({"fields": [one, two]})


def test_a_schema_of_version_1_comes_in_and_nothing_of_it_is_lost():
    raw = {
        "fields": [
            {"name": "id", "type": "integer", "constraints": {"required": True, "unique": True}, "rdfType": "http://example.org/id"},
            {"name": "when", "type": "date", "format": "%d/%m/%Y"},
            {"name": "how long", "type": "duration", "constraints": {"minimum": "P1D"}},
            {"name": "anything"},
        ],
        "primaryKey": "id",
        "missingValues": ["", "-"],
        "licence": "open",
    }

    written = to_json(from_json(raw))
    assert written["primaryKey"] == ["id"]
    assert written["fields"][:3] == raw["fields"][:3]
    assert written["fields"][3] == {"name": "anything", "type": "any"}
    assert (written["missingValues"], written["licence"]) == (["", "-"], "open")


def test_categories_of_version_2_are_a_code_list():
    raw = of_field(type="integer", categories=[{"value": 1, "label": "ชาย", "label_en": "male"}, {"value": 2, "label": "หญิง"}])

    codes = from_json(raw).fields[0].codes
    assert codes.values == ("1", "2")
    assert codes.meant_by("male") == "1"


def test_a_first_draft_has_the_columns_of_the_file_and_no_conditions():
    district = Column("เขต", source_name="เขต", source_column=0, title_th="เขต")
    table = TableSchema((district, Column("ค่า", ColumnType.NUMBER, "ค่า", 1, unit="บาท"), Column("เขต_code", ColumnType.PLACE, derived_from=(0,))))

    draft = drafted(table)
    assert draft.names == ("เขต", "ค่า")
    assert draft.fields[1].unit == "บาท"
    assert all(one.conditions == Conditions() for one in draft.fields)
