"""Publication of a submission: what it would change, the rows as they will stand, the lake, then one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pyarrow as pa
from django.db import transaction

from mueang.base.errors import MueangError
from mueang.base.message import Message
from mueang.flows import publish as flow
from mueang.ingest.validate import Profile
from mueang.lake import Mode, Replace, mode_from_dict
from mueang.privacy import masking
from mueang.tables.schema import TableSchema
from mueang_site import runtime
from mueang_site.access import audit
from mueang_site.access.actor import Actor
from mueang_site.catalogue import actions as catalogue
from mueang_site.catalogue import queries as catalogue_queries
from mueang_site.catalogue.description import Description
from mueang_site.jobs.running import Running
from mueang_site.submissions import checking, counting, keeping, reading
from mueang_site.submissions.models import Resolution, State, Submission
from mueang_site.submissions.reviewing import require_reviewed
from mueang_site.submissions.schemas import schema_of

if TYPE_CHECKING:
    from mueang_site.catalogue.models import Dataset

STAGES = {
    "staged": Message("เตรียมแถวข้อมูล", "Preparing the rows"),
    "writing": Message("เขียนรุ่นใหม่", "Writing the new version"),
    "written": Message("ตรวจว่าเขียนครบ", "Checking what was written"),
    "committed": Message("ลงบันทึก", "Recording"),
}


@dataclass(frozen=True)
class Prepared:
    """All that the flow needs, settled before the first byte is written."""

    submission_id: UUID
    dataset: Dataset
    reading_number: int
    table: dict[str, Any]
    read_schema: TableSchema
    schema: TableSchema
    drop: tuple[str, ...]
    mask: tuple[str, ...]
    mode: Mode
    lake_table: str
    base: int | None
    number: int
    checked: dict[str, Any]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows as they will be published: without dropped columns, with masked values."""
        read = reading.batches(self.submission_id, self.reading_number, self.table)
        return masking.protect(read, self.read_schema, drop=self.drop, mask=self.mask)


def plan(submission: Submission, number: int, table: dict[str, Any]) -> dict[str, Any]:
    """Return what publishing would change upon the version `base`, or why it cannot be done in the way that is chosen, and what the checks found."""
    base = counting.base_of(submission.dataset)
    changes = _changes(submission, number, table)
    return {"base": base, **changes, **checking.check(submission, number, table, changes).as_dict()}


def _changes(submission: Submission, number: int, table: dict[str, Any]) -> dict[str, Any]:
    resource = catalogue.resource_of(submission.dataset) if submission.dataset else None
    base = catalogue.current_commit(resource) if resource else None
    if resource is None or base is None:
        return {"first": True, "added": table["n_rows"], "replaced": 0, "removed": 0, "overlap": 0}
    rows = reading.batches(submission.pk, number, table)
    try:
        counted = runtime.lake().plan(resource.table, rows, schema_of(table), mode=mode_from_dict(submission.mode), base=base)
    except MueangError as error:
        return {"fault": {"code": error.code, "message": error.message.as_dict()}}
    return {"first": False, **asdict(counted)}


def prepare(submission: Submission) -> Prepared:
    """Settle what will be written and upon which commit. Raises Conflict when that is not the one upon which people decided."""
    table = reading.chosen(submission.reading, submission.table_name)
    if table is None or submission.dataset is None:
        raise RuntimeError(f"the submission {submission.pk} was approved without a table or a dataset")
    if not counting.holds(submission):
        raise catalogue.overtaken()
    require_reviewed(submission)
    resource = catalogue.resource_of(submission.dataset)
    drop, mask = _decided(submission, Resolution.DROP), _decided(submission, Resolution.MASK)
    read_schema = schema_of(table, submission.columns)
    return Prepared(
        submission_id=submission.pk,
        dataset=submission.dataset,
        reading_number=submission.reading_number,
        table=table,
        read_schema=read_schema,
        schema=masking.protected_schema(read_schema, drop=drop, mask=mask),
        drop=drop,
        mask=mask,
        mode=mode_from_dict(submission.mode),
        lake_table=resource.table,
        base=catalogue.current_commit(resource),
        number=catalogue.next_number(resource),
        checked={key: submission.plan.get(key) for key in ("issues", "medians", "profile", "schema", "n_faults", "accepted")},
    )


