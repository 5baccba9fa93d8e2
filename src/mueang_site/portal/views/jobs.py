"""Pages of long work: the queue, one job, calling it off, trying it again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mueang_site.jobs import actions
from mueang_site.portal.language import say
from mueang_site.portal.pages import jobs
from mueang_site.portal.views.work import for_officers

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor


@for_officers
@require_safe
def show_queue(request: HttpRequest) -> HttpResponse:
    """Show what runs, waits and failed, of what the actor looks after."""
    asked = {name: request.GET.get(name, "") for name in ("state", "kind", "page")}
    return render(request, "pages/jobs.html", {"page": jobs.queue(_actor(request), **asked, now=timezone.now()), "section": "tasks"})


@for_officers
@require_safe
def show_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show how far a job is, what it tells of itself, and what can be done about it."""
    return render(request, "pages/job.html", {"page": jobs.show(_actor(request), job_id, now=timezone.now()), "section": "tasks"})


@for_officers
@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Call a job off."""
    actions.cancel(actor=_actor(request), id=job_id, now=timezone.now())
    messages.success(request, say("สั่งยกเลิกงานแล้ว", "The job is being called off."))
    return redirect("job", job_id=job_id)


@for_officers
@require_POST
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Try a job again that failed or was called off."""
    actions.retry(actor=_actor(request), id=job_id, now=timezone.now())
    messages.success(request, say("นำงานกลับเข้าคิวแล้ว", "The job waits to be tried again."))
    return redirect("job", job_id=job_id)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
