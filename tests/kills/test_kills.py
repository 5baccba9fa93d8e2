"""`make test` kills 30 publications, `make prove` 1,000 (MUEANG_KILLS); the stages are drawn uniformly."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.kills
KILLS = int(os.environ.get("MUEANG_KILLS", "30"))


def harness(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the harness in a process of its own, which must not have opened a database before it forks."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "DATABASE_URL": ""}
    return subprocess.run([sys.executable, "-m", "kills", *arguments], env=environment, capture_output=True, text=True, check=False)


def test_a_killed_publication_is_never_seen_by_halves_and_ends_after_the_restart():
    done = harness("--kills", str(KILLS), "--seed", str(random.Random(2569).randrange(10**6)))

    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]


def test_the_harness_catches_a_publication_that_is_not_atomic():
    done = harness("--kills", "6", "--seed", "7", "--planted")

    assert done.returncode == 1, done.stdout + done.stderr[-4000:]
    assert "seen by halves" in done.stdout or "cannot be read" in done.stdout
