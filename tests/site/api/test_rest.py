import io
import json

import openpyxl
import pytest

from mueang_site.access import actions as access
from mueang_site.access.actor import system_actor
from mueang_site.access.models import User
from offices import NOW

pytestmark = pytest.mark.django_db
ROWS = "/api/v1/datasets/smoking/rows"


@pytest.fixture
def token(editor):
    """A token of the editor, as a header."""

    def token(actor=editor, scopes=("read", "write")):
        email = User.objects.get(pk=actor.user_id).email
        issued = access.issue_token(actor=system_actor("test"), email=email, label="test", scopes=scopes, now=NOW)
        return {"Authorization": f"Bearer {issued.secret}"}

    return token


def body(response):
    return json.loads(response.content)


def test_a_search_in_thai_finds_the_dataset_and_says_it_in_thai_letters(client, publish):
    publish()

    answer = client.get("/api/v1/datasets", {"q": "บุหรี่"})
    assert [item["slug"] for item in body(answer)["items"]] == ["smoking"]
    assert "อัตราการสูบบุหรี่" in answer.content.decode()


def test_datasets_come_page_by_page(client, publish, description):
    from dataclasses import replace

    for n in range(3):
        publish(description=replace(description, slug=f"smoking-{n}"))
    first = body(client.get("/api/v1/datasets", {"page_size": 2}))
    second = body(client.get("/api/v1/datasets", {"page_size": 2, "cursor": first["next"]}))

    slugs = [item["slug"] for item in first["items"] + second["items"]]
    assert sorted(slugs) == ["smoking-0", "smoking-1", "smoking-2"]
    assert second["next"] is None


def test_rows_are_filtered_chosen_and_sorted_by_the_address(client, publish):
    publish()

    answer = body(client.get(ROWS, {"ร้อยละ__gt": "11.5", "select": "ชื่อเขต,ร้อยละ"}))
    assert answer["items"] == [{"ชื่อเขต": "พระนคร", "ร้อยละ": 12.5}]


def test_paging_by_cursor_gives_every_row_once_in_one_version(client, publish):
    publish()
    first = body(client.get(ROWS, {"page_size": 1, "sort": "ร้อยละ"}))
    publish(dataset="smoking", mode={"mode": "replace"}, content="รหัสเขต,ชื่อเขต,ปี,ร้อยละ\n1003,หนองจอก,2566,9.0\n".encode())
    second = body(client.get(ROWS, {"page_size": 1, "sort": "ร้อยละ", "cursor": first["next"]}))

    assert [row["ร้อยละ"] for row in first["items"] + second["items"]] == [11.0, 12.5]
    assert (first["version"], second["version"], second["next"]) == (1, 1, None)


ERRORS = (
    (f"{ROWS}?height__gt=3", 400, "query.column"),
    (f"{ROWS}?cursor=nonsense", 400, "query.cursor"),
    ("/api/v1/datasets/absent", 404, "not-found"),
    ("/api/v1/datasets?page_size=0", 422, "input"),
    ("/api/v1/datasets?cursor=%00", 400, "query.cursor"),
    ("/api/v1/datasets/smoking/download?format=doc", 400, "export.format"),
    ("/api/v1/submissions/00000000-0000-0000-0000-000000000000", 401, "not-signed-in"),
)


def test_every_error_has_one_shape_in_both_languages(client, publish):
    publish()

    for address, status, code in ERRORS:
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), address
        assert (body(answer)["code"], body(answer)["status"]) == (code, status)
        assert any("ก" <= letter <= "๛" for letter in body(answer)["detail_th"])


def test_a_csv_opens_right_in_excel_and_keeps_what_was_published(client, publish):
    publish()

    answer = client.get("/api/v1/datasets/smoking/download", {"format": "csv"})
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines()[1].startswith("1001,")
    assert "smoking-v1.csv" in answer["Content-Disposition"]


def test_a_workbook_of_what_is_seen_holds_only_that(client, publish):
    publish()

    answer = client.get("/api/v1/datasets/smoking/download", {"format": "xlsx", "ชื่อเขต": "ดุสิต"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["ดุสิต"]


def test_head_answers_wherever_get_does(client, publish):
    publish()

    for address in ("/api/v1/datasets", ROWS, "/api/v1/datasets/smoking/download", "/api/openapi.json", "/healthz"):
        answer = client.head(address)
        assert answer.status_code == 200, address
        assert b"".join(answer) == b""


def test_a_program_carries_a_file_all_the_way(client, token, steward, work, description, smoking):
    header, file = token(), io.BytesIO(smoking)
    file.name = "สูบบุหรี่.csv"
    received = client.post("/api/v1/uploads", {"file": file, "organisation": "health"}, headers=header)
    work()
    address = f"/api/v1/submissions/{body(received)['id']}"
    faults = client.post(f"{address}/description", description.as_dict(), content_type="application/json", headers=header)
    sent = client.post(f"{address}/send", content_type="application/json", headers=header)
    client.post(f"{address}/approve", content_type="application/json", headers=token(steward))
    work()

    assert (received.status_code, body(faults), body(sent)["state"]) == (202, {}, "submitted")
    assert body(client.get(address, headers=header))["state"] == "published"
    assert len(body(client.get(ROWS))["items"]) == 2


def test_a_token_for_reading_cannot_hand_in(client, token, smoking):
    file = io.BytesIO(smoking)
    file.name = "a.csv"

    answer = client.post("/api/v1/uploads", {"file": file, "organisation": "health"}, headers=token(scopes=("read",)))
    assert answer.status_code == 403


def test_a_token_that_is_not_one_is_told_so(client):
    answer = client.get("/api/v1/datasets", headers={"Authorization": "Bearer nonsense"})

    assert answer.status_code == 401
    assert body(answer)["code"] == "token"


def test_the_description_of_the_api_is_openapi_3_1_and_knows_every_error(client):
    described = body(client.get("/api/openapi.json"))

    assert described["openapi"] == "3.1.0"
    assert "/api/v1/datasets/{slug}/rows" in described["paths"]
    assert described["components"]["schemas"]["Problem"]["required"][:3] == ["type", "title", "status"]
