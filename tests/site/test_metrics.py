"""What the operator reads: metrics of all processes, lines of logs, and one id through everything."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta

import pytest

from checkout import TOP
from mueang_site.access import actions as access
from mueang_site.access.models import AuditEntry
from mueang_site.config.logs import JsonLines, without_secrets
from mueang_site.jobs import actions, registry
from mueang_site.jobs.models import Job
from mueang_site.jobs.worker import Worker
from mueang_site.metering import metrics, request_id

pytestmark = pytest.mark.django_db
NAME = re.compile(r"\bmueang_[a-z_]+\b")


def told(client):
    return client.get("/metrics").content.decode()


def test_every_metric_on_the_board_is_there_to_be_read(client):
    metrics.JOBS.observe(1.0, "test", "done")
    metrics.CACHE.add("downloads", "hit")
    client.get("/healthz")
    Job.objects.create(kind="test", payload={}, created_at="2026-01-01T00:00Z", run_after="2026-01-01T00:00Z")
    there = set(re.findall(r"^(mueang_[a-z_]+)[ {]", told(client), re.MULTILINE))
    board = json.loads((TOP / "deploy" / "grafana.json").read_text("utf-8"))

    asked = {name for panel in board["panels"] for target in panel["targets"] for name in NAME.findall(target["expr"])}
    alarms = set(NAME.findall((TOP / "deploy" / "prometheus.yml").read_text("utf-8")))

    assert len(asked) > 8
    assert (asked | alarms) - there == set()


def test_requests_are_counted_by_route_and_status(client):
    client.get("/healthz")
    client.get("/nowhere")
    client.generic("BREW", "/healthz")

    page = told(client)

    assert 'mueang_request_seconds_count{route="healthz",method="GET",status="200"} 1\n' in page
    assert 'mueang_request_seconds_count{route="none",method="GET",status="404"} 1\n' in page
    assert 'method="other"' in page


def test_every_line_of_the_metrics_is_one_that_prometheus_takes(client):
    client.get("/healthz")
    sample = re.compile(r'mueang_[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [0-9.e+-]+')

    lines = told(client).splitlines()

    assert [line for line in lines if not line.startswith("# ") and not sample.fullmatch(line)] == []


def test_one_id_goes_from_the_request_by_way_of_the_job_to_the_record(client, system, bangkok, now, monkeypatch):
    monkeypatch.setattr(registry, "_tasks", dict(registry._tasks))

    @registry.task("test.recorded")
    def recorded(running):
        access.create_organisation(actor=system, slug="new", name_th="ใหม่", parent=None, now=now)

    with request_id.carried("abcde23456"):
        job = actions.enqueue("test.recorded", {}, actor=system, now=now)
    Worker(lease=timedelta(minutes=1), clock=lambda: now).run_until_idle(beating=False)

    assert Job.objects.get(pk=job.id).state == "done"
    assert AuditEntry.objects.latest("number").request == "abcde23456"


def test_a_changed_id_in_the_record_is_noticed(system, now):
    from mueang_site.access.audit import hash_of

    with request_id.carried("abcde23456"):
        access.create_organisation(actor=system, slug="new", name_th="ใหม่", parent=None, now=now)
    entry = AuditEntry.objects.latest("number")

    entry.request = None

    assert hash_of(entry) != entry.hash


@pytest.mark.parametrize(
    "secret",
    [
        "postgresql://mueang:ตลาดน้ำ@db:5432/city",
        "Authorization: Bearer mua_7Hs8aK2",
        "password='river-4821'",
        "Key (email)=(wanna@city.example) exists",
        "1-1037-02071-81-1",
        "GET /search?q=สมหญิง&name=ใจดี",
    ],
)
def test_secrets_and_people_never_stand_in_a_line(secret):
    line = JsonLines().format(logging.LogRecord("x", logging.ERROR, "", 0, "failed: %s", (secret,), None))

    hidden = ("ตลาดน้ำ", "mua_7Hs8aK2", "river-4821", "wanna", "02071", "สมหญิง", "ใจดี")
    assert [word for word in hidden if word in json.loads(line)["message"]] == []
    assert without_secrets("job 7 of 12 took 3.5 s") == "job 7 of 12 took 3.5 s"


def test_a_request_is_logged_by_its_route_without_its_query(client, caplog):
    caplog.set_level(logging.INFO, "mueang_site.metering")

    response = client.get("/healthz?name=สมหญิง")

    record = next(record for record in caplog.records if record.name == "mueang_site.metering")
    line = json.loads(JsonLines().format(record))
    assert (line["route"], line["status"], line["path"]) == ("healthz", 200, "/healthz")
    assert "สมหญิง" not in json.dumps(line, ensure_ascii=False)
    assert response["X-Request-ID"]
