"""Two versions of a dataset beside each other, on the page, in a file and for programs."""

import csv
import io

import pytest

from mueang_site import runtime

pytestmark = pytest.mark.django_db
SECOND = "รหัสเขต;ชื่อเขต;ปี;ร้อยละ\r\n1001;พระนคร;๒๕๖๖;๑๓.๕\r\n1004;บางรัก;๒๕๖๖;๙.๐\r\nรวม;;;\r\n".encode("cp874")
WIDER = "รหัสเขต;ชื่อเขต;ปี;ร้อยละ;หมายเหตุ\r\n1001;พระนคร;๒๕๖๖;๑๓.๕;ก\r\n1004;บางรัก;๒๕๖๖;๙.๐;ข\r\n".encode("cp874")


@pytest.fixture
def versions(publish):
    """Version 1 and one that mended a row, left one out and brought one."""
    publish()
    publish(SECOND, dataset="smoking")


def lines(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_program_is_told_which_rows_changed_by_a_key(client, versions):
    found = client.get("/api/v1/datasets/smoking/compare?from=1&to=2&key=รหัสเขต").json()

    assert (found["changed"], found["added"], found["removed"], found["next"]) == (1, 1, 1, None)
    assert [item["change"] for item in found["items"]] == ["changed", "added", "removed"]
    assert found["items"][0]["columns"] == ["ร้อยละ"]
    assert (found["items"][0]["before"]["ร้อยละ"], found["items"][0]["after"]["ร้อยละ"]) == (12.5, 13.5)


def test_without_a_key_whole_rows_are_compared(client, versions):
    found = client.get("/api/v1/datasets/smoking/compare").json()

    assert (found["before"], found["after"], found["key"]) == (1, 2, [])
    assert (found["changed"], found["added"], found["removed"]) == (0, 2, 2)


def test_the_key_of_an_update_is_the_key_of_the_comparison(client, publish):
    publish()
    publish(SECOND, dataset="smoking", mode={"mode": "update", "keys": ["รหัสเขต"]})

    found = client.get("/api/v1/datasets/smoking/compare").json()

    assert found["key"] == ["รหัสเขต"]
    assert (found["changed"], found["added"], found["removed"]) == (1, 1, 0)


def test_pages_follow_one_another_to_the_end(client, versions):
    address, found = "/api/v1/datasets/smoking/compare?page_size=1", []
    cursor = ""
    while cursor is not None:
        page = client.get(f"{address}&cursor={cursor}").json()
        found += page["items"]
        cursor = page["next"]

    assert found == client.get("/api/v1/datasets/smoking/compare").json()["items"]
    assert client.get(f"{address}&cursor=x").status_code == 400


def test_a_column_that_came_is_told_and_makes_no_row_differ(client, versions, publish):
    publish(WIDER, dataset="smoking")

    found = client.get("/api/v1/datasets/smoking/compare?from=2&to=3").json()

    assert [(column["name"], column["before"], column["after"]["type"]) for column in found["columns"]] == [("หมายเหตุ", None, "string")]
    assert (found["changed"], found["added"], found["removed"]) == (0, 0, 0)


def test_the_page_says_what_changed_and_marks_it_in_words(client, versions):
    page = client.get("/datasets/smoking/compare?from=1&to=2&key=รหัสเขต").content.decode()

    assert "เปลี่ยน 1 แถว" in page.replace("<wbr>", "")
    assert "<del>12.5</del>" in page
    assert "<ins>13.5</ins>" in page
    assert client.get("/datasets/smoking?lang=en").content.decode().count("/datasets/smoking/compare?from=1&amp;to=2") == 1


def test_the_differences_can_be_taken_away(client, versions):
    found = lines(client.get("/datasets/smoking/compare/download?from=1&to=2&key=รหัสเขต"))

    assert [(line["การเปลี่ยนแปลง"], line["ก่อนหรือหลัง"], line["ร้อยละ"]) for line in found] == [
        ("เปลี่ยน", "ก่อน", "12.5"),
        ("เปลี่ยน", "หลัง", "13.5"),
        ("เพิ่ม", "หลัง", "9"),
        ("นำออก", "ก่อน", "11"),
    ]
    assert found[0]["คอลัมน์ที่เปลี่ยน"] == "ร้อยละ"


def test_what_cannot_be_compared_is_refused(client, versions):
    assert client.get("/datasets/smoking/compare?from=1&to=9").status_code == 404
    assert client.get("/datasets/smoking/compare?from=one").status_code == 400
    assert client.get("/datasets/smoking/compare?key=nothing").status_code == 400
    assert client.get("/api/v1/datasets/smoking/compare?change=gone").json()["code"] == "query.change"


def test_a_comparison_is_made_once_and_half_made_ones_do_not_stay(client, versions, monkeypatch):
    from mueang_site.catalogue.table import TableView

    def breaks(*args):
        raise OSError("disk full")

    folder = runtime.settings().cache / "differences"
    with monkeypatch.context() as broken:
        broken.setattr(TableView, "differences", breaks)
        with pytest.raises(OSError, match="disk full"):
            client.get("/api/v1/datasets/smoking/compare")
    assert list(folder.glob("*")) == []

    client.get("/api/v1/datasets/smoking/compare")
    monkeypatch.setattr(TableView, "differences", breaks)
    assert client.get("/api/v1/datasets/smoking/compare").status_code == 200
