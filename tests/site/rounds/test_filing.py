"""An office files its form: as a file or in the grid of a page, mended until nothing is wrong, seen by nobody who should not."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest

from collecting import DUE, GOOD, NOW, WANTED, make, publish
from mueang.base.errors import BadInput, Conflict, NotAllowed, NotFound
from mueang.base.message import Message
from mueang.exports.template import workbook
from mueang_site.access.models import Organisation
from mueang_site.access.queries import history_of
from mueang_site.catalogue import sources
from mueang_site.rounds import actions, filing, reading
from mueang_site.rounds.models import Filing
from mueang_site.rounds.wanted import form_of
from mueang_site.submissions.actions import Upload

pytestmark = pytest.mark.django_db


def template(asked, office):
    """Return the workbook that the office downloads, as openpyxl has it."""
    mine = Filing.objects.select_related("round", "organisation").get(round=asked, organisation__slug=office)
    return openpyxl.load_workbook(BytesIO(workbook(form_of(asked.asked, stamp=reading.stamp_of(mine)))))


def filled(book, rows):
    """Return the bytes of the workbook with these rows typed into it."""
    for r, row in enumerate(rows, 5):
        for c, value in enumerate(row, 1):
            book.worksheets[0].cell(r, c, value)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def send(actor, asked, office, content, clock, name="แบบฟอร์ม.xlsx"):
    attempt = filing.hand_in_file(actor, asked.pk, office, Upload(name, [content]), now=NOW)
    clock.work()
    attempt.refresh_from_db()
    return attempt


def test_the_template_of_an_office_is_filled_in_and_comes_back_sound(asked, officer, clock):
    attempt = send(officer, asked, "phra-nakhon", filled(template(asked, "phra-nakhon"), GOOD), clock)

    assert (attempt.state, attempt.rows) == ("sound", [["A90", 12, "2026-11-05"], ["A00", 3, None]])
    assert Filing.objects.get(pk=attempt.filing_id).state == "accepted"


def test_a_fault_is_named_by_its_cell_and_mended_without_losing_anything(asked, officer, clock):
    faulty = send(officer, asked, "phra-nakhon", filled(template(asked, "phra-nakhon"), [["ไข้เลือดออก", "สิบ", ""]]), clock)
    assert (faulty.state, faulty.faults[0]["cell"]) == ("faulty", "B5")
    assert "B5" in faulty.faults[0]["message"]["th"]
    assert faulty.cells == [["ไข้เลือดออก", "สิบ", ""]]

    mended = send(officer, asked, "phra-nakhon", filled(template(asked, "phra-nakhon"), [["ไข้เลือดออก", 10, ""]]), clock)

    mine = Filing.objects.get(pk=mended.filing_id)
    assert (mine.state, mine.attempts.count()) == ("accepted", 2)


def test_another_layout_is_refused_with_the_cell_and_nothing_is_guessed(asked, officer, clock):
    book = template(asked, "phra-nakhon")
    book.worksheets[0]["B4"] = "จำนวนผู้เสียชีวิต"

    attempt = send(officer, asked, "phra-nakhon", filled(book, GOOD), clock)

    assert (attempt.state, attempt.rows) == ("refused", [])
    assert "เซลล์ B4 ต้องเป็นหัวตาราง “จำนวนผู้ป่วย” แต่พบ “จำนวนผู้เสียชีวิต”" in attempt.faults[0]["message"]["th"]


@pytest.mark.parametrize(("office", "word"), [("dusit", "สำนักงานเขตดุสิต"), ("other round", "ตุลาคม 2569")])
def test_the_form_of_another_office_or_round_is_refused_in_clear_words(steward, form, asked, officer, clock, office, word):
    october = publish(steward, form, period=date(2026, 10, 1), name="ตุลาคม 2569")
    book = template(asked, "dusit") if office == "dusit" else template(october, "phra-nakhon")

    attempt = send(officer, asked, "phra-nakhon", filled(book, GOOD), clock)

    assert attempt.state == "refused"
    assert word in attempt.faults[0]["message"]["th"]


def test_a_csv_file_with_the_heading_of_the_form_is_as_good(asked, officer, clock):
    content = "โรค,จำนวนผู้ป่วย,วันที่รายงาน\nไข้เลือดออก,๑๒,5 พ.ย. 2569\n".encode("cp874")

    attempt = send(officer, asked, "phra-nakhon", content, clock, "ผู้ป่วย.csv")

    assert (attempt.state, attempt.rows) == ("sound", [["A90", 12, "2026-11-05"]])


def test_what_is_no_table_is_refused_and_what_stood_before_stands(asked, officer, clock):
    filing.hand_in_rows(officer, asked.pk, "phra-nakhon", GOOD, now=NOW)

    attempt = send(officer, asked, "phra-nakhon", b"%PDF-1.7\n%", clock, "สแกน.pdf")

    mine = Filing.objects.get(pk=attempt.filing_id)
    assert (attempt.state, mine.state, mine.standing.rows[0][0]) == ("refused", "accepted", "A90")


def test_kept_files_of_offices_are_named_by_their_attempts(asked, officer, clock):
    attempt = send(officer, asked, "phra-nakhon", filled(template(asked, "phra-nakhon"), GOOD), clock)

    assert sources.is_named(attempt.file_sha256)


def test_an_office_sees_its_own_filing_and_no_other(asked, officer, someone, steward):
    assert filing.filing_of(officer, asked.pk, "phra-nakhon").name == "สำนักงานเขตพระนคร"
    for actor in (officer, someone("viewer", "dusit"), someone("steward", "bang-rak")):
        with pytest.raises(NotFound):
            filing.filing_of(actor, asked.pk, "dusit")
    assert filing.filing_of(steward, asked.pk, "dusit").name == "สำนักงานเขตดุสิต"


def test_the_steward_who_asks_does_not_file_for_the_office(asked, steward):
    with pytest.raises(NotAllowed):
        filing.hand_in_rows(steward, asked.pk, "dusit", GOOD, now=NOW)


def test_who_looks_after_the_city_may_file_for_its_offices(asked, someone):
    attempt = filing.hand_in_rows(someone("editor", "bangkok"), asked.pk, "dusit", GOOD, now=NOW)

    assert attempt.state == "sound"


def test_a_filing_that_was_returned_says_why_and_waits_again(asked, officer, steward):
    filing.hand_in_rows(officer, asked.pk, "phra-nakhon", GOOD, now=NOW)
    with pytest.raises(BadInput):
        filing.send_back(steward, asked.pk, "phra-nakhon", comment=" ", now=NOW)

    filing.send_back(steward, asked.pk, "phra-nakhon", comment="ตรวจจำนวนของเดือนก่อน", now=NOW)

    mine = Filing.objects.get(name="สำนักงานเขตพระนคร")
    assert (mine.state, mine.comment) == ("returned", "ตรวจจำนวนของเดือนก่อน")
    assert [entry.verb for entry in history_of("filing", str(mine.pk))] == ["filing.file", "filing.return"]


def test_what_a_steward_accepted_stands_until_it_is_returned(steward, officer):
    asked = publish(steward, make(steward, replace(WANTED, auto_accept=False)))
    filing.hand_in_rows(officer, asked.pk, "phra-nakhon", GOOD, now=NOW)
    filing.accept(steward, asked.pk, "phra-nakhon", now=NOW)

    with pytest.raises(Conflict):
        filing.hand_in_rows(officer, asked.pk, "phra-nakhon", GOOD, now=NOW)
    with pytest.raises(NotAllowed):
        filing.accept(officer, asked.pk, "phra-nakhon", now=NOW)


def test_a_closed_round_takes_nothing_in_until_it_is_opened_again(steward, asked, officer):
    actions.close_round(steward, asked.pk, now=NOW)
    with pytest.raises(Conflict):
        filing.hand_in_rows(officer, asked.pk, "phra-nakhon", GOOD, now=NOW)

    actions.open_again(steward, asked.pk, now=NOW)

    assert filing.hand_in_rows(officer, asked.pk, "phra-nakhon", GOOD, now=NOW).state == "sound"


def test_rows_that_the_form_gives_must_come_back_as_they_were(steward, officer):
    given = replace(WANTED, given=(("ไข้เลือดออก",), ("อหิวาตกโรค",)))
    asked = publish(steward, make(steward, given))

    attempt = filing.hand_in_rows(officer, asked.pk, "phra-nakhon", [["ไข้เลือดออก", "1", ""], ["มาลาเรีย", "2", ""]], now=NOW)

    assert (attempt.state, attempt.faults[0]["code"], attempt.faults[0]["cell"]) == ("faulty", "filled.given", "A2")
    with pytest.raises(BadInput):
        filing.hand_in_nothing(officer, asked.pk, "phra-nakhon", now=NOW)


def test_the_next_round_asks_the_same_offices_for_the_next_month(steward, form, asked):
    following = actions.publish_next(steward, form.pk, now=NOW + timedelta(days=30))

    assert (following.name_th, following.period, following.due) == ("ธันวาคม 2569", date(2026, 12, 1), date(2027, 1, 10))
    assert set(following.filings.values_list("organisation__slug", flat=True)) == {"phra-nakhon", "dusit", "bang-rak"}


@pytest.mark.parametrize(
    ("name", "period", "due", "offices", "code"),
    [
        ("", date(2026, 10, 1), DUE, ["dusit"], "round.name"),
        ("ตุลาคม", None, DUE, ["dusit"], "round.period"),
        ("ตุลาคม", date(2026, 10, 1), date(2026, 11, 1), ["dusit"], "round.due"),
        ("ตุลาคม", date(2026, 10, 1), DUE, [], "round.offices"),
        ("ตุลาคม", date(2026, 10, 1), DUE, ["nowhere"], "round.offices"),
    ],
)
def test_a_round_that_nobody_could_answer_is_not_published(steward, form, name, period, due, offices, code):
    with pytest.raises(BadInput) as refused:
        actions.publish_round(steward, form.pk, name=Message(name, ""), period=period, due=due, offices=offices, now=NOW)

    assert refused.value.code == code


def test_offices_of_one_name_are_told_apart(steward, form, city):
    for number in (1, 2):
        Organisation.objects.create(slug=f"ban-mai-{number}", name_th="เทศบาลตำบลบ้านใหม่", parent=city, created_at=NOW)

    asked = publish(steward, form, offices=("ban-mai-1", "ban-mai-2"))

    assert sorted(asked.filings.values_list("name", flat=True)) == ["เทศบาลตำบลบ้านใหม่ (ban-mai-1)", "เทศบาลตำบลบ้านใหม่ (ban-mai-2)"]


def test_only_stewards_of_the_office_that_asks_make_forms_and_rounds(form, someone):
    for actor in (someone("editor", "health"), someone("steward", "dusit")):
        with pytest.raises((NotAllowed, NotFound)):
            publish(actor, form)
