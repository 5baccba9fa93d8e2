"""Submission: one uploaded file on its way to becoming a version. Finding: personal data seen in it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """Steps of a submission. `reading`, `refused` and `draft` come before a person has sent it; `document`: refused as a table, kept as a document."""

    READING = "reading"
    REFUSED = "refused"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETURNED = "returned"
    DISCARDED = "discarded"
    DOCUMENT = "document"


EDITABLE = (State.DRAFT, State.RETURNED)
OPEN = (State.READING, State.DRAFT, State.SUBMITTED, State.APPROVED, State.RETURNED)


class Submission(models.Model):
    """One file under the name that its owner gave it, what was understood of it, and what people decided.

    `read_options` is what `first_options` (of the recipe, or as the file came) and the list of `corrections` make.
    `offered_as`: the media type under which a file that is no table may be kept as a document.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    dataset = models.ForeignKey("catalogue.Dataset", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_by_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    file_name = models.CharField(max_length=300)
    file_size = models.BigIntegerField()
    file_sha256 = models.CharField(max_length=64)
    first_options = models.JSONField(default=dict)
    corrections = models.JSONField(default=list)
    read_options = models.JSONField(default=dict)
    table_name = models.CharField(max_length=300, blank=True)
    reading = models.JSONField(default=dict)
    offered_as = models.CharField(max_length=100, blank=True)
    reading_number = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=dict)
    description = models.JSONField(default=dict)
    mode = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    decided_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version_number = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [models.CheckConstraint(condition=Q(state__in=State.values), name="submission_state_is_known")]
        indexes = [models.Index(fields=["organisation", "state"], name="submission_by_office")]

    def __str__(self) -> str:
        return f"{self.id} {self.file_name}"


class RequestKey(models.Model):
    """The key under which a program handed a file in, so that the same request sent twice makes one submission."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_request_per_key")]

    def __str__(self) -> str:
        return self.key


class Resolution(models.TextChoices):
    """What a steward decided about a column in which personal data was seen."""

    DROP = "drop"
    MASK = "mask"
    NOT_PERSONAL = "not_personal"


class Finding(models.Model):
    """Personal data seen in one column of one submission, and what a steward decided about it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="findings")
    column = models.CharField(max_length=300)
    kind = models.CharField(max_length=40)
    count = models.BigIntegerField()
    rows_seen = models.BigIntegerField()
    confidence = models.FloatField()
    examples = models.JSONField(default=list)
    resolution = models.CharField(max_length=12, choices=Resolution.choices, blank=True)
    reason = models.TextField(blank=True)
    resolved_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["column", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "column", "kind"], name="one_finding_per_column_and_kind"),
            models.CheckConstraint(condition=Q(resolution="") | Q(resolved_by__isnull=False), name="a_resolution_has_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.column}: {self.kind}"
