"""One table is queue, lease and record of long work; beside it the lines that a job leaves and the next time of each plan."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

STATES = ("queued", "running", "done", "failed", "cancelled")
ACTIVE = ("queued", "running")
RETRIED = ("failed", "cancelled")
"""Ended without effect: a person may ask for another try."""
LEVELS = ("info", "warning", "error")


class Job(models.Model):
    """One piece of long work, from the moment it was asked for.

    While it runs, `worker` holds it until `lease_until` and pushes that on with each heartbeat. A lease that ran out
    means a dead worker: the reaper queues the job again.

    `request` is the id of the request that asked for it, which logs and the record of acts carry on.

    `turn` is its place among the lines of waiting jobs: every organisation and kind has a line of its own, and lines
    take turns. `long` work is left alone by workers that keep themselves free for the short.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    payload = models.JSONField()
    key = models.CharField(max_length=120, null=True)
    label = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default="queued")

    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_by_name = models.CharField(max_length=200)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.SET_NULL, null=True, related_name="+")
    request = models.CharField(max_length=20, blank=True)

    turn = models.PositiveIntegerField(default=0)
    long = models.BooleanField(default=False)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    worker = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)

    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    step_th = models.CharField(max_length=200, blank=True)
    step_en = models.CharField(max_length=200, blank=True)
    message_th = models.TextField(blank=True)
    message_en = models.TextField(blank=True)
    code = models.CharField(max_length=80, blank=True)
    incident = models.CharField(max_length=20, blank=True)
    result = models.JSONField(null=True)

    created_at = models.DateTimeField()
    run_after = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = [
            models.Index(fields=["turn", "run_after", "created_at"], condition=Q(state="queued"), name="jobs_waiting_in_turn"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="jobs_running"),
            models.Index(fields=["requested_by", "-created_at"], name="jobs_by_person"),
            models.Index(fields=["state", "-created_at"], name="jobs_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="job_state_is_known"),
            models.CheckConstraint(condition=~Q(state="running") | (Q(lease_until__isnull=False) & ~Q(worker="")), name="a_running_job_is_held_by_a_worker"),
            models.CheckConstraint(condition=Q(state__in=ACTIVE) | Q(finished_at__isnull=False), name="a_finished_job_has_its_end"),
            models.CheckConstraint(condition=Q(total__isnull=True) | Q(done__lte=F("total")), name="job_does_no_more_than_all"),
            models.UniqueConstraint(fields=["key"], condition=Q(state__in=ACTIVE, key__isnull=False), name="one_active_job_per_key"),
        ]

    def __str__(self) -> str:
        return self.label or self.kind


class Line(models.Model):
    """One line of what a job tells of itself. Of each job the newest are kept; see `journal.LINES_KEPT`."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=7)
    text_th = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)

    class Meta:
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=Q(level__in=LEVELS), name="job_line_has_a_known_level")]

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S} {self.level} {self.text_en}"


class Plan(models.Model):
    """When a kind of job is asked for next without anybody asking."""

    kind = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.next_at:%Y-%m-%d %H:%M}"
