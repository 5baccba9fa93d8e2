"""A city that served under the last release goes on under this one, whatever happens meanwhile."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time

import pytest

from cities import RELEASE_1, city_of_release_1
from mueang_site.commands.release import RELEASE


@pytest.fixture
def city(tmp_path):
    with city_of_release_1(tmp_path) as city:
        yield city


def copies(city):
    return sorted(path.name for path in (city.data / "backups").glob("*"))


def test_a_city_of_the_last_release_is_upgraded_with_a_copy_of_its_database(city):
    done = city.mueang("upgrade")

    assert done.returncode == 0, done.stderr
    assert json.loads((city.data / "release.json").read_text())["release"] == RELEASE
    assert len(copies(city)) == 1
    seen = city.seen()
    assert (seen["whole"], sorted(seen)) == (True, ["1", "2", "whole"])
    assert [seen[number][1] for number in "12"] == [2, 4]
    assert city.mueang("users", "list").stdout.count("@city.example") == 3


def test_a_second_upgrade_finds_nothing_to_do(city):
    city.mueang("upgrade")

    again = city.mueang("upgrade")

    assert (again.returncode, len(copies(city))) == (0, 1)
    assert "nothing to do" in again.stderr


def test_the_site_does_not_touch_a_city_of_the_last_release(city):
    before = (city.data / "sources").stat().st_mtime_ns

    refused = city.mueang("ingest", str(RELEASE_1), "--dataset", "readings")

    assert (refused.returncode, "mueang upgrade" in refused.stderr) == (1, True)
    assert (city.data / "sources").stat().st_mtime_ns == before


def test_a_city_of_a_newer_release_is_left_alone_and_told_how_to_mend(city):
    (city.data / "release.json").write_text(json.dumps({"release": RELEASE + 1}))

    for command in (["upgrade"], ["users", "list"], ["migrate"]):
        refused = city.mueang(*command)
        assert refused.returncode == 1, command
        assert "Install the newer program" in refused.stderr


def test_what_was_uploaded_before_the_upgrade_goes_on_after_it(city):
    city.mueang("upgrade")
    file = city.data / "next.csv"
    file.write_text("รหัสเขต,ชื่อเขต,ปี,ค่า\n1001,พระนคร,๒๕๖๘,3\n", encoding="utf-8")

    published = city.mueang("ingest", str(file), "--dataset", "readings", "--mode", "replace")

    assert "Version 3 is published" in published.stderr, published.stderr


@pytest.mark.kills
def test_an_upgrade_that_is_killed_at_any_moment_is_done_by_the_next_one(tmp_path):
    if_undisturbed, seconds = undisturbed(tmp_path / "undisturbed")

    for share in (0.5, 0.7, 0.85, 0.95):
        with city_of_release_1(tmp_path / str(share)) as city:
            killed = city.start("-m", "mueang_site.commands", "upgrade", "--data-dir", str(city.data))
            time.sleep(seconds * share)
            killed.send_signal(signal.SIGKILL)
            killed.communicate()

            again = city.mueang("upgrade")

            assert again.returncode == 0, again.stderr
            assert city.seen() == if_undisturbed
            assert len([name for name in copies(city) if not name.endswith(".draft")]) == 1
        shutil.rmtree(tmp_path / str(share))


def undisturbed(folder):
    """Return what stands after an upgrade that nobody kills, and the seconds that it takes."""
    with city_of_release_1(folder) as city:
        began = time.monotonic()
        city.mueang("upgrade")
        return city.seen(), time.monotonic() - began


def test_a_copy_made_before_the_upgrade_opens_as_it_was(city):
    city.mueang("upgrade")

    (copy,) = (city.data / "backups").glob("*")

    if copy.suffix == ".sqlite3":
        code = f"import sqlite3; print(sqlite3.connect({str(copy)!r}).execute('select count(*) from catalogue_version').fetchone())"
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "(2,)\n"
    else:
        assert copy.read_bytes().startswith(b"PGDMP")
