"""Which kept files submissions name: all but those that were given up, or refused and no document either."""

from __future__ import annotations

from django.db.models import Q

from mueang_site.catalogue.sources import names_files
from mueang_site.submissions.models import State, Submission


@names_files
def named_by_submissions(sha256: str) -> bool:
    """Return whether a submission is read, or was published, from the file, or waits to be kept as a document."""
    gone = Q(state__in=(State.DISCARDED, State.DOCUMENT)) | Q(state=State.REFUSED, offered_as="")
    return Submission.objects.filter(file_sha256=sha256).exclude(gone).exists()
