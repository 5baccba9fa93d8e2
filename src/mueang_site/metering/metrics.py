"""What is counted while the site works. What can be asked of the database when Prometheus comes is not counted here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from mueang_site import runtime
from mueang_site.metering import tally

_INFINITE = "+Inf"


@dataclass(frozen=True)
class Counter:
    """A count that only grows, by labels."""

    name: str
    help: str
    labels: tuple[str, ...]

    kind = "counter"

    def add(self, *values: str) -> None:
        """Count one."""
        tally.add(folder(), f"{self.name}{_labelled(self.labels, values)}")

    def samples(self, totals: dict[str, float]) -> Iterator[tuple[str, float]]:
        """Yield each sample with its value."""
        yield from ((key, value) for key, value in sorted(totals.items()) if key.startswith(f"{self.name}{{"))


@dataclass(frozen=True)
class Histogram:
    """How long something took, in seconds, by labels; `bounds` ascend."""

    name: str
    help: str
    labels: tuple[str, ...]
    bounds: tuple[float, ...]

    kind = "histogram"

    def observe(self, seconds: float, *values: str) -> None:
        """Count one that took so long."""
        place, labels = bisect_left(self.bounds, seconds), _labelled(self.labels, values)
        tally.add(folder(), f"{self.name}_bucket{place}{labels}")
        tally.add(folder(), f"{self.name}_sum{labels}", seconds)

    def samples(self, totals: dict[str, float]) -> Iterator[tuple[str, float]]:
        """Yield the buckets, each with all that is in smaller ones, then sum and count."""
        start = f"{self.name}_sum"
        for key in sorted(key for key in totals if key.startswith(f"{start}{{")):
            labels = key.removeprefix(start)
            found = [totals.get(f"{self.name}_bucket{place}{labels}", 0.0) for place in range(len(self.bounds) + 1)]
            for bound, count in zip([*(f"{bound:g}" for bound in self.bounds), _INFINITE], accumulate(found), strict=True):
                yield f'{self.name}_bucket{labels[:-1]},le="{bound}"}}', count
            yield f"{self.name}_sum{labels}", totals[key]
            yield f"{self.name}_count{labels}", sum(found)


REQUESTS = Histogram(
    "mueang_request_seconds",
    "Time from a request to the first byte of its answer, by name of the route and status.",
    ("route", "method", "status"),
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
JOBS = Histogram(
    "mueang_job_seconds",
    "Time that one attempt at a job took, by kind and how it ended.",
    ("kind", "state"),
    (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0),
)
CACHE = Counter("mueang_cache_total", "Files asked of a cache, by cache and whether the file was there.", ("cache", "result"))
COUNTED = (REQUESTS, JOBS, CACHE)


def folder() -> Path:
    """Return where the processes of this installation count."""
    return runtime.settings().cache / "tallies"


def _labelled(names: tuple[str, ...], values: tuple[str, ...]) -> str:
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for value in values)
    return "{" + ",".join(f'{name}="{value}"' for name, value in zip(names, escaped, strict=True)) + "}"
