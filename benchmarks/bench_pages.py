"""How quickly a page of 100 rows out of ten million comes, the first and the deep ones, beside two databases with the right indexes.

    python benchmarks/bench_pages.py [--rows 10000000] [--questions 500] [--files 31]

ours    `DuckDBEngine` with permit and `restrict`, to rows: from the native copy, and from the Parquet files alone (fewer questions)
peer    PostgreSQL and SQLite, asked for the same rows by the same conditions, each with an index made for the question
limit   100 ms for the 99th of a hundred; 10 ms in the order of the table and where at most 100 rows meet the filter

Every question is another one, asked after a hundred of its kind (five, of the files). Cells are the middle and
the 99th of a hundred, in milliseconds; (CPU) is ours for one question.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.csv
from bench_api import free_port, running
from measured import once

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from mueang.lake import Lake, Replace, Snapshot
from mueang.lake.engines.duckdb import DuckDBEngine
from mueang.lake.engines.native import Copies
from mueang.lake.names import ORDER_BITS
from mueang.query import Condition, Permit, Rows, Sort, wire
from mueang.tables import Column, ColumnType, TableSchema
from postgres import Cluster

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SCHEMA = TableSchema(
    (
        Column("id", ColumnType.INTEGER),
        Column("pm25", ColumnType.NUMBER),
        Column("district"),
        Column("day", ColumnType.DATE),
        Column("person"),
        Column("open", ColumnType.BOOLEAN),
        Column("year", ColumnType.YEAR),
        Column("note"),
    )
)
EACH = 50
"""Rows of one person."""
DAYS = 20_000
COLUMNS = "id, pm25, district, day, person, open, year, note, ord"
CREATE = (
    "CREATE TABLE air (id bigint, pm25 double precision, district text, day date, person text, open {boolean}, year integer, note text, ord bigint PRIMARY KEY)"
)
INDEXES = ("id", "person", "note, ord", "pm25 DESC, ord", "day DESC, ord", "district, ord", "district, pm25 DESC, ord")
WARM = 100
"""Questions of a kind before those that are counted."""
FEW, MANY = 10, 100
"""Milliseconds that the 99th of a hundred may take."""


@dataclass(frozen=True)
class Kind:
    """Questions of one kind: the n-th, and the milliseconds that the 99th of a hundred may take."""

    what: str
    most: int
    question: Callable[[random.Random], Rows]


def batches(rows: int, step: int = 8_192) -> Iterator[pa.RecordBatch]:
    draw = np.random.default_rng(874)
    for start in range(0, rows, step):
        number = np.arange(start, min(start + step, rows))
        columns = [
            pa.array(number),
            pa.array(draw.random(len(number)) * 100),
            pa.array([f"เขต{n}" for n in draw.integers(0, 50, len(number))]),
            pa.array(draw.integers(0, DAYS, len(number)), pa.int32()).cast(pa.date32()),
            pa.array([f"P{n:07d}" for n in draw.integers(0, max(rows // EACH, 1), len(number))]),
            pa.array(number % 2 == 0),
            pa.array((number % 30 + 1990).astype("int32")),
            pa.array([f"บันทึกของผู้ตรวจเลขที่ {n}" for n in number]),
            pa.array(number),
        ]
        yield pa.record_batch(columns, schema=SCHEMA.arrow())


def kinds(rows: int) -> tuple[Kind, ...]:
    def page(where: tuple[Condition, ...] = (), sort: tuple[Sort, ...] = (), after: tuple[object, ...] = ()) -> Rows:
        return Rows(SCHEMA, where=where, sort=sort, after=after, limit=100)

    def district(draw: random.Random) -> Condition:
        return Condition("district", "eq", f"เขต{draw.randrange(50)}")

    def text(draw: random.Random, share: float) -> str:
        return f"บันทึกของผู้ตรวจเลขที่ {int(share * 10)}{draw.randrange(rows // 10)}"

    number, note, day = (Sort("pm25", descending=True),), (Sort("note"),), (Sort("day", descending=True),)
    return (
        Kind("order of the table, first", FEW, lambda d: page(after=(1, d.randrange(rows // 100)))),
        Kind("order of the table, 90% deep", FEW, lambda d: page(after=(1, int(rows * 0.9) + d.randrange(rows // 100)))),
        Kind("filter met by about 50 rows", FEW, lambda d: page((Condition("person", "eq", f"P{d.randrange(rows // EACH):07d}"),))),
        Kind("the same, sorted by a number", FEW, lambda d: page((Condition("person", "eq", f"P{d.randrange(rows // EACH):07d}"),), number)),
        Kind("filter met by one row: a text", FEW, lambda d: page((Condition("note", "eq", f"บันทึกของผู้ตรวจเลขที่ {d.randrange(rows)}"),))),
        Kind("filter met by one row: a number", FEW, lambda d: page((Condition("id", "eq", d.randrange(rows)),))),
        Kind("filter met by a fiftieth", MANY, lambda d: page((district(d),), after=(1, d.randrange(rows // 100)))),
        Kind("the same, 90% deep", MANY, lambda d: page((district(d),), after=(1, int(rows * 0.9) + d.randrange(rows // 100)))),
        Kind("filter met by a fiftieth, sorted by a number", MANY, lambda d: page((district(d),), number, (100 - d.random(), 1, 0))),
        Kind("the same, 90% deep, sorted", MANY, lambda d: page((district(d),), number, (10 + d.random(), 1, 0))),
        Kind("sorted by a number, first", MANY, lambda d: page((), number, (100 - d.random(), 1, 0))),
        Kind("sorted by a number, 90% deep", MANY, lambda d: page((), number, (10 + d.random(), 1, 0))),
        Kind("sorted by a text, first", MANY, lambda d: page((), note, (text(d, 0.1), 1, 0))),
        Kind("sorted by a text, 90% deep", MANY, lambda d: page((), note, (text(d, 0.9), 1, 0))),
        Kind("sorted by a date with ties, first", MANY, lambda d: page((), day, (_day(DAYS - 1 - d.randrange(DAYS // 100)), 1, d.randrange(rows)))),
        Kind("sorted by a date with ties, 90% deep", MANY, lambda d: page((), day, (_day(DAYS // 10 + d.randrange(DAYS // 100)), 1, d.randrange(rows)))),
    )


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)


# ---------------------------------------------------------------- the same question to others


def sql_of(question: Rows) -> str:
    """Return the question in the SQL that both databases read; their order is that of the index."""
    tests = [f"{one.column} = {_literal(one.value)}" for one in question.where]
    if question.after:
        order = (int(question.after[-2]) << ORDER_BITS) + int(question.after[-1])  # type: ignore[call-overload]
        tests.append(_later(question.sort[0], question.after[0], order) if question.sort else f"ord > {order}")
    keys = ", ".join([*(f"{sort.column} {'DESC' if sort.descending else 'ASC'}" for sort in question.sort), "ord"])
    return f"SELECT {COLUMNS} FROM air {'WHERE ' + ' AND '.join(tests) if tests else ''} ORDER BY {keys} LIMIT {question.limit}"


def _later(sort: Sort, value: object, order: int) -> str:
    column, text = sort.column, _literal(value)
    return f"{column} <= {text} AND ({column} < {text} OR ord > {order})" if sort.descending else f"({column}, ord) > ({text}, {order})"


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int | float) else f"'{value}'"


def whole(engine: DuckDBEngine, snapshot: Snapshot) -> Iterator[pa.RecordBatch]:
    """Yield all rows with their place in the order of the table, without the system columns."""
    for batch in engine.answer(snapshot, Rows(SCHEMA), Permit(snapshot.table, "public"), now=NOW):
        order = pa.array((batch["_version"].to_numpy() << ORDER_BITS) + batch["_row"].to_numpy())
        yield pa.record_batch([*(batch[name] for name in SCHEMA.names), order], names=[*SCHEMA.names, "ord"])


def fill_postgres(connection: psycopg.Connection, rows: Iterator[pa.RecordBatch]) -> None:
    connection.execute(CREATE.format(boolean="boolean"))
    with connection.cursor() as cursor, cursor.copy(f"COPY air ({COLUMNS}) FROM STDIN (FORMAT csv)") as copying:
        for batch in rows:
            sink = pa.BufferOutputStream()
            pa.csv.write_csv(batch, sink, pa.csv.WriteOptions(include_header=False))
            copying.write(sink.getvalue().to_pybytes())
    for columns in INDEXES:
        connection.execute(f"CREATE INDEX ON air ({columns})")
    connection.execute("VACUUM ANALYZE air")


def fill_sqlite(connection: sqlite3.Connection, rows: Iterator[pa.RecordBatch]) -> None:
    connection.execute(CREATE.format(boolean="integer"))
    for batch in rows:
        texts = batch.set_column(3, "day", batch["day"].cast(pa.string()))
        connection.executemany(f"INSERT INTO air VALUES ({', '.join('?' * 9)})", zip(*(column.to_pylist() for column in texts.columns), strict=True))
    for number, columns in enumerate(INDEXES):
        connection.execute(f"CREATE INDEX i{number} ON air ({columns})")
    connection.execute("ANALYZE")
    connection.commit()


# ---------------------------------------------------------------- measuring


@dataclass(frozen=True)
class Times:
    """Milliseconds of many questions, in order, and the processor's for one of them."""

    sorted: tuple[float, ...]
    processor: float

    def __str__(self) -> str:
        return f"{self.at(0.5):.1f} / {self.at(0.99):.1f}"

    def at(self, share: float) -> float:
        return self.sorted[min(int(len(self.sorted) * share), len(self.sorted) - 1)]


