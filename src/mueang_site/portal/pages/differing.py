"""How a file differs from the last one of its dataset, as a short section of its own; a column under another name gets its old one back by one click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.ingest.validate.drift_issues import ColumnRenamed
from mueang_site.portal.pages.provenance import said_of
from mueang_site.submissions.corrections import Correction

_ORDER = {"error": 0, "warning": 1, "info": 2}
_GONE = Message("ไม่มีคอลัมน์ “{name}” ในไฟล์นี้แล้ว โหลดหน้านี้ใหม่", "There is no column “{name}” in this file. Load the page again.")


@dataclass(frozen=True)
class Difference:
    """One difference in words; a column that was renamed carries its name and the old one."""

    severity: str
    sentence: str
    column: str = ""
    old: str = ""


def is_drift(issue: Mapping[str, Any]) -> bool:
    """Return whether an issue of the checks tells how the file differs from the last one."""
    return str(issue["code"]).startswith("form.")


def differences(plan: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return the differences that the checks found, the grave first."""
    found = sorted((issue for issue in plan.get("issues") or () if is_drift(issue)), key=lambda issue: _ORDER[issue["severity"]])
    return tuple(_difference(issue) for issue in found)


def with_old_name(table: Mapping[str, Any] | None, column: str, old: str) -> Correction:
    """Return the correction by which the column is called as it was. Raises BadInput if it is not there."""
    source = next((one.get("source_column") for one in (table or {}).get("columns") or () if one["name"] == column), None)
    if source is None or not old:
        raise BadInput(_GONE.fill(name=column), code="rename.column")
    return {"kind": "column", "column": column, "option": {"columns": {str(source): {"name": old}}}}


def _difference(issue: Mapping[str, Any]) -> Difference:
    renamed = issue["code"] == ColumnRenamed.code
    return Difference(issue["severity"], said_of(issue), issue["column"] if renamed else "", issue["before"] if renamed else "")
