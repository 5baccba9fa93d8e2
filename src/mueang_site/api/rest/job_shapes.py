"""What the API says of a job."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema

from mueang_site.jobs.queries import JobView


class JobShape(Schema):
    """A job: where it stands and how far it is."""

    id: str
    kind: str
    state: str = Field(description="queued, running, done, failed, cancelled")
    percent: int | None
    done: int
    total: int | None
    step: dict[str, str]
    message: dict[str, str]
    result: dict[str, Any] | None

    @classmethod
    def of(cls, job: JobView) -> JobShape:
        """Return the shape of a job."""
        return cls(
            id=str(job.id),
            kind=job.kind,
            state=job.state,
            percent=job.percent,
            done=job.done,
            total=job.total,
            step=job.step.as_dict(),
            message=job.message.as_dict(),
            result=dict(job.result) if job.result else None,
        )
