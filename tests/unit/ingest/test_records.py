"""Records with types of their own: JSON, JSON Lines, Parquet."""

import json
from datetime import date, datetime
from decimal import Decimal

import polars
import pyarrow as pa
import pytest

import made
from mueang.ingest.parse import json_elements

CASES = [
    {"เขต": "บางรัก", "รหัส": "001", "ปี": 2566, "ที่ตั้ง": {"ซอย": {"เลข": 5}}, "แท็ก": ["ก", "ข"], "เปิด": True},
    {"เขต": "ดุสิต", "รหัส": "002", "ปี": 2567, "ที่ตั้ง": {"ซอย": {"เลข": 7}, "โทร": "02"}, "เปิด": False, "อัตรา": 0.0000001},
]
TYPES = {"เขต": "string", "รหัส": "string", "ปี": "year", "ที่ตั้ง.ซอย.เลข": "integer", "แท็ก": "string", "เปิด": "boolean", "ที่ตั้ง.โทร": "string", "อัตรา": "number"}


def written(value, **how):
    return json.dumps(value, ensure_ascii=False, **how).encode()


FORMS = {
    "array": (written(CASES), "เรื่อง.json", "เรื่อง"),
    "deep": (written({"help": "x", "result": {"total": 2, "records": CASES}}, indent=2), "เรื่อง.json", "result.records"),
    "lines": (b"\n".join(written(case) for case in CASES) + b"\n", "เรื่อง.jsonl", "เรื่อง"),
    "lines without end": (b"\n\n".join(written(case) for case in CASES), "เรื่อง.ndjson", "เรื่อง"),
    "cp874": (json.dumps(CASES, ensure_ascii=False).encode("cp874"), "เรื่อง.json", "เรื่อง"),
}


@pytest.mark.parametrize("form", FORMS)
def test_records_become_rows_and_objects_inside_them_dotted_columns(file, form):
    content, name, table = FORMS[form]
    read = file(content, name)

    assert {key: read.types[key] for key in TYPES} == TYPES
    assert (read.table.sheet.name, read.column("ปี"), read.column("อัตรา")) == (table, [2023, 2024], [None, 1e-07])


def test_lists_inside_records_are_kept_as_text_and_told(file):
    read = file(FORMS["array"][0], "เรื่อง.json")

    assert read.column("แท็ก") == ['["ก", "ข"]', None]
    assert [(issue.row, issue.count) for issue in read.table.issues if issue.code == "value.nested"] == [(0, 1)]


def test_every_array_of_records_is_a_table_called_by_its_path(file):
    read = file(written({"fields": [{"id": "a"}], "pages": {"data": CASES}, "note": {"list": [1, 2]}}), "เรื่อง.json")

    assert {table.sheet.name: table.rows for table in read.reading.tables} == {"fields": 1, "pages.data": 2}


def test_an_array_of_arrays_is_a_sheet_with_its_heading(file):
    read = file(written([["เขต", "ราย"], ["บางรัก", 5], ["ดุสิต", 7]]), "แผ่น.json")

    assert (read.column("เขต"), read.column("ราย")) == (["บางรัก", "ดุสิต"], [5, 7])


def test_a_shape_inside_a_record_does_not_make_the_file_a_layer(file):
    shape = {"type": "Point", "coordinates": [100.5, 13.7]}
    read = file(written({"data": [{"ชื่อ": "สวน", "ที่": shape}]}), "สวน.json")

    assert (read.reading.format, json.loads(read.column("ที่")[0])) == ("json", shape)


def test_what_is_no_record_among_records_is_told(file):
    read = file(written([*CASES, None, 5, CASES[0]]), "เรื่อง.json")

    assert [(issue.row, issue.count) for issue in read.table.issues if issue.code == "rows.not-record"] == [(2, 2)]
    assert read.column("เขต") == ["บางรัก", "ดุสิต", "บางรัก"]


def test_half_a_character_does_not_stop_the_file(file):
    read = file(b'[{"a": "x\\ud83d", "\\ud83d": 1}]', "แปลก.json")

    assert (read.column("a"), list(read.types)) == (["x?"], ["a", "?"])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_a_document_in_pieces_of_any_size_has_the_same_elements(size):
    content = written({"a": 12, "deep": {"rows": [[1, -2.5], ["ก]", '\\"']]}, "list": [{"x": {"y": [1, {}]}}, {}], "end": True})
    pieces = [content[at : at + size].decode("utf-8", "ignore").encode() for at in range(0, len(content), size)] if size > 64 else None
    text = content.decode()
    pieces = [text[at : at + size].encode() for at in range(0, len(text), size)]

    assert list(json_elements.elements(pieces)) == [
        (("deep", "rows"), [1, -2.5]), (("deep", "rows"), ["ก]", '\\"']), (("list",), {"x": {"y": [1, {}]}}), (("list",), {})]  # fmt: skip


