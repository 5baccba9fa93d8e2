"""The jobs of a submission: read the file, count what it would change, publish it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mueang.base.errors import Conflict
from mueang.base.message import Message
from mueang_site.jobs.registry import task
from mueang_site.jobs.running import Running
from mueang_site.submissions import actions, counting, marking, publishing, reading
from mueang_site.submissions.facts import facts_of
from mueang_site.submissions.models import EDITABLE, State, Submission

READING = Message("อ่านไฟล์", "Reading the file")
CHECKING = Message("ตรวจข้อมูลส่วนบุคคล เทียบกับรุ่นก่อน", "Looking for personal data, comparing with the last version")

_OVERTAKEN = ("version.number", "lake.raced")
"""Codes of the conflicts that say that another version was published first."""


@task("submission.read", title=Message("อ่านไฟล์", "Reading"))
def read(running: Running) -> dict[str, Any] | None:
    """Read the file in a limited child, look for personal data, and keep what was understood."""
    submission = _submission(running)
    number = int(running.payload["reading"])
    if submission.state != State.READING or submission.reading_number != number:
        return None
    running.progress(0, 100, READING)
    answer = reading.read(submission, number, running)
    if answer is None:
        return None
    running.progress(80, 100, CHECKING)
    table = reading.first_choice(submission, answer)
    with ThreadPoolExecutor(1) as beside:
        seen = beside.submit(reading.scan, submission, number, table) if table else None
        plan = publishing.plan(submission, number, table) if table else {}
        findings = seen.result() if seen else ()
    marking.mark(submission, number, plan, running)
    with running.effect() as effect:
        effect.result = reading.keep(running.actor, submission.pk, number, answer=answer, findings=findings, plan=plan, now=running.now())
    return None


@task("submission.plan", title=Message("เทียบกับรุ่นก่อน", "Comparing"))
def plan(running: Running) -> None:
    """Count what the file would change in the way that was chosen."""
    submission = _submission(running)
    table = reading.chosen(submission.reading, submission.table_name)
    if table is None or submission.state not in (*EDITABLE, State.SUBMITTED):
        return
    counted = publishing.plan(submission, submission.reading_number, table)
    marking.mark(submission, submission.reading_number, counted, running)
    with running.effect() as effect:
        Submission.objects.filter(pk=submission.pk, mode=submission.mode).update(plan=counted)
        effect.result = counted


@task("submission.publish", title=Message("เผยแพร่", "Publishing"))
def publish(running: Running) -> None:
    """Publish what was approved upon the version that stands; where another version came first, the approver is asked again."""
    submission = _submission(running)
    if submission.state != State.APPROVED:
        return
    try:
        _publish(submission, running)
    except Conflict as conflict:
        if conflict.code not in _OVERTAKEN:
            raise
        with running.effect() as effect:
            actions.ask_again(running.actor, submission.pk, now=running.now())
            effect.result = {"recounted": True}


def _publish(submission: Submission, running: Running) -> None:
    """Write the rows into the lake, then make them the current version in one transaction with the job's end."""
    prepared = publishing.prepare(submission)
    receipt = publishing.write(submission, prepared, running)
    facts = facts_of(receipt.snapshot)
    with running.effect() as effect:
        effect.result = publishing.record(running.actor, submission.pk, prepared, receipt, facts=facts, now=running.now())
        counting.count_waiting_again(running.actor, prepared.dataset, now=running.now())


def _submission(running: Running) -> Submission:
    return Submission.objects.select_related("organisation", "dataset", "created_by", "decided_by").get(pk=running.payload["submission"])
