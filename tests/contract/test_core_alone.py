"""The core reads the one file it is given and writes where it is told: its tests pass with the process sealed."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib

import pytest

from checkout import TOP

CORE = next(
    rule
    for rule in tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    if "opens no database" in rule["name"]
)
PARTS = [module.removeprefix("mueang.") for module in CORE["source_modules"]]
WITHOUT = [option for plugin in ("django", "socket", "playwright", "xdist", "cov", "cacheprovider", "base_url") for option in ("-p", f"no:{plugin}")]


def run_sealed(*tests: object) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "sealed",
        "-m",
        "not program",
        *WITHOUT,
        "-c",
        os.devnull,
        "--rootdir",
        str(TOP),
        "--import-mode=importlib",
        *map(str, tests),
    ]
    surroundings = os.environ | {"PYTHONPATH": f"{TOP / 'src'}:{TOP / 'tests'}", "MUEANG_REFERENCE": "absent", "PYTEST_ADDOPTS": ""}
    return subprocess.run(command, cwd=TOP, env=surroundings, capture_output=True, text=True, check=False)


def test_the_tests_of_the_core_pass_without_network_process_or_database():
    suites = [path for folder in ("unit", "property") for part in PARTS if (path := TOP / "tests" / folder / part).exists()]

    done = run_sealed(*suites)

    assert done.returncode == 0, done.stdout[-3000:]
    assert len(suites) >= len(PARTS) / 2


@pytest.mark.parametrize(
    "reach",
    [
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "import sqlite3; sqlite3.connect(':memory:')",
        "import os; os.system('true')",
    ],
)
def test_a_core_that_reaches_out_would_be_noticed(tmp_path, reach):
    (tmp_path / "test_reach.py").write_text(f"def test_reach():\n    {reach}\n", encoding="utf-8")

    done = run_sealed(tmp_path)

    assert done.returncode == 1
    assert "sealed.Sealed" in done.stdout
