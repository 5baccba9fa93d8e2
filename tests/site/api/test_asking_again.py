"""Nobody is sent twice what they have: ETag and 304."""

import json

import pytest

from mueang_site.access.actor import actor_for
from mueang_site.access.models import User
from mueang_site.api.answers import Bodies
from mueang_site.catalogue import queries
from offices import NOW

pytestmark = pytest.mark.django_db
DATASETS = "/api/v1/datasets"
READ = (
    DATASETS,
    f"{DATASETS}/smoking",
    f"{DATASETS}/smoking/versions",
    f"{DATASETS}/smoking/rows",
    f"{DATASETS}/smoking/rows?format=arrow",
    f"{DATASETS}/smoking/aggregate?group=ปี&measure=count",
    f"{DATASETS}/smoking/columns/ปี/values",
    f"{DATASETS}/smoking/download",
    "/api/openapi.json",
)


@pytest.mark.parametrize("address", READ)
def test_whoever_has_an_answer_is_told_that_it_still_holds(client, publish, address):
    publish()
    first = client.get(address)
    b"".join(first)

    again = client.get(address, headers={"If-None-Match": f'"other", {first["ETag"]}'})

    assert (again.status_code, b"".join(again), again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("address", [address for address in READ if "openapi" not in address])
def test_a_new_version_is_a_new_answer(client, publish, address):
    publish()
    before = client.get(address)["ETag"]
    publish(dataset="smoking", mode={"mode": "replace"}, content="รหัสเขต,ชื่อเขต,ปี,ร้อยละ\n1003,หนองจอก,2567,9.0\n".encode())

    after = client.get(address, headers={"If-None-Match": before})

    assert (after.status_code, after["ETag"] != before) == (200, True)
    b"".join(after)


def test_an_answer_in_another_form_is_another_one(client, publish):
    publish()
    rows = f"{DATASETS}/smoking/rows"

    tags = {client.get(rows)["ETag"], client.get(rows, {"select": "ปี"})["ETag"], client.get(rows, headers={"Accept": "text/csv"})["ETag"]}

    assert len(tags) == 3


def test_a_refusal_is_never_kept(client):
    answer = client.get(f"{DATASETS}/absent", headers={"If-None-Match": "*"})

    assert (answer.status_code, answer["Cache-Control"], "ETag" in answer) == (404, "no-store", False)


def test_what_only_some_may_read_is_not_kept_between_readers(client, publish, token_of, editor):
    publish()

    assert client.get(DATASETS, headers=token_of(editor))["Cache-Control"] == "private, no-cache"
    assert "Authorization" in client.get(DATASETS)["Vary"]


def test_memory_for_bodies_is_bounded():
    bodies = Bodies(most_bytes=100, largest=60)
    for name in "abc":
        bodies.put(name, b"x" * 40)
    bodies.put("large", b"x" * 61)

    assert ([bodies.get(name) is None for name in ("a", "b", "c", "large")], bodies.bytes) == ([True, False, False, True], 80)


def test_two_readers_of_one_answer_get_the_same_bytes(client, publish):
    publish()

    first, second = client.get(f"{DATASETS}/smoking/rows"), client.get(f"{DATASETS}/smoking/rows")

    assert first.content == second.content
    assert json.loads(first.content)["version"] == 1


def test_who_may_open_other_documents_is_told_something_else(person):
    stranger, another = (actor_for(User.objects.create(email=f"{name}@example.test", name=name, created_at=NOW)) for name in ("one", "another"))

    assert queries.sight_of(person("viewer")) != queries.sight_of(stranger)
    assert queries.sight_of(another) == queries.sight_of(stranger)
