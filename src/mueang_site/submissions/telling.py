"""What webhooks are told of a submission: where it stands, nothing of what it holds."""

from __future__ import annotations

from datetime import datetime

from mueang_site.notices import actions as notices
from mueang_site.submissions.models import Submission


def announce(submission: Submission, classification: str, now: datetime) -> None:
    """Tell where the submission stands now, in the caller's transaction."""
    notices.announce(
        f"submission.{submission.state}",
        organisation_id=submission.organisation_id,
        classification=classification,
        data={"submission": str(submission.pk), "dataset": submission.dataset.slug if submission.dataset else None, "state": submission.state},
        now=now,
    )
