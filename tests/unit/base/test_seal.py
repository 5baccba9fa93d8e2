"""The tests of the core run sealed, in this process as in any other."""

from __future__ import annotations

import sqlite3
import subprocess
from socket import socket

import pytest

import sealed


@pytest.mark.parametrize("reach", [socket, lambda: subprocess.run(["true"], check=True), lambda: sqlite3.connect(":memory:")])
def test_a_test_of_the_core_cannot_reach_out(reach):
    with pytest.raises(sealed.Sealed):
        reach()


@pytest.mark.program
def test_a_test_that_starts_a_program_may():
    assert subprocess.run(["true"], check=True).returncode == 0


def test_every_part_of_the_core_that_has_tests_is_sealed(request):
    assert {"base", "ingest", "exports"} <= {suite.name for suite in sealed.SUITES}
    assert sealed.holds(request.node)
