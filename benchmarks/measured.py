"""What one benchmark found: a line for each piece of work, ours beside a peer and the limit of the machine, as ratios."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cost:
    """Seconds on the wall, and of processors."""

    seconds: float
    processor: float

    def __str__(self) -> str:
        return f"{_brief(self.seconds)} ({_brief(self.processor)} CPU)"


def once(work: Callable[[], object]) -> Cost:
    """Return what one run costs."""
    return middle(lambda _: work(), 1)


def middle(work: Callable[[int], object], times: int = 31) -> Cost:
    """Return the median cost of several runs; each is given its number."""
    return median([_one(work, number) for number in range(times)])


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of the seconds on the wall, and that of the processors' seconds."""
    return Cost(statistics.median(cost.seconds for cost in costs), statistics.median(cost.processor for cost in costs))


def _one(work: Callable[[int], object], number: int) -> Cost:
    started, worked = time.perf_counter(), time.process_time()
    work(number)
    return Cost(time.perf_counter() - started, time.process_time() - worked)


@dataclass
class Findings:
    """The table of one benchmark. Ratios are of seconds on the wall: below 1 ours is the quicker."""

    lines: list[str] = field(default_factory=list)

    def add(self, what: str, ours: Cost, *, peer: Cost | None = None, limit: Cost | None = None, note: str = "") -> None:
        """Add one piece of work."""
        cells = [what, str(ours), *(str(other) if other else "–" for other in (peer, limit)), _ratio(ours, peer), _ratio(ours, limit), note]
        self.lines.append(f"| {' | '.join(cells)} |")

    def print(self) -> None:
        """Print the table in Markdown."""
        print("| what | ours | peer | limit | ours : peer | ours : limit | note |\n|---|---|---|---|---|---|---|")
        print("\n".join(self.lines), flush=True)


def _ratio(ours: Cost, other: Cost | None) -> str:
    return f"{ours.seconds / other.seconds:.2f}" if other and other.seconds else "–"


def _brief(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
