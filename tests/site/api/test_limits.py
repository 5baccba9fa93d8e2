"""How often a program may ask, and what travels compressed."""

import gzip
import json
import multiprocessing
import time

import pytest

from mueang_site import runtime
from mueang_site.api.buckets import SETS, WAYS, Buckets

DATASETS = "/api/v1/datasets"


@pytest.fixture
def limits():
    """Let an address ask three times a minute, a token five times."""
    before = runtime.change(api_per_address=3, api_per_token=5)
    yield
    runtime.restore(before)


def test_whoever_asks_too_often_is_told_when_to_come_back(client, db, limits):
    answers = [client.get(DATASETS) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (answers[3]["Content-Type"], json.loads(answers[3].content)["code"]) == ("application/problem+json", "limit.rate")
    assert 15 <= int(answers[3]["Retry-After"]) <= 20
    assert [answer["RateLimit"].partition(";t")[0] for answer in answers] == ['"address";r=2', '"address";r=1', '"address";r=0', '"address";r=0']
    assert answers[0]["RateLimit-Policy"] == '"address";q=3;w=60'


def test_a_token_counts_for_itself_and_a_wrong_one_for_its_address(client, editor, token_of, limits):
    header = token_of(editor)
    wrong = [client.get(DATASETS, headers={"Authorization": f"Bearer {n}"}).status_code for n in range(4)]
    right = [client.get(DATASETS, headers=header).status_code for _ in range(6)]

    assert wrong == [401, 401, 401, 429]
    assert right == [200] * 5 + [429]


def test_pages_are_not_counted(client, db, limits):
    assert {client.get("/healthz").status_code for _ in range(6)} == {200}


def test_the_address_behind_our_own_proxy_is_the_one_that_counts(client, db, limits):
    before = runtime.change(proxies=1)
    near = [client.get(DATASETS, headers={"X-Forwarded-For": f"10.0.0.{n}, 203.0.113.7"}).status_code for n in range(4)]
    other = client.get(DATASETS, headers={"X-Forwarded-For": "203.0.113.7, 203.0.113.8"}).status_code
    runtime.restore(before)

    assert (near, other) == ([200, 200, 200, 429], 200)


def test_a_bucket_fills_again_with_time(tmp_path):
    buckets, now = Buckets(tmp_path / "limits"), 1_000_000.0
    emptied = [buckets.take("a", per_minute=60, now=now).passes for _ in range(61)]

    assert emptied == [True] * 60 + [False]
    assert buckets.take("a", per_minute=60, now=now + 0.5).wait == pytest.approx(0.5)
    assert buckets.take("a", per_minute=60, now=now + 1.5).passes
    assert buckets.take("a", per_minute=60, now=now - 9_999).left <= 60


def _ask(path, asked, passed):
    buckets = Buckets(path)
    for _ in range(asked):
        if buckets.take("one", per_minute=100, now=1_000_000.0).passes:
            with passed.get_lock():
                passed.value += 1


def test_processes_share_one_bucket(tmp_path):
    passed = multiprocessing.get_context("fork").Value("i", 0)
    several = [multiprocessing.get_context("fork").Process(target=_ask, args=(tmp_path / "limits", 80, passed)) for _ in range(3)]
    for process in several:
        process.start()
    for process in several:
        process.join()

    assert passed.value == 100


def test_the_file_of_counts_never_grows(tmp_path):
    buckets = Buckets(tmp_path / "limits")
    for n in range(3 * WAYS):
        buckets.take(f"address {n}", per_minute=9, now=time.time())

    assert (tmp_path / "limits").stat().st_size == SETS * WAYS * 24


@pytest.mark.django_db
def test_long_answers_are_compressed_for_those_who_understand(client, publish):
    publish(("เขต,ร้อยละ\n" + "".join(f"เขต {n},{n}.5\n" for n in range(200))).encode())
    rows = f"{DATASETS}/smoking/rows"

    plain, packed = client.get(rows), client.get(rows, headers={"Accept-Encoding": "br, gzip"})

    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 3
    assert (plain.headers.get("Content-Encoding"), packed["ETag"]) == (None, plain["ETag"])
    assert gzip.decompress(b"".join(client.get(f"{rows}?format=csv", headers={"Accept-Encoding": "gzip"}))).count(b"\r\n") == 201


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "encoding"), [("rows", "gzip"), ("rows", "gzip;q=0"), ("download?format=parquet", "gzip"), ("download?format=xlsx", "gzip")]
)
def test_short_answers_and_packed_files_are_sent_as_they_are(client, publish, address, encoding):
    publish()

    answer = client.get(f"{DATASETS}/smoking/{address}", headers={"Accept-Encoding": encoding})
    b"".join(answer)

    assert "Content-Encoding" not in answer
