"""Copies of data files on this machine: right, bounded, and never taken from under a reader."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mueang.lake.cache import Cache

NAMES = [f"air/part-{n}.parquet" for n in range(6)]


class Source:
    """A store far away that counts what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fetch(self, name: str, path: Path) -> None:
        self.asked.append(name)
        path.write_bytes(name.encode() * 10)


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "copies", most_bytes=3 * len(NAMES[0]) * 10)


def here(cache):
    return {str(path.relative_to(cache.folder)) for path in cache.folder.glob("*/*")}


def read(cache, source, *names):
    with cache.held(names, source.fetch) as paths:
        return [Path(path).read_bytes() for path in paths]


def test_a_file_is_fetched_once(cache, source):
    first = read(cache, source, *NAMES[:2])

    assert read(cache, source, *NAMES[:2]) == first == [name.encode() * 10 for name in NAMES[:2]]
    assert sorted(source.asked) == NAMES[:2]


def test_what_was_read_longest_ago_makes_room(cache, source):
    for name in [*NAMES[:3], NAMES[0], NAMES[3]]:
        read(cache, source, name)

    assert here(cache) == {NAMES[0], NAMES[2], NAMES[3]}


def test_what_is_being_read_stays_though_there_is_no_room(cache, source):
    with cache.held(NAMES, source.fetch) as paths:
        assert all(Path(path).exists() for path in paths)

    read(cache, source, "air/other")
    assert len(here(cache)) == 3


def test_what_another_process_reads_stays(cache, source):
    read(cache, source, NAMES[0])
    holder = "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_SH); print(1, flush=True); sys.stdin.read()"
    other = subprocess.Popen([sys.executable, "-c", holder, str(cache.folder / NAMES[0])], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    other.stdout.readline()

    read(cache, source, *NAMES[1:4])

    assert NAMES[0] in here(cache)
    other.communicate()
    read(cache, source, NAMES[5])
    assert NAMES[0] not in here(cache)


def test_a_fetch_that_breaks_off_leaves_no_copy(cache):
    def broken(name: str, path: Path) -> None:
        path.write_bytes(b"half")
        raise ConnectionError

    with pytest.raises(ConnectionError), cache.held(NAMES[:1], broken):
        pass

    assert here(cache) == set()


def test_what_nobody_read_for_a_week_goes_and_what_a_killed_fetch_left(cache, source):
    read(cache, source, NAMES[0])
    (cache.folder / "air" / ".half.part").write_bytes(b"h")
    for path in cache.folder.glob("*/*"):
        os.utime(path, (time.time() - 8 * 86400, time.time()))

    read(cache, source, NAMES[1])

    assert here(cache) == {NAMES[1]}


def test_a_table_that_was_erased_is_forgotten(cache, source):
    read(cache, source, NAMES[0], "water/part.parquet")

    cache.forget("air/")

    assert here(cache) == {"water/part.parquet"}


def test_the_last_of_several_readers_lets_go(cache, source):
    with cache.held(NAMES[:1], source.fetch), cache.held(NAMES[:1], source.fetch):
        pass

    read(cache, source, *NAMES[1:4])

    assert NAMES[0] not in here(cache)
