"""No door reaches a file of the lake but through `restrict`: where it refuses, every door is shut; where it narrows, every door is narrow."""

import subprocess

import pytest

from mueang.base.errors import NotAllowed
from mueang.lake.engines import engine
from mueang.query import Condition, Permit
from mueang_site.catalogue import opened, queries
from mueang_site.catalogue.table import TableView

pytestmark = pytest.mark.django_db
DOORS = (
    "/api/v1/datasets/smoking/rows",
    "/api/v1/datasets/smoking/download?format=csv",
    "/api/v1/datasets/smoking/download?format=xlsx",
    "/api/v1/datasets/smoking/download?format=json",
    "/api/v1/datasets/smoking/download?format=parquet",
    "/datasets/smoking",
    "/datasets/smoking?view=chart",
    "/datasets/smoking?view=map",
    "/datasets/smoking/map?view=map",
    "/datasets/smoking/download?format=csv",
    "/api/v1/datasets/smoking/compare?from=1&to=1",
    "/datasets/smoking/compare?from=1&to=1",
    "/datasets/smoking/compare/download?from=1&to=1",
)


def content(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_where_the_rule_refuses_every_door_is_shut(client, publish, monkeypatch):
    publish()

    def refuse(*args, **kwargs):
        raise NotAllowed

    monkeypatch.setattr(engine, "restrict", refuse)
    for door in DOORS:
        assert client.get(door).status_code == 403, door


def test_a_permit_for_some_rows_shows_no_others_at_any_door(client, publish, monkeypatch):
    publish()

    def narrow(table, *, purpose):
        return Permit(table, purpose=purpose, columns=frozenset({"ชื่อเขต", "ปี", "ร้อยละ"}), rows=(Condition("ชื่อเขต", "eq", "พระนคร"),))

    for maker in (queries, opened):
        monkeypatch.setattr(maker, "Permit", narrow)
    for door in DOORS:
        answer = client.get(door)
        assert answer.status_code == 200, door
        assert "ดุสิต" not in content(answer).decode("utf-8", "replace"), door


def test_an_engine_cannot_be_asked_without_a_permit(publish):
    from mueang_site import runtime
    from mueang_site.access.actor import ANONYMOUS
    from offices import NOW

    publish()
    view = queries.table_for(ANONYMOUS, "smoking", now=NOW)
    with pytest.raises(TypeError):
        runtime.engine().answer(view._snapshot, view.everything(), now=NOW)


def test_pages_and_protocols_open_no_file_of_the_lake_themselves(repository):
    found = subprocess.run(
        ["grep", "-rnE", r"ParquetFile|read_table|read_parquet|DeltaTable|runtime\.(lake|engine)", "src/mueang_site", "--include=*.py"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    files = {line.split(":")[0].removeprefix("src/mueang_site/") for line in found.stdout.splitlines()}
    allowed = {
        "catalogue/compacting.py",
        "catalogue/comparing.py",
        "catalogue/copying.py",
        "catalogue/restoring.py",
        "catalogue/storage.py",
        "catalogue/table.py",
        "catalogue/tasks.py",
        "submissions/queries.py",
        "submissions/reading.py",
        "submissions/publishing.py",
        "submissions/facts.py",
        "submissions/papers.py",
        "submissions/windows.py",
        "config/wsgi.py",
        "config/health.py",
        "commands/doctor.py",
        "runtime.py",
    }
    assert files <= allowed
    assert TableView.ask.__doc__
