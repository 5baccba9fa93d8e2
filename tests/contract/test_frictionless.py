"""Frictionless' own program takes the schemas that we write, and finds the faults that we find."""

import csv
import json
import random

import pytest
from frictionless import Package, Schema

from mueang.base.files import Source
from mueang.flows.checking import check
from mueang.tables.declared import Code, CodeList, Conditions, DatasetSchema, Field
from mueang.tables.frictionless import from_json, to_json
from mueang.tables.schema import ColumnType

SEXES = CodeList((Code("1", "ชาย", "male"), Code("2", "หญิง", "female")), "sex", "เพศ")
SCHEMA = DatasetSchema(
    (
        Field("เลขที่", ColumnType.INTEGER, Conditions(minimum=1, below=9_000), title_th="เลขที่", title_en="Number"),
        Field("ชื่อ", conditions=Conditions(required=True, min_length=2, max_length=12)),
        Field("เพศ", ColumnType.INTEGER, codes=SEXES),
        Field("โทร", conditions=Conditions(unique=True, pattern="0[0-9]{8,9}")),
        Field("ร้อยละ", ColumnType.NUMBER, Conditions(above=0, maximum=100)),
        Field("วันที่", ColumnType.DATE),
        Field("ปี", ColumnType.YEAR, Conditions(minimum=2000, maximum=2030)),
        Field("ใช้งาน", ColumnType.BOOLEAN),
        Field("ระดับ", codes=CodeList((Code("ต่ำ"), Code("สูง")))),
    ),
    key=("เลขที่",),
)
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RULES = {"type-error": "type", "unique-error": "unique", "primary-key": "primaryKey"}
SPOILT = (
    ("ชื่อ", "", "required"), ("เลขที่", "-4", "minimum"), ("เพศ", "3", "enum"), ("โทร", "12345678", "pattern"), ("ร้อยละ", "100.5", "maximum"),
    ("ร้อยละ", "0", "exclusiveMinimum"), ("วันที่", "เมื่อวาน", "type"), ("ปี", "1999", "minimum"), ("ใช้งาน", "บางที", "type"), ("ระดับ", "กลาง", "enum"),
    ("ชื่อ", "ก", "minLength"), ("ชื่อ", "ยาวเกินสิบสองตัวอักษร", "maxLength"), ("เลขที่", "9000", "exclusiveMaximum"), ("เลขที่", "1", "primaryKey"),
    ("โทร", "0810000002", "unique"),
)  # fmt: skip
LEVELS = ("ต่ำ", "สูง")


def row(n):
    day, share = f"2024-{1 + n % 12:02}-15", f"{n * 0.75:.2f}"
    return [str(n), f"ชุมชน {n}", str(1 + n % 2), f"081{n:07}", share, day, str(2015 + n % 10), ("false", "true")[n % 2], LEVELS[n % 2]]


@pytest.fixture
def spoilt(tmp_path):
    """Make a table of a hundred rows, fifteen of them with one fault each: spoilt(seed) → (path, faults planted)."""

    def spoilt(seed):
        table, planted = [row(n) for n in range(1, 101)], set()
        for place, (column, value, rule) in zip(random.Random(seed).sample(range(5, 100), len(SPOILT)), SPOILT, strict=True):
            table[place][SCHEMA.names.index(column)] = value
            planted.add((place + 2, column, rule))
        path = tmp_path / "table.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([SCHEMA.names, *table])
        return path, planted

    return spoilt


def found_by_frictionless(path):
    """Return the faults as (row of the sheet, column, rule); of a key only the row is told."""
    resource = {"name": "data", "type": "table", "path": path.name, "format": "csv", "encoding": "utf-8", "schema": to_json(SCHEMA)}
    package = Package.from_descriptor({"$schema": PROFILE, "name": "city", "resources": [resource]}, basepath=str(path.parent))
    found = set()
    for error in package.validate(limit_errors=1_000).tasks[0].errors:
        told = error.to_descriptor()
        rule = told["note"].split('"')[1] if told["type"] == "constraint-error" else told["type"]
        found.add((told["rowNumber"], "เลขที่" if rule == "primary-key" else told["fieldName"], RULES.get(rule, rule)))
    return found


def test_frictionless_takes_what_we_write_and_gives_it_back_whole():
    written = to_json(SCHEMA)

    assert from_json(Schema.from_descriptor(json.loads(json.dumps(written))).to_descriptor()) == SCHEMA


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_find_the_same_faults_in_the_same_cells(spoilt, tmp_path, seed):
    path, planted = spoilt(seed)

    checked = check(Source.at(path), SCHEMA, out=tmp_path)
    assert {(fault.row + 1, fault.column, str(fault.rule)) for fault in checked.found.faults} == planted
    assert found_by_frictionless(path) == planted
