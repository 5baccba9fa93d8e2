"""What is new can be followed by a reader of feeds: open data alone, ids that stay, nothing that was withdrawn."""

from dataclasses import replace

import feedparser
import pytest
from django.test import Client

from mueang_site.catalogue import withdrawing
from mueang_site.catalogue.models import Dataset
from offices import NOW

pytestmark = pytest.mark.django_db

NEXT = "รหัสเขต;ชื่อเขต;ปี;ร้อยละ\n1004;บางรัก;2567;9.5\n".encode()
FEEDS = ("/feed.atom", "/organisations/health/feed.atom", "/datasets/smoking/feed.atom", "/datasets/feed.atom?q=บุหรี่")


def read(client, address, **headers):
    answer = client.get(address, **headers)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return feedparser.parse(answer.content)


@pytest.mark.parametrize("address", FEEDS)
def test_a_reader_of_feeds_reads_every_feed_without_complaint(client, publish, address):
    publish()

    feed = read(client, address)

    assert (feed.bozo, feed.version) == (False, "atom10")
    assert feed.feed.id
    assert feed.feed.title
    assert feed.feed.updated_parsed
    assert feed.feed.author
    assert [link.rel for link in feed.feed.links] == ["self", "alternate"]
    assert [entry.title for entry in feed.entries] == ["อัตราการสูบบุหรี่ รายเขต – รุ่นที่ 1"]
    assert all(entry.id.startswith("urn:uuid:") and entry.updated_parsed and entry.author and entry.summary for entry in feed.entries)


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_without_entries_is_still_a_feed(client, publish, address):
    publish()
    Dataset.objects.update(classification="02")

    answer = client.get(address)

    assert answer.status_code == (404 if "smoking" in address else 200)
    if answer.status_code == 200:
        feed = feedparser.parse(answer.content)
        assert (feed.bozo, feed.entries) == (False, [])


def test_the_newest_version_stands_first_and_leads_to_its_page(client, publish):
    publish()
    publish(NEXT, dataset="smoking", mode={"mode": "append"})

    feed = read(client, "/feed.atom")

    assert [entry.title[-9:] for entry in feed.entries] == ["รุ่นที่ 2", "รุ่นที่ 1"]
    assert feed.entries[0].link == "http://testserver/datasets/smoking?version=2"
    assert feed.feed.updated == feed.entries[0].updated


def test_ids_stay_whatever_the_host_the_title_or_the_language(client, publish, settings):
    publish()
    before = [entry.id for entry in read(client, "/feed.atom").entries]
    Dataset.objects.update(title_th="ชื่อใหม่")

    assert [entry.id for entry in read(Client(headers={"host": "localhost"}), "/feed.atom?lang=en").entries] == before


def test_what_was_withdrawn_is_gone(client, publish, steward):
    publish()
    withdrawing.withdraw(steward, "smoking", reason="คำนวณผิด", now=NOW)

    assert read(client, "/feed.atom").entries == []
    assert client.get("/datasets/smoking/feed.atom").status_code == 410


def test_internal_data_is_in_no_feed_whoever_asks(as_steward, publish, description):
    publish(description=replace(description, classification="02", category="b"))

    assert read(as_steward, "/feed.atom").entries == []
    assert read(as_steward, "/organisations/health/feed.atom").entries == []
    assert as_steward.get("/datasets/smoking/feed.atom").status_code == 404


def test_letters_that_xml_cannot_hold_break_no_feed(client, publish):
    publish()
    Dataset.objects.update(title_th="ชื่อ\x0b<&>\x00 ใหม่".replace("\x00", ""), description_th="\ufffe]]>")

    feed = read(client, "/feed.atom")

    assert not feed.bozo
    assert feed.entries[0].title_detail.value == "ชื่อ<&> ใหม่ – รุ่นที่ 1"


def test_a_feed_speaks_the_language_asked_for(client, publish):
    publish()

    assert read(client, "/feed.atom?lang=en").entries[0].title == "Smoking by district – version 1"


@pytest.mark.parametrize(
    ("page", "feed"), [("/", "/feed.atom"), ("/organisations/health", "/organisations/health/feed.atom"), ("/datasets/smoking", "/datasets/smoking/feed.atom")]
)
def test_pages_tell_readers_where_their_feed_is(client, publish, page, feed):
    publish()

    assert f'type="application/atom+xml" href="{feed}"' in client.get(page).content.decode()
