"""One wheel carries all that runs: both packages, with their tables, templates, words and pictures."""

from __future__ import annotations

import re
import zipfile

import pytest

from checkout import TOP, built_wheel, files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return zipfile.ZipFile(built_wheel(tmp_path_factory.mktemp("wheel")))


def test_the_wheel_carries_every_file_of_both_packages(wheel):
    wanted = {str(path.relative_to(TOP / "src")) for path in files(under="src")}

    assert wanted - set(wheel.namelist()) == set()


def test_the_wheel_carries_the_built_pages_where_they_are_built(wheel):
    built = {str(path.relative_to(TOP / "src")) for path in (TOP / "src/mueang_site/static/built").rglob("*") if path.name != ".made" and path.is_file()}

    assert built - set(wheel.namelist()) == set()


def test_the_wheel_offers_the_command_and_lets_the_site_attach_its_own(wheel):
    points = next(wheel.read(name).decode() for name in wheel.namelist() if name.endswith("entry_points.txt"))

    assert "mueang = mueang.cli:main" in points
    assert "[mueang.commands]" in points


def test_the_wheel_asks_for_its_dependencies_and_promises_no_extra_that_nothing_uses(wheel):
    metadata = next(wheel.read(name).decode() for name in wheel.namelist() if name.endswith("METADATA"))

    asked = re.findall(r"^Requires-Dist: (\S+)", metadata, re.MULTILINE)
    extras = re.findall(r"^Provides-Extra: (\S+)", metadata, re.MULTILINE)
    assert {"django", "duckdb", "pyarrow"} <= {re.split(r"[\[<>=]", name, maxsplit=1)[0].lower() for name in asked}
    assert [extra for extra in extras if not re.search(rf"extra == .{extra}.", metadata)] == []
