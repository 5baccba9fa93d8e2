"""What people take away is what was published, read back by programs that are not ours."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, time

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import python_calamine

import drawn
from mueang import exports
from mueang.base.errors import BadInput, LimitReached
from mueang.tables import Column, ColumnType, TableSchema

NAMES = ["code", "name", "beds", "rate", "opened", "seen", "at", "open", "year", "place"]


def moment(text):
    return datetime.fromisoformat(text)


def test_csv_is_what_excel_and_programs_read(exported):
    path = exported("csv")

    raw = path.read_bytes()
    heading, first, second, third = csv.reader(path.open(encoding="utf-8-sig", newline=""))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 4
    assert heading == NAMES
    assert first == [
        "01001", 'โรงพยาบาล ก, "ใหญ่"', "120", "3.5", "1900-02-27", "2023-05-01T07:30:00", "08:30:00", "true", "2023", "POINT (100.5 13.75)",
    ]  # fmt: skip
    assert second[3:6] == ["1e-07", "2023-05-01", "2023-05-01T07:30:00.250000"]
    assert third == ["01003", "- ไม่ระบุ", *[""] * 8]


def test_csv_without_a_mark_begins_with_its_heading(exported):
    assert exported("csv", bom=False).read_bytes().startswith(b"code,name")


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "=cmd|' /C calc'!A1", "@SUM(1)", "  =DDE(1)", "\t-cmd|x!A", "+IMPORTXML(1)"])
def test_a_text_that_excel_would_run_is_made_harmless(text):
    from mueang.exports.csv import harmless

    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-", "-5", "+66 2 123 4567", "- ไม่ระบุ (ปิด)", "@bangkok", "=1", "a=b(c)", "", None])
def test_a_text_that_only_looks_like_a_formula_stays_as_it_is(text):
    from mueang.exports.csv import harmless

    assert harmless(text) == text


def test_xlsx_keeps_codes_as_text_and_dates_as_dates(exported):
    sheet = openpyxl.load_workbook(exported("xlsx", title="สถานพยาบาล: ปี 2566")).worksheets[0]

    heading, first, second, third = sheet.iter_rows(values_only=True)
    assert sheet.title == "สถานพยาบาล  ปี 2566"
    assert list(heading) == NAMES
    assert first[:4] == ("01001", 'โรงพยาบาล ก, "ใหญ่"', 120, 3.5)
    assert first[4] == "1900-02-27"
    assert second[4:7] == (moment("2023-05-01T00:00:00"), moment("2023-05-01T07:30:00.250"), time(16, 0))
    assert second[7:9] == (False, 2022)
    assert third[2:] == (None,) * 8


def test_xlsx_starts_no_formula(exported):
    cell = openpyxl.load_workbook(exported("xlsx")).worksheets[0]["B3"]

    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("x")')


def test_xlsx_is_read_by_another_reader_alike(exported):
    rows = python_calamine.CalamineWorkbook.from_path(str(exported("xlsx"))).get_sheet_by_index(0).to_python()

    assert [row[0] for row in rows] == ["code", "01001", "00102", "01003"]
    assert rows[2][4] == date(2023, 5, 1)


def test_xlsx_keeps_long_numbers_whole(exported):
    table = drawn.table("id:integer\n1234567890123456789\n999999999999999")

    values = [row[0] for row in openpyxl.load_workbook(exported("xlsx", table)).worksheets[0].iter_rows(values_only=True)]

    assert values == ["id", "1234567890123456789", 999999999999999]


def test_a_table_that_excel_cannot_hold_is_refused_in_clear_words(exported, monkeypatch, health, tmp_path):
    monkeypatch.setattr(exports, "XLSX_ROWS", 2)

    with pytest.raises(LimitReached) as refused:
        exported("xlsx")

    assert (refused.value.code, list(tmp_path.iterdir())) == ("export.rows", [])
    with pytest.raises(LimitReached):
        exports.check("xlsx", health[0], rows=3)


def test_a_text_longer_than_a_cell_is_refused_and_leaves_no_file(exported, tmp_path):
    schema = TableSchema((Column("story"),))

    with pytest.raises(LimitReached) as refused:
        exported("xlsx", (schema, [{"story": "ก" * 32_768}]))

    assert (refused.value.code, list(tmp_path.iterdir())) == ("export.cell", [])


def test_json_holds_every_value_in_plain_thai(exported):
    text = exported("json").read_text("utf-8")

    first, second, third = json.loads(text)
    assert "ไม่ระบุ" in text
    assert first["place"] == {"type": "Point", "coordinates": [100.5, 13.75]}
    assert (first["code"], first["opened"], first["at"], first["year"]) == ("01001", "1900-02-27", "08:30:00", 2023)
    assert (second["name"], second["rate"], second["beds"]) == ('=HYPERLINK("x")', 1e-07, -7)
    assert [name for name, value in third.items() if value is not None] == ["code", "name"]


def test_an_empty_table_is_a_whole_file_in_every_format(exported, health):
    empty = (health[0], [])

    assert json.loads(exported("json", empty).read_text("utf-8")) == []
    assert json.loads(exported("geojson", empty).read_text("utf-8"))["features"] == []
    assert exported("csv", empty).read_bytes().decode("utf-8-sig") == ",".join(NAMES) + "\r\n"
    assert pq.read_table(exported("parquet", empty)).num_rows == 0
    assert openpyxl.load_workbook(exported("xlsx", empty)).worksheets[0].max_row == 1


def test_geojson_is_read_by_gdal_with_its_places(exported):
    info, table = pyogrio.read_arrow(exported("geojson", title="สถานพยาบาล"))

    assert info["crs"] == "EPSG:4326"
    assert info["geometry_type"] == "Point"
    assert table["code"].to_pylist() == ["01001", "00102", "01003"]
    assert table[info["geometry_name"] or "wkb_geometry"].to_pylist()[2] is None


def test_geojson_turns_rings_the_right_way(exported):
    import shapely

    clockwise = shapely.to_wkb(shapely.from_wkt("POLYGON ((100 13, 100 14, 101 14, 101 13, 100 13))"))
    schema = TableSchema((Column("shape", ColumnType.GEOMETRY),))

    feature = json.loads(exported("geojson", (schema, [{"shape": clockwise}])).read_text("utf-8"))["features"][0]

    assert shapely.from_geojson(json.dumps(feature["geometry"])).exterior.is_ccw


def test_a_table_without_places_is_no_geojson(exported, tmp_path):
    with pytest.raises(BadInput) as refused:
        exported("geojson", drawn.table("a\n1"))

    assert (refused.value.code, refused.value.field, list(tmp_path.iterdir())) == ("export.geometry", "format", [])


def test_an_unknown_format_is_refused(health):
    with pytest.raises(BadInput) as refused:
        exports.check("docx", health[0])

    assert refused.value.code == "export.format"


def test_parquet_holds_exactly_what_was_published(exported, health):
    schema, rows = health

    table = pq.read_table(exported("parquet"))

    assert table.schema.names == NAMES
    assert table.schema.remove_metadata().equals(schema.arrow(system=()))
    assert table.to_pylist() == rows


def test_parquet_is_read_by_duckdb_and_carries_our_schema(exported, health):
    path = exported("parquet", title="สถานพยาบาล")

    found = duckdb.sql(f"select code, beds, open from '{path}' order by code").fetchall()
    metadata = pq.read_metadata(path).metadata

    assert found == [("00102", -7, False), ("01001", 120, True), ("01003", None, None)]
    assert TableSchema.from_dict(json.loads(metadata[b"mueang.schema"])) == health[0]
    assert metadata[b"title"].decode() == "สถานพยาบาล"


def test_parquet_with_places_is_geoparquet(exported):
    metadata = json.loads(pq.read_metadata(exported("parquet")).metadata[b"geo"])

    assert metadata["primary_column"] == "place"
    assert metadata["columns"]["place"]["geometry_types"] == ["Point"]
    assert metadata["columns"]["place"]["bbox"] == pytest.approx([100.476500, 13.75, 100.5, 13.874000], abs=1e-4)


def test_only_the_columns_that_are_asked_go_out_in_their_order(tmp_path, health):
    schema, rows = health
    chosen = [batch.select(["beds", "code", "_row"]) for batch in drawn.batches(schema, rows)]

    exports.write("csv", chosen, schema, tmp_path / "x.csv")

    assert (tmp_path / "x.csv").read_text("utf-8-sig").splitlines()[:2] == ["beds,code", "120,01001"]


def test_rows_that_break_off_leave_no_file(tmp_path, health):
    schema, rows = health

    def broken():
        yield from drawn.batches(schema, rows)
        raise RuntimeError("the disk of the lake is gone")

    for format in exports.FORMATS:
        with pytest.raises(RuntimeError):
            exports.write(format, broken(), schema, tmp_path / f"x.{format}")
    assert list(tmp_path.iterdir()) == []


def test_a_large_table_streams_in_little_memory(tmp_path):
    schema = TableSchema((Column("n", ColumnType.INTEGER), Column("text")))

    def many():
        for start in range(0, 400_000, 8_000):
            yield pa.record_batch([pa.array(range(start, start + 8_000)), pa.array(["ข้อความ" * 20] * 8_000)], names=["n", "text"])

    before = pa.total_allocated_bytes()
    peak = []

    def watched():
        for batch in many():
            peak.append(pa.total_allocated_bytes() - before)
            yield batch

    for format in ("csv", "json", "parquet"):
        assert exports.write(format, watched(), schema, tmp_path / f"x.{format}") == 400_000
    assert max(peak) < 100 << 20


def test_a_wide_sheet_has_all_its_columns(exported):
    schema = TableSchema(tuple(Column(f"c{n}", ColumnType.INTEGER) for n in range(800)))

    sheet = openpyxl.load_workbook(exported("xlsx", (schema, [{f"c{n}": n for n in range(800)}]))).worksheets[0]

    assert [cell.value for cell in next(sheet.iter_rows(min_row=2))] == list(range(800))


@pytest.mark.parametrize("text", ["<&>\"'", "two\nlines", "tab\there", " blanks ", "\x01", "😀", "001", "1/2", "TRUE", "#N/A", "=1+1", "'quoted"])
def test_any_text_survives_a_sheet(exported, text):
    schema = TableSchema((Column("text"),))

    path = exported("xlsx", (schema, [{"text": text}]))

    assert openpyxl.load_workbook(path).worksheets[0]["A2"].value == text.replace("\x01", "\ufffd")
    assert python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1] == [text.replace("\x01", "\ufffd")]
