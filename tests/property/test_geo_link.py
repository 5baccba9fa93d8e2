"""Laws of linking: it only ever adds."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from mueang.geo.gazetteer import Level, gazetteer
from mueang.ingest.places import link
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
