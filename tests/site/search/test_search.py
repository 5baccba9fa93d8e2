from datetime import UTC, datetime, timedelta

import pytest

from mueang_site.access.actor import ANONYMOUS, Actor
from mueang_site.access.models import Organisation
from mueang_site.search import actions, queries
from mueang_site.search.queries import Asked

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def office():
    return Organisation.objects.create(slug="drainage", name_th="สำนักการระบายน้ำ", created_at=NOW)


@pytest.fixture
def put(office):
    def put(key, title, text="", **more):
        values = {"classification": "01", "updated_at": NOW, **more}
        actions.put(actions.Findable("dataset", key, office.pk, titles=(title,), texts=(text,), **values))

    return put


def found(text="", actor=ANONYMOUS, **ticked):
    return queries.find(actor, Asked(text=text, **ticked), kind="dataset", now=NOW)


def test_a_word_inside_a_compound_is_found(put):
    put("flood", "จุดเสี่ยงน้ำท่วม")
    put("park", "สวนสาธารณะ")

    assert found("น้ำ").keys == ("flood",)


def test_a_title_that_holds_the_word_comes_before_a_text_that_does(put):
    put("text", "ผลการตรวจวัดอากาศ", "มีค่าฝุ่นทุกเขต")
    put("title", "ฝุ่นละอองรายเขต")

    assert found("ฝุ่น").keys == ("title", "text")


def test_words_of_a_question_may_stand_apart(put):
    put("pm", "ฝุ่นละออง PM2.5 ค่าเฉลี่ยรายปี", "แยกตามเขต")
    put("other", "จำนวนสวนสาธารณะ")

    assert found("ฝุ่น เขต").keys == ("pm",)


def test_thai_digits_and_letter_case_make_no_difference(put):
    put("pm", "PM2.5 พ.ศ. ๒๕๖๖")

    assert found("pm2.5 2566").keys == ("pm",)


def test_without_a_text_the_newest_comes_first(put):
    put("old", "เก่า", updated_at=NOW - timedelta(days=1))
    put("new", "ใหม่")

    assert found().keys == ("new", "old")


def test_what_is_hidden_is_neither_shown_nor_counted(put, office):
    put("open", "ทะเบียนสวน", topic="environment")
    put("secret", "ทะเบียนลับ", topic="environment", classification="03")
    editor = Actor(1, "วรรณา", roles={office.pk: "editor"})

    assert found("ทะเบียน").keys == ("open",)
    assert found("ทะเบียน").facets["topic"] == {"environment": 1}
    assert set(found("ทะเบียน", actor=editor).keys) == {"open", "secret"}


def test_a_facet_counts_what_the_other_facets_leave(put):
    put("a", "สวน ก", topic="environment", licence="G0")
    put("b", "สวน ข", topic="health", licence="G0")
    put("c", "สวน ค", topic="health", licence="U")
    both = found("สวน", topic=("environment",))

    assert both.keys == ("a",)
    assert both.facets["topic"] == {"health": 2, "environment": 1}
    assert both.facets["licence"] == {"G0": 1}


def test_late_data_is_told_from_what_is_on_time(put):
    put("late", "สวนเก่า", due_at=NOW - timedelta(days=1))
    put("fresh", "สวนใหม่", due_at=NOW + timedelta(days=1))

    assert found("สวน", freshness=("late",)).keys == ("late",)
    assert found("สวน").facets["freshness"] == {"on-time": 1, "late": 1}


def test_a_changed_title_is_found_by_its_new_words_alone(put):
    put("a", "ถนนเดิม")
    put("a", "คลองใหม่")

    assert found("คลอง").keys == ("a",)
    assert found("ถนน").keys == ()


def test_a_removed_thing_is_found_no_more(put):
    put("a", "คลองแสนแสบ")
    actions.remove("dataset", "a")

    assert found("คลอง").total == 0


@pytest.mark.parametrize("text", ["'; DROP TABLE search_document; --", '"', "% _ !", "AND OR NOT", "* ( )", "น้ำ:*"])
def test_no_punctuation_of_a_question_breaks_the_search(put, text):
    put("a", "คลองแสนแสบ")

    assert found(text).total == 0


@pytest.mark.parametrize("text", ["ไฟ", "ไฟ 25", "ไฟ ถนน", "ไ"])
def test_a_term_of_one_or_two_letters_is_found_where_a_word_begins_with_it(put, text):
    put("light", "ไฟฟ้าส่องสว่าง ถนน", "พ.ศ. 2566 ซอย 25")
    put("park", "สวนสาธารณะ ถนน", "พ.ศ. 2566 ซอย 25")

    assert found(text).keys == ("light",)


def test_of_many_hits_those_with_the_word_in_their_titles_come_first_and_all_are_counted(put, monkeypatch):
    monkeypatch.setattr(queries, "MOST_RANKED", 2)
    for number in range(3):
        put(f"text-{number}", "ผลการตรวจวัดอากาศ", "มีค่าฝุ่นทุกเขต")
    put("title", "ฝุ่นละอองรายเขต", updated_at=NOW - timedelta(days=9))

    answer = found("ฝุ่น")

    assert (answer.keys[0], answer.total) == ("title", 4)


def test_a_word_that_is_nearly_everywhere_is_found_where_it_stands_alone(put, monkeypatch):
    monkeypatch.setattr(queries, "EVERYWHERE", 0)
    put("water", "น้ำ ประปา")
    put("flood", "จุดเสี่ยงน้ำท่วม")

    assert found("น้ำ").keys == ("water",)
