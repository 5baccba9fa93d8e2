"""`/metrics`: the state of the installation as Prometheus reads it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mueang_site import runtime
from mueang_site.access.models import AuditHead, User
from mueang_site.config.health import checks
from mueang_site.jobs import queries as jobs

Sample = tuple[str, str, float]
"""Name with labels, help, value."""


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the operator's own machines; others find nothing here.

    A request that came through a proxy is never the operator's, whatever address it seems to come from.
    """
    proxied = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if proxied or request.META.get("REMOTE_ADDR", "") not in runtime.settings().metrics_from:
        raise Http404
    return HttpResponse("".join(written(samples(now=timezone.now()))), content_type="text/plain; version=0.0.4; charset=utf-8")


def samples(*, now: datetime) -> Iterator[Sample]:
    """Yield what is measured."""
    for state, count in jobs.counts().items():
        yield f'mueang_jobs{{state="{state}"}}', "Jobs by state.", count
    yield "mueang_jobs_oldest_waiting_seconds", "Age of the oldest job that could run and does not.", jobs.oldest_waiting_seconds(now=now)
    head = AuditHead.objects.filter(pk=1).first()
    yield "mueang_audit_entries_total", "Entries in the record of acts.", head.number if head else 0
    yield "mueang_users", "People who may sign in.", User.objects.filter(is_active=True).count()
    yield "mueang_disk_free_bytes", "Free space where the data folder is.", shutil.disk_usage(runtime.settings().data_dir).free
    for name, holds in checks().items():
        yield f'mueang_ready{{check="{name}"}}', "1 if this check of readiness holds.", float(holds)


def written(found: Iterable[Sample]) -> Iterator[str]:
    """Yield the lines; help and kind stand once before the samples of a name."""
    seen: set[str] = set()
    for labelled, help_text, value in found:
        name = labelled.partition("{")[0]
        if name not in seen:
            seen.add(name)
            yield f"# HELP {name} {help_text}\n# TYPE {name} {'counter' if name.endswith('_total') else 'gauge'}\n"
        yield f"{labelled} {value:g}\n" if value < 1e6 else f"{labelled} {value:.0f}\n"
