"""Counts of several processes add up, and survive the processes."""

from __future__ import annotations

import signal
import subprocess
import sys

from mueang_site import runtime
from mueang_site.metering import metrics, tally

COUNT = "import sys, pathlib; from mueang_site.metering import tally; [tally.add(pathlib.Path(sys.argv[1]), 'seen{where=\"เมือง\"}') for _ in range(1000)]"
DIE = "; import os; os.kill(os.getpid(), 9)"


def test_counts_of_processes_add_up_though_one_of_them_was_killed(tmp_path):
    calm = subprocess.run([sys.executable, "-c", COUNT, str(tmp_path)], check=True)
    killed = subprocess.run([sys.executable, "-c", COUNT + DIE, str(tmp_path)], check=False)

    assert (calm.returncode, killed.returncode) == (0, -signal.SIGKILL)
    assert tally.total(tmp_path) == {'seen{where="เมือง"}': 2000}


def test_more_keys_than_fit_at_first_are_all_kept(tmp_path):
    for number in range(3000):
        tally.add(tmp_path, f"key-{number:05}-{'x' * 40}", number)

    assert sum(tally.total(tmp_path).values()) == sum(range(3000))


def test_a_new_start_begins_to_count_anew(tmp_path):
    tally.add(tmp_path, "before")

    tally.begin_anew(tmp_path)

    assert tally.total(tmp_path) == {}


def test_counting_where_nothing_can_be_written_stops_nobody(tmp_path):
    (tmp_path / "file").write_text("not a folder")

    tally.add(tmp_path / "file" / "below", "seen")


def test_a_histogram_tells_how_many_took_at_most_so_long(tmp_path):
    before = runtime.change(data_dir=tmp_path)
    try:
        for seconds in (0.004, 0.005, 0.2, 99):
            metrics.REQUESTS.observe(seconds, "dataset", "GET", "200")
        found = dict(metrics.REQUESTS.samples(tally.total(metrics.folder())))
    finally:
        runtime.restore(before)

    labels = 'route="dataset",method="GET",status="200"'
    at_most = {bound: found[f'mueang_request_seconds_bucket{{{labels},le="{bound}"}}'] for bound in ("0.005", "0.1", "0.25", "10", "+Inf")}
    assert at_most == {"0.005": 2, "0.1": 2, "0.25": 3, "10": 3, "+Inf": 4}
    assert found[f"mueang_request_seconds_count{{{labels}}}"] == 4
    assert (tmp_path / "cache" / "tallies").is_dir()
