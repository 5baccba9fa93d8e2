"""The jobs of rounds: read what was handed in, grow the datasets, remind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mueang.base.message import Message
from mueang_site.jobs.registry import Every, task
from mueang_site.jobs.running import Running
from mueang_site.rounds import filing, growing, reading, reminding
from mueang_site.rounds.models import Attempt, AttemptState, Form

READING = Message("อ่านแบบฟอร์ม", "Reading the form")


@task("rounds.read", title=Message("อ่านแบบฟอร์มที่ส่ง", "Reading a form"))
def read(running: Running) -> dict[str, Any] | None:
    """Read what was handed in, and let it stand if nothing is wrong."""
    attempt = Attempt.objects.get(pk=running.payload["attempt"])
    if attempt.state != AttemptState.READING:
        return None
    running.progress(0, 100, READING)
    told = reading.read(attempt, filing.looked_up(attempt.filing_id), running)
    with running.effect() as effect:
        filing.keep(running.actor, attempt, told, now=running.now())
        effect.result = {"state": attempt.state, "rows": attempt.row_count, "faults": attempt.fault_count}
    return None


@task("rounds.grow", title=Message("รวมข้อมูลจากหน่วยงานเข้าชุดข้อมูล", "Gathering filed rows"))
def grow(running: Running) -> None:
    """Do the next step of one form's growth."""
    with running.effect() as effect:
        form = Form.objects.select_for_update(of=("self",)).select_related("dataset", "organisation", "created_by").get(pk=running.payload["form"])
        effect.result = growing.grow(form, now=running.now())


@task("rounds.tend", title=Message("ดูแลรอบเก็บข้อมูล", "Tending the rounds"), every=Every(timedelta(minutes=15)))
def tend(running: Running) -> dict[str, int]:
    """Ask for the growth of every form where something waits: what people decided about a batch is seen here at the latest."""
    return {"asked": growing.ask_where_due(now=running.now())}


@task("rounds.remind", title=Message("เตือนหน่วยงานที่ยังไม่ส่ง", "Reminding offices"), every=Every(timedelta(days=1), timedelta(hours=8)))
def remind(running: Running) -> None:
    """Remind whoever has not filed, on the days that the form names."""
    with running.effect() as effect:
        effect.result = {"reminded": reminding.remind_by_calendar(now=running.now())}
