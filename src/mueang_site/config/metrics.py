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
from mueang_site.catalogue import storage
from mueang_site.config.health import checks
from mueang_site.jobs import queries as jobs
from mueang_site.metering import tally
from mueang_site.metering.metrics import COUNTED, folder

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
    return HttpResponse("".join([*written(samples(now=timezone.now())), *counted()]), content_type="text/plain; version=0.0.4; charset=utf-8")


def samples(*, now: datetime) -> Iterator[Sample]:
    """Yield what is measured."""
    for state, count in jobs.counts().items():
        yield f'mueang_jobs{{state="{state}"}}', "Jobs by state.", count
    for kind, state, count in jobs.counts_by_kind():
        yield f'mueang_jobs_of_kind{{kind="{kind}",state="{state}"}}', "Jobs by kind and state.", count
    yield "mueang_jobs_oldest_waiting_seconds", "Age of the oldest job that could run and does not.", jobs.oldest_waiting_seconds(now=now)
    head = AuditHead.objects.filter(pk=1).first()
    yield "mueang_audit_entries_total", "Entries in the record of acts.", head.number if head else 0
    yield "mueang_users", "People who may sign in.", User.objects.filter(is_active=True).count()
    for kind, size in storage.bytes_by_kind().items():
        yield f'mueang_store_bytes{{kind="{kind}"}}', "What is kept: files as they came (source) and tables with all versions (lake).", size
    copies = runtime.copies()
    yield "mueang_copies_bytes", "Indexed copies of tables on this machine, which may be removed at any time.", copies.bytes() if copies else 0
    yield "mueang_disk_free_bytes", "Free space where the data folder is.", shutil.disk_usage(runtime.settings().data_dir).free
    for name, holds in checks().items():
        yield f'mueang_ready{{check="{name}"}}', "1 if this check of readiness holds.", float(holds)


def counted() -> Iterator[str]:
    """Yield the lines of what all processes counted since the site was started."""
    totals = tally.total(folder())
    for metric in COUNTED:
        yield f"# HELP {metric.name} {metric.help}\n# TYPE {metric.name} {metric.kind}\n"
        for labelled, value in metric.samples(totals):
            yield f"{labelled} {value:.6g}\n" if value < 1e6 else f"{labelled} {value:.0f}\n"


def written(found: Iterable[Sample]) -> Iterator[str]:
    """Yield the lines; help and kind stand once before the samples of a name."""
    seen: set[str] = set()
    for labelled, help_text, value in found:
        name = labelled.partition("{")[0]
        if name not in seen:
            seen.add(name)
            yield f"# HELP {name} {help_text}\n# TYPE {name} {'counter' if name.endswith('_total') else 'gauge'}\n"
        yield f"{labelled} {value:g}\n" if value < 1e6 else f"{labelled} {value:.0f}\n"
