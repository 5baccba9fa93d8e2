"""Headline figures: chosen by stewards, taken live from the data, honest about what is missing or late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mueang.base.errors import BadInput, LimitReached, NotAllowed
from mueang_site.access.actor import ANONYMOUS
from mueang_site.catalogue import withdrawing
from mueang_site.catalogue.models import Dataset, Version
from mueang_site.headlines import actions
from mueang_site.headlines.choice import YEARS, Choice
from mueang_site.headlines.models import Headline
from mueang_site.portal.pages.headlines import figures
from offices import NOW

pytestmark = pytest.mark.django_db

RATES = "รหัสเขต,ปี,ร้อยละ\n" + "\n".join(f"{1001 + k},{2565 + y},{10 + k - 2 * y}" for k in range(10) for y in range(3))
WIDE = "รหัสเขต,อัตรา 2564,อัตรา 2565,อัตรา 2566\n" + "\n".join(f"{1001 + k},{k + 4},{k + 3},{k + 2}" for k in range(10))
RATE = Choice("อัตราการสูบบุหรี่", measure="ร้อยละ", function="mean", place_column="รหัสเขต", better="lower")


@pytest.fixture
def choose(steward, publish):
    """Publish a table and choose a figure of it."""

    def choose(choice=RATE, content=RATES):
        if not Dataset.objects.exists():
            publish(content.encode())
        return actions.add(steward, office="health", dataset="smoking", choice=choice, now=NOW)

    return choose


def shown(now=None):
    return figures(ANONYMOUS, "health", now=now or timezone.now())[0]


def with_(**changes):
    return Choice(**{**RATE.as_dict(), **changes})


def test_a_figure_is_the_newest_value_with_year_change_and_source(choose):
    choose()

    figure = shown()

    assert (figure.value, figure.period, figure.scope) == ("10.5", "พ.ศ. 2567", "ค่าเฉลี่ยของ 10 เขต")
    assert figure.change.text == "ลดลง 2.0 จากปี 2566 ดีขึ้น"
    assert figure.source.startswith("สำนักอนามัย กรุงเทพมหานคร รุ่นที่ 1")
    assert figure.spark.startswith("<svg")


def test_the_other_districts_stand_beside_it(choose):
    choose()

    assert shown().others == "มัธยฐานของ 10 เขต 10.5 สูงสุด มีนบุรี 15.0 ต่ำสุด พระนคร 6.0"


def test_one_district_stands_beside_the_median_of_all(choose):
    choose(with_(place="1002"))

    figure = shown()

    assert (figure.value, figure.scope) == ("7.0", "เขตดุสิต")
    assert figure.others == "ต่ำกว่ามัธยฐานของ 10 เขต (10.5)"


def test_a_new_version_changes_the_figure_at_once(choose, publish):
    choose()
    publish("รหัสเขต,ปี,ร้อยละ\n1001,2568,4\n".encode(), dataset="smoking", mode={"mode": "append"})

    assert (shown().value, shown().period) == ("4.0", "พ.ศ. 2568")


def test_years_that_stand_as_columns_are_years(choose):
    choose(with_(measure=YEARS), WIDE)

    figure = shown()

    assert (figure.value, figure.period) == ("6.5", "พ.ศ. 2566")
    assert figure.change.text.startswith("ลดลง 1.0 จากปี 2565")


def test_a_year_that_is_not_there_is_said_with_the_latest_one(choose):
    choose(with_(period="2025", place="1002"))

    assert shown().missing == "ไม่มีข้อมูลของเขตดุสิตปี 2568 ล่าสุดที่มีคือปี 2567"
    assert not shown().value


def test_a_district_without_a_value_this_year_is_not_given_last_years(choose, publish):
    choose(with_(place="1002"))
    publish("รหัสเขต,ปี,ร้อยละ\n1001,2568,4\n".encode(), dataset="smoking", mode={"mode": "append"})

    assert shown().missing == "ไม่มีข้อมูลของเขตดุสิตปี 2568 ล่าสุดที่มีคือปี 2567"


def test_a_figure_past_its_promise_is_shown_as_late(choose):
    choose()

    assert not shown().late
    assert shown(timezone.now() + timedelta(days=600)).late.startswith("เลยกำหนดปรับปรุงตั้งแต่")


def test_a_column_that_is_gone_leaves_a_sentence_not_a_broken_page(client, choose, text):
    choose()
    Version.objects.update(schema={"columns": []})

    page = client.get("/organisations/health/headlines")

    assert page.status_code == 200
    assert "ตารางนี้ไม่มีคอลัมน์" in text(page)


def test_the_figure_leads_to_the_rows_that_it_came_from(client, choose, text):
    choose(with_(place="1002"))

    address = shown().rows.href

    assert "แถวที่ 1–1 จาก 1 แถวที่กรองไว้" in text(client.get(address))


def test_figures_of_hidden_data_are_hidden_too(client, choose, text):
    choose()
    Dataset.objects.update(classification="03", category="c")

    page = text(client.get("/organisations/health/headlines"))

    assert "อัตราการสูบบุหรี่" not in page
    assert "ยังไม่ได้เลือกตัวเลขสำคัญ" in page


def test_a_figure_of_withdrawn_data_says_so_and_shows_no_value(steward, choose):
    choose()
    withdrawing.withdraw(steward, "smoking", reason="คำนวณผิด", now=NOW)

    figure = shown()

    assert figure.missing.startswith("ชุดข้อมูลเพิกถอนแล้วเมื่อ")
    assert (figure.value, figure.others, figure.spark) == ("", "", "")


def test_data_that_may_be_known_but_not_read_shows_no_value(person, choose, organisation):
    choose()
    Dataset.objects.update(classification="02", category="b")
    outsider = person("admin", "elsewhere", organisation=organisation("other"))

    figure = figures(outsider, "health", now=NOW)[0]

    assert figure.missing
    assert (figure.value, figure.others) == ("", "")


def test_the_finding_counts_what_got_better_and_worse(client, choose, text):
    choose()
    choose(with_(better="higher"))
    choose(with_(better=""))

    page = text(client.get("/organisations/health/headlines"))

    assert "จาก 2 ตัวเลขที่เทียบกับช่วงก่อนได้ ดีขึ้น 1 แย่ลง 1 ไม่เปลี่ยน 0" in page


def test_years_are_buddhist_in_thai_and_common_in_english(client, choose, text):
    choose()

    assert "พ.ศ. 2567" in text(client.get("/organisations/health/headlines?lang=th"))
    assert "2024" in text(client.get("/organisations/health/headlines?lang=en"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_th": " "}, "title_th"),
        ({"measure": "ไม่มี"}, "measure"),
        ({"function": "median"}, "function"),
        ({"place": "1002", "place_column": ""}, "place"),
        ({"filters": {"ไม่มี__eq": ["1"]}}, "filter"),
        ({"period": "ปีก่อน"}, "period"),
    ],
)
def test_what_the_table_cannot_give_is_refused(choose, changes, field):
    with pytest.raises(BadInput) as refused:
        choose(with_(**changes))

    assert refused.value.field == field
    assert not Headline.objects.exists()


def test_one_sheet_holds_eight_figures(choose):
    for _ in range(actions.MOST):
        choose()

    with pytest.raises(LimitReached):
        choose()


def test_editors_do_not_choose(editor, choose):
    choose()

    with pytest.raises(NotAllowed):
        actions.add(editor, office="health", dataset="smoking", choice=RATE, now=NOW)


def test_a_figure_moves_before_the_one_above_it_and_the_first_stays(steward, choose):
    first, second = choose(), choose(with_(title_th="ที่สอง"))

    actions.move_up(steward, office="health", headline_id=second.pk, now=NOW)
    actions.move_up(steward, office="health", headline_id=second.pk, now=NOW)

    assert [one.title for one in figures(ANONYMOUS, "health", now=NOW)] == ["ที่สอง", first.title_th]


def test_a_steward_chooses_and_drops_a_figure_on_pages(as_steward, publish, text):
    publish(RATES.encode())
    form = as_steward.get("/organisations/health/headlines/choose?dataset=smoking").content.decode()
    assert 'name="measure"' in form

    posted = {
        "act": "add",
        "dataset": "smoking",
        "title_th": "สูบบุหรี่",
        "measure": "ร้อยละ",
        "function": "mean",
        "place": "*",
        "period": "๒๕๖๖",
        "better": "lower",
    }
    assert as_steward.post("/organisations/health/headlines/choose", posted).status_code == 302
    assert "12.5" in text(as_steward.get("/organisations/health/headlines"))
    assert as_steward.post("/organisations/health/headlines/choose", {"act": "remove", "headline": Headline.objects.get().pk}).status_code == 302
    assert not Headline.objects.exists()


def test_a_wrong_year_is_refused_beside_its_field(as_steward, publish):
    publish(RATES.encode())

    answer = as_steward.post(
        "/organisations/health/headlines/choose", {"act": "add", "dataset": "smoking", "title_th": "ก", "measure": "ร้อยละ", "period": "99"}
    )

    assert answer.status_code == 422
    assert 'id="e-period"' in answer.content.decode()


def test_the_page_of_the_site_is_that_of_its_owner(client, office):
    assert client.get("/headlines")["Location"] == "/organisations/health/headlines"
