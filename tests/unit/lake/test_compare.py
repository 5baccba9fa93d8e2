from __future__ import annotations

import pytest

import drawn
from mueang.base.errors import BadQuery
from mueang.lake import Append, Update
from mueang.lake.compare import column_changes
from mueang.lake.engines.duckdb import DuckDBEngine
from mueang.query import Condition, Permit
from mueang.tables import Column, ColumnType, TableSchema

AIR = """
    station | year:year | pm25
    --------+-----------+-----
    ดินแดง   | 2022      | 30.5
    บางนา   | 2022      | 28.0
    ธนบุรี   | 2022      |
"""
MENDED = """
    station | year:year | pm25
    --------+-----------+-----
    ธนบุรี   | 2022      | 25.5
    ดินแดง   | 2022      | 30.5
    จตุจักร   | 2022      | 27.0
"""


@pytest.fixture
def differences(lake):
    """What differs between two snapshots: (change, row before, row after), each row as its values."""

    def compare(before, after, *keys, permit=None):
        engine = DuckDBEngine(lake.store.folders, hold=lake.store.held)
        found = engine.compare(before, after, permit or drawn.everyone(after), keys=keys, now=drawn.NOW).read_all().to_pylist()
        return [(row["_change"], side(row, "b"), side(row, "a")) for row in found]

    def side(row, mark):
        values = tuple(value for name, value in row.items() if name.startswith(mark))
        return None if all(value is None for value in values) else values

    return compare


def test_without_a_key_a_mended_row_left_and_another_came(lake, differences):
    old = drawn.write(lake, AIR)
    new = drawn.write(lake, MENDED, base=old)

    assert differences(old, new) == [
        ("added", None, ("ธนบุรี", 2022, 25.5)),
        ("added", None, ("จตุจักร", 2022, 27.0)),
        ("removed", ("บางนา", 2022, 28.0), None),
        ("removed", ("ธนบุรี", 2022, None), None),
    ]


def test_with_a_key_a_mended_row_stands_beside_what_it_was(lake, differences):
    old = drawn.write(lake, AIR)
    new = drawn.write(lake, MENDED, base=old)

    assert differences(old, new, "station", "year") == [
        ("changed", ("ธนบุรี", 2022, None), ("ธนบุรี", 2022, 25.5)),
        ("added", None, ("จตุจักร", 2022, 27.0)),
        ("removed", ("บางนา", 2022, 28.0), None),
    ]


def test_the_order_of_rows_is_no_difference_and_how_often_one_occurs_is(lake, differences):
    old = drawn.write(lake, "n\n1\n1\n2")
    new = drawn.write(lake, "n\n2\n1\n1\n1", base=old)

    assert differences(old, new) == [("added", None, (1,))]
    assert differences(new, old) == [("removed", (1,), None)]


def test_a_column_that_came_or_became_decimal_makes_no_row_differ(lake, differences):
    old = drawn.write(lake, "place | n\nดุสิต | 1\nสาทร | 2")
    new = drawn.write(lake, "n:number | place | note\n1 | ดุสิต | ประมาณ\n2.5 | สาทร | ", base=old)

    assert differences(old, new, "place") == [("changed", ("สาทร", 2), (2.5, "สาทร", None))]


def test_only_the_files_that_one_version_alone_names_are_read(lake, differences):
    old = drawn.write(lake, "id | n\n1 | 1\n2 | 2")
    new = drawn.write(lake, "id | n\n3 | 3", base=old, mode=Append())
    (shared,) = old.files
    lake.store.place("air").remove([shared.rpartition("/")[2]])

    assert differences(old, new, "id") == [("added", None, (3, 3))]


def test_an_update_is_told_by_its_key(lake, differences):
    old = drawn.write(lake, "id | n\n1 | 1\n2 | 2\n3 | 3")
    new = drawn.write(lake, "id | n\n2 | 20\n4 | 40", base=old, mode=Update(("id",)))

    assert differences(old, new, "id") == [("changed", (2, 2), (2, 20)), ("added", None, (4, 40))]


def test_nothing_hidden_is_told(lake, differences):
    old = drawn.write(lake, AIR)
    new = drawn.write(lake, MENDED, base=old)
    permit = Permit(new.table, "public", columns=frozenset({"station"}), rows=(Condition("station", "ne", "จตุจักร"),))

    assert differences(old, new, "station", permit=permit) == [("removed", ("บางนา",), None)]
    with pytest.raises(BadQuery) as refused:
        differences(old, new, "pm25", permit=permit)
    assert refused.value.code == "query.key"


def test_columns_that_came_went_or_changed_are_told():
    before = TableSchema((Column("เขต"), Column("n", ColumnType.INTEGER), Column("note")))
    after = TableSchema((Column("เขต", title_th="ชื่อเขต"), Column("n", ColumnType.NUMBER), Column("year", ColumnType.YEAR)))

    found = column_changes(before, after)

    assert [column.name for column in found.added] == ["year"]
    assert [column.name for column in found.removed] == ["note"]
    assert [(old.name, str(old.type), str(new.type)) for old, new in found.changed] == [("เขต", "string", "string"), ("n", "integer", "number")]
