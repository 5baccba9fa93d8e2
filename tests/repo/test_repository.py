"""The repository stands on its own: no address of a registry, no path of a machine, every requirement pinned."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from checkout import TOP, files, name

ADDRESSES = ("pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "/" + "work/", "/" + "tmp/v/", "/" + "root/", "/" + "opt/wheels")
FOREIGN = re.compile("|".join(ADDRESSES))
BINARY = {".png", ".woff2", ".woff", ".parquet", ".xlsx", ".mo", ".xls", ".ico", ".npz", ".pdf"}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+) \\$", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    text = (TOP / "requirements" / lock).read_text(encoding="utf-8")
    return {found[1].lower(): found[2] for found in PIN.finditer(text)}


def normal(requirement: str) -> str:
    return re.split(r"[\[<>=!~ ]", requirement, maxsplit=1)[0].lower()


def test_no_file_names_a_registry_or_a_path_of_a_machine():
    found = {name(path): FOREIGN.findall(path.read_text(encoding="utf-8", errors="replace")) for path in files() if path.suffix not in BINARY}

    assert {path: hits for path, hits in found.items() if hits} == {}


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_every_requirement_is_pinned_with_hashes(lock):
    blocks = re.split(r"\n(?=\S)", (TOP / "requirements" / lock).read_text(encoding="utf-8"))
    requirements = [block for block in blocks if not block.startswith("#")]

    assert len(requirements) > 50
    assert [block.split()[0] for block in requirements if "==" not in block or "--hash=sha256:" not in block] == []


def test_what_runs_is_what_was_tested():
    dev = pins("dev.txt")

    assert pins("run.txt").items() <= dev.items()
    assert pins("pdf.txt").items() <= pins("paper.txt").items() <= dev.items()


def test_the_lock_asks_for_what_the_wheel_asks_for():
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (TOP / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
    asked = {normal(line) for line in lines if line and not line.startswith("#")}

    assert {normal(line) for line in project["dependencies"]} == asked - {"setuptools", "sqlglot"}


@pytest.mark.parametrize("extra", ["pdf", "paper"])
def test_the_lock_of_an_extra_asks_for_what_the_extra_asks_for(extra):
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (TOP / "requirements" / f"{extra}.in").read_text(encoding="utf-8").splitlines()

    assert {normal(line) for line in project["optional-dependencies"][extra]} - {"mueang"} == {normal(line) for line in lines if line[:1] not in "#-"}


def test_the_lock_of_the_pages_names_no_place_to_fetch_from():
    packages = json.loads((TOP / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert [path for path, package in packages.items() if path and ("resolved" in package or "integrity" not in package)] == []


def test_what_is_built_or_belongs_to_others_is_not_kept():
    """Fonts come by npm at each build; sheets, scripts and their packed twins are built from frontend/."""
    built = [name(path) for path in files() if path.suffix in {".woff", ".woff2", ".br", ".gz"} or name(path).startswith("src/mueang_site/static/")]

    assert built == []
