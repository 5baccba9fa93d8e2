"""Search, lists and dataset pages of a catalogue of many datasets, on SQLite and on PostgreSQL.

ours   one search, one page of the API's list, one dataset page seen for the first time: middle of many; the note holds p95 and questions to the database
peer   one plain question by primary key through the same ORM, the least that a page must do
limit  the same with a tenth of the datasets: how it grows

    python benchmarks/bench_catalogue.py [DATASETS]     100,000 unless told
"""

from __future__ import annotations

import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from measured import Cost, Findings

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
NOW = datetime(2026, 11, 20, tzinfo=UTC)
REAL = 40
"""Datasets whose rows lie in the lake; the others are described only."""
THINGS = (
    "จำนวนนักเรียนในโรงเรียน", "ปริมาณน้ำฝน", "จุดเสี่ยงน้ำท่วม", "ผู้สูงอายุที่อยู่คนเดียว", "ผู้ป่วยไข้เลือดออก", "อุบัติเหตุทางถนน",
    "สวนสาธารณะ", "ค่าฝุ่นละออง PM2.5", "ขยะมูลฝอย", "โครงการก่อสร้างถนน", "งบประมาณรายจ่าย", "ทะเบียนร้านอาหาร",
    "กล้องวงจรปิด", "สถานีดับเพลิง", "ป้ายรถเมล์", "คุณภาพน้ำในคลอง", "การใช้ไฟฟ้า", "ตลาดสด",
    "ศูนย์พัฒนาเด็กเล็ก", "อาสาสมัครสาธารณสุข", "ครัวเรือนยากจน", "การใช้ที่ดิน", "ต้นไม้ใหญ่", "นักท่องเที่ยว",
    "โรงงานอุตสาหกรรม", "เรื่องร้องเรียน", "บ้านพักอาศัย", "แรงงานต่างด้าว", "ภาษีที่ดิน", "อาคารสูง",
)  # fmt: skip
WORDS = (
    "จำนวน",
    "น้ำ",
    "โรงเรียน",
    "ฝุ่น",
    "PM2.5",
    "ข้อมูล",
    "ถนน",
    "เด็ก",
    "water",
    "ร้านอาหาร ตลาด",
    "ผู้สูงอายุ เขต12",
    "งบประมาณ 2566",
    "ไม่มีคำนี้",
    "คลอง",
    "ไฟ",
    "ทะเบียน",
    "เขต7",
    "รายปี 2560",
)


def fill(datasets: int) -> list[str]:
    """Make the catalogue: every dataset with an organisation, a version and a document; return those whose rows are there."""
    from mueang_site.access.models import Organisation
    from mueang_site.catalogue.models import Dataset, Resource, Version

    chance = random.Random(2569)
    offices = Organisation.objects.bulk_create([Organisation(slug=f"o{n}", name_th=f"สำนักงานเขต{n}", created_at=NOW) for n in range(200)])
    schema = _schema()
    for start in range(0, datasets, 5000):
        rows = [_dataset(n, chance, offices) for n in range(start, min(start + 5000, datasets))]
        made = Dataset.objects.bulk_create(rows)
        resources = Resource.objects.bulk_create([Resource(dataset=dataset, table=f"t{dataset.slug}") for dataset in made])
        Version.objects.bulk_create([_version(resource, schema, 1, 0) for resource in resources])
        _index(made)
    real = [f"d{n * (datasets // REAL)}" for n in range(REAL)]
    for slug in real:
        _write_rows(slug)
    return real


def _dataset(n: int, chance: random.Random, offices: list[Any]) -> Any:
    from mueang.standard import LICENCES, TOPICS
    from mueang_site.catalogue.models import Dataset

    office, thing, year = chance.choice(offices), chance.choice(THINGS), 2550 + n % 19
    return Dataset(
        slug=f"d{n}", organisation=office, title_th=f"{thing} {office.name_th} ปี {year}", title_en=f"Dataset {n}",
        description_th=f"ข้อมูล{thing}ของ{office.name_th} รายปี {year} จัดเก็บโดยเจ้าหน้าที่", source=office.name_th, keywords=[thing],
        topic=chance.choice([t.code for t in TOPICS]), licence=chance.choice([c.code for c in LICENCES]), classification=chance.choice(["01"] * 9 + ["03"]),
        frequency=chance.choice("AMQ"), state="published", created_at=NOW, updated_at=NOW - timedelta(minutes=chance.randrange(2_000_000)),
    )  # fmt: skip


def _schema() -> Any:
    from mueang.tables import Column, ColumnType, TableSchema

    numbers = tuple(Column(f"ค่า {n}", ColumnType.NUMBER, title_th=f"ค่าที่ {n}") for n in range(8))
    return TableSchema((Column("เขต", ColumnType.PLACE), Column("ปี", ColumnType.YEAR), *numbers))


def _version(resource: Any, schema: Any, number: int, commit: int) -> Any:
    from mueang_site.catalogue.models import Version

    return Version(
        resource=resource, number=number, delta_version=commit, schema=schema.as_dict(), content_hash="0" * 64, row_count=500, added=500, replaced=0, removed=0,
        mode={"mode": "replace"}, source_sha256="0" * 64, source_name="data.csv", report={"issues": [], "facts": {}}, published_by="somebody", published_at=NOW,
    )  # fmt: skip


