"""Numbers as people read them, and ticks of axes."""

from __future__ import annotations

import math
from collections.abc import Iterable

_MOST = 2
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def decimals_of(values: Iterable[float | None]) -> int:
    """Return how many decimals the values carry, two at most."""
    return max((_carried(value) for value in values if value is not None), default=0)


def _carried(value: float) -> int:
    return next((places for places in range(_MOST) if abs(value - round(value, places)) <= abs(value) * 1e-9), _MOST)


def show(value: float | None, decimals: int) -> str:
    """Return `1,234.5`, with a true minus sign; – for no value."""
    if value is None:
        return "–"
    text = f"{value:,.{decimals}f}"
    zero = not text.strip("-0.,")
    return text.removeprefix("-") if zero else text.replace("-", "−")


def present(values: Iterable[float | None]) -> list[float]:
    """Return the values that are there and finite, in order."""
    return [float(value) for value in values if value is not None and math.isfinite(value)]


def ticks(low: float, high: float, *, about: int = 5) -> tuple[float, ...]:
    """Return round numbers at equal steps; the first is at or under `low`, the last at or over `high`."""
    if low == high:
        low, high = (0.0, high) if high > 0 else (low, 0.0) if low < 0 else (0.0, 1.0)
    step = _step((high - low) / about)
    first, last = math.floor(low / step), math.ceil(high / step)
    first -= first * step > low
    last += last * step < high
    return tuple(round(k * step, 12) for k in range(first, last + 1))


def tick_decimals(marks: tuple[float, ...]) -> int:
    """Return the decimals that tell the ticks apart."""
    step = marks[1] - marks[0]
    return next((d for d in range(12) if abs(step * 10**d - round(step * 10**d)) < 1e-6 * 10**d * step), 12)


def _step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough))
    return power * next(step for step in _STEPS if step * power >= rough * (1 - 1e-9))
