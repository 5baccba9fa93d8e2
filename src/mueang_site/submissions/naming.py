"""Which kept files submissions name: all but those that were refused or given up."""

from __future__ import annotations

from mueang_site.catalogue.sources import names_files
from mueang_site.submissions.models import State, Submission


@names_files
def named_by_submissions(sha256: str) -> bool:
    """Return whether a submission is read, or was published, from the file."""
    return Submission.objects.filter(file_sha256=sha256).exclude(state__in=(State.REFUSED, State.DISCARDED)).exists()
