"""The page of the review: windows of rows, panels of a row, a column and a place, corrections that can be taken out again."""

from datetime import UTC, datetime

import pytest

from mueang_site.submissions import correcting, looking
from mueang_site.submissions.corrections import of_rows

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
CONTENT = ("ทะเบียน,,\nตำบล,จำนวน,ปี\n" + "".join(f"{'ลาดยาว' if n % 2 else 'มาบตาพุด'},{n},2566\n" for n in range(200)) + "รวม,900,\n").encode()


@pytest.fixture
def review(as_editor, hand_in):
    """Return the answers of the page of a review: review(query), review.post(form)."""
    submission = hand_in(CONTENT, name="ทะเบียน.csv")

    def get(query="", **headers):
        return as_editor.get(f"/submissions/{submission.pk}/review{query}", headers=headers)

    get.submission = submission
    get.post = lambda form, query="": as_editor.post(f"/submissions/{submission.pk}/review{query}", form)
    return get


def raw_rows(page):
    return [int(part.split('"')[0]) for part in page.content.decode().split('data-row="')[1:]]


def test_a_window_begins_at_any_row_and_leads_on_and_back(review):
    page = review("?from=101")

    assert raw_rows(page) == list(range(100, 150))
    assert 'href="?from=51#sheet"' in page.content.decode()
    assert 'href="?from=151#sheet"' in page.content.decode()


def test_only_rows_left_out_are_shown_when_asked_for(review, text):
    assert raw_rows(review("?only=out")) == [0, 202]
    assert "ยอดรวม" in text(review("?only=out"))


@pytest.mark.parametrize(("query", "said"), [("?row=4&to=6", "แถว 5–7"), ("?column=1", "คอลัมน์ “จำนวน”"), ("?place=3:0", "ลาดยาว")])
def test_a_panel_is_opened_by_its_address(review, text, query, said):
    assert said in text(review(query)).replace("  ", " ")


@pytest.mark.parametrize("query", ["?row=x", "?column=99", "?place=3:99", "?place=3", "?from=99999999", "?from=-4", "?after=x", "?only=moon"])
def test_an_address_that_says_nothing_is_no_fault(review, query):
    assert review(query).status_code in (200, 302)


def test_the_next_row_with_something_to_check_is_led_to(review):
    assert review("?after=150")["Location"].endswith("?from=203")


def test_a_run_of_rows_is_left_out_and_taken_in_again_by_undoing(review, work, text):
    review.post({"act": "note", "first": "3", "last": "5"}, "?from=1")
    work()
    assert "อ่านได้ 197 แถว" in text(review())
    assert "แถว 3–5 เป็นหมายเหตุ ไม่นำเข้า" in text(review())

    review.post({"act": "undo"})
    work()
    assert "อ่านได้ 200 แถว" in text(review())


def test_what_is_provisional_says_so_and_is_asked_for_again_until_the_file_is_read(review, work, text):
    correction = of_rows("header", [1])
    correcting.correct(_actor(review), review.submission.pk, [correction], now=NOW)

    assert "อ่านทั้งไฟล์แล้ว กำลังตรวจ" in text(review())
    assert 'value="go" disabled' in review().content.decode()
    assert review("?poll=1").status_code == 204
    work()
    assert review("?poll=1").status_code == 200


def test_without_a_look_the_reader_waits_for_the_whole_file(review, work, monkeypatch):
    monkeypatch.setattr(looking, "look", lambda *_: None)
    review.post({"act": "header", "first": "2"})

    assert review()["Location"].endswith(f"/submissions/{review.submission.pk}")
    assert review("", **{"HX-Request": "true"})["HX-Redirect"].endswith(f"/submissions/{review.submission.pk}")


def _actor(review):
    from mueang_site.access.actor import actor_for

    return actor_for(review.submission.created_by)
