"""A catalogue of many datasets, made in bulk: thousands of organisations, a description, a version and a document of the index for each dataset.

The rows of some datasets lie in the lake, written by the product's own flow; the others are described only.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 20, tzinfo=UTC)
REAL = 40
"""Datasets whose rows lie in the lake."""
OFFICES = 7_850
"""As many as there are local governments in the country."""
PROVINCES = 76
THINGS = (
    "จำนวนนักเรียนในโรงเรียน", "ปริมาณน้ำฝน", "จุดเสี่ยงน้ำท่วม", "ผู้สูงอายุที่อยู่คนเดียว", "ผู้ป่วยไข้เลือดออก", "อุบัติเหตุทางถนน",
    "สวนสาธารณะ", "ค่าฝุ่นละออง PM2.5", "ขยะมูลฝอย", "โครงการก่อสร้างถนน", "งบประมาณรายจ่าย", "ทะเบียนร้านอาหาร",
    "กล้องวงจรปิด", "สถานีดับเพลิง", "ป้ายรถเมล์", "คุณภาพน้ำในคลอง", "การใช้ไฟฟ้า", "ตลาดสด",
    "ศูนย์พัฒนาเด็กเล็ก", "อาสาสมัครสาธารณสุข", "ครัวเรือนยากจน", "การใช้ที่ดิน", "ต้นไม้ใหญ่", "นักท่องเที่ยว",
    "โรงงานอุตสาหกรรม", "เรื่องร้องเรียน", "บ้านพักอาศัย", "แรงงานต่างด้าว", "ภาษีที่ดิน", "อาคารสูง",
)  # fmt: skip


def fill(datasets: int, *, start: int = 0) -> None:
    """Make the datasets from `start` to `datasets`; the first call makes the organisations and the datasets with rows, too."""
    from django.db import connection

    made = _Making(random.Random(2569 + start))
    if start == 0:
        load("access_organisation", made.offices())
    with slow_index_apart(connection):
        for first in range(start, datasets, 20_000):
            made.add(range(first, min(first + 20_000, datasets)))
    if start == 0:
        for slug in real(datasets):
            _write_rows(slug)
    _stamp()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def real(datasets: int) -> list[str]:
    """Return the datasets that have rows in a catalogue whose first call made so many."""
    return [f"d{n * (datasets // REAL)}" for n in range(REAL)]


class _Making:
    """Rows of tables that belong together, as dicts; what all rows share is worked out once."""

    def __init__(self, chance: random.Random) -> None:
        from mueang.standard import LICENCES, TOPICS
        from mueang_site.search.actions import plain, words_of

        self.chance, self.plain, self.words_of = chance, plain, words_of
        self.topics, self.licences = [topic.code for topic in TOPICS], [licence.code for licence in LICENCES]
        self.schema = _schema().as_dict()
        self.known: dict[str, str] = {}

    def offices(self) -> Iterator[dict[str, Any]]:
        """Yield the organisations: provinces, and municipalities below them."""
        from mueang_site.access.models import Organisation

        shared = prepared(Organisation(slug="", name_th="", kind="municipality", created_at=NOW))
        for n in range(OFFICES):
            parent = None if n == 0 else 1 if n <= PROVINCES else 2 + n % PROVINCES
            yield shared | {"id": n + 1, "slug": f"o{n}", "name_th": f"เทศบาลที่ {n}", "parent_id": parent}

    def add(self, numbers: range) -> None:
        """Add these datasets with all that belongs to them."""
        from mueang_site.catalogue.models import Dataset, Resource
        from mueang_site.search.models import Document

        datasets = [self.dataset(n) for n in numbers]
        shared = prepared(Dataset(title_th="", frequency="A", state="published", created_at=NOW, updated_at=NOW))
        load("catalogue_dataset", (shared | own for own in datasets))
        shared = prepared(Resource(table=""))
        load("catalogue_resource", (shared | {"id": n + 1, "dataset_id": n + 1, "table": f"td{n}"} for n in numbers))
        shared = prepared(version(self.schema))
        load(
            "catalogue_version",
            (shared | {"id": n + 1, "resource_id": n + 1, "published_at": own["updated_at"]} for n, own in zip(numbers, datasets, strict=True)),
        )
        shared = prepared(Document(kind="dataset", place_level="district", updated_at=NOW))
        self.index([shared | self.document(own) for own in datasets])

    def dataset(self, n: int) -> dict[str, Any]:
        """Return what is a dataset's own."""
        chance = self.chance
        office, thing, year = chance.randrange(OFFICES), chance.choice(THINGS), 2550 + n % 19
        name = f"เทศบาลที่ {office}"
        return {
            "id": n + 1, "slug": f"d{n}", "organisation_id": office + 1, "title_th": f"{thing} {name} ปี {year}", "title_en": f"Dataset {n}",
            "description_th": f"ข้อมูล{thing}ของ{name} รายปี {year} จัดเก็บโดยเจ้าหน้าที่", "source": name,
            "topic": chance.choice(self.topics), "licence": chance.choice(self.licences), "classification": "03" if n % 10 == 9 else "01",
            "updated_at": moment(NOW - timedelta(minutes=chance.randrange(2_000_000))),
        }  # fmt: skip

    def document(self, dataset: dict[str, Any]) -> dict[str, Any]:
        """Return what `search.actions.put` would put into the index."""
        title, body = f"{dataset['title_th']} {dataset['title_en']}", f"{dataset['description_th']} {dataset['source']}"
        same = {name: dataset[name] for name in ("id", "organisation_id", "classification", "topic", "licence", "updated_at")}
        texts = {"title_words": self.words(title), "body_words": self.words(body), "title_raw": self.plain(title), "raw": self.plain(f"{title} {body}")}
        return {**same, **texts, "key": dataset["slug"]}

    def words(self, text: str) -> str:
        """Return the words of a text; the same parts come again and again."""
        parts = text.split()
        for part in parts:
            if part not in self.known:
                self.known[part] = " ".join(self.words_of(part))
        return " ".join(self.known[part] for part in parts)

    def index(self, documents: list[dict[str, Any]]) -> None:
        """Put documents into the index, in both lanes."""
        from mueang_site.search import lanes

        load("search_document", documents)
        lanes.fill(documents[0]["id"], documents[-1]["id"])


