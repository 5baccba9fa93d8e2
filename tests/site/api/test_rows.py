"""Rows, values by group and values of a column: what a program reads of a table."""

import csv
import io
import json

import pyarrow as pa
import pytest

pytestmark = pytest.mark.django_db
DATASET = "/api/v1/datasets/smoking"
ROWS = f"{DATASET}/rows"
CITY = "รหัสเขต,ชื่อเขต,กลุ่ม,ปี,ร้อยละ\n1001,พระนคร,ใน,2566,12.5\n1002,ดุสิต,ใน,2566,11.0\n1003,หนองจอก,นอก,2566,9.0\n1004,บางรัก,ใน,2566,\n1005,บางเขน,นอก,2566,8.0\n"
NEXT = "รหัสเขต,ชื่อเขต,กลุ่ม,ปี,ร้อยละ\n1009,พระโขนง,นอก,2567,1.0\n1010,มีนบุรี,นอก,2567,2.0\n"


@pytest.fixture
def city(publish):
    """Five districts are published."""
    return publish(CITY.encode())


@pytest.fixture
def renewed(publish):
    """Publish other districts in their place."""
    return lambda: publish(NEXT.encode(), dataset="smoking", mode={"mode": "replace"})


def body(response):
    return json.loads(response.content)


def pages(client, address, meanwhile=lambda: None, **parameters):
    """Read page after page by cursor; `meanwhile` happens after the first."""
    found, cursor = [], ""
    while cursor is not None:
        page = body(client.get(address, {**parameters, "cursor": cursor}))
        found, cursor = [*found, *page["items"]], page["next"]
        meanwhile()
        meanwhile = lambda: None  # noqa: E731 - once
    return found


def test_values_by_group_come_with_measures_conditions_and_order(client, city):
    answer = client.get(f"{DATASET}/aggregate", {"group": "กลุ่ม", "measure": "avg:ร้อยละ,count", "having": "count__ge:2", "sort": "-mean_ร้อยละ"})

    assert body(answer)["items"] == [{"กลุ่ม": "ใน", "mean_ร้อยละ": 11.75, "count": 3}, {"กลุ่ม": "นอก", "mean_ร้อยละ": 8.5, "count": 2}]


def test_groups_are_counted_over_what_the_filters_leave(client, city):
    answer = client.get(f"{DATASET}/aggregate", {"group": "กลุ่ม", "measure": "count", "ร้อยละ__gt": "8.5", "limit": 1})

    assert body(answer) == {"version": 1, "items": [{"กลุ่ม": "นอก", "count": 1}], "more": True}


def test_values_of_a_column_come_with_counts_and_can_be_searched(client, city):
    groups, names, numbers = (f"{DATASET}/columns/{name}/values" for name in ("กลุ่ม", "ชื่อเขต", "ร้อยละ"))

    assert body(client.get(groups))["items"] == [{"value": "นอก", "count": 2}, {"value": "ใน", "count": 3}]
    assert [item["value"] for item in body(client.get(names, {"q": "บาง"}))["items"]] == ["บางรัก", "บางเขน"]
    assert body(client.get(numbers, {"q": "๑๑"}))["items"] == [{"value": 11.0, "count": 1}]


@pytest.mark.parametrize(("address", "column"), [(ROWS, "ร้อยละ"), (f"{DATASET}/columns/ร้อยละ/values", "value")])
def test_pages_of_one_reader_hold_together_while_a_new_version_is_published(client, city, renewed, address, column):
    found = pages(client, address, renewed, page_size=2, **({"sort": "ร้อยละ"} if address == ROWS else {}))

    assert [item[column] for item in found] == [8.0, 9.0, 11.0, 12.5, None]
    assert body(client.get(address))["version"] == 2


def test_a_version_in_the_address_stays_what_it_was(client, city, renewed):
    renewed()

    assert len(body(client.get(f"{DATASET}/versions/1/rows"))["items"]) == 5
    assert body(client.get(f"{DATASET}/versions/1/aggregate", {"measure": "count"}))["items"] == [{"count": 5}]
    assert body(client.get(f"{DATASET}/versions/1/columns/ปี/values"))["items"] == [{"value": 2023, "count": 5}]
    assert b"".join(client.get(f"{DATASET}/versions/1/download")).count(b"\r\n") == 6
    assert client.get(f"{DATASET}/versions/3/rows").status_code == 404


def test_a_cursor_continues_its_own_question_only(client, city, renewed):
    cursor = body(client.get(ROWS, {"page_size": 1, "กลุ่ม": "ใน"}))["next"]
    renewed()

    for address, parameters in ((ROWS, {}), (ROWS, {"กลุ่ม": "นอก"}), (f"{DATASET}/versions/2/rows", {"กลุ่ม": "ใน"}), (f"{DATASET}/columns/กลุ่ม/values", {})):
        answer = client.get(address, {**parameters, "cursor": cursor})
        assert (answer.status_code, body(answer)["code"]) == (400, "query.cursor"), address
    assert client.get(ROWS, {"กลุ่ม": "ใน", "cursor": cursor}).status_code == 200


def test_a_limit_makes_the_page_shorter(client, city):
    assert len(body(client.get(ROWS, {"limit": 2}))["items"]) == 2


def test_arrow_is_answered_to_whoever_accepts_it(client, city):
    answer = client.get(ROWS, {"select": "ชื่อเขต,ร้อยละ", "sort": "ร้อยละ", "limit": 2}, headers={"Accept": "application/vnd.apache.arrow.stream"})

    table = pa.ipc.open_stream(b"".join(answer)).read_all()
    assert answer.streaming
    assert table.to_pylist() == [{"ชื่อเขต": "บางเขน", "ร้อยละ": 8.0}, {"ชื่อเขต": "หนองจอก", "ร้อยละ": 9.0}]


def test_csv_streams_rows_and_groups(client, city):
    rows = list(csv.reader(io.StringIO(b"".join(client.get(ROWS, {"format": "csv"})).decode("utf-8-sig"))))
    groups = b"".join(client.get(f"{DATASET}/aggregate", {"format": "csv", "group": "กลุ่ม", "measure": "count"})).decode("utf-8-sig")

    assert [row[1] for row in rows] == ["ชื่อเขต", "พระนคร", "ดุสิต", "หนองจอก", "บางรัก", "บางเขน"]
    assert groups == "กลุ่ม,count\r\nนอก,2\r\nใน,3\r\n"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (f"{ROWS}?format=xml", "input"),
        (f"{ROWS}?group=กลุ่ม", "query.parameter"),
        (f"{DATASET}/aggregate", "query.measure"),
        (f"{DATASET}/aggregate?measure=median:ร้อยละ", "query.measure"),
        (f"{DATASET}/aggregate?group=กลุ่ม&having=count>1", "query.having"),
        (f"{DATASET}/columns/height/values", "query.column"),
    ],
)
def test_a_question_that_is_wrong_is_refused_by_name(client, city, address, code):
    answer = client.get(address)

    assert (answer.status_code, body(answer)["code"]) == (400, code)
