"""Laws of linking: it only ever adds."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import event, given, settings
from hypothesis import strategies as st

from mueang.flows.placing import linked_rows, linker_of
from mueang.flows.tables import parquet
from mueang.geo.gazetteer import Level, gazetteer
from mueang.ingest.options import ReadOptions
from mueang.ingest.places import Linked, PlaceOptions, link
from mueang.tables.distinct import coded_batch
from mueang.tables.schema import Column, ColumnType, TableSchema

PLACES = gazetteer()
NAMES = st.sampled_from(["จังหวัด", "เขต", "ตำบล", "รหัส", "dcode", "Lat", "Long", "X", "Y", "coords", "ชื่อ", "ปี"])
TEXTS = (
    st.none() | st.sampled_from(["", "กทม.", "เขตดุสิต", "เมือง", "ลาดยาว", "1001", "06", "13.7, 100.5", "[[[1,2]]]", "POINT (1 2)", "รวม"]) | st.text(max_size=6)
)
NUMBERS = st.none() | st.floats(allow_nan=True) | st.sampled_from([13.7, 100.5, 662000.0, 1520000.0, 1001.0, 10.0])
CELLS = {
    ColumnType.STRING: TEXTS,
    ColumnType.NUMBER: NUMBERS,
    ColumnType.INTEGER: st.none() | st.sampled_from([10, 1001, 2566, 100101]) | st.integers(-5, 10**6),
}


@st.composite
def tables(draw):
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    kinds = [draw(st.sampled_from(list(CELLS))) for _ in names]
    size = draw(st.integers(0, 12))
    schema = TableSchema(tuple(Column(name, kind, name, i) for i, (name, kind) in enumerate(zip(names, kinds, strict=True))))
    cells = [pa.array(draw(st.lists(CELLS[kind], min_size=size, max_size=size)), kind.arrow) for kind in kinds]
    return schema, pa.table([*cells, pa.array(range(size), pa.int64())], schema=schema.arrow())


@st.composite
def places_of_a_city(draw):
    """Rows of real places as offices write them: names, codes as text and as numbers, coordinates, with gaps and odd cells among them."""
    rows = [_row_of(place) for place in draw(st.lists(st.sampled_from(draw(st.sampled_from(CITIES))), min_size=1, max_size=25))]
    for at in draw(st.lists(st.tuples(st.integers(0, len(rows) - 1), st.sampled_from(sorted(ODD))), max_size=4)):
        rows[at[0]] = {**rows[at[0]], at[1]: draw(st.sampled_from(ODD[at[1]]))}
    names = draw(st.lists(st.sampled_from(sorted(ODD)), min_size=1, max_size=6, unique=True))
    kinds = [ColumnType.INTEGER if name == "dcode" else ColumnType.NUMBER if name in ("Lat", "Long", "รหัสจังหวัด") else ColumnType.STRING for name in names]
    schema = TableSchema(tuple(Column(name, kind, name, i) for i, (name, kind) in enumerate(zip(names, kinds, strict=True))))
    cells = [pa.array([row[name] for row in rows], kind.arrow) for name, kind in zip(names, kinds, strict=True)]
    return schema, pa.table([*cells, pa.array(range(len(rows)), pa.int64())], schema=schema.arrow())


CITIES = [[place for place in PLACES.of_level(Level.DISTRICT) if place.code.startswith(code)] for code in ("10", "50", "")]
ODD = {
    "จังหวัด": [None, "", "กทม.", "ต่างประเทศ", "รวม"],
    "อำเภอ": [None, "", "เมือง", "เฉลิมพระเกียรติ", "บางขุนเทีบน", "รวม"],
    "รหัสอำเภอ": [None, "", "9999", "1001", "ไม่ทราบ"],
    "dcode": [None, 0, 9999, 1001, 5001],
    "รหัสจังหวัด": [None, 0.5, 99.0, 10.0],
    "Lat": [None, 0.0, 100.5, 99.0, 1520000.0],
    "Long": [None, 0.0, 13.75, 5.0, 662000.0],
}


DECISIONS = [
    PlaceOptions(),
    PlaceOptions(within="10"),
    PlaceOptions(on=False),
    PlaceOptions(crs="EPSG:32647"),
    PlaceOptions(levels={0: "none"}),
    PlaceOptions(levels={0: "district"}, values={0: {"เมือง": "5001"}}),
]


def _row_of(place):
    around = PLACES.get(place.parent)
    code = int(place.code)
    return {
        "จังหวัด": around.name_th, "อำเภอ": place.name_th, "รหัสอำเภอ": place.code, "dcode": code, "รหัสจังหวัด": float(around.code),
        "Lat": 13.0 + code % 97 / 50, "Long": 100.0 + code % 89 / 80,
    }  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(tables() | places_of_a_city(), st.integers(1, 9), st.sampled_from(DECISIONS))
def test_linking_rows_as_they_come_is_linking_them_when_all_are_there(made, rows_each, decided):
    schema, whole = made
    options = ReadOptions(places=decided)
    batches = [coded_batch(batch) for batch in whole.to_batches(max_chunksize=rows_each) if batch.num_rows]
    at_last = link(schema, lambda: iter(batches), options.places)
    if batches:
        found, rows = _as_they_come(schema, options, batches)

        assert replace(found, batches=at_last.batches) == at_last
        assert str(rows.to_pylist()) == str(pa.Table.from_batches(list(at_last.batches())).to_pylist())
        assert rows.schema.names == [*at_last.schema.names, "_row"]


def _as_they_come(schema, options, batches) -> tuple[Linked, pa.Table]:
    """Link as reading does: into a file that is written with the columns that the first rows suggest."""
    linker = linker_of(schema, options)
    given = [linker.add(batch) for batch in batches]
    with TemporaryDirectory() as folder:
        path = Path(folder, "rows.parquet")
        with parquet(path, given[0].schema) as writer:
            for batch in given:
                writer.write_batch(batch)
        at_first = path.stat().st_ino
        found = linked_rows(path, schema, options, linker)
        event("stands" if path.stat().st_ino == at_first else "written anew")
        return found, pq.read_table(path)


@settings(max_examples=200)
@given(tables(), st.integers(1, 5))
def test_linking_adds_columns_and_changes_nothing_that_was_there(made, rows_each):
    schema, whole = made

    result = link(schema, lambda: iter(whole.to_batches(max_chunksize=rows_each)))
    out = pa.Table.from_batches(list(result.batches()), schema=result.schema.arrow())
    given = [column for column in result.schema.columns if column.source_column is not None]
    assert [column.name for column in given] == list(schema.names)
    assert all(now == before or now.type is ColumnType.PLACE for now, before in zip(given, schema.columns, strict=True))
    assert all(_texts(out.column(name)) == _texts(whole.column(name)) for name in whole.schema.names)
    assert all(column.type in (ColumnType.PLACE, ColumnType.GEOMETRY) for column in result.schema.columns if column.source_column is None)


def _texts(column):
    """Codes that were numbers become text: 1001.0 and `1001` are the same."""
    return [value if value is None else str(value).removesuffix(".0") for value in column.to_pylist()]


@settings(max_examples=50)
@given(st.lists(st.sampled_from(PLACES.of_level(Level.SUBDISTRICT)), min_size=1, max_size=30), st.integers(1, 9))
def test_rows_that_name_all_three_levels_are_linked_to_their_own_codes(places, rows_each):
    names = [[p.name_th, PLACES.get(p.parent).title_th, PLACES.get(p.code[:2]).name_th] for p in places]
    schema = TableSchema(tuple(Column(name, source_name=name, source_column=i) for i, name in enumerate(["แขวง/ตำบล (ตำบล)", "อำเภอ", "จังหวัด"])))
    whole = pa.table([*(pa.array(column) for column in zip(*names, strict=True)), pa.array(range(len(places)), pa.int64())], schema=schema.arrow())

    result = link(schema, lambda: iter(whole.to_batches(max_chunksize=rows_each)))
    out = pa.Table.from_batches(list(result.batches()), schema=result.schema.arrow())
    assert out.column("แขวง/ตำบล (ตำบล)_code").to_pylist() == [place.code for place in places]
