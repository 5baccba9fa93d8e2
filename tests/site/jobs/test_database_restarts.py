"""The database goes away and comes back while the site serves: everybody finds it again by themselves."""

from __future__ import annotations

import http.client
import json
import time

import pytest

from installation import answers, until

pytestmark = [pytest.mark.kills]


def asked(port, path):
    """Ask the site and return status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_site_whose_database_is_restarted_goes_on(site_on_postgres, cluster, mode):
    site = site_on_postgres
    supervisor, port = site.serve(web=1, workers=2)
    under_way = site.ask(steps=100)
    waiting = site.ask(steps=1, times=20)
    until(site.begun)

    cluster.stop(mode)
    time.sleep(2)
    cluster.start()

    until(lambda: answers(port), patience=20)
    state = until(site.finished)
    assert sorted(state["effects"]) == sorted(under_way + waiting)
    assert supervisor.poll() is None
    assert site.record()["whole"]


def test_a_job_that_ends_while_the_database_is_away_takes_effect_once_it_is_back(site_on_postgres, cluster):
    site = site_on_postgres
    site.start("worker")
    (job,) = site.ask(steps=30)
    until(site.begun)

    cluster.stop()
    time.sleep(3)
    cluster.start()
    state = until(site.finished)

    assert state["effects"] == [job]


def test_while_the_database_is_away_visitors_and_programs_are_asked_to_come_again(site_on_postgres, cluster):
    _, port = site_on_postgres.serve(web=1, workers=1)
    assert asked(port, "/datasets")[0] == 200
    cluster.stop()

    page, program = asked(port, "/datasets"), asked(port, "/api/v1/datasets")

    assert [(status, headers["Retry-After"]) for status, headers, _ in (page, program)] == [(503, "5")] * 2
    assert all(part in page[2] for part in ("<title>ระบบหยุดชั่วคราว</title>", "ลองใหม่", "stylesheet"))
    assert json.loads(program[2])["code"] == "away"
    cluster.start()
    until(lambda: asked(port, "/datasets")[0] == 200, patience=20)
