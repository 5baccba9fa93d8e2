import pyarrow as pa

from mueang.privacy import masking
from mueang.tables import Column, ColumnType, TableSchema

REGISTER = TableSchema(
    (
        Column("ชื่อ", source_column=0),
        Column("โทรศัพท์", ColumnType.INTEGER, source_column=1),
        Column("ที่อยู่", source_column=2),
        Column("ที่อยู่_code", ColumnType.PLACE, derived_from=(2,)),
        Column("อายุ", ColumnType.INTEGER, source_column=3),
    )
)


def visitors():
    columns = {
        "ชื่อ": ["นายสมมุติ ทดสอบ", None],
        "โทรศัพท์": [812345678, None],
        "ที่อยู่": ["12 เขตบางรัก", "-"],
        "ที่อยู่_code": ["1004", None],
        "อายุ": [70, 71],
        "_row": [1, 2],
    }
    yield pa.RecordBatch.from_pydict(columns)


def test_a_masked_name_keeps_its_shape_but_no_letter():
    table = pa.Table.from_batches(masking.protect(visitors(), REGISTER, drop=[], mask=["ชื่อ", "โทรศัพท์"]))

    assert table["ชื่อ"].to_pylist() == ["•" * 9 + " " + "•" * 5, None]
    assert table["โทรศัพท์"].to_pylist() == ["•" * 9, None]


def test_dropping_an_address_drops_the_place_made_of_it():
    kept = masking.protected_schema(REGISTER, drop=["ที่อยู่"], mask=[])

    assert kept.names == ("ชื่อ", "โทรศัพท์", "อายุ")


def test_what_nobody_decided_about_stays_as_it_is():
    table = pa.Table.from_batches(masking.protect(visitors(), REGISTER, drop=["ที่อยู่"], mask=["ชื่อ"]))

    assert table.column_names == ["ชื่อ", "โทรศัพท์", "อายุ", "_row"]
    assert table["อายุ"].to_pylist() == [70, 71]