def _index(datasets: list[Any]) -> None:
    """Put what `search.actions.put` would put, many at a time."""
    from django.db import connection

    from mueang_site.catalogue.queries import due_at
    from mueang_site.search.actions import plain, words_of
    from mueang_site.search.models import Document, Head

    documents = []
    for dataset in datasets:
        title, body = f"{dataset.title_th} {dataset.title_en}", f"{dataset.description_th} {dataset.source} {dataset.topic}"
        segmented = [" ".join(itertools.chain.from_iterable(_words(part, words_of) for part in text.split())) for text in (title, body)]
        documents.append(Document(
            kind="dataset", key=dataset.slug, organisation=dataset.organisation, classification=dataset.classification,
            title_words=segmented[0], body_words=segmented[1],
            title_raw=plain(title), raw=plain(f"{title} {body}"), topic=dataset.topic, licence=dataset.licence, place_level="district",
            due_at=due_at(dataset.frequency, dataset.updated_at), updated_at=dataset.updated_at,
        ))  # fmt: skip
    made = Document.objects.bulk_create(documents)
    Head.objects.update_or_create(pk=1, defaults={"stamp": os.urandom(16).hex()})
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO search_words (rowid, title, body) VALUES (%s, %s, %s)", [(d.pk, d.title_words, d.body_words) for d in made])
            cursor.executemany("INSERT INTO search_trigrams (rowid, title, body) VALUES (%s, %s, %s)", [(d.pk, d.title_raw, d.raw) for d in made])


_known: dict[str, list[str]] = {}


def _words(text: str, words_of: Any) -> list[str]:
    if text not in _known:
        _known[text] = words_of(text)
    return _known[text]


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
    told = {"mode": mode_from_dict({"mode": "replace"}), "base": None, "job": slug, "number": 2, "on_progress": lambda *_: None}
    receipt = flow.publish(runtime.lake(), resource.table, iter(batches), schema, **told)
    Version.objects.filter(resource=resource).delete()
    _version(resource, schema, 2, receipt.snapshot.delta_version).save()


def timed(work: list[Any]) -> dict[str, Any]:
    """Return middle and p95 of the seconds, the processor's seconds and the most questions to the database of these calls."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    seconds, processor, questions = [], [], []
    for one in work:
        with CaptureQueriesContext(connection) as asked:
            started, worked = time.perf_counter(), time.process_time()
            one()
            seconds.append(time.perf_counter() - started)
            processor.append(time.process_time() - worked)
        questions.append(len(asked))
    p95 = statistics.quantiles(seconds, n=20)[18]
    p95_processor = statistics.quantiles(processor, n=20)[18]
    return {
        "seconds": statistics.median(seconds),
        "processor": statistics.median(processor),
        "p95": p95,
        "p95_processor": p95_processor,
        "questions": max(questions),
    }


def measure(datasets: int) -> dict[str, dict[str, Any]]:
    """Fill a catalogue and return what each piece of work costs."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    real = fill(datasets)
    from django.db import connection
    from django.test import Client

    from mueang_site.access.actor import ANONYMOUS
    from mueang_site.catalogue.models import Dataset
    from mueang_site.search.queries import Asked, find

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    client = Client()
    find(ANONYMOUS, Asked(), kind="dataset", now=NOW)
    for path in ("/datasets", f"/datasets/{real.pop()}", "/api/v1/datasets"):
        assert client.get(path).status_code == 200, path
    searches = [lambda q=q: find(ANONYMOUS, Asked(text=q), kind="dataset", now=NOW) for q in WORDS * 6]
    browsing = [lambda t=t: find(ANONYMOUS, Asked(topic=(t,)), kind="dataset", now=NOW) for t in ("health", "environment", "other", "") * 15]
    return {
        "search": timed(searches),
        "browse by a facet": timed(browsing),
        "search page": timed([lambda q=q: client.get("/datasets", {"q": q}) for q in WORDS * 2]),
        "API list, not kept": timed([lambda n=n: client.get("/api/v1/datasets", {"page_size": 20, "n": n}) for n in range(60)]),
        "API list, kept": timed([lambda: client.get("/api/v1/datasets") for _ in range(60)]),
        "API dataset": timed([lambda n=n: client.get(f"/api/v1/datasets/d{n}") for n in range(60)]),
        "dataset page, first time": timed([lambda s=s: client.get(f"/datasets/{s}") for s in real]),
        "row by key": timed([lambda n=n: Dataset.objects.get(slug=f"d{n}") for n in range(60)]),
    }


def measured(datasets: int, database: str) -> dict[str, dict[str, Any]]:
    """Measure in a process of its own, with a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="mueang-bench-") as folder:
        own = {
            "MUEANG_DATA": folder,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "mueang_site.config.settings",
            "MUEANG_HOSTS": "testserver",
            "MUEANG_API_PER_ADDRESS": "0",
        }
        done = subprocess.run([sys.executable, __file__, "--one", str(datasets)], env=os.environ | own, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        from mueang_site import runtime

        runtime.settings().prepare()
        print(json.dumps(measure(int(sys.argv[2]))))
        return
    import postgres

    datasets = int(sys.argv[1]) if sys.argv[1:] else 100_000
    findings = Findings()
    only = os.environ.get("BENCH_DATABASE", "")
    for name in ("SQLite", "PostgreSQL"):
        if only and only != name:
            continue
        tenth, whole = ([measured(n, "") for n in (datasets // 10, datasets)]) if name == "SQLite" else _on_postgres(postgres, datasets)
        for what, found in whole.items():
            cost, peer, limit = (Cost(one["seconds"], one["processor"]) for one in (found, whole["row by key"], tenth[what]))
            note = f"p95 {found['p95'] * 1000:.1f} ms ({found['p95_processor'] * 1000:.1f} ms CPU), {found['questions']} questions"
            findings.add(f"{name}, {datasets:,}: {what}", cost, peer=peer, limit=limit, note=note)
    findings.print()


def _on_postgres(postgres: Any, datasets: int) -> list[dict[str, dict[str, Any]]]:
    found = []
    for n in (datasets // 10, datasets):
        with postgres.cluster() as url:
            found.append(measured(n, url))
    return found


if __name__ == "__main__":
    main()
