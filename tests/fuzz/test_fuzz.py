"""Whatever a file holds, it is read or refused. MUEANG_FUZZ: seconds."""

from __future__ import annotations

import os

import pytest

from fuzz.reading import fuzzed

SECONDS = float(os.environ.get("MUEANG_FUZZ") or 120)


@pytest.mark.program
def test_spoilt_files_are_read_or_refused_soon_and_in_little_memory():
    count, fault = fuzzed(SECONDS, seed=1)

    print(f"{count} spoilt files")
    assert fault is None
    assert count > SECONDS / 10


@pytest.mark.program
@pytest.mark.parametrize(("planted", "told"), [("crash", "ended"), ("hang", "stood still"), ("spin", "ended"), ("fault", "ended")])
def test_a_reader_that_crashes_hangs_or_breaks_is_found(planted, told):
    count, fault = fuzzed(60, seed=1, planted=planted, still=40)

    assert (count, told in (fault or "")) == (0, True)
