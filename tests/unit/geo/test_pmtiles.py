"""One file of tiles, read back by the format's own reader."""

import gzip
import random
import subprocess
import sys
import time

import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression

from mueang.base.errors import SourceError
from mueang.geo.pmtiles import Heading, Tile, place_in_archive, read_heading, write_archive

BANGKOK = Heading((100.33, 13.49, 100.94, 13.96), (0, 8))


def tiles(zoom, content=lambda x, y: f"{x}/{y}".encode()):
    places = [(x, y) for x in range(1 << zoom) for y in range(1 << zoom)]
    return [Tile(zoom, x, y, content(x, y)) for x, y in sorted(places, key=lambda place: place_in_archive(zoom, *place))]


def read_back(path):
    with path.open("rb") as file:
        return {place: gzip.decompress(content) for place, content in all_tiles(MmapSource(file))}


def test_another_reader_finds_every_tile_as_it_was_written(tmp_path):
    path = tmp_path / "map.pmtiles"
    written = [*tiles(0), *tiles(1), *tiles(3)]

    heading = write_archive(path, written, BANGKOK, {"attribution": "สำนักการวางผัง"})

    assert read_back(path) == {(tile.zoom, tile.x, tile.y): tile.content for tile in written}
    assert heading.tiles == len(written) == 69
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        assert reader.metadata() == {"attribution": "สำนักการวางผัง"}
        assert reader.header()["min_lon_e7"] == 1_003_300_000
        assert reader.header()["tile_compression"] == Compression.GZIP


def test_an_archive_of_many_tiles_keeps_its_first_directory_short(tmp_path):
    path = tmp_path / "map.pmtiles"

    write_archive(path, tiles(7, lambda x, y: random.Random(x << 8 | y).randbytes(1 + x * y % 500)), BANGKOK, {})

    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        assert reader.header()["root_length"] + 127 <= 16_384
        assert reader.header()["leaf_directory_length"] > 0
        assert len(gzip.decompress(reader.get(7, 99, 59))) == 1 + 99 * 59 % 500
    assert len(read_back(path)) == 16_384


def test_equal_tiles_are_kept_once(tmp_path):
    path = tmp_path / "map.pmtiles"

    write_archive(path, tiles(6, lambda x, y: b"sea"), BANGKOK, {})

    with path.open("rb") as file:
        header = Reader(MmapSource(file)).header()
    assert (header["addressed_tiles_count"], header["tile_entries_count"], header["tile_contents_count"]) == (4096, 1, 1)
    assert set(read_back(path).values()) == {b"sea"}


def test_equal_tiles_give_equal_bytes(tmp_path):
    for name in ("a", "b"):
        write_archive(tmp_path / name, tiles(4), BANGKOK, {"b": 1, "a": 2})

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_archive_that_cannot_be_finished_leaves_no_file(tmp_path):
    def broken():
        yield from tiles(2)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_archive(tmp_path / "map.pmtiles", broken(), BANGKOK, {})

    assert list(tmp_path.iterdir()) == []


def test_the_heading_is_read_back(tmp_path):
    path = tmp_path / "map.pmtiles"
    write_archive(path, tiles(2), BANGKOK, {})

    assert read_heading(path) == Heading(BANGKOK.bounds, (2, 2), 16)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[:90],
        lambda raw: b"",
        lambda raw: b"ZMTiles" + raw[7:],
        lambda raw: raw[:7] + b"\x02" + raw[8:],
        lambda raw: raw + b"x",
    ],
    ids=["cut off", "only half a heading", "empty", "something else", "another version", "longer than it says"],
)
def test_a_damaged_archive_is_refused(tmp_path, spoil):
    path = tmp_path / "map.pmtiles"
    write_archive(path, tiles(2), BANGKOK, {})
    path.write_bytes(spoil(path.read_bytes()))

    with pytest.raises(SourceError) as refused:
        read_heading(path)

    assert refused.value.code == "tiles.damaged"


WRITER = """
import sys
from pathlib import Path
from mueang.geo.pmtiles import Heading, Tile, place_in_archive, write_archive

places = sorted(((x, y) for x in range(32) for y in range(32)), key=lambda place: place_in_archive(5, *place))
tiles = [Tile(5, x, y, bytes([x, y]) * 2000) for x, y in places]
print("ready", flush=True)
while True:
    write_archive(Path(sys.argv[1]), tiles, Heading((97, 5, 106, 21), (5, 5)), {})
"""


@pytest.mark.kills
@pytest.mark.program
def test_a_writer_that_is_killed_at_any_moment_leaves_a_whole_archive_or_none(tmp_path):
    path, draw = tmp_path / "map.pmtiles", random.Random(4)
    whole = 0

    for _ in range(8):
        with subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(draw.uniform(0, 0.8))
            writer.kill()
        if path.exists():
            assert read_heading(path).tiles == len(read_back(path)) == 1024
            path.unlink()
            whole += 1

    assert whole > 0
