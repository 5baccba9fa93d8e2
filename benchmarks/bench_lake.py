"""How quickly a table of a million rows is published, asked and taken away, beside a peer and the limit of the machine.

    python benchmarks/bench_lake.py [--rows 1000000]

ours    `Lake.write` (Parquet, content hash, commit, all on the disk and read back); `DuckDBEngine` with permit and Ibis
peer    delta-rs writing the same rows (no hash, no order); polars scanning our files for the same page
limit   pyarrow writing the Parquet and nothing else; DuckDB running the finished SQL and nothing else
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import write_deltalake

from mueang import exports
from mueang.lake import Append, Lake, Replace, Snapshot, Update, UpdatePeriod
from mueang.lake.engines.duckdb import DuckDBEngine, sql_of
from mueang.lake.engines.expressions import rows_expression
from mueang.query import Condition, Groups, Measure, Permit, Question, Rows, Sort
from mueang.tables import Column, ColumnType, TableSchema
from mueang.tables.schema import SOURCE_ROW, VERSION

NOW = datetime(2026, 11, 19, tzinfo=UTC)
SCHEMA = TableSchema(
    (
        Column("id", ColumnType.INTEGER),
        Column("pm25", ColumnType.NUMBER),
        Column("เขต"),
        Column("วันที่", ColumnType.DATE),
        Column("seen", ColumnType.DATETIME),
        Column("open", ColumnType.BOOLEAN),
        Column("ปี", ColumnType.YEAR),
        Column("note"),
    )
)


def batches(rows: int, step: int = 8_192) -> Iterator[pa.RecordBatch]:
    draw = np.random.default_rng(874)
    for start in range(0, rows, step):
        number = np.arange(start, min(start + step, rows))
        columns = [
            pa.array(number),
            pa.array(draw.random(len(number)) * 100),
            pa.array([f"เขต{n % 50}" for n in number]),
            pa.array(number % 20_000, pa.int32()).cast(pa.date32()),
            pa.array(number * 1_000_000).cast(pa.timestamp("us")),
            pa.array(number % 2 == 0),
            pa.array((number // 100_000 % 30 + 1990).astype("int32")),
            pa.array([f"บันทึกของผู้ตรวจเลขที่ {n}" for n in number]),
            pa.array(number),
        ]
        yield pa.record_batch(columns, schema=SCHEMA.arrow())


def clock(what: str, work: Callable[[], object]) -> None:
    """Print how long one run takes."""
    started, worked = time.perf_counter(), time.process_time()
    work()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{what:58}{time.perf_counter() - started:8.2f} s  {time.process_time() - worked:8.2f} s CPU  {memory:6,} MB at most")


def median(what: str, work: Callable[[int], object], times: int = 31) -> None:
    """Print the middle and the slowest of many runs, and the processor time, which other work on the machine does not lengthen."""
    taken, worked = [], []
    for number in range(times):
        started, began = time.perf_counter(), time.process_time()
        work(number)
        taken.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - began) * 1000)
    print(f"{what:58}{statistics.median(taken):8.1f} ms p50  {max(taken):8.1f} ms max  {statistics.median(worked):8.1f} ms CPU")


def publish(lake: Lake, rows: int, folder: Path) -> Snapshot:
    made: list[Snapshot] = []

    def write(table: str, mode: object, count: int, base: Snapshot | None = None) -> None:
        below = base.delta_version if base else None
        made.append(lake.write(table, batches(count), SCHEMA, mode=mode, base=below, job=f"{table}-{len(made)}", version_number=len(made) + 1))

    clock("make the rows and drop them", lambda: [None for _ in batches(rows)])
    clock("ours: publish, replacing", lambda: write("air", Replace(), rows))
    clock("limit: pyarrow writes Parquet", lambda: pq.write_table(pa.Table.from_batches(batches(rows)), folder / "limit.parquet", compression="zstd"))
    clock("peer: delta-rs writes", lambda: write_deltalake(folder / "peer", pa.RecordBatchReader.from_batches(SCHEMA.arrow(), batches(rows))))
    base = made[0]
    clock("ours: append 10,000 rows", lambda: write("air", Append(), 10_000, base))
    clock("ours: update 10,000 rows by key", lambda: write("air", Update(("id",)), 10_000, base))
    clock("ours: update one year of ten", lambda: write("air", UpdatePeriod("ปี"), 100_000, base))
    clock("ours: plan the update of 10,000 rows by key", lambda: lake.plan("air", batches(10_000), SCHEMA, mode=Update(("id",)), base=base.delta_version))
    return base


def ask(engine: DuckDBEngine, snapshot: Snapshot, rows: int) -> None:
    permit = Permit(snapshot.table, "public")

    def answer(question: Question) -> pa.Table:
        return engine.answer(snapshot, question, permit, now=NOW).read_all()

    def page(number: int, *sort: Sort, after: tuple = ()) -> Rows:
        where = (Condition("pm25", "gt", 30 + number / 100), Condition("เขต", "contains", "เขต1"))
        return Rows(SCHEMA, where=where, sort=sort, after=after, limit=100)

    answer(page(0))
    half = rows // 2
    median("ours: filtered page of 100", lambda n: answer(page(n)))
    median("ours: filtered page of 100 in the middle", lambda n: answer(page(n, after=(1, half))))
    median("ours: filtered page of 100, sorted by a number", lambda n: answer(page(n, Sort("pm25", descending=True))))
    median("ours: the same in the middle", lambda n: answer(page(n, Sort("pm25", descending=True), after=(65.0, 1, half))))
    median("ours: the same, three columns", lambda n: answer(Rows(SCHEMA, ("id", "เขต", "pm25"), sort=(Sort("pm25", n % 2 == 0),), limit=100)))
    median("ours: count of a filter", lambda n: engine.count(snapshot, page(n), permit, now=NOW))
    median("ours: mean by district and year", lambda n: answer(Groups(SCHEMA, ("เขต", "ปี"), (Measure("mean", "pm25"), Measure("count")))), 9)
    texts = [sql_of(rows_expression(page(n), SCHEMA, ordered=True), snapshot) for n in range(31)]
    cursor = engine._connection.cursor()
    median("limit: DuckDB runs the finished SQL of the first", lambda n: cursor.execute(texts[n]).to_arrow_table())
    median("ours: question to SQL only", lambda n: sql_of(rows_expression(page(n), SCHEMA, ordered=True), snapshot))
    frame = pl.scan_parquet(list(snapshot.files))
    wanted = pl.col("เขต").str.to_lowercase().str.contains("เขต1", literal=True)
    median("peer: polars, the first", lambda n: frame.filter(pl.col("pm25") > 30 + n / 100, wanted).sort(VERSION, SOURCE_ROW).head(100).collect(), 9)


def take(engine: DuckDBEngine, snapshot: Snapshot, folder: Path) -> None:
    permit = Permit(snapshot.table, "public")
    for format in ("parquet", "csv", "json", "xlsx"):
        limit = 100_000 if format == "xlsx" else None
        answer = engine.answer(snapshot, Rows(SCHEMA, limit=limit), permit, now=NOW)
        clock(f"ours: download as {format}{' (100,000 rows)' if limit else ''}", lambda: exports.write(format, answer, SCHEMA, folder / f"x.{format}"))  # noqa: B023


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lake = Lake(folder / "lake")
        snapshot = publish(lake, rows, folder)
        engine = DuckDBEngine([lake.root])
        ask(engine, snapshot, rows)
        take(engine, snapshot, folder)


if __name__ == "__main__":
    main()
