"""A form that came back: its cells held against what was asked, every fault with the cell that shows it."""

from mueang.ingest.filled.check import Filled, check
from mueang.ingest.filled.reading import read

__all__ = ["Filled", "check", "read"]
