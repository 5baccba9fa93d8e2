"""Checks of what was read before it may become a version: against the keys of its mode, and against the last version."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from mueang.base.report import Issue
from mueang.ingest.validate import Previous, keyed, validate
from mueang.ingest.validate.issues import QuestionsOpen
from mueang.privacy.masking import protected_schema
from mueang.tables.schema import TableSchema
from mueang_site.catalogue import queries as catalogue
from mueang_site.submissions import reading
from mueang_site.submissions.schemas import schema_of

if TYPE_CHECKING:
    from mueang_site.catalogue.models import Dataset
    from mueang_site.submissions.models import Submission


@dataclass(frozen=True)
class Checked:
    """What was found, and the medians to hold the next file against."""

    issues: tuple[Issue, ...] = ()
    medians: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the findings as JSON: issues, medians."""
        return {"issues": [issue.as_dict() for issue in self.issues], "medians": self.medians}


def check(submission: Submission, number: int, table: dict[str, Any]) -> Checked:
    """Return what is wrong with the rows of a reading and how they differ from the last version; open questions are counted."""
    schema = schema_of(table)
    previous = _previous(submission.dataset, schema) if submission.dataset else None
    rows = partial(reading.batches, submission.pk, number, table)
    found = validate(schema, rows, keyed(None, _keys(submission.mode)), previous=previous)
    questions = len(table.get("questions") or [])
    asked = (QuestionsOpen(count=questions),) if questions else ()
    return Checked((*found.report, *asked), found.medians)


def _keys(mode: dict[str, Any]) -> tuple[str, ...]:
    """Rows that take the place of others by keys must have each of them, and no two the same."""
    return tuple(mode.get("keys") or ()) if mode.get("mode") == "update" else ()


def _previous(dataset: Dataset, schema: TableSchema) -> Previous | None:
    """Return the last version. Columns that its steward took out or masked are not told as new each time."""
    version = catalogue.current_version(dataset)
    if version is None:
        return None
    protected = protected_schema(schema, drop=version.report.get("dropped") or (), mask=version.report.get("masked") or ())
    known = TableSchema.from_dict(version.schema)
    for column in schema.columns:
        known = known if protected.get(column.name) == column else known.with_column(column)
    return Previous(version.number, known, version.report.get("medians") or {})
