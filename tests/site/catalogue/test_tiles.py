"""The shapes of a version as tiles: for those alone who may see all of its rows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mueang.geo.pmtiles import read_heading
from mueang.query import Condition, Permit
from mueang_site.access.models import User
from mueang_site.areas.archives import State
from mueang_site.catalogue import actions, queries, tiles, withdrawing
from mueang_site.catalogue.models import Dataset, Version
from mueang_site.jobs.models import Job
from offices import DESCRIPTION, NOW

pytestmark = pytest.mark.django_db
PARKS = """ชื่อสวน,ประเภท,ไร่,latitude,longitude
สวนลุมพินี,สวนระดับเมือง,360,13.7314,100.5415
สวนจตุจักร,สวนระดับเมือง,155,13.8062,100.5538
สวนเบญจกิติ,สวนระดับย่าน,450,13.7300,100.5580
"""
ADDRESS = "/datasets/parks/versions/1/tiles"


@pytest.fixture
def parks(publish, work):
    publish(content=PARKS.encode(), description=replace(DESCRIPTION, slug="parks", title_th="สวนสาธารณะ", title_en="Parks"))
    work()
    return tiles.tiles_of(queries.table_for(reader(), "parks", now=NOW))


def reader():
    from mueang_site.access.actor import system_actor

    return system_actor("test")


def test_publishing_positions_has_their_tiles_made(parks):
    assert parks.state is State.READY
    assert read_heading(parks.path).bounds == pytest.approx((100.5415, 13.73, 100.558, 13.8062), abs=1e-6)


def test_a_table_without_positions_has_no_tiles(publish, client, work):
    publish()
    work()

    assert tiles.tiles_of(queries.table_for(reader(), "smoking", now=NOW)) is None
    assert not Job.objects.filter(kind=tiles.KIND).exists()
    assert client.get("/datasets/smoking/versions/1/tiles").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=7-7", 206, slice(7, 8)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=20-", 206, slice(20, None)),
        ("bytes=0-999999999", 206, slice(None)),
    ],
)
def test_parts_of_the_archive_can_be_asked_for(client, parks, asked, status, part):
    answer = client.get(ADDRESS, headers={"Range": asked})

    assert (answer.status_code, b"".join(answer)) == (status, parks.path.read_bytes()[part])
    assert answer["Content-Length"] == str(len(parks.path.read_bytes()[part]))


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-3", "bytes=-", "lines=1-2", "bytes=a-b"])
def test_a_range_that_is_not_one_part_gets_the_whole(client, parks, asked):
    answer = client.get(ADDRESS, headers={"Range": asked})

    assert (answer.status_code, b"".join(answer)) == (200, parks.path.read_bytes())


def test_a_part_beyond_the_end_is_refused(client, parks):
    answer = client.get(ADDRESS, headers={"Range": "bytes=99999999-"})

    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{parks.path.stat().st_size}"


def test_who_has_the_archive_is_not_sent_it_again_and_a_part_of_another_one_is_not_mixed_in(client, parks):
    tag = client.get(ADDRESS)["ETag"]

    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(ADDRESS, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    assert client.get(ADDRESS, headers={"Range": "bytes=0-9", "If-Range": '"older"'}).status_code == 200


def test_head_tells_the_size_alone_and_nothing_is_compressed(client, parks):
    answer = client.head(ADDRESS, headers={"Accept-Encoding": "gzip"})

    assert (b"".join(answer), answer["Content-Length"]) == (b"", str(parks.path.stat().st_size))
    assert answer["Accept-Ranges"] == "bytes"
    assert "Content-Encoding" not in client.get(ADDRESS, headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize(
    ("classification", "allowed"),
    [("01", ("nobody", "viewer", "editor", "steward")), ("02", ("viewer", "editor", "steward")), ("03", ("editor", "steward")), ("04", ("steward",))],
)
def test_only_those_who_may_read_the_rows_get_their_tiles(client, parks, person, classification, allowed):
    Dataset.objects.update(classification=classification)
    person("viewer")
    answered = {}
    for role in ("nobody", "viewer", "editor", "steward"):
        client.logout()
        if role != "nobody":
            client.force_login(User.objects.get(email=f"{role}@example.test"), backend="allauth.account.auth_backends.AuthenticationBackend")
        answered[role] = client.get(ADDRESS, headers={"Range": "bytes=0-126"}).status_code

    assert answered == {role: 206 if role in allowed else 404 for role in answered}


def test_caches_between_us_and_the_reader_keep_open_data_alone(client, parks, editor):
    assert client.get(ADDRESS)["Cache-Control"] == "public, no-cache"

    Dataset.objects.update(classification="02")
    client.force_login(User.objects.get(pk=editor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(ADDRESS)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "permit", [{"columns": frozenset({"ชื่อสวน", "geometry"})}, {"rows": (Condition("ประเภท", "eq", "สวนระดับย่าน"),)}], ids=["columns", "rows"]
)
def test_who_sees_a_part_of_the_table_gets_no_archive_of_everything(client, parks, monkeypatch, permit):
    whole = queries.table_for

    def narrowed(*args, **kwargs):
        view = whole(*args, **kwargs)
        return replace(view, _permit=Permit(view.table, purpose="public", **permit))

    monkeypatch.setattr(queries, "table_for", narrowed)

    assert client.get(ADDRESS).status_code == 404
    assert client.get("/datasets/parks/map?view=map").json() == {"state": "none"}


def test_tiles_of_a_withdrawn_dataset_are_neither_shown_nor_kept(client, parks, steward):
    withdrawing.withdraw(steward, "parks", reason="ตำแหน่งผิด", reason_en="Wrong positions", now=NOW)

    assert client.get(ADDRESS).status_code == 410
    assert tiles.sweep(grace=timedelta(days=1)) == 1
    assert not parks.path.exists()


def test_the_cleaning_keeps_the_tiles_of_the_newest_version_alone(client, parks, publish, work):
    publish(content=PARKS.replace("360", "361").encode(), dataset="parks", mode={"mode": "replace"})
    work()
    newer = tiles.tiles_of(queries.table_for(reader(), "parks", now=NOW))

    assert tiles.sweep(grace=timedelta(days=1)) == 1
    assert (parks.path.exists(), newer.path.exists()) == (False, True)
    assert client.get(ADDRESS).status_code == 503
    work()
    assert client.get(ADDRESS).status_code == 200


def test_a_table_of_too_many_rows_keeps_its_still_map_and_is_not_tried_again(client, parks, work, monkeypatch):
    monkeypatch.setattr(tiles, "MOST_ROWS", 2)
    parks.path.unlink()

    assert tiles.make(parks.table, 1, now=NOW, on_zoom=lambda done, total: None) == 0
    assert tiles.tiles_of(queries.table_for(reader(), "parks", now=NOW)).state is State.NONE
    assert client.get(ADDRESS).status_code == 404
    assert not Job.objects.filter(kind=tiles.KIND, state="queued").exists()


def test_a_version_that_is_gone_is_passed_over(parks):
    assert tiles.make("no-such-table", 1, now=NOW, on_zoom=lambda done, total: None) == 0
    assert Version.objects.count() == 1
    assert actions.tables() == [parks.table]
