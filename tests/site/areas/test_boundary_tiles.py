"""The boundaries of a level as tiles: made by a job, shared by all maps, thrown away when newer ones come."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from mueang.base.files import Source
from mueang.geo.pmtiles import read_heading
from mueang_site.access.actor import ANONYMOUS, system_actor
from mueang_site.areas import actions, archives, tiles
from mueang_site.areas.archives import State
from mueang_site.jobs.models import Job

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
ADDRESS = "/boundaries/district/tiles"


def layer(folder, *codes, name="districts"):
    squares = [
        [[100.4 + 0.1 * k, 13.7], [100.5 + 0.1 * k, 13.7], [100.5 + 0.1 * k, 13.8], [100.4 + 0.1 * k, 13.8], [100.4 + 0.1 * k, 13.7]] for k in range(len(codes))
    ]
    features = [
        {"type": "Feature", "properties": {"dcode": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code, ring in zip(codes, squares, strict=True)
    ]
    path = folder / f"{name}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return Source.at(path)


@pytest.fixture
def imported(tmp_path, run_jobs):
    def bring(*codes, now=NOW, name="districts"):
        actions.import_boundaries(system_actor("operator"), layer(tmp_path, *codes, name=name), attribution="สำนักการวางผัง", now=now)
        run_jobs()
        return tiles.tiles_of("district")

    return bring


def test_an_import_has_its_tiles_made(imported):
    made = imported("1001", "1002")

    assert made.state is State.READY
    assert read_heading(made.path).bounds == pytest.approx((100.4, 13.7, 100.6, 13.8), abs=1e-6)


def test_everybody_may_read_boundaries_whole_or_in_part(client, imported):
    made = imported("1001", "1002")

    whole, part = client.get(ADDRESS), client.get(ADDRESS, headers={"Range": "bytes=0-126"})

    assert (whole.status_code, b"".join(whole)) == (200, made.path.read_bytes())
    assert (part.status_code, b"".join(part)) == (206, made.path.read_bytes()[:127])
    assert part["Content-Range"] == f"bytes 0-126/{made.path.stat().st_size}"
    assert whole["Content-Type"] == "application/vnd.pmtiles"
    assert "Content-Encoding" not in whole.headers


def test_newer_boundaries_stand_under_another_tag_and_the_old_tiles_are_swept(client, imported):
    old = imported("1001", "1002")
    before = client.get(ADDRESS)["ETag"]

    new = imported("1001", "1002", "1003", now=NOW + timedelta(hours=1), name="newer")

    assert client.get(ADDRESS, headers={"If-None-Match": before}).status_code == 200
    assert tiles.sweep(grace=timedelta(days=1)) == 1
    assert (old.path.exists(), new.path.exists()) == (False, True)


def test_tiles_that_were_thrown_away_are_made_again_when_they_are_asked_for(client, imported, run_jobs):
    made = imported("1001", "1002")
    made.path.unlink()

    assert client.get(ADDRESS).status_code == 503
    assert client.get(ADDRESS).status_code == 503
    assert Job.objects.filter(kind=tiles.KIND, state="queued").count() == 1
    run_jobs()
    assert client.get(ADDRESS).status_code == 200


def test_damaged_tiles_are_not_served_but_made_again(client, imported, run_jobs):
    made = imported("1001", "1002")
    made.path.write_bytes(made.path.read_bytes()[:-20])

    assert client.get(ADDRESS).status_code == 503
    run_jobs()
    assert client.get(ADDRESS).status_code == 200


def test_what_a_killed_job_left_is_removed_when_it_is_old(imported):
    imported("1001")
    left = archives.folder() / "making-killed"
    (left / "3-0").mkdir(parents=True)
    (left / "3-0" / "tile.pbf").write_bytes(b"x")

    assert tiles.sweep(grace=timedelta(days=1)) == 0
    assert tiles.sweep(grace=timedelta(0)) == 1
    assert not left.exists()


def test_without_boundaries_there_are_no_tiles(client):
    assert tiles.tiles_of("district") is None
    assert client.get(ADDRESS).status_code == 404
    assert tiles.make("district", lambda done, total: None) == 0


def test_asking_twice_makes_one_job(imported):
    made = imported("1001")
    made.path.unlink()

    for _ in range(3):
        tiles.ask(ANONYMOUS, "district", now=NOW)

    assert Job.objects.filter(kind=tiles.KIND, state="queued").count() == 1