def write(submission: Submission, prepared: Prepared, running: Running) -> flow.Receipt:
    """Write the rows into the lake; a retry of the same job finds its own finished commit."""
    total = int(prepared.table["n_rows"])

    def tell(stage: str, rows: int) -> None:
        running.progress(min(rows, total), total, STAGES[stage])

    return flow.publish(
        runtime.lake(),
        prepared.lake_table,
        prepared.batches(),
        prepared.schema,
        mode=prepared.mode,
        base=prepared.base,
        job=str(running.id),
        number=prepared.number,
        on_progress=tell,
    )


def record(actor: Actor, submission_id: UUID, prepared: Prepared, receipt: flow.Receipt, *, facts: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Make the commit the current version and the submission published, in the caller's transaction."""
    submission = Submission.objects.select_for_update().get(pk=submission_id)
    dataset = submission.dataset
    if dataset is None:
        raise RuntimeError(f"the submission {submission_id} lost its dataset")
    catalogue.describe_dataset(actor, dataset, description=Description.from_dict(submission.description), now=now)
    publication = catalogue.Publication(
        source_sha256=submission.file_sha256,
        source_name=submission.file_name,
        read_options=submission.read_options,
        headings=prepared.table.get("headings") or [],
        mode=submission.mode,
        report=_report(prepared, facts),
        schema_number=prepared.checked["schema"],
    )
    version = catalogue.record_version(actor, dataset, number=prepared.number, receipt=receipt, publication=publication, now=now)
    submission.state, submission.version_number, submission.updated_at = State.PUBLISHED, version.number, now
    submission.save()
    transaction.on_commit(lambda: keeping.drop_readings(submission_id))
    audit.record(
        actor,
        "submission.publish",
        audit.Subject("submission", str(submission.pk), submission.file_name, submission.organisation_id),
        {"version": version.number},
        now=now,
    )
    return {"dataset": dataset.slug, "version": version.number}


def _decided(submission: Submission, resolution: Resolution) -> tuple[str, ...]:
    return tuple(submission.findings.filter(resolution=resolution).values_list("column", flat=True).distinct())


def _profile(prepared: Prepared, hidden: set[str]) -> Profile:
    """Return what the file held; where it joined what was there, with the values of what was there."""
    profile = Profile.from_dict(prepared.checked["profile"] or {}).without(hidden)
    before = catalogue_queries.current_version(prepared.dataset)
    if before is None or isinstance(prepared.mode, Replace):
        return profile
    return profile.joined(Profile.from_dict(before.report.get("profile") or {}))


def _report(prepared: Prepared, facts: dict[str, Any]) -> dict[str, Any]:
    """Return what stands beside the version for good: how it was read, what the checks found and what was protected.

    Texts of rows left out and values of protected columns stay behind: they may tell what the steward hid.
    """
    table, hidden = prepared.table, {*prepared.drop, *prepared.mask}
    medians = prepared.checked["medians"] or {}
    kept = ("name", "encoding", "crs", "header_rows", "first_data_row", "last_data_row", "context")
    return {
        **{key: table.get(key) for key in kept},
        "excluded_rows": [{"row": row["row"], "why": row["why"]} for row in table.get("excluded_rows") or []],
        "issues": [issue for issue in table.get("issues") or [] if issue.get("column") not in hidden],
        "checks": [issue for issue in prepared.checked["issues"] or [] if issue.get("column") not in hidden],
        "faults": prepared.checked["n_faults"] or 0,
        "accepted": prepared.checked["accepted"],
        "medians": {column.name: medians[column.name] for column in prepared.schema.columns if column.type.is_numeric and column.name in medians},
        "profile": _profile(prepared, hidden).as_dict(),
        "dropped": list(prepared.drop),
        "masked": list(prepared.mask),
        "facts": facts,
    }
