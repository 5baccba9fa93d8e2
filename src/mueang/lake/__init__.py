"""The lake: tables as Delta snapshots, and the engines that answer questions about them."""

from mueang.lake.extents import Extent
from mueang.lake.lake import Lake, Progress
from mueang.lake.modes import Append, Mode, Replace, Update, UpdateGroups, UpdatePeriod, mode_as_dict, mode_from_dict
from mueang.lake.plan import PeriodChange, Plan
from mueang.lake.snapshot import Snapshot
from mueang.lake.storage import Stored

__all__ = [
    "Append",
    "Extent",
    "Lake",
    "Mode",
    "PeriodChange",
    "Plan",
    "Progress",
    "Replace",
    "Snapshot",
    "Stored",
    "Update",
    "UpdateGroups",
    "UpdatePeriod",
    "mode_as_dict",
    "mode_from_dict",
]
