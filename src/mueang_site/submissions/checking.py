"""Checks of what was read before it may become a version: against the keys of its mode, and against the last version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from mueang.base.report import Issue
from mueang.flows.checking import changes_of
from mueang.flows.faults import listing
from mueang.flows.faults.places import Places
from mueang.ingest.validate import Fault, Layout, Previous, Profile, Validation, keyed, validate
from mueang.ingest.validate.drift_issues import SameFile, SameRows
from mueang.ingest.validate.issues import QuestionsOpen
from mueang.lake.content import digest_of
from mueang.privacy.masking import protected_schema
from mueang.tables.schema import TableSchema
from mueang_site.catalogue import declaring
from mueang_site.catalogue import queries as catalogue
from mueang_site.submissions import keeping, reading
from mueang_site.submissions.schemas import schema_of

if TYPE_CHECKING:
    from mueang_site.catalogue.models import Dataset, Version
    from mueang_site.submissions.models import Submission


MOST_SHOWN = 50
"""Faults that the page shows; the file of all that are listed is beside the reading."""


@dataclass(frozen=True)
class Checked:
    """What was found, and the medians to hold the next file against.

    profile   what the file holds, to hold the next one against, too
    schema    number of the declared schema that the rows were held against, None where none is declared
    n_faults  cells that break it; `faults` are the first of them
    """

    issues: tuple[Issue, ...] = ()
    medians: dict[str, float] = field(default_factory=dict)
    profile: Profile = field(default_factory=Profile)
    schema: int | None = None
    n_faults: int = 0
    faults: tuple[dict[str, Any], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the findings as JSON: issues, medians, profile, schema, n_faults, faults."""
        return {
            "issues": [issue.as_dict() for issue in self.issues],
            "medians": self.medians,
            "profile": self.profile.as_dict(),
            "schema": self.schema,
            "n_faults": self.n_faults,
            "faults": list(self.faults),
        }


def _shown(one: Fault, places: Places) -> dict[str, Any]:
    """Return a fault as JSON; the row counts from 0 in its own sheet, which is named where there are several."""
    part, row = places.locate(one.row)
    where = {"row": row, "sheet": part.sheet if places.several else None}
    return {**where, "column": one.column, "value": one.value, "rule": str(one.rule), "message": one.message.as_dict()}


def check(submission: Submission, number: int, table: dict[str, Any], changes: dict[str, Any]) -> Checked:
    """Return what is wrong with the rows of a reading and how they differ from the last version; open questions are counted.

    `changes` is what publishing would change. Cells that break what is declared are listed in a file beside the reading.
    """
    schema = schema_of(table)
    declared = declaring.declared_of(submission.dataset)
    found = validate(
        schema,
        partial(reading.batches, submission.pk, number, table),
        keyed(declared.schema if declared else None, _keys(submission.mode)),
        changes=changes_of(keeping.reading_folder(submission.pk, number), table.get("changes"), (issue["code"] for issue in table.get("issues") or ())),
        layout=Layout.of(table),
        previous=_previous(submission.dataset, schema, submission.mode) if submission.dataset else None,
    )
    places = Places.of(table)
    _list(submission, number, found, places)
    questions = len(table.get("questions") or [])
    asked = (QuestionsOpen(count=questions),) if questions else ()
    return Checked(
        issues=(*found.report, *_the_same(submission, number, table, changes), *asked),
        medians=found.medians,
        profile=found.profile,
        schema=declared.number if declared else None,
        n_faults=found.faults.total,
        faults=tuple(_shown(fault, places) for fault in found.faults.listed[:MOST_SHOWN]),
    )


def _the_same(submission: Submission, number: int, table: dict[str, Any], changes: dict[str, Any]) -> Iterator[Issue]:
    """Tell of a file that was published before, or that would change nothing."""
    dataset = submission.dataset
    version = catalogue.current_version(dataset) if dataset else None
    if dataset is None or version is None:
        return
    again = catalogue.version_of_file(dataset, submission.file_sha256)
    if again is not None:
        yield SameFile(version=again)
    elif not changes.get("fault") and _changes_nothing(submission, number, table, changes, version):
        yield SameRows(version=version.number)


def _changes_nothing(submission: Submission, number: int, table: dict[str, Any], changes: dict[str, Any], version: Version) -> bool:
    """Where all rows are replaced only their content tells; it is worked out where there are as many rows, of the same columns."""
    if submission.mode.get("mode", "replace") != "replace":
        return not any(changes.get(name) for name in ("added", "replaced", "removed"))
    schema, known = schema_of(table), TableSchema.from_dict(version.schema)
    if changes.get("added") or changes.get("removed") or {(c.name, c.type) for c in schema.columns} != {(c.name, c.type) for c in known.columns}:
        return False
    return digest_of(reading.batches(submission.pk, number, table), schema) == version.content_hash


def _list(submission: Submission, number: int, found: Validation, places: Places) -> None:
    if found.faults.total:
        listing.write(keeping.faults_file(submission.pk, number), found.faults, found.report, places)


def _keys(mode: dict[str, Any]) -> tuple[str, ...]:
    """Rows that take the place of others by keys must have each of them, and no two the same."""
    return tuple(mode.get("keys") or ()) if mode.get("mode") == "update" else ()


def _previous(dataset: Dataset, schema: TableSchema, mode: dict[str, Any]) -> Previous | None:
    """Return the last version. Columns that its steward took out or masked are not told as new each time."""
    version = catalogue.current_version(dataset)
    if version is None:
        return None
    report = version.report
    protected = protected_schema(schema, drop=report.get("dropped") or (), mask=report.get("masked") or ())
    known = TableSchema.from_dict(version.schema)
    for column in schema.columns:
        known = known if protected.get(column.name) == column else known.with_column(column)
    return Previous(
        version.number,
        known,
        report.get("medians") or {},
        profile=Profile.from_dict(report.get("profile") or {}),
        layout=Layout.of(report) if "header_rows" in report else None,
        replaced=mode.get("mode", "replace") == "replace",
        appended=mode.get("mode") == "append",
    )
