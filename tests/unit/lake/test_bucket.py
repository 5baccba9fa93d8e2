"""A lake in a bucket: several machines, faults told plainly, keys told nobody."""

from __future__ import annotations

import json
import logging
import os
import threading
import traceback
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import drawn
import stores
from mueang.base.errors import Conflict, NotFound, Unavailable
from mueang.lake import Append, Lake, bucket, log
from mueang.lake.bucket import Bucket
from mueang.query import Rows

ROW = "district | n\nดุสิต     | 1"


@pytest.fixture
def lake(tmp_path, s3):
    return Lake(s3.bucket(tmp_path / "machine"))


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(bucket, "ATTEMPTS", 1)


class Refusing(BaseHTTPRequestHandler):
    """A store that knows no such key: it answers 403 as S3 does."""

    def do_GET(self):
        body = b'<?xml version="1.0"?><Error><Code>InvalidAccessKeyId</Code><AWSAccessKeyId>OPERATORKEY0001</AWSAccessKeyId></Error>'
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if self.command != "HEAD" else b"")

    do_PUT = do_HEAD = do_DELETE = do_POST = do_GET  # noqa: N815

    def log_message(self, *args):
        pass


class Overwriting(Refusing):
    """A store that takes whatever is put, unasked."""

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b"1" if self.command == "GET" else b""
        listing = b'<?xml version="1.0"?><ListBucketResult><Name>t</Name><IsTruncated>false</IsTruncated></ListBucketResult>'
        body = listing if "list-type" in self.path else b"<DeleteResult><Deleted><Key>k</Key></Deleted></DeleteResult>" if self.command == "POST" else body
        self.send_response(200)
        for name, value in {"Content-Length": str(len(body)), "ETag": '"e"', "Last-Modified": "Fri, 20 Nov 2026 09:00:00 GMT"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_PUT = do_HEAD = do_DELETE = do_POST = do_GET  # noqa: N815


@pytest.fixture
def serving():
    servers = []

    def serve(handler):
        server = HTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def everything_said(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + str(vars(error))


def test_a_second_machine_reads_what_the_first_published(lake):
    snapshot = drawn.write(lake, ROW)
    other = stores.again(lake)

    seen = other.snapshot("air", snapshot.delta_version)
    answer = stores.engine(other).answer(seen, Rows(seen.schema), drawn.everyone(seen), now=drawn.NOW).read_all()

    assert seen == snapshot
    assert answer["n"].to_pylist() == [1]


def test_of_two_machines_that_write_at_once_one_is_refused_and_nothing_is_lost(lake, monkeypatch):
    base = drawn.write(lake, ROW)
    other = stores.again(lake)
    take = bucket.BucketPlace.take

    def slow(place, drafts):
        monkeypatch.setattr(bucket.BucketPlace, "take", take)
        drawn.write(other, "district | n\nบางรัก    | 2", mode=Append(), base=base, job="fast")
        take(place, drafts)

    monkeypatch.setattr(bucket.BucketPlace, "take", slow)
    with pytest.raises(Conflict) as refused:
        drawn.write(lake, "district | n\nสาทร     | 3", mode=Append(), base=base, job="slow")

    assert refused.value.code == "lake.raced"
    latest = log.open_table(lake.store.place("air"))
    assert log.note_of(lake.store.place("air"), latest.version())["job"] == "fast"


def test_a_commit_whose_answer_was_lost_on_the_way_counts(lake, monkeypatch):
    attempt = log._attempt

    def answerless(place, write):
        attempt(place, write)
        raise log._raced()

    monkeypatch.setattr(log, "_attempt", answerless)

    assert drawn.write(lake, ROW).rows == 1


def test_what_was_published_is_read_without_asking_the_store_again(lake):
    snapshot = drawn.write(lake, ROW)
    away = Lake(Bucket(replace(lake.store.endpoint, url="http://127.0.0.1:1"), lake.store.work))

    answer = stores.engine(away).answer(snapshot, Rows(snapshot.schema), drawn.everyone(snapshot), now=drawn.NOW).read_all()

    assert answer["n"].to_pylist() == [1]


def test_a_file_that_is_gone_from_the_bucket_is_not_found(lake):
    snapshot = drawn.write(lake, ROW)
    lake.store.place("air").remove(stores.data_files(lake))

    with pytest.raises(NotFound):
        stores.engine(lake).answer(snapshot, Rows(snapshot.schema), drawn.everyone(snapshot), now=drawn.NOW)


def test_what_a_killed_writer_left_on_the_machine_is_cleared_by_the_next(lake):
    drafts = lake.store.place("air").drafts
    drafts.mkdir(parents=True)
    (drafts / "part-left.parquet").write_bytes(b"half")

    drawn.write(lake, ROW)

    assert not drafts.exists()


@pytest.mark.parametrize("act", ["check", "write", "read", "size", "erase", "tables"])
def test_a_wrong_key_is_told_plainly_and_no_key_is_told(tmp_path, serving, impatient, caplog, act):
    caplog.set_level(logging.DEBUG)
    store = Bucket(stores.S3(serving(Refusing)).endpoint(), tmp_path)
    acts = {
        "check": store.check,
        "write": lambda: drawn.write(Lake(store), ROW),
        "read": lambda: Lake(store).snapshot("air", 1),
        "size": lambda: Lake(store).size("air"),
        "erase": lambda: store.erase("air"),
        "tables": store.tables,
    }

    with pytest.raises(Unavailable) as refused:
        acts[act]()

    assert refused.value.code == "store.key"
    said = everything_said(refused.value) + caplog.text + repr(store) + repr(store.endpoint)
    assert stores.KEY not in said
    assert stores.SECRET not in said


def test_a_bucket_that_is_not_there_is_named_as_the_fault(tmp_path, s3):
    store = s3.bucket(tmp_path, address="s3://nobody-made-this")

    with pytest.raises(Unavailable) as refused:
        drawn.write(Lake(store), ROW)

    assert refused.value.code == "store.bucket"


def test_a_store_that_is_down_is_told_within_seconds(tmp_path, impatient):
    store = Bucket(stores.S3("http://127.0.0.1:1").endpoint(), tmp_path)

    with pytest.raises(Unavailable) as refused:
        Lake(store).snapshot("air", 1)

    assert refused.value.code == "store.down"


def test_a_store_on_which_writers_could_undo_each_other_is_refused(tmp_path, serving):
    store = Bucket(stores.S3(serving(Overwriting)).endpoint(), tmp_path)

    with pytest.raises(Unavailable) as refused:
        drawn.write(Lake(store), ROW)

    assert refused.value.code == "store.overwrites"


def test_the_keys_go_into_nothing_that_is_stored(lake):
    drawn.write(lake, ROW)
    place = lake.store.place("air")

    texts = [place.commit_text(version) for version in (0, 1)]

    assert all(stores.KEY not in text and stores.SECRET not in text for text in texts)
    assert json.loads(texts[0].splitlines()[0])
    assert all(stores.SECRET.encode() not in path.read_bytes() for path in lake.store.work.rglob("*") if path.is_file())


def test_the_environment_of_other_tools_leads_nowhere(lake, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "another")
    assert os.environ["AWS_ENDPOINT"]

    again = stores.again(lake)

    assert drawn.write(again, ROW).rows == 1
