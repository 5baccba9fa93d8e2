"""Copies of rows are found by their numbers first, and all of them are found."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from mueang.ingest.validate import keyed, validate
from mueang.tables.schema import Column, ColumnType, TableSchema

SCHEMA = TableSchema((Column("ลำดับ", ColumnType.INTEGER), Column("เขต"), Column("ค่า", ColumnType.NUMBER), Column("รหัส", ColumnType.PLACE)))
texts = st.none() | st.sampled_from(["", "พระนคร", "ดุสิต"])
drawn = st.tuples(st.none() | st.integers(0, 1), texts, st.none() | st.sampled_from([0.0, -0.0, 1.5, float("inf")]), texts)
running = st.lists(drawn, max_size=14).map(lambda rows: [(number, *row[1:]) for number, row in enumerate(rows)])


def validated(schema, rows, declared=None):
    columns = [pa.array(column, kind.type.arrow) for column, kind in zip(zip(*rows, strict=True), schema.columns, strict=True)] if rows else []
    table = pa.table([*columns, pa.array(range(len(rows)), pa.int64())], schema=schema.arrow()) if rows else schema.arrow().empty_table()
    return validate(schema, lambda wanted: table.select(wanted).to_batches(max_chunksize=3), declared)


def copies(rows):
    return [place for place, row in enumerate(rows) if row in rows[:place]]


@given(st.lists(drawn, max_size=14) | running)
def test_every_copy_of_a_row_is_counted_and_the_first_is_told(rows):
    told = [(issue.count, issue.row) for issue in validated(SCHEMA, rows).report]

    assert told == ([(len(copies(rows)), copies(rows)[0])] if copies(rows) else [])


@given(st.lists(drawn, max_size=14))
def test_texts_alone_and_numbers_alone_have_copies_too(rows):
    for keep in (slice(1, 2), slice(2, 3)):
        fewer = [row[keep] for row in rows]
        told = [issue.count for issue in validated(TableSchema(SCHEMA.columns[keep]), fewer).report]
        assert told == [len(copies(fewer))] * bool(copies(fewer))


@given(st.lists(drawn, max_size=14) | running)
def test_rows_of_one_key_are_told_beside_copies(rows):
    keys = [row[1] for row in rows if row[1] is not None]
    told = {issue.code: issue.count for issue in validated(SCHEMA, rows, keyed(None, ("เขต",))).report}

    wanted = {"cell.required": len(rows) - len(keys), "rows.key": len(copies(keys)), "rows.copies": len(copies(rows))}
    assert told == {code: count for code, count in wanted.items() if count}
