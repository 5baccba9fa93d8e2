"""Data files: small for what they hold, in groups of one size, and open to whoever reads Parquet."""

from datetime import UTC, date, datetime, timedelta

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from mueang.lake import Lake, Replace, files
from mueang.lake.files import GROUP_ROWS, write_files
from mueang.tables import Column, ColumnType, TableSchema

ROWS = 20_000
SCHEMA = TableSchema(
    (
        Column("เลขที่", ColumnType.INTEGER),
        Column("ค่าใช้จ่าย", ColumnType.NUMBER),
        Column("ครั้งที่", ColumnType.INTEGER),
        Column("วันที่", ColumnType.DATE),
        Column("น.ส.", ColumnType.INTEGER),
        Column("เมื่อ", ColumnType.DATETIME),
        Column("เขต"),
        Column("เลขสัญญา"),
    )
)


def rows():
    draw = np.random.default_rng(874)
    number, missing = np.arange(ROWS), draw.random(ROWS) < 0.1
    columns = [
        pa.array(draw.integers(-(2**62), 2**62, ROWS), mask=missing),
        pa.array(draw.random(ROWS), mask=missing),
        pa.array(number % 7),
        pa.array([date(1900, 1, 1) + timedelta(days=int(n) * 2) for n in number]),
        pa.array(number * 10),
        pa.array([datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None) + timedelta(minutes=int(n)) for n in number], pa.timestamp("us")),
        pa.array([None if n % 5 else f"เขต {n % 50}" for n in number.tolist()]).dictionary_encode(),
        pa.array([None if n % 9 == 0 else f"สญ.{n * 7 % ROWS}/2567" for n in number.tolist()]).dictionary_encode(),
        pa.array(number),
    ]
    return pa.record_batch(columns, names=SCHEMA.arrow().names)


@pytest.fixture
def snapshot(tmp_path):
    return Lake(tmp_path).write("table", [rows()], SCHEMA, mode=Replace(), base=None, job="a", version_number=1)


def test_every_reader_of_parquet_and_delta_reads_the_same_rows(snapshot, tmp_path):
    (file,) = snapshot.files
    names = [name for name in pq.read_schema(file).names if not name.startswith("_")]
    wanted = rows().select(SCHEMA.names).to_pylist()
    readers = (
        pq.read_table(file),
        duckdb.sql(f"FROM '{file}'").to_arrow_table(),
        DeltaTable(tmp_path / "table").to_pyarrow_table(),
        pl.read_parquet(file).to_arrow(),
        pl.read_parquet(file, use_pyarrow=True).to_arrow(),
    )

    assert all([dict(zip(SCHEMA.names, row.values(), strict=True)) for row in found.select(names).to_pylist()] == wanted for found in readers)


def test_numbers_that_run_take_next_to_nothing_and_those_that_come_again_are_held_once(snapshot):
    group = pq.read_metadata(snapshot.files[0]).row_group(0)
    columns = {column.path_in_schema: column for column in map(group.column, range(group.num_columns))}

    assert all(columns[name].total_compressed_size < ROWS / 20 for name in ("น.ส.", "_row", "_order", "_version"))
    assert "RLE_DICTIONARY" in columns["ครั้งที่"].encodings
    assert "RLE_DICTIONARY" in columns["เขต"].encodings
    assert not any("RLE_DICTIONARY" in columns[name].encodings for name in ("ค่าใช้จ่าย", "เลขสัญญา"))


def test_texts_are_laid_down_as_the_first_rows_are_whatever_follows(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "GROUP_ROWS", 1_000)
    alike, apart = ["พระนคร"] * 1_000, [f"เลขที่ {n}" for n in range(1_000)]
    batches = [pa.record_batch({"a": pa.array(a).dictionary_encode(), "b": pa.array(b)}) for a, b in ((alike, apart), (apart, alike), (alike, alike))]

    (file,) = write_files(tmp_path, [batch.append_column("_order", pa.array(range(1_000))) for batch in batches], batches[0].schema)

    found = pq.read_table(file.address)
    assert (found["a"].to_pylist(), found["b"].to_pylist()) == (alike + apart + alike, apart + alike + alike)


def test_texts_that_first_differ_in_every_row_may_come_again_later(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "GROUP_ROWS", 1_000)
    monkeypatch.setattr(files, "FILE_ROWS", 2_000)
    cells = [[f"เลขที่ {n}" for n in range(1_000)], ["พระนคร"] * 1_000, ["ดุสิต", None] * 500]
    batches = [pa.record_batch({"a": pa.array(one).dictionary_encode(), "_order": pa.array(range(1_000))}) for one in cells]

    written = write_files(tmp_path, batches, batches[0].schema)

    assert [text for file in written for text in pq.read_table(file.address)["a"].to_pylist()] == [text for one in cells for text in one]


def test_row_groups_are_full_however_the_rows_come(tmp_path):
    batch = pa.record_batch({"เขต": pa.array(["พระนคร"] * 70_000).dictionary_encode(), "_order": pa.array(range(70_000))})

    (file,) = write_files(tmp_path, [batch] * 4, batch.schema)

    found = pq.read_metadata(file.address)
    assert [found.row_group(n).num_rows for n in range(found.num_row_groups)] == [GROUP_ROWS, GROUP_ROWS, 4 * 70_000 - 2 * GROUP_ROWS]


def test_wide_rows_make_smaller_groups_of_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "GROUP_BYTES", 1 << 20)
    batch = pa.record_batch({"note": pa.array([f"{n:08}" * 100 for n in range(3_000)]), "_order": pa.array(range(3_000))})

    (file,) = write_files(tmp_path, [batch], batch.schema)

    found = pq.read_metadata(file.address)
    assert all(found.row_group(n).num_rows <= (1 << 20) / 800 + 1 for n in range(found.num_row_groups))
    assert pq.read_table(file.address)["_order"].to_pylist() == list(range(3_000))
