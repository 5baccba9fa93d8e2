"""Search, lists and dataset pages of a catalogue of 100,000 datasets and 7,850 organisations, on SQLite and on PostgreSQL.

ours   one search, one page of the API's list, one dataset page seen for the first time: middle of many; the note holds p95, bar, questions, growth
peer   one plain question by primary key through the same ORM, the least that a page must do
limit  the same with a tenth of the datasets: how it grows

    python benchmarks/bench_catalogue.py [DATASETS]     100,000 unless told; BENCH_DATABASE=SQLite or PostgreSQL for one of them
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import many
from measured import Cost, Findings

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
WORDS = (
    "จำนวน", "น้ำ", "โรงเรียน", "ฝุ่น", "PM2.5", "ข้อมูล", "ถนน", "เด็ก", "water", "ร้านอาหาร ตลาด", "ผู้สูงอายุ เทศบาล", "งบประมาณ 2566", "ไม่มีคำนี้",
    "คลอง", "ไฟ", "ทะเบียน", "เทศบาลที่ 77", "รายปี 2560", "1", "ไฟ 25", "Dataset 777", "เทศบาล ขยะ",
)  # fmt: skip
"""From what no dataset has to what every dataset has, and terms of one letter and two."""
MOST_QUESTIONS = 15
PAGE, SEARCH = 0.060, 0.050
BARS = {"dataset page, first visit": PAGE, "search": SEARCH, "browse by a facet": SEARCH, "dataset page, steward of a province": PAGE}
"""The longest p95 in seconds."""
Found = dict[str, dict[str, Any]]


def timed(work: list[Callable[[], object]]) -> dict[str, Any]:
    """Return middle and p95 of the seconds, the processor's seconds and the questions to the database of the first of these calls."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    seconds, processor = [], []
    with CaptureQueriesContext(connection) as asked:
        work[0]()
    questions = len(asked)  # the next request empties the log of them
    for one in work[1:]:
        started, worked = time.perf_counter(), time.process_time()
        one()
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - worked)
    p95, p95_processor = (statistics.quantiles(found, n=20)[18] for found in (seconds, processor))
    middle = {"seconds": statistics.median(seconds), "processor": statistics.median(processor)}
    return {**middle, "p95": p95, "p95_processor": p95_processor, "questions": questions}


def measure(datasets: int) -> list[Found]:
    """Fill a catalogue to a tenth, then to the whole, and return what each piece of work costs in both."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    tenth = datasets // 10
    many.fill(tenth)
    small = _measure(many.real(tenth)[::2])
    many.fill(datasets, start=tenth)
    return [small, _measure(many.real(tenth)[1::2])]


def _measure(fresh: list[str]) -> Found:
    """Return the costs; `fresh` are datasets with rows whose pages nobody has seen."""
    from django.test import Client

    from mueang_site.access.actor import ANONYMOUS
    from mueang_site.catalogue.models import Dataset
    from mueang_site.search.queries import Asked, find

    client, officer = Client(), _officer()
    for path in ("/", "/datasets", f"/datasets/{fresh.pop()}", "/api/v1/datasets", "/feed.atom", "/organisations/o1"):
        assert client.get(path).status_code == 200, path
    work: dict[str, list[Callable[[], object]]] = {
        "search": [partial(find, ANONYMOUS, Asked(text=text), kind="dataset", now=many.NOW) for text in WORDS * 4],
        "browse by a facet": [
            partial(find, ANONYMOUS, Asked(topic=(topic,)), kind="dataset", now=many.NOW) for topic in ("health", "environment", "other") * 10
        ],
        "dataset page, first visit": [partial(client.get, f"/datasets/{slug}") for slug in fresh],
        "dataset page, steward of a province": [partial(officer.get, f"/datasets/{slug}") for slug in fresh],
        "search page": [partial(client.get, "/datasets", {"q": text}) for text in WORDS],
        "home page": [partial(client.get, "/")] * 10,
        "organisation page": [partial(client.get, f"/organisations/o{n}") for n in range(100, 120)],
        "feed of the site": [partial(client.get, "/feed.atom")] * 10,
        "API list, never asked": [partial(client.get, "/api/v1/datasets", {"n": n}) for n in range(60)],
        "API list, kept": [partial(client.get, "/api/v1/datasets")] * 60,
        "API dataset, never asked": [partial(client.get, f"/api/v1/datasets/d{n}") for n in range(66) if n % 10 != 9],
        "API dataset, kept": [partial(client.get, "/api/v1/datasets/d0")] * 60,
        "row by key": [partial(Dataset.objects.get, slug=f"d{n}") for n in range(60)],
    }
    return {what: _told(what, timed(calls)) for what, calls in work.items()}


def _told(what: str, found: dict[str, Any]) -> dict[str, Any]:
    print(f"{what}: {found['seconds'] * 1000:.1f} ms, p95 {found['p95'] * 1000:.1f} ms", file=sys.stderr, flush=True)
    return found


def _officer() -> Any:
    """Return the browser of a steward of a province with a hundred municipalities."""
    from django.test import Client

    from mueang_site.access.models import Membership, User

    user, _ = User.objects.get_or_create(email="officer@city.example", defaults={"name": "officer", "created_at": many.NOW})
    Membership.objects.get_or_create(user=user, organisation_id=2, defaults={"role": "steward", "created_at": many.NOW})
    client = Client()
    client.force_login(user)
    return client


def measured(datasets: int, database: str) -> list[Found]:
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
    found: list[Found] = json.loads(done.stdout.splitlines()[-1])
    return found


def note(what: str, found: dict[str, Any], tenth: dict[str, Any]) -> str:
    """Return p95 beside its bar, the questions beside theirs, and the growth."""
    bar = f", bar {BARS[what] * 1000:.0f} ms {'met' if found['p95'] <= BARS[what] else 'MISSED'}" if what in BARS else ""
    asked = f"{found['questions']} questions" + (f" of {MOST_QUESTIONS}" if what.startswith("dataset page") else "")
    growth = f"with 10 times as much: p95 x {found['p95'] / tenth['p95']:.2f}, CPU x {found['processor'] / tenth['processor']:.2f}"
    return f"p95 {found['p95'] * 1000:.1f} ms ({found['p95_processor'] * 1000:.1f} ms CPU){bar}, {asked}, {growth}"


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
    for name, database in (("SQLite", nullcontext("")), ("PostgreSQL", postgres.cluster())):
        if only and only != name:
            continue
        with database as url:
            tenth, whole = measured(datasets, url)
        for what, found in whole.items():
            cost, peer, limit = (Cost(one["seconds"], one["processor"]) for one in (found, whole["row by key"], tenth[what]))
            findings.add(f"{name}, {datasets:,}: {what}", cost, peer=peer, limit=limit, note=note(what, found, tenth[what]))
    findings.print()


if __name__ == "__main__":
    main()
