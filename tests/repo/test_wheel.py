"""One wheel carries all that runs: both packages, with their tables, templates, words and pictures."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile

import pytest

from checkout import TOP, files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(TOP / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(TOP / name, folder)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--wheel-dir",
        str(folder / "dist"),
        str(folder),
    ]
    subprocess.run(build, check=True, capture_output=True)
    return zipfile.ZipFile(next((folder / "dist").glob("mueang-*.whl")))


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
