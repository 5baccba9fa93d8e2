"""Many files at a time, and rows without a file; sent twice under one key they count once."""

import io
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mueang_site import runtime
from mueang_site.access.models import AuditEntry
from mueang_site.submissions.models import Submission

pytestmark = pytest.mark.django_db
BULK = "/api/v1/uploads/bulk"
ROWS = "/api/v1/datasets/smoking/rows"
PARKS = "สวน,ไร่\nลุมพินี,360\nจตุจักร,155\n".encode()
RENEWED = "รหัสเขต,ชื่อเขต,ปี,ร้อยละ\n1003,หนองจอก,2566,9.0\n1004,บางรัก,2566,8.5\n".encode()
TABLE = pa.table({"รหัสเขต": ["1003", "1004"], "ชื่อเขต": ["หนองจอก", "บางรัก"], "ปี": [2566, 2566], "ร้อยละ": [9.0, 8.5]})


def body(response):
    return json.loads(response.content)


def file(content, name):
    made = io.BytesIO(content)
    made.name = name
    return made


def zipped(**files):
    """A zip as Thai Windows writes it: names in Windows-874, without the mark for UTF-8."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return made.getvalue()


def arrow():
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, TABLE.schema) as writer:
        writer.write_table(TABLE)
    return sink.getvalue()


def parquet():
    sink = io.BytesIO()
    pq.write_table(TABLE, sink)
    return sink.getvalue()


BODIES = {
    "text/csv": RENEWED,
    "application/x-ndjson": "\n".join(json.dumps(row, ensure_ascii=False) for row in TABLE.to_pylist()).encode(),
    "application/vnd.apache.arrow.stream": arrow(),
    "application/vnd.apache.parquet": parquet(),
}


def test_many_files_are_answered_one_by_one(client, editor, token_of, smoking, work):
    sent = {"organisation": "health", "files": [file(smoking, "สูบบุหรี่.csv"), file(b"", "ว่าง.csv"), file(PARKS, "สวน.csv")]}

    answer = client.post(BULK, sent, headers=token_of(editor))
    work()

    assert answer.status_code == 207
    assert [(one["file"], one["status"], one["code"]) for one in body(answer)] == [
        ("สูบบุหรี่.csv", 202, ""),
        ("ว่าง.csv", 422, "refuse.empty"),
        ("สวน.csv", 202, ""),
    ]
    assert set(Submission.objects.values_list("file_name", "state")) == {("สูบบุหรี่.csv", "draft"), ("สวน.csv", "draft")}


def test_the_files_of_a_zip_are_submissions_of_their_own(client, editor, token_of, smoking):
    archive = zipped(a_csv=smoking, b_csv=PARKS, __MACOSX="no")

    answer = body(client.post(BULK, {"organisation": "health", "archive": file(archive, "all.zip")}, headers=token_of(editor)))

    assert [one["file"] for one in answer if one["status"] == 202][:2] == ["a.csv", "b.csv"]


def test_files_are_named_as_versions_of_their_datasets(client, publish, editor, token_of):
    publish()
    sent = {"organisation": "health", "files": file(RENEWED, "ใหม่.csv"), "datasets": json.dumps({"ใหม่.csv": "smoking"})}

    assert body(client.post(BULK, sent, headers=token_of(editor)))[0]["submission"]["dataset"] == "smoking"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "input"),
        ({"archive": (b"PK\x03\x04 nonsense", "a.zip")}, "input"),
        ({"files": (PARKS, "a.csv"), "datasets": "[1]"}, "input"),
        ({"files": (PARKS, "a.csv"), "datasets": "{"}, "input"),
    ],
)
def test_a_request_without_files_or_with_a_broken_zip_is_refused(client, editor, token_of, sent, code):
    parts = {name: file(*part) if isinstance(part, tuple) else part for name, part in sent.items()}

    answer = client.post(BULK, {"organisation": "health", **parts}, headers=token_of(editor))

    assert (answer.status_code, body(answer)["code"]) == (400, code)


def test_a_zip_that_unpacks_to_more_than_may_be_uploaded_is_refused(client, editor, token_of):
    before = runtime.change(upload_limit=10_000)
    answer = client.post(BULK, {"organisation": "health", "archive": file(zipped(a_csv=b"a" * 20_000), "a.zip")}, headers=token_of(editor))
    runtime.restore(before)

    assert (answer.status_code, body(answer)["code"]) == (400, "refuse.size")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("kind", BODIES)
def test_rows_become_the_next_version_by_the_way_of_every_file(client, publish, editor, steward, token_of, work, kind):
    publish()
    editors, stewards = token_of(editor), token_of(steward)

    put = client.put(f"{ROWS}?mode=replace", BODIES[kind], content_type=kind, headers=editors)
    work()
    address = f"/api/v1/submissions/{body(put)['id']}"
    for step, header in (("send", editors), ("approve", stewards)):
        client.post(f"{address}/{step}", content_type="application/json", headers=header)
    work()

    assert (put.status_code, body(client.get(address, headers=editors))["state"]) == (202, "published")
    read = body(client.get(ROWS))
    assert (read["version"], [(row["ชื่อเขต"], row["ร้อยละ"], row["ปี"]) for row in read["items"]]) == (2, [("หนองจอก", 9.0, 2023), ("บางรัก", 8.5, 2023)])


def test_rows_are_compared_in_the_way_that_was_asked(client, publish, editor, token_of, work):
    publish()

    put = client.put(f"{ROWS}?mode=update&keys=รหัสเขต", RENEWED, content_type="text/csv", headers=token_of(editor))
    work()

    assert Submission.objects.get(pk=body(put)["id"]).plan["added"] == 2
    assert Submission.objects.get(pk=body(put)["id"]).mode == {"mode": "update", "keys": ["รหัสเขต"]}


def test_a_request_sent_again_under_its_key_makes_nothing_more(client, publish, editor, token_of):
    publish()
    header = {**token_of(editor), "Idempotency-Key": "2026-11-20"}
    first = client.put(ROWS, RENEWED, content_type="text/csv", headers=header)
    acts = AuditEntry.objects.count()
    again = client.put(ROWS, RENEWED, content_type="text/csv", headers=header)
    other = client.put(ROWS, PARKS, content_type="text/csv", headers=header)

    assert (first.status_code, body(again)["id"]) == (again.status_code, body(first)["id"])
    assert (other.status_code, body(other)["code"]) == (409, "conflict.idempotency")
    assert AuditEntry.objects.count() == acts


def test_the_key_of_one_person_says_nothing_to_another(client, publish, editor, steward, token_of):
    publish()
    answers = [client.put(ROWS, RENEWED, content_type="text/csv", headers={**token_of(who), "Idempotency-Key": "k"}) for who in (editor, steward)]

    assert len({body(answer)["id"] for answer in answers}) == 2


@pytest.mark.parametrize(
    ("kind", "address", "field"), [("text/html", ROWS, "Content-Type"), ("text/csv", f"{ROWS}?mode=upend", "mode"), ("text/csv", f"{ROWS}?mode=update", "keys")]
)
def test_rows_of_another_kind_or_mode_are_refused(client, publish, editor, token_of, kind, address, field):
    publish()

    answer = client.put(address, RENEWED, content_type=kind, headers=token_of(editor))

    assert (answer.status_code, body(answer)["field"]) == (400, field)
