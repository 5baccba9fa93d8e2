"""The one way out: HTTP to hosts that the operator has named, and to nothing else."""

from mueang.outbound.allowed import Allowed
from mueang.outbound.client import Answer, Outbound

__all__ = ["Allowed", "Answer", "Outbound"]
