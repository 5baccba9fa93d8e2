"""Pages of long work: one job with its log, and the queue as those see it who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from mueang_site.jobs import overview, queries
from mueang_site.portal.language import said, say, show_moment, show_span
from mueang_site.portal.pages.shown import Pages, StateShown

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor
    from mueang_site.jobs.journal import Entry
    from mueang_site.jobs.queries import JobView

SHOWN = 50
_STATES = {
    "queued": ("idle", "time", "รอคิว", "Waiting"),
    "running": ("idle", "half", "กำลังทำ", "Running"),
    "done": ("good", "check", "เสร็จแล้ว", "Done"),
    "failed": ("bad", "warn", "ไม่สำเร็จ", "Failed"),
    "cancelled": ("idle", "stop", "ยกเลิกแล้ว", "Cancelled"),
}
_LEVELS = {
    "info": None,
    "warning": ("warn", "warn", "ควรดู", "Warning"),
    "error": ("bad", "warn", "ผิดพลาด", "Error"),
}
_TOO_EARLY = 5
"""Below this share of the work the time left is a guess."""
SILENT_SECONDS = 15.0


@dataclass(frozen=True)
class JobShown:
    """A job as pages show it; `percent` is None while the share is not known."""

    id: UUID
    name: str
    state: StateShown
    percent: int | None
    text: str
    active: bool
    href: str


@dataclass(frozen=True)
class LineShown:
    """A line of a job's log."""

    at: datetime
    attempt: int
    level: StateShown | None
    text: str


@dataclass(frozen=True)
class JobPage:
    """One job: where it stands, its facts, its log, and what the actor may do about it."""

    job: JobShown
    failed: bool
    facts: tuple[tuple[str, str], ...]
    lines: tuple[LineShown, ...]
    may_cancel: bool
    may_retry: bool
    submission: str
    dataset: str


@dataclass(frozen=True)
class JobRow:
    """A job in the queue."""

    job: JobShown
    owner: str
    by: str
    when: str
    worker: StateShown | None


@dataclass(frozen=True)
class QueueTab:
    """One view of the queue, with how much there is in it; None where that is not counted."""

    label: str
    value: str
    count: int | None
    current: bool


@dataclass(frozen=True)
class KindRow:
    """How many jobs of a kind there are."""

    kind: str
    name: str
    running: int
    queued: int
    failed: int


@dataclass(frozen=True)
class QueuePage:
    """The queue."""

    summary: str
    oldest: str
    tabs: tuple[QueueTab, ...]
    kinds: tuple[KindRow, ...]
    kind: str
    state: str
    rows: tuple[JobRow, ...]
    total: int
    pages: Pages
    everybody: bool


def job_shown(job: JobView, *, now: datetime) -> JobShown:
    """Return a job as pages show it."""
    kind, icon, th, en = _STATES[job.state]
    name = f"{said(job.title)} {job.label}".strip()
    return JobShown(job.id, name, StateShown(kind, icon, say(th, en)), job.percent, _text(job, now), job.active, reverse("job", args=[job.id]))


def show(actor: Actor, id: UUID, *, now: datetime) -> JobPage:
    """Return the page of a job. Raises NotFound."""
    job = queries.job_for(actor, id)
    return JobPage(
        job=job_shown(job, now=now),
        failed=job.state == "failed",
        facts=tuple(_facts(actor, job, now)),
        lines=tuple(_line(entry) for entry in queries.log_of(actor, id)),
        may_cancel=queries.may(actor, "job.cancel", id),
        may_retry=queries.may(actor, "job.retry", id),
        submission=str(job.payload.get("submission", "")),
        dataset=str((job.result or {}).get("dataset", "")),
    )


def queue(actor: Actor, *, state: str, kind: str, page: str, now: datetime) -> QueuePage:
    """Return the queue as the actor may see it. What is no state shows all that is under way."""
    standing = overview.standing(actor, now=now)
    tabs = _tabs(standing, state)
    chosen = next(tab for tab in tabs if tab.current)
    states = (chosen.value,) if chosen.value else ("running", "queued")
    _, total = overview.listed(actor, now=now, states=states, kind=kind, count=0)
    pages = Pages.of(total, SHOWN, page)
    jobs, _ = overview.listed(actor, now=now, states=states, kind=kind, first=(pages.current - 1) * SHOWN, count=SHOWN)
    waited = show_span(standing.waiting_seconds)
    return QueuePage(
        summary=_summary(standing),
        oldest=say(f"งานที่รอนานที่สุดรอมา {waited}", f"The oldest has waited for {waited}.") if standing.waiting_seconds else "",
        tabs=tabs,
        kinds=tuple(KindRow(one.kind, said(one.title), one.running, one.queued, one.failed) for one in standing.kinds),
        kind=kind,
        state=chosen.value,
        rows=tuple(_row(actor, job, now) for job in jobs),
        total=total,
        pages=pages,
        everybody=overview.oversees_others(actor),
    )


