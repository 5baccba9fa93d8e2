"""The officer's pages that wait: the inbox, a submission under way, the choice of a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from mueang.base.message import Message
from mueang.ingest.sniff.endings import UPLOADED
from mueang_site import runtime
from mueang_site.access.actor import Actor
from mueang_site.access.queries import OrganisationView, organisations_of
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue.documents import queries as documents
from mueang_site.catalogue.documents.queries import DocumentInfo
from mueang_site.catalogue.queries import Tombstone
from mueang_site.jobs import queries as jobs
from mueang_site.jobs.queries import JobView
from mueang_site.portal.language import said, say, show_size, spoken
from mueang_site.portal.pages import storage
from mueang_site.portal.pages.jobs import JobShown, job_shown
from mueang_site.portal.pages.rounds import FilingShown, filing_shown
from mueang_site.portal.pages.shown import StateShown
from mueang_site.rounds import queries as rounds
from mueang_site.submissions import queries
from mueang_site.submissions.actions import open_findings

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

_JOBS_SEEN = 30
_WITHDRAWN_SEEN = 10
_JOBS_DONE = 3
_OWED_SEEN = 20
_STATES = {
    "reading": ("idle", "half", "กำลังอ่านไฟล์", "Being read"),
    "refused": ("bad", "warn", "อ่านไฟล์ไม่ได้", "Could not be read"),
    "draft": ("idle", "file", "ฉบับร่าง", "Draft"),
    "submitted": ("idle", "time", "รอการตรวจสอบ", "Waiting for review"),
    "approved": ("good", "check", "ผ่านการอนุมัติ กำลังเผยแพร่", "Approved, being published"),
    "published": ("good", "check", "เผยแพร่แล้ว", "Published"),
    "returned": ("warn", "undo", "ส่งกลับแก้ไข", "Returned for change"),
    "document": ("good", "check", "เก็บเป็นเอกสารแล้ว", "Kept as a document"),
    "discarded": ("idle", "stop", "ยกเลิกแล้ว", "Given up"),
}


@dataclass(frozen=True)
class TaskShown:
    """One thing in the inbox."""

    title: str
    href: str
    owner: str
    by: str
    at: datetime
    state: StateShown
    note: StateShown | None
    verb: str


@dataclass(frozen=True)
class InboxPage:
    """What waits for me, what I sent, and what runs."""

    waiting: int
    to_decide: tuple[TaskShown, ...]
    to_finish: tuple[TaskShown, ...]
    sent: tuple[TaskShown, ...]
    jobs: tuple[JobShown, ...]
    upload: UploadPage
    withdrawn: tuple[Tombstone, ...]
    storage_href: str
    owed: tuple[FilingShown, ...]


@dataclass(frozen=True)
class UploadPage:
    """The choice of a file, for whom, and as the next version of what; `accept` are the endings that are offered."""

    organisations: tuple[tuple[str, str], ...]
    dataset: tuple[str, str] | None
    limit: str
    accept: str


@dataclass(frozen=True)
class ProgressPage:
    """A submission under way between two steps."""

    submission: Submission
    state: StateShown
    job: JobShown | None


def inbox(actor: Actor, *, now: datetime) -> InboxPage:
    """Return what waits for the actor."""
    found, papers, owed = queries.inbox_for(actor), documents.tasks_for(actor), rounds.owed_by(actor, limit=_OWED_SEEN)
    check, go_on, look = say("ตรวจ", "Review"), say("ทำต่อ", "Continue"), say("ดู", "View")
    return InboxPage(
        waiting=len(owed) + found.waiting + len(papers.to_decide) + len(papers.to_finish),
        to_decide=(*(_task(one, check) for one in found.to_decide), *(_paper(one, check) for one in papers.to_decide)),
        to_finish=(*(_task(one, go_on) for one in found.to_finish), *(_paper(one, go_on) for one in papers.to_finish)),
        sent=(*(_task(one, look) for one in found.sent), *(_paper(one, look) for one in papers.sent)),
        jobs=tuple(job_shown(job, now=now) for job in _telling(jobs.jobs_of(actor, limit=_JOBS_SEEN))),
        upload=upload(actor),
        withdrawn=catalogue.withdrawn_for(actor, limit=_WITHDRAWN_SEEN),
        storage_href=reverse("storage") if storage.may_see(actor) else "",
        owed=tuple(filing_shown(one) for one in owed),
    )


def _telling(newest: list[JobView]) -> list[JobView]:
    """Return the jobs worth a look: those under way, those that failed, and the last few that are done."""
    urgent = [job for job in newest if job.state != "done" and job.kind != "submission.plan"]
    done = [job for job in newest if job.state == "done" and job.kind != "submission.plan"]
    return [*urgent[:_JOBS_SEEN], *done[:_JOBS_DONE]]


def upload(actor: Actor, dataset_slug: str = "") -> UploadPage:
    """Return the choice of a file. Raises NotFound for a dataset that is hidden."""
    dataset = catalogue.metadata_for(actor, dataset_slug) if dataset_slug else None
    offices: list[OrganisationView] = organisations_of(actor, "editor")
    return UploadPage(
        organisations=tuple((office.slug, said(office.name)) for office in offices),
        dataset=(dataset.slug, dataset.title(spoken())) if dataset else None,
        limit=show_size(runtime.settings().upload_limit),
        accept=",".join(f".{ending}" for ending in sorted(UPLOADED)),
    )


def progress(actor: Actor, submission: Submission, *, now: datetime) -> ProgressPage:
    """Return how far the reading or publication of a submission is."""
    mine = [job for job in jobs.jobs_of(actor, limit=30) if job.payload.get("submission") == str(submission.pk)]
    return ProgressPage(submission, state_shown(submission), job_shown(mine[0], now=now) if mine else None)


def state_shown(submission: Submission) -> StateShown:
    """Return the state of a submission in words."""
    kind, icon, th, en = _STATES[submission.state]
    return StateShown(kind, icon, say(th, en))


def _task(submission: Submission, verb: str) -> TaskShown:
    title = submission.description.get(say("title_th", "title_en")) or submission.description.get("title_th") or submission.file_name
    unresolved = open_findings(submission)
    note = StateShown("warn", "warn", said(_FINDINGS.fill(n=unresolved))) if unresolved else None
    return TaskShown(
        title=str(title),
        href=reverse("submission", args=[submission.pk]),
        owner=submission.organisation.name(spoken()),
        by=submission.created_by_name,
        at=submission.updated_at,
        state=state_shown(submission),
        note=note,
        verb=verb,
    )


def _paper(document: DocumentInfo, verb: str) -> TaskShown:
    """Return a document that waits, as the inbox shows it."""
    kind, icon, th, en = _STATES["submitted" if document.state == "waiting" else document.state]
    return TaskShown(
        title=document.title(spoken()),
        href=reverse("document-edit", args=[document.dataset_slug, document.id]),
        owner=document.organisation(spoken()),
        by=document.added_by,
        at=document.updated_at,
        state=StateShown(kind, icon, say(th, en)),
        note=StateShown("idle", "file", say("เอกสารหรือลิงก์", "Document or link")),
        verb=verb,
    )


_FINDINGS = Message("พบคอลัมน์ที่น่าจะเป็นข้อมูลส่วนบุคคล {n} เรื่อง", "{n} findings of personal data")
