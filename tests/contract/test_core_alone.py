"""The core reads the one file it is given and writes where it is told: its tests pass with the process sealed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from checkout import TOP
from sealed import PARTS, SUITES

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


def test_the_core_and_its_tests_are_imported_without_network_process_or_database():
    """That they also pass so is seen wherever they run: see tests/unit/base/test_seal.py."""
    done = run_sealed("--collect-only", *SUITES)

    assert done.returncode == 0, done.stdout[-3000:]
    assert len(SUITES) >= len(PARTS) / 2


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
