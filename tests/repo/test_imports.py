"""The import rules cover every part, and would notice an import that points up."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib

import pytest

from checkout import TOP

RULES = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
BELOW_INPUT_AND_OUTPUT = "(federation) | (plans)"


def rule(words: str) -> dict:
    return next(rule for rule in RULES if words in rule["name"])


def parts(package: str) -> set[str]:
    folder = TOP / "src" / package
    return {path.parent.name for path in folder.glob("*/__init__.py")} | {path.stem for path in folder.glob("*.py")}


def core() -> set[str]:
    layers = rule("In the library")["layers"]
    below = layers[layers.index(BELOW_INPUT_AND_OUTPUT) :]
    return {part.strip(" ()") for layer in below for part in layer.split("|")}


def test_every_part_of_the_core_is_kept_from_input_and_output():
    present = {f"mueang.{part}" for part in core() & parts("mueang")}

    assert set(rule("opens no database")["source_modules"]) == present


def test_every_app_keeps_its_models_to_itself():
    present = {f"mueang_site.{path.parent.name}.models" for path in (TOP / "src/mueang_site").glob("*/models.py")}
    protected = {module for rule in RULES if rule["type"] == "protected" for module in rule["protected_modules"]}

    assert protected == present


@pytest.mark.parametrize(
    ("module", "planted", "broken"),
    [
        ("mueang/base/text.py", "import mueang.query", "In the library, imports point down"),
        ("mueang/tables/schema.py", "import socket", "The core opens no database, no network and no process"),
        ("mueang/query/permit.py", "import django", "The library never sees the site"),
        ("mueang/base/text.py", "import mueang.base.report\nimport mueang.base.errors", None),
    ],
)
def test_an_import_against_the_rules_is_noticed(tmp_path, module, planted, broken):
    shutil.copytree(TOP / "src", tmp_path / "src", ignore=shutil.ignore_patterns("static", "__pycache__", "*.egg-info"))
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    path = tmp_path / "src" / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{planted}\n", encoding="utf-8")

    command = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())", "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "src"), "PATH": ""}, capture_output=True, text=True, check=False)

    assert (f"{broken} BROKEN" in done.stdout) == (broken is not None), done.stdout + done.stderr
