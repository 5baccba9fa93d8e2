"""A withdrawn dataset is gone for its readers, says why, and comes back as it was."""

import pytest
from django.test import Client

from mueang.base.errors import BadInput, Conflict, Gone, NotAllowed
from mueang_site.access import queries as access
from mueang_site.access.actor import ANONYMOUS
from mueang_site.access.models import User
from mueang_site.catalogue import queries, withdrawing
from mueang_site.catalogue.models import Version, Withdrawal
from mueang_site.search import queries as search
from mueang_site.submissions import actions
from offices import NOW, SMOKING

pytestmark = pytest.mark.django_db
DOORS = (
    "/datasets/smoking",
    "/datasets/smoking?view=chart",
    "/datasets/smoking/download?format=csv",
    "/datasets/smoking/compare",
    "/datasets/smoking/compare/download",
    "/api/v1/datasets/smoking",
    "/api/v1/datasets/smoking/versions",
    "/api/v1/datasets/smoking/rows",
    "/api/v1/datasets/smoking/download",
    "/api/v1/datasets/smoking/compare",
)


@pytest.fixture
def withdrawn(publish, steward):
    publish()
    withdrawing.withdraw(steward, "smoking", reason="ตัวเลขเขตดุสิตผิด", reason_en="The figure for Dusit is wrong", now=NOW)


@pytest.fixture
def at_the_desk(steward):
    browser = Client()
    browser.force_login(User.objects.get(pk=steward.user_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def found(actor=ANONYMOUS):
    return search.find(actor, search.Asked(text="สูบบุหรี่"), kind="dataset", now=NOW).keys


def test_every_door_says_gone_even_where_a_file_was_made_before(client, publish, steward):
    publish()
    assert {client.get(door).status_code for door in DOORS} == {200}
    withdrawing.withdraw(steward, "smoking", reason="ตัวเลขผิด", now=NOW)

    assert {door: client.get(door).status_code for door in DOORS} == dict.fromkeys(DOORS, 410)


def test_the_page_in_its_place_says_who_when_and_why_in_both_languages(client, withdrawn):
    thai = client.get("/datasets/smoking").content.decode().replace("<wbr>", "")
    english = client.get("/datasets/smoking?lang=en").content.decode()

    assert all(words in thai for words in ("ชุดข้อมูลนี้เพิกถอนแล้ว", "20 พ.ย. 2569", "steward", "ตัวเลขเขตดุสิตผิด"))
    assert all(words in english for words in ("was withdrawn", "20 Nov 2026", "steward", "The figure for Dusit is wrong"))


def test_a_program_is_told_why(client, withdrawn):
    problem = client.get("/api/v1/datasets/smoking/rows").json()

    assert (problem["status"], problem["code"]) == (410, "gone")
    assert "The figure for Dusit is wrong" in problem["detail"]
    assert "ตัวเลขเขตดุสิตผิด" in problem["detail_th"]


def test_it_is_not_found_and_not_on_the_home_page(client, withdrawn):
    assert found() == ()
    assert "smoking" not in client.get("/").content.decode()
    assert client.get("/api/v1/datasets").json()["total"] == 0


def test_its_steward_still_sees_rows_and_source_stays(at_the_desk, withdrawn, steward):
    page = at_the_desk.get("/datasets/smoking").content.decode()

    assert "พระนคร" in page
    assert "ตัวเลขเขตดุสิตผิด" in page.replace("<wbr>", "")
    assert [stone.slug for stone in queries.withdrawn_for(steward, limit=5)] == ["smoking"]
    assert queries.withdrawn_for(ANONYMOUS, limit=5) == ()


def test_published_again_it_is_as_it_was(client, withdrawn, steward):
    withdrawing.publish_again(steward, "smoking", reason="แก้แล้ว", now=NOW)

    assert found() == ("smoking",)
    assert {client.get(door).status_code for door in DOORS} == {200}
    assert Withdrawal.objects.get().ended_reason == "แก้แล้ว"
    assert Version.objects.count() == 1


def test_each_step_is_recorded_with_its_reason(withdrawn, steward):
    withdrawing.publish_again(steward, "smoking", reason="แก้แล้ว", now=NOW)

    acts = {entry.verb: entry.detail.get("reason") for entry in access.history_of("dataset", "smoking")}
    assert acts["dataset.withdraw"] == "ตัวเลขเขตดุสิตผิด"
    assert acts["dataset.republish"] == "แก้แล้ว"


def test_only_a_steward_with_a_reason_withdraws_what_is_published(publish, editor, steward):
    publish()

    with pytest.raises(NotAllowed):
        withdrawing.withdraw(editor, "smoking", reason="ผิด", now=NOW)
    with pytest.raises(BadInput):
        withdrawing.withdraw(steward, "smoking", reason=" ", now=NOW)
    with pytest.raises(Conflict):
        withdrawing.publish_again(steward, "smoking", reason="แก้แล้ว", now=NOW)
    assert found() == ("smoking",)


def test_a_file_approved_before_does_not_bring_a_withdrawn_dataset_back(hand_in, publish, editor, steward, work):
    publish()
    waiting = hand_in(SMOKING.replace(b"1001", b"1003"), dataset="smoking")
    actions.send(editor, waiting.pk, now=NOW)
    actions.approve(steward, waiting.pk, now=NOW)
    withdrawing.withdraw(steward, "smoking", reason="ตัวเลขผิด", now=NOW)
    work()

    assert Version.objects.count() == 1
    with pytest.raises(Gone):
        queries.dataset_for(ANONYMOUS, "smoking")


def test_the_steward_withdraws_and_publishes_again_on_one_page(at_the_desk, publish, client):
    publish()
    nothing = at_the_desk.post("/datasets/smoking/publication", {"act": "withdraw", "reason": ""})
    gone = at_the_desk.post("/datasets/smoking/publication", {"act": "withdraw", "reason": "ตัวเลขผิด"}, follow=True)

    assert nothing.status_code == 422
    assert "เผยแพร่อีกครั้ง" in gone.content.decode().replace("<wbr>", "")
    assert client.get("/datasets/smoking").status_code == 410
    at_the_desk.post("/datasets/smoking/publication", {"act": "republish", "reason": "แก้แล้ว"})
    assert client.get("/datasets/smoking").status_code == 200
