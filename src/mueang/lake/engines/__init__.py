"""Engines answer questions about snapshots. All give the same answer; the slow one in memory is the oracle."""

from mueang.lake.engines.engine import Engine

__all__ = ["Engine"]
