"""The last step: what publishing would change, how the rows join, personal data to decide about, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import QueryDict

from mueang.base.message import Message
from mueang.base.periods import show_date, show_year
from mueang.privacy.detection import Kind
from mueang.standard import CLASSIFICATIONS, LICENCES
from mueang.standard.codes import PUBLIC
from mueang.tables.schema import ColumnType
from mueang_site.access.actor import Actor
from mueang_site.access.policies import allows
from mueang_site.catalogue.description import Description
from mueang_site.portal.language import said, say
from mueang_site.portal.pages import declared_faults, review
from mueang_site.portal.pages.declared_faults import DeclaredFaults
from mueang_site.portal.pages.details import description_of
from mueang_site.portal.pages.differing import Difference, differences, is_drift
from mueang_site.portal.pages.provenance import said_of
from mueang_site.portal.pages.review import ReviewPage
from mueang_site.submissions import queries
from mueang_site.submissions.actions import may
from mueang_site.submissions.schemas import schema_of

if TYPE_CHECKING:
    from mueang_site.submissions.models import Finding, Submission

_MODES = {
    "replace": ("แทนที่ทั้งตาราง", "Replace the whole table"),
    "append": ("เพิ่มต่อท้ายของเดิม", "Add to what is there"),
    "update": ("แทนที่แถวที่คอลัมน์หลักตรงกัน", "Replace rows with the same keys"),
    "update-groups": ("แทนที่เฉพาะกลุ่มที่อยู่ในไฟล์ เช่น หน่วยงานและงวด", "Replace the groups that the file holds, such as an office and a month"),
    "update-period": ("แทนที่เฉพาะช่วงเวลาที่อยู่ในไฟล์", "Replace the periods that the file holds"),
}
_LIKELY = 0.8
_EDITABLE = ("draft", "returned")


@dataclass(frozen=True)
class FindingShown:
    """Personal data seen in a column; `decided` says what a steward decided."""

    id: int
    sentence: str
    examples: str
    decided: str


@dataclass(frozen=True)
class SendPage:
    """All that the last step shows."""

    submission: Submission
    description: Description
    title: str
    owner: str
    classification: str
    licence: str
    plan: str
    plan_fault: str
    checks: tuple[tuple[str, str], ...]
    counting: bool
    base: int | None
    overlap: int
    modes: tuple[tuple[str, str, bool], ...]
    keys: tuple[tuple[str, bool], ...]
    periods: tuple[tuple[str, bool], ...]
    findings: tuple[FindingShown, ...]
    open_findings: int
    may_resolve: bool
    may_edit: bool
    may_decide: bool
    alone: bool
    faults: int
    declared: DeclaredFaults
    differs: tuple[Difference, ...]
    review: ReviewPage | None = None
    fault: Message | None = None

    @property
    def unsound(self) -> bool:
        """True when the checks found what must be mended before it can be sent."""
        return any(severity == "error" for severity, _ in self.checks) and not self.declared.accepted

    @property
    def may_rename(self) -> bool:
        """True where a column may be called as it was: the file is then read again."""
        return self.may_edit

    @property
    def waiting(self) -> bool:
        """True when it was sent and nobody has decided yet."""
        return self.submission.state == "submitted"


def build(actor: Actor, submission_id: UUID, *, fault: Message | None = None) -> SendPage:
    """Return the last step of a submission. Raises NotFound."""
    submission = queries.submission_for(actor, submission_id)
    description = description_of(submission)
    level, licence = CLASSIFICATIONS[description.classification], LICENCES[description.licence]
    table = queries.chosen_table(submission)
    schema = schema_of(table) if table else None
    chosen = submission.mode.get("mode", "replace")
    findings = queries.findings_for(actor, submission_id)
    editable = submission.state in _EDITABLE and may(actor, "dataset.edit", submission)
    return SendPage(
        submission=submission,
        description=description,
        title=say(description.title_th, description.title_en or description.title_th),
        owner=say(submission.organisation.name_th, submission.organisation.name_en or submission.organisation.name_th),
        classification=say(level.th, level.en),
        licence=say(licence.th, licence.en),
        plan=plan_in_words(submission.plan, int(table["n_rows"]) if table else 0),
        plan_fault=_plan_fault(submission.plan),
        checks=_checks(submission.plan),
        counting=(editable or submission.state == "submitted") and not submission.plan,
        base=submission.plan.get("base"),
        overlap=int(submission.plan.get("overlap") or 0) if chosen == "append" and not submission.mode.get("overlap_accepted") else 0,
        modes=tuple((name, say(*words), name == chosen) for name, words in _MODES.items())
        if submission.dataset_id and not submission.plan.get("first")
        else (),
        keys=tuple((name, name in (submission.mode.get("keys") or ())) for name in schema.names) if schema else (),
        periods=tuple((c.name, c.name == submission.mode.get("column")) for c in schema.of_type(ColumnType.YEAR, ColumnType.DATE)) if schema else (),
        findings=tuple(_finding(finding) for finding in findings),
        open_findings=sum(not finding.resolution for finding in findings),
        may_resolve=may(actor, "finding.resolve", submission),
        may_edit=editable,
        may_decide=submission.state == "submitted" and may(actor, "dataset.approve", submission),
        alone=editable and description.classification == PUBLIC and allows(actor, "dataset.approve", submission.organisation_id, PUBLIC, "submitted"),
        faults=len(description.faults()),
        declared=declared_faults.of_submission(actor, submission),
        differs=differences(submission.plan),
        review=review.build(actor, submission_id) if table is not None and submission.state == "submitted" else None,
        fault=fault,
    )


def mode_of(form: QueryDict) -> dict[str, Any]:
    """Return how the rows join, as the form says."""
    mode = form.get("mode", "replace")
    chosen: dict[str, Any] = {"mode": mode if mode in _MODES else "replace"}
    if mode in ("update", "update-groups"):
        chosen["keys"] = form.getlist(f"key-{mode}") or form.getlist("key")
    if mode == "update-period":
        chosen |= {"column": form.get("column", ""), "unit": "value"}
    if mode == "append" and form.get("overlap_accepted"):
        chosen["overlap_accepted"] = True
    return chosen


def seen_of(form: QueryDict) -> int | None:
    """Return the version upon which the plan was counted that the page showed."""
    base = form.get("base", "")
    return int(base) if base.isdecimal() else None


def plan_in_words(plan: Mapping[str, Any], rows: int) -> str:
    """Return what publishing would change: `+1,204 แถว แทนที่ 0 แถว`."""
    if not plan or plan.get("fault"):
        return ""
    added, replaced, removed = (int(plan.get(name) or 0) for name in ("added", "replaced", "removed"))
    if plan.get("first"):
        return say(f"รุ่นแรก {rows:,} แถว", f"First version, {rows:,} rows")
    when_th, when_en = _span(plan, "th"), _span(plan, "en")
    gone_th, gone_en = (f" นำออก {removed:,} แถว", f", {removed:,} removed") if removed else ("", "")
    return say(f"+{added:,} แถว{when_th} แทนที่ {replaced:,} แถว{gone_th}", f"+{added:,} rows{when_en}, {replaced:,} replaced{gone_en}")


def _span(plan: Mapping[str, Any], language: str) -> str:
    periods = plan.get("periods") or []
    if not periods:
        return ""
    first, last = (_period(period["value"], language) for period in (periods[0], periods[-1]))
    span = first if first == last else f"{first}–{last}"
    return f" สำหรับ {span}" if language == "th" else f" for {span}"


def _period(value: str | int | None, language: str) -> str:
    """Return a period of the plan in words: a year, or the ISO text of a date."""
    if value is None:
        return "ที่ไม่ระบุช่วงเวลา" if language == "th" else "no period"
    return show_year(value, language) if isinstance(value, int) else show_date(date.fromisoformat(value[:10]), language)


def _plan_fault(plan: Mapping[str, Any]) -> str:
    fault = plan.get("fault") or {}
    return said(Message(**fault["message"])) if fault else ""


def _checks(plan: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return (severity, sentence) of what the checks found in the rows, what stops the file first."""
    issues = sorted((issue for issue in plan.get("issues") or () if not is_drift(issue)), key=lambda issue: issue["severity"] != "error")
    return tuple((issue["severity"], said_of(issue)) for issue in issues)


def _finding(finding: Finding) -> FindingShown:
    label = Kind(finding.kind).label
    sure_th, sure_en = ("น่าจะมี", "seems to hold") if finding.confidence >= _LIKELY else ("อาจมี", "may hold")
    decided = {"drop": ("ตัดคอลัมน์", "Column dropped"), "mask": ("ปิดบังค่า", "Values masked"), "not_personal": ("ยืนยันว่าไม่ใช่", "Said not to be")}
    reason = f": {finding.reason}" if finding.reason else ""
    return FindingShown(
        finding.pk,
        say(f"คอลัมน์ “{finding.column}” {sure_th}{label.th} ({finding.count:,} แถว)", f"“{finding.column}” {sure_en} {label.en} ({finding.count:,} rows)"),
        " · ".join(finding.examples),
        say(*decided[finding.resolution]) + reason if finding.resolution else "",
    )
