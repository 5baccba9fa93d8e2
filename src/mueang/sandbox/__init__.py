"""Programs that read what we do not trust run in a child with limits, and die with all their children at any of them."""

from mueang.sandbox.child import Completed, Limit, run
from mueang.sandbox.warm import Warm

__all__ = ["Completed", "Limit", "Warm", "run"]
