"""Programs that read what we do not trust run in a child with limits, and die with all their children at any of them."""

from mueang.sandbox.child import Completed, Limit, run

__all__ = ["Completed", "Limit", "run"]
