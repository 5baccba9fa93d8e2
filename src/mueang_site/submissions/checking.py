"""Checks of what was read before it may become a version: against the keys of its mode, and against the last version."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from mueang.base.report import Issue
from mueang.flows.checking import changes_of
from mueang.flows.faults import listing
from mueang.ingest.validate import Fault, Previous, Validation, keyed, validate
from mueang.ingest.validate.issues import QuestionsOpen
from mueang.privacy.masking import protected_schema
from mueang.tables.schema import TableSchema
from mueang_site.catalogue import declaring
from mueang_site.catalogue import queries as catalogue
from mueang_site.submissions import keeping, reading
from mueang_site.submissions.schemas import schema_of

if TYPE_CHECKING:
    from mueang_site.catalogue.models import Dataset
    from mueang_site.submissions.models import Submission


MOST_SHOWN = 50
"""Faults that the page shows; the file of all that are listed is beside the reading."""


@dataclass(frozen=True)
class Checked:
    """What was found, and the medians to hold the next file against.

    schema    number of the declared schema that the rows were held against, None where none is declared
    n_faults  cells that break it; `faults` are the first of them
    """

    issues: tuple[Issue, ...] = ()
    medians: dict[str, float] = field(default_factory=dict)
    schema: int | None = None
    n_faults: int = 0
    faults: tuple[Fault, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the findings as JSON: issues, medians, schema, n_faults, faults."""
        return {
            "issues": [issue.as_dict() for issue in self.issues],
            "medians": self.medians,
            "schema": self.schema,
            "n_faults": self.n_faults,
            "faults": [_fault(one) for one in self.faults],
        }


def _fault(one: Fault) -> dict[str, Any]:
    return {"row": one.row, "column": one.column, "value": one.value, "rule": str(one.rule), "message": one.message.as_dict()}


def check(submission: Submission, number: int, table: dict[str, Any]) -> Checked:
    """Return what is wrong with the rows of a reading and how they differ from the last version; open questions are counted.

    Cells that break what is declared are listed in a file beside the reading.
    """
    schema = schema_of(table)
    declared = declaring.declared_of(submission.dataset)
    previous = _previous(submission.dataset, schema) if submission.dataset else None
    rows = partial(reading.batches, submission.pk, number, table)
    changes = changes_of(keeping.reading_folder(submission.pk, number), table.get("changes"), (issue["code"] for issue in table.get("issues") or ()))
    found = validate(schema, rows, keyed(declared.schema if declared else None, _keys(submission.mode)), changes=changes, previous=previous)
    _list(submission, number, found, schema)
    questions = sum(not question.get("offer") for question in table.get("questions") or [])
    asked = (QuestionsOpen(count=questions),) if questions else ()
    return Checked((*found.report, *asked), found.medians, declared.number if declared else None, found.faults.total, found.faults.listed[:MOST_SHOWN])


def _list(submission: Submission, number: int, found: Validation, schema: TableSchema) -> None:
    if found.faults.total:
        listing.write(keeping.faults_file(submission.pk, number), found.faults, found.report, schema)


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
