"""What the app does for itself: old jobs are forgotten. What people did stands in the record of acts."""

from __future__ import annotations

from datetime import timedelta

from mueang.base.message import Message
from mueang_site.jobs.models import ACTIVE, Job
from mueang_site.jobs.registry import Every, task
from mueang_site.jobs.running import Running

KEPT = timedelta(days=90)
_BATCH = 500


@task("jobs.forget", title=Message("ลบบันทึกงานเก่า", "Forgetting old jobs"), every=Every(timedelta(days=1), timedelta(hours=3)))
def forget(running: Running) -> dict[str, int]:
    """Remove jobs that ended long ago, with their logs."""
    old = Job.objects.exclude(state__in=ACTIVE).filter(finished_at__lt=running.now() - KEPT)
    forgotten = 0
    while batch := list(old.values_list("pk", flat=True)[:_BATCH]):
        Job.objects.filter(pk__in=batch).delete()
        forgotten += len(batch)
        running.progress(forgotten)
    return {"forgotten": forgotten}