BROKEN = {
    "cut document": (FORMS["deep"][0][:-40], "x.json", "refuse.corrupt"),
    "more behind the end": (FORMS["array"][0] + b"]", "x.json", "refuse.corrupt"),
    "cut line": (FORMS["lines"][0][:-20], "x.jsonl", "refuse.corrupt"),
    "no records": (written({"a": {"b": [1, 2, 3]}}), "x.json", "refuse.no_table"),
    "nothing in it": (b"[]", "x.json", "refuse.no_table"),
    "depth without end": (b'{"a":' * 100_000, "x.json", "refuse.corrupt"),
    "lists without end": (b'[{"a":' + b"[" * 100_000, "x.json", "refuse.corrupt"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_json_that_cannot_be_read_is_refused_in_both_languages(file, kind):
    content, name, code = BROKEN[kind]
    refused = file(content, name).reading.refused

    assert refused.code == code
    assert any("ก" <= letter <= "๛" for letter in refused.message.th)


def test_the_line_that_is_broken_is_named(file):
    refused = file(written(CASES[0]) + b'\n{"a": \n' + written(CASES[1]), "x.jsonl").reading.refused

    assert "บรรทัด 2 " in refused.message.th


MOMENT = datetime.fromisoformat("2023-01-02 03:04")
TYPED = {
    "รหัส": ["1001", "1002"],
    "เขต": pa.array([1001, 1002], pa.int32()),
    "ปี": pa.array([2566, 2567], pa.int16()),
    "พ.ศ.": ["๒๕๖๖", "๒๕๖๗"],
    "ไร่": [360.0, 155.0],
    "บาท": [Decimal("1.50"), None],
    "วันที่": [date(2566, 1, 2), None],
    "เมื่อ": pa.array([MOMENT, None], pa.timestamp("ns")),
    "ว่าง": pa.array([None, None], pa.int64()),
    "ชนิด": pa.array(["ก", "ข"]).dictionary_encode(),
    "เล็ก": [0.0000001, float("nan")],
}


def test_types_of_parquet_are_kept_and_buddhist_years_are_known(file):
    read = file(made.parquet(TYPED), "เขต.parquet")

    assert list(read.types.values()) == ["string", "integer", "year", "year", "number", "number", "date", "datetime", "integer", "string", "number"]
    assert list(read.rows[0].values())[1:10] == [1001, 2023, 2023, 360.0, 1.5, date(2023, 1, 2), MOMENT, None, "ก"]
    assert (read.column("เล็ก"), "value.scientific" in read.codes) == ([1e-07, None], False)


def test_parquet_of_polars_with_structs_lists_and_bytes(file, tmp_path):
    frame = polars.DataFrame({"เขต": ["บางรัก", "ดุสิต"], "ที่": [{"ซอย": {"เลข": 5}}, {"ซอย": {"เลข": 7}}], "แท็ก": [["ก"], None], "ภาพ": [b"\xff\xd8", None]})
    frame.write_parquet(tmp_path / "made.parquet")
    read = file((tmp_path / "made.parquet").read_bytes(), "เขต.parquet")

    assert (read.types, read.column("แท็ก")) == ({"เขต": "string", "ที่.ซอย.เลข": "integer", "แท็ก": "string"}, ['["ก"]', None])
    assert {"value.nested", "column.bytes"} <= read.codes


def test_a_person_may_say_otherwise_than_the_source(file):
    read = file(made.parquet({"รหัส": [1001, 1002]}), "เขต.parquet", {"columns": {"0": {"type": "string"}}})

    assert read.column("รหัส") == ["1001", "1002"]


def lying(content, true, told):
    """The Parquet file with one number of its footer changed (both of two bytes as zigzag varints)."""
    start = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    varint = [bytes([number * 2 & 0x7F | 0x80, number * 2 >> 7]) for number in (true, told)]
    assert content[start:].count(varint[0]) >= 2
    return content[:start] + content[start:].replace(*varint)


THOUSAND = made.parquet({"n": list(range(1000))})
SPOILT = {
    "cut": (THOUSAND[:-5], "refuse.corrupt"),
    "encrypted": (b"PARE" + bytes(100) + b"PARE", "refuse.password"),
    "footer of noise": (THOUSAND[:-60] + bytes(range(1, 53)) + THOUSAND[-8:], "refuse.corrupt"),
    "says it has more rows": (lying(THOUSAND, 1000, 8000), "refuse.corrupt"),
    "pages of noise": (THOUSAND[:20] + b"\xff" * 400 + THOUSAND[420:], "refuse.corrupt"),
    "rows without data": (made.parquet({"n": pa.nulls(12_000_000, pa.int8())}), "refuse.unsafe"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_parquet_that_is_spoilt_or_lies_is_refused(file, kind):
    content, code = SPOILT[kind]

    assert file(content, "x.parquet").reading.refused.code == code