def times(ask: Callable[[Rows], object], questions: list[Rows], *, warm: int = WARM) -> Times:
    for question in questions[:warm]:
        ask(question)
    found, worked = [], _processor()
    for question in questions[warm:]:
        started = time.perf_counter()
        ask(question)
        found.append((time.perf_counter() - started) * 1000)
    return Times(tuple(sorted(found)), (_processor() - worked) * 1000 / len(found))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def drawn(kind: Kind, count: int) -> list[Rows]:
    draw = random.Random(kind.what)
    return [kind.question(draw) for _ in range(count + WARM)]


def asking(engine: DuckDBEngine, snapshot: Snapshot) -> Callable[[Rows], object]:
    permit = Permit(snapshot.table, "public")
    return lambda question: engine.answer(snapshot, question, permit, now=NOW).read_all().to_pylist()


# ---------------------------------------------------------------- over HTTP


def register(commit: int, rows: int) -> None:
    """Put the table into the catalogue of the data folder as an open dataset `d0`."""
    import django
    from django.core.management import call_command

    from mueang_site import runtime

    runtime.settings().prepare()
    django.setup()
    call_command("migrate", verbosity=0)
    from mueang_site.access.models import Organisation
    from mueang_site.catalogue.models import Dataset, Resource, Version

    office = Organisation.objects.create(slug="office", name_th="สำนักงานเขต", created_at=NOW)
    dataset = Dataset.objects.create(
        slug="d0", organisation=office, title_th="อากาศ", title_en="Air", description_th="ค่าฝุ่นละออง", source="สำนักงานเขต", keywords=[],
        topic="health", licence="U", classification="01", frequency="A", state="published", created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    Version.objects.create(
        resource=Resource.objects.create(dataset=dataset, table="air"), number=1, delta_version=commit, schema=SCHEMA.as_dict(), content_hash="0" * 64,
        row_count=rows, added=rows, replaced=0, removed=0, mode={"mode": "replace"}, source_sha256="0" * 64, source_name="air.csv",
        report={"issues": [], "facts": {}}, published_by="somebody", published_at=NOW,
    )  # fmt: skip


def over_http(folder: Path, snapshot: Snapshot, questions: int) -> Iterator[str]:
    """Yield lines of the table: the same questions to `mueang serve` on the loopback, one after another on one connection."""
    own = {"MUEANG_DATA": str(folder), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "mueang_site.config.settings"}
    own |= {"MUEANG_API_PER_ADDRESS": "100000000", "MUEANG_HOSTS": "127.0.0.1"}
    registering = f"import bench_pages; bench_pages.register({snapshot.delta_version}, {snapshot.rows})"
    subprocess.run([sys.executable, "-c", registering], env=os.environ | own | {"PYTHONPATH": str(Path(__file__).parent)}, check=True)
    port = free_port()
    serve = [str(Path(sys.executable).parent / "mueang"), "serve", "--port", str(port), "--workers", "1"]
    with running(serve, port, own, "/healthz"):
        time.sleep(3)
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        for kind in kinds(snapshot.rows):
            if kind.what in ("order of the table, first", "filter met by about 50 rows", "sorted by a number, 90% deep"):
                found = times(lambda question: _page(connection, question), drawn(kind, questions))
                yield f"| {kind.what}, by the API | {found} | – | – | – | – | one connection, `mueang serve` |"


def _page(connection: HTTPConnection, question: Rows) -> None:
    """Ask the API for the page; its cursor is made as the page before would have made it. Raises RuntimeError for one without rows."""
    parameters = wire.parameters_of(Rows(SCHEMA, where=question.where, sort=question.sort))
    if question.after:
        names = [*(sort.column for sort in question.sort), "_version", "_row"]
        last = dict(zip(names, question.after, strict=True))
        parameters.append(("cursor", wire.cursor_after(question, last, version=1, key=_key(question))))
    connection.request("GET", "/api/v1/datasets/d0/rows?" + "&".join(f"{quote(name)}={quote(text)}" for name, text in parameters))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200 or "items" not in json.loads(body):
        raise RuntimeError(body.decode()[:500])


def _key(question: Rows) -> str:
    """Return what the site binds a cursor of this question to, for a reader who sees all."""
    import hashlib

    return hashlib.sha256(repr((Permit("air", "public").fingerprint, question.where)).encode()).hexdigest()[:16]


# ---------------------------------------------------------------- the whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--questions", type=int, default=500, help="of each kind, but for the Parquet files")
    parser.add_argument("--files", type=int, default=31, help="of each kind, for the Parquet files alone")
    chosen = parser.parse_args()
    server = Cluster()
    server.options |= {"shared_buffers": "1GB", "maintenance_work_mem": "256MB"}
    with tempfile.TemporaryDirectory() as name, server:
        measure(Path(name), server, chosen.rows, chosen.questions, chosen.files)


def measure(folder: Path, server: Cluster, rows: int, questions: int, files: int) -> None:
    lake, copies = Lake(folder / "lake"), Copies(folder / "cache" / "native", most_bytes=100 << 30)
    snapshot = lake.write("air", batches(rows), SCHEMA, mode=Replace(), base=None, job="1", version_number=1)
    made = once(lambda: copies.make(snapshot, hold=lake.store.held, folders=lake.store.folders))
    by_files = DuckDBEngine(lake.store.folders, hold=lake.store.held)
    by_copy = DuckDBEngine(lake.store.folders, hold=lake.store.held, copies=copies)
    lines = ["| page of 100 rows | copy | (CPU) | files | PostgreSQL | SQLite | may take |", "|---|---|---|---|---|---|---|"]
    with psycopg.connect(server.url, autocommit=True) as postgres, sqlite3.connect(folder / "peer.sqlite3") as sqlite:
        fill_postgres(postgres, whole(by_files, snapshot))
        fill_sqlite(sqlite, whole(by_files, snapshot))
        for kind in kinds(rows):
            asked = drawn(kind, questions)
            check_alike(asking(by_copy, snapshot)(asked[0]), postgres.execute(sql_of(asked[0])).fetchall(), kind)
            ours = times(asking(by_copy, snapshot), asked)
            others = [
                times(asking(by_files, snapshot), asked[: files + 5], warm=5),
                times(lambda question: postgres.execute(sql_of(question)).fetchall(), asked),
                times(lambda question: sqlite.execute(sql_of(question)).fetchall(), asked),
            ]
            missed = "" if ours.at(0.99) <= kind.most else ": missed"
            cells = [kind.what, str(ours), f"{ours.processor:.1f}", *map(str, others), f"{kind.most}{missed}"]
            lines.append(f"| {' | '.join(cells)} |")
            print(lines[-1], file=sys.stderr, flush=True)
    print("\n".join([*lines, *over_http(folder, snapshot, questions)]))
    print(f"\n{rows:,} rows of 8 columns: {snapshot.bytes >> 20:,} MB of Parquet, a copy of {copies.bytes() >> 20:,} MB made in {made}.")


def check_alike(ours: object, theirs: list[tuple[object, ...]], kind: Kind) -> None:
    """Raise RuntimeError if two of them give other rows: then they were not asked the same."""
    if [row["id"] for row in ours] != [row[0] for row in theirs]:  # type: ignore[attr-defined]
        raise RuntimeError(f"{kind.what}: our rows are not those of PostgreSQL")


if __name__ == "__main__":
    main()
