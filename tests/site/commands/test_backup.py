"""A copy of a city is taken while it works, and stands up elsewhere as it was."""

from __future__ import annotations

import json

import pytest

from cities import City, empty_city


@pytest.fixture
def city(tmp_path):
    with empty_city(tmp_path / "city") as city:
        yield city


@pytest.fixture
def elsewhere(tmp_path):
    with empty_city(tmp_path / "elsewhere") as city:
        yield city


def published(city: City, count: int) -> None:
    publishing = city.publishing(count)
    assert publishing.communicate()[0].split() == [str(number) for number in range(1, count + 1)]


def test_a_backup_taken_while_versions_are_published_stands_up_elsewhere(city, elsewhere, tmp_path):
    publishing = city.publishing(6)
    for _ in range(2):
        publishing.stdout.readline()

    backed_up = city.mueang("backup", str(tmp_path / "copy"))
    still_publishing = publishing.poll() is None
    _, failed = publishing.communicate()

    assert (backed_up.returncode, publishing.returncode, still_publishing) == (0, 0, True), backed_up.stderr + failed
    restored = elsewhere.mueang("restore", str(tmp_path / "copy"))
    assert restored.returncode == 0, restored.stderr
    there, here = elsewhere.seen(), city.seen()
    assert here["6"]
    assert 3 <= len(there) <= len(here)
    assert there == {key: here[key] for key in there}
    published_there = elsewhere.mueang("audit", "verify")
    assert published_there.returncode == 0


def test_a_damaged_backup_is_refused_and_leaves_nothing(city, elsewhere, tmp_path):
    published(city, 1)
    city.mueang("backup", str(tmp_path / "copy"))
    damaged = next((tmp_path / "copy").rglob("*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")

    refused = elsewhere.mueang("restore", str(tmp_path / "copy"))

    assert (refused.returncode, "is damaged" in refused.stderr) == (1, True)
    assert not (elsewhere.data / "sources").exists()
    assert "is not finished" in elsewhere.mueang("users", "list").stderr


def test_nothing_is_overwritten_by_a_backup_or_a_return_from_it(city, tmp_path):
    published(city, 1)
    city.mueang("backup", str(tmp_path / "copy"))

    again = city.mueang("backup", str(tmp_path / "copy"))
    upon = city.mueang("restore", str(tmp_path / "copy"))

    assert (again.returncode, upon.returncode) == (2, 2)
    assert "is not empty" in again.stderr
    assert "is not empty" in upon.stderr


def test_a_backup_cut_off_is_no_backup(city, tmp_path):
    published(city, 1)
    city.mueang("backup", str(tmp_path / "copy"))
    manifest = tmp_path / "copy" / "manifest.json"
    manifest.unlink()

    refused = city.mueang("restore", str(tmp_path / "copy"))

    assert (refused.returncode, "no whole backup" in refused.stderr) == (2, True)


def test_the_backup_of_a_newer_program_is_refused(city, elsewhere, tmp_path):
    published(city, 1)
    city.mueang("backup", str(tmp_path / "copy"))
    manifest = tmp_path / "copy" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"release": 99}))

    refused = elsewhere.mueang("restore", str(tmp_path / "copy"))

    assert (refused.returncode, "newer program" in refused.stderr) == (1, True)