def _text(job: JobView, now: datetime) -> str:
    if job.state == "queued":
        return _waiting(job, now)
    if job.state == "running":
        share = f"{job.percent}%" if job.percent is not None else ""
        return " · ".join(filter(None, (f"{said(job.step)} {share}".strip(), _left(job, now))))
    if job.state == "done" and job.started_at and job.finished_at:
        took = show_span((job.finished_at - job.started_at).total_seconds())
        return say(f"ใช้เวลา {took}", f"Took {took}")
    if job.state == "failed":
        reference = say(f"รหัสแจ้งเหตุ {job.incident}", f"Reference {job.incident}") if job.incident else ""
        return " ".join(filter(None, (said(job.message) or say("ระบบขัดข้อง", "Something broke."), reference)))
    return said(job.message)


def _waiting(job: JobView, now: datetime) -> str:
    if job.run_after > now:
        when = show_moment(job.run_after)
        again = say(f"ครั้งต่อไป {when}", f"Next try {when}") if job.attempt else say(f"เริ่ม {when}", f"Begins {when}")
        return f"{said(job.message)} {again}".strip()
    return say(f"อยู่ในคิวลำดับที่ {job.place}", f"Number {job.place} in the queue") if job.place else said(job.message)


def _left(job: JobView, now: datetime) -> str:
    """Return how long it will still take, once enough is done to tell."""
    if not job.percent or job.percent < _TOO_EARLY or job.percent >= 100 or job.started_at is None:
        return ""
    passed = (now - job.started_at).total_seconds()
    left = show_span(passed * (100 - job.percent) / job.percent)
    return say(f"เหลือประมาณ {left}", f"about {left} left")


def _facts(actor: Actor, job: JobView, now: datetime) -> list[tuple[str, str]]:
    found = [
        (say("สั่งโดย", "Asked for by"), job.by),
        (say("หน่วยงาน", "Organisation"), said(job.organisation) if job.organisation else ""),
        (say("สั่งเมื่อ", "Asked for"), show_moment(job.created_at)),
        (say("เริ่มเมื่อ", "Began"), show_moment(job.started_at) if job.started_at else ""),
        (say("จบเมื่อ", "Ended"), show_moment(job.finished_at) if job.finished_at else ""),
        (say("ทำมาแล้ว", "Attempts"), say(f"{job.attempt} ครั้ง จากไม่เกิน {job.max_attempts}", f"{job.attempt} of at most {job.max_attempts}")),
    ]
    if actor.site_administrator and job.worker:
        found += [(say("โพรเซสที่ทำ", "Worker"), job.worker), (say("สัญญาณล่าสุด", "Last sign"), _sign(job, now))]
    return [(name, value) for name, value in found if value]


def _sign(job: JobView, now: datetime) -> str:
    if job.heartbeat_at is None:
        return ""
    ago = show_span((now - job.heartbeat_at).total_seconds())
    return say(f"{ago}ก่อน", f"{ago} ago")


def _line(entry: Entry) -> LineShown:
    level = _LEVELS[entry.level]
    shown = StateShown(level[0], level[1], say(level[2], level[3])) if level else None
    return LineShown(entry.at, entry.attempt, shown, said(entry.text))


def _row(actor: Actor, job: JobView, now: datetime) -> JobRow:
    return JobRow(
        job=job_shown(job, now=now),
        owner=said(job.organisation) if job.organisation else "",
        by=job.by,
        when=_since(job, now),
        worker=_worker(actor, job, now),
    )


def _since(job: JobView, now: datetime) -> str:
    if job.finished_at is not None:
        return show_moment(job.finished_at)
    if job.state == "running" and job.started_at is not None:
        ago = show_span((now - job.started_at).total_seconds())
        return say(f"ทำมา {ago}", f"Running for {ago}")
    ago = show_span((now - job.created_at).total_seconds())
    return say(f"รอมา {ago}", f"Waiting for {ago}")


def _worker(actor: Actor, job: JobView, now: datetime) -> StateShown | None:
    """Return who runs it and when they last gave a sign: for the operator alone, since it names machines."""
    if not (actor.site_administrator and job.worker and job.heartbeat_at):
        return None
    silent = (now - job.heartbeat_at).total_seconds() > SILENT_SECONDS
    text = f"{job.worker.rpartition(':')[0]} · {_sign(job, now)}"
    return StateShown("warn" if silent else "idle", "warn" if silent else "check", text)


def _tabs(standing: overview.Standing, state: str) -> tuple[QueueTab, ...]:
    tabs = (
        (say("กำลังทำและรอ", "Under way"), "", standing.running + standing.queued),
        (say("กำลังทำ", "Running"), "running", standing.running),
        (say("รอคิว", "Waiting"), "queued", standing.queued),
        (say("ไม่สำเร็จ", "Failed"), "failed", standing.failed),
        (say("ยกเลิกแล้ว", "Cancelled"), "cancelled", None),
        (say("เสร็จแล้ว", "Done"), "done", None),
    )
    known = {value for _, value, _ in tabs}
    chosen = state if state in known else ""
    return tuple(QueueTab(label, value, count, value == chosen) for label, value, count in tabs)


def _summary(standing: overview.Standing) -> str:
    if not standing.running + standing.queued:
        return say("ไม่มีงานค้าง", "Nothing is under way.")
    return say(f"กำลังทำ {standing.running} งาน รอคิว {standing.queued} งาน", f"{standing.running} running, {standing.queued} waiting.")