def prepared(instance: Any) -> dict[str, Any]:
    """Return the columns of a row as the database takes them."""
    from django.db import connection

    values = {field.column: field.get_db_prep_save(field.pre_save(instance, add=True), connection) for field in instance._meta.concrete_fields}
    return {column: _plain(value) for column, value in values.items()}


def moment(at: datetime) -> Any:
    """Return a moment as the database takes it."""
    from django.db import connection

    return connection.ops.adapt_datetimefield_value(at)


def _plain(value: Any) -> Any:
    import json

    return json.dumps(value.obj) if hasattr(value, "obj") else value


def load(table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Put rows with their ids into a table by the quickest way that the database has."""
    from django.db import connection, transaction

    rows = iter(rows)
    first = next(rows)
    names, everything = ", ".join(f'"{name}"' for name in first), (tuple(row.values()) for row in itertools.chain([first], rows))
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(first))})", list(everything))
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in everything:
                copy.write_row(row)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


class slow_index_apart:  # noqa: N801 - reads as a statement
    """Leaves the indexes of texts away while PostgreSQL is filled, and builds them at once afterwards, as one does."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.definitions: list[tuple[str, str]] = []

    def __enter__(self) -> None:
        if self.connection.vendor == "postgresql":
            with self.connection.cursor() as cursor:
                cursor.execute(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('search_words', 'search_trigrams') AND indexdef LIKE '%% USING gin %%'"
                )
                self.definitions = cursor.fetchall()
                for name, _ in self.definitions:
                    cursor.execute(f"DROP INDEX {name}")

    def __exit__(self, *error: object) -> None:
        with self.connection.cursor() as cursor:
            for _, definition in self.definitions:
                cursor.execute(definition)


def _stamp() -> None:
    from mueang_site.search.models import Head

    Head.objects.update_or_create(pk=1, defaults={"stamp": os.urandom(16).hex()})


def _schema() -> Any:
    from mueang.tables import Column, ColumnType, TableSchema

    numbers = tuple(Column(f"ค่า {n}", ColumnType.NUMBER, title_th=f"ค่าที่ {n}") for n in range(8))
    return TableSchema((Column("เขต", ColumnType.PLACE), Column("ปี", ColumnType.YEAR), *numbers))


def version(schema: dict[str, Any], **own: Any) -> Any:
    """Return a version of 500 rows."""
    from mueang_site.catalogue.models import Version

    return Version(**{
        "number": 1, "delta_version": 0, "schema": schema, "content_hash": "0" * 64, "row_count": 500, "added": 500, "replaced": 0, "removed": 0,
        "mode": {"mode": "replace"}, "source_sha256": "0" * 64, "source_name": "data.csv", "report": {"issues": [], "facts": {}}, "published_by": "somebody",
        "published_at": NOW, **own,
    })  # fmt: skip


def _write_rows(slug: str) -> None:
    import pyarrow as pa

    from mueang.flows import publish as flow
    from mueang.lake import mode_from_dict
    from mueang_site import runtime
    from mueang_site.catalogue.models import Resource, Version

    schema, resource = _schema(), Resource.objects.get(table=f"t{slug}")
    chance = random.Random(slug)
    rows = [{"เขต": f"10{i % 50:02d}", "ปี": 2014 + i // 50, **{f"ค่า {n}": chance.random() for n in range(8)}, "_row": i} for i in range(500)]
    batches = [pa.RecordBatch.from_pylist(rows, schema=schema.arrow())]
    told: dict[str, Any] = {"mode": mode_from_dict({"mode": "replace"}), "base": None, "job": slug, "number": 1, "on_progress": lambda *_: None}
    receipt = flow.publish(runtime.lake(), resource.table, iter(batches), schema, **told)
    Version.objects.filter(resource=resource).update(delta_version=receipt.snapshot.delta_version)
