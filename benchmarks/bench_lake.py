"""How quickly a table of a million rows is published, asked and taken away, beside a peer and the limit of the machine.

    python benchmarks/bench_lake.py [--rows 1000000]

ours    `Lake.write` (Parquet, content hash, commit, all on the disk and read back); `DuckDBEngine` with permit and Ibis
peer    delta-rs writing the same rows (no hash, no order); polars scanning our files for the same page
limit   pyarrow writing the Parquet; DuckDB running the finished SQL; reading the rows that a download holds: each alone
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake
from measured import Cost, Findings, middle, once

from mueang import exports
from mueang.lake import Append, Lake, Mode, Replace, Snapshot, Update, UpdatePeriod
from mueang.lake.engines.duckdb import DuckDBEngine
from mueang.lake.engines.expressions import compiled
from mueang.lake.engines.sources import sql_of
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


def publish(found: Findings, lake: Lake, rows: int, folder: Path) -> Snapshot:
    made: list[Snapshot] = []

    def write(mode: Mode, count: int, base: Snapshot | None = None) -> Cost:
        below = base.delta_version if base else None
        number = len(made) + 1
        return once(lambda: made.append(lake.write("air", batches(count), SCHEMA, mode=mode, base=below, job=str(number), version_number=number)))

    def arrow(count: int) -> pa.RecordBatchReader:
        return pa.RecordBatchReader.from_batches(SCHEMA.arrow(), batches(count))

    def limit(count: int) -> Cost:
        return once(lambda: pq.write_table(pa.Table.from_batches(batches(count)), folder / "limit.parquet", compression="zstd"))

    peer = folder / "peer"
    ours, theirs = write(Replace(), rows), once(lambda: write_deltalake(peer, arrow(rows)))
    found.add(f"publish {rows:,} rows of 8 columns", ours, peer=theirs, limit=limit(rows), note=f"{peak():,} MB at most")
    base = made[0]
    ours, theirs = write(Append(), 10_000, base), once(lambda: write_deltalake(peer, arrow(10_000), mode="append"))
    found.add("append 10,000 rows", ours, peer=theirs, limit=limit(10_000))
    ours, theirs = write(Update(("id",)), 10_000, base), once(lambda: merge(DeltaTable(peer), arrow(10_000)))
    found.add("update 10,000 rows by key", ours, peer=theirs, limit=limit(10_000))
    found.add("update one year of ten", write(UpdatePeriod("ปี"), 100_000, base), limit=limit(100_000))
    plan = once(lambda: lake.plan("air", batches(10_000), SCHEMA, mode=Update(("id",)), base=base.delta_version))
    found.add("plan the update of 10,000 rows by key", plan)
    return base


def merge(table: DeltaTable, rows: pa.RecordBatchReader) -> None:
    """Put the rows in place of those of the same id, as delta-rs does it."""
    merging = table.merge(rows, "old.id = new.id", source_alias="new", target_alias="old")
    merging.when_matched_update_all().when_not_matched_insert_all().execute()


def peak() -> int:
    """Return the most memory that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def ask(found: Findings, engine: DuckDBEngine, snapshot: Snapshot, rows: int) -> None:
    permit = Permit(snapshot.table, "public")
    cursor, frame = engine._connection.cursor(), pl.scan_parquet(list(snapshot.files))

    def answer(question: Question) -> pa.Table:
        return engine.answer(snapshot, question, permit, now=NOW).read_all()

    def finished(questions: list[Rows]) -> Cost:
        texts = [sql_of(compiled(question, SCHEMA, ordered=not question.sort), snapshot) for question in questions]
        return middle(lambda n: cursor.execute(texts[n]).to_arrow_table(), len(texts))

    def pages(*sort: Sort, after: tuple = ()) -> list[Rows]:
        return [Rows(SCHEMA, where=_where(n), sort=sort, after=after, limit=100) for n in range(31)]

    by_value = Sort("pm25", descending=True)
    asked = {
        "filtered page of 100": pages(),
        "the same from the middle": pages(after=(1, rows // 2)),
        "filtered page of 100, sorted by a number": pages(by_value),
        "the same from the middle, sorted": pages(by_value, after=(65.0, 1, rows // 2)),
    }
    peers = {"filtered page of 100": (VERSION, SOURCE_ROW), "filtered page of 100, sorted by a number": ("pm25",)}
    answer(pages()[0])
    for what, questions in asked.items():
        ours, limit = middle(lambda n, q=questions: answer(q[n])), finished(questions)
        found.add(what, ours, peer=polars_page(frame, peers[what]) if what in peers else None, limit=limit)
    found.add("count of a filter", middle(lambda n: engine.count(snapshot, pages()[n], permit, now=NOW)))
    found.add("mean by district and year", middle(lambda n: answer(Groups(SCHEMA, ("เขต", "ปี"), (Measure("mean", "pm25"), Measure("count")))), 9))


def polars_page(frame: pl.LazyFrame, order: tuple[str, ...]) -> Cost:
    district = pl.col("เขต").str.to_lowercase().str.contains("เขต1", literal=True)
    return middle(lambda n: frame.filter(pl.col("pm25") > 30 + n / 100, district).sort(order, descending=order == ("pm25",)).head(100).collect(), 9)


def _where(number: int) -> tuple[Condition, ...]:
    return (Condition("pm25", "gt", 30 + number / 100), Condition("เขต", "contains", "เขต1"))


def take(found: Findings, engine: DuckDBEngine, snapshot: Snapshot, folder: Path) -> None:
    permit = Permit(snapshot.table, "public")
    for format in ("parquet", "csv", "json", "xlsx"):
        rows = 100_000 if format == "xlsx" else None

        def answer(rows: int | None = rows) -> pa.RecordBatchReader:
            return engine.answer(snapshot, Rows(SCHEMA, limit=rows), permit, now=NOW)

        ours = once(lambda: exports.write(format, answer(), SCHEMA, folder / f"x.{format}"))  # noqa: B023
        found.add(f"download as {format}{' (100,000 rows)' if rows else ''}", ours, limit=once(lambda: [None for _ in answer()]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lake = Lake(folder / "lake")
        found = Findings()
        snapshot = publish(found, lake, rows, folder)
        engine = DuckDBEngine(lake.store.folders, hold=lake.store.held)
        ask(found, engine, snapshot, rows)
        take(found, engine, snapshot, folder)
    found.print()


if __name__ == "__main__":
    main()
