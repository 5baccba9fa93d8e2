"""Form: what is asked. Round: one time that it is asked. Filing: what one office owes and gave. Attempt: each time it handed something in."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Frequency(models.TextChoices):
    """How often a form is asked, which is what its period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ONCE = "once"


class Form(models.Model):
    """A standard form of one organisation, whose answers become the rows of one dataset.

    schema          a Frictionless Table Schema
    given           texts that the first columns hold already, row by row
    auto_accept     what has no fault counts at once; otherwise a steward accepts each
    remind          days from the due day on which those who have not filed are reminded, negative before it
    version         counts changes of what is asked; each round keeps what it asked
    """

    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    dataset = models.ForeignKey("catalogue.Dataset", on_delete=models.PROTECT, related_name="+")
    title_th = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    instructions_th = models.TextField(blank=True)
    instructions_en = models.TextField(blank=True)
    schema = models.JSONField()
    given = models.JSONField(default=list)
    frequency = models.CharField(max_length=10, choices=Frequency.choices, default=Frequency.MONTH)
    auto_accept = models.BooleanField(default=True)
    remind = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["title_th", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(frequency__in=Frequency.values), name="form_frequency_is_known"),
            models.CheckConstraint(condition=~Q(title_th=""), name="form_has_a_thai_title"),
            models.UniqueConstraint(fields=["dataset"], name="one_form_per_dataset"),
        ]

    def __str__(self) -> str:
        return self.title_th


class Round(models.Model):
    """One time that a form is asked: what was asked, for which period, until when.

    asked    the form as it stood: schema, given, titles, instructions, and its version
    period   first day of the period, None for a form without periods
    due      the last day
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="rounds")
    name_th = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    period = models.DateField(null=True, blank=True)
    due = models.DateField()
    asked = models.JSONField()
    published_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_by_name = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-published_at"]
        constraints = [models.UniqueConstraint(fields=["form", "name_th"], name="one_round_of_a_name")]
        indexes = [models.Index(fields=["closed_at", "due"], name="round_by_due_day")]

    def __str__(self) -> str:
        return f"{self.form.title_th} {self.name_th}"


class State(models.TextChoices):
    """Where one office stands. Late is no state of its own: it follows from the due day."""

    WAITING = "waiting"
    FAULTY = "faulty"
    FILED = "filed"
    RETURNED = "returned"
    ACCEPTED = "accepted"


OWED = (State.WAITING, State.FAULTY, State.RETURNED)
"""States in which the office still has to do something."""


class Filing(models.Model):
    """What one office owes in one round, and what of it stands.

    name       what the office was called when it was asked; it stands beside its rows, and is told from all others of the round
    newest     the attempt that was handed in last, sound or not
    standing   the last attempt without a fault: what counts, whatever came after it
    grown      the attempt whose rows the dataset holds
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="filings")
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    newest = models.ForeignKey("rounds.Attempt", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    standing = models.ForeignKey("rounds.Attempt", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    grown = models.ForeignKey("rounds.Attempt", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="one_filing_of_an_office_in_a_round"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="filing_state_is_known"),
            models.CheckConstraint(condition=~Q(state__in=("filed", "accepted")) | Q(standing__isnull=False), name="what_is_filed_stands"),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="filing_by_office")]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"


class Via(models.TextChoices):
    """How something was handed in. `nothing`: the office says that there is nothing to report."""

    FILE = "file"
    GRID = "grid"
    NOTHING = "nothing"


class AttemptState(models.TextChoices):
    """What came of it. `refused`: no table, or another layout, so that no row was read."""

    READING = "reading"
    REFUSED = "refused"
    FAULTY = "faulty"
    SOUND = "sound"


class Attempt(models.Model):
    """One time that an office handed something in: the file or the grid as it was, what was read of it, every fault.

    cells     texts as they were written
    rows      the same as values in JSON, in the order of the form's columns
    numbers   the physical row of each in its sheet, by which faults name it
    """

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    via = models.CharField(max_length=10, choices=Via.choices)
    state = models.CharField(max_length=10, choices=AttemptState.choices, default=AttemptState.READING)
    file_name = models.CharField(max_length=300, blank=True)
    file_size = models.BigIntegerField(default=0)
    file_sha256 = models.CharField(max_length=64, blank=True)
    cells = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    numbers = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    fault_count = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="attempts_are_counted"),
            models.CheckConstraint(condition=Q(via__in=Via.values), name="attempt_way_is_known"),
            models.CheckConstraint(condition=Q(state__in=AttemptState.values), name="attempt_state_is_known"),
            models.CheckConstraint(condition=~Q(via="file") | ~Q(file_sha256=""), name="a_file_has_a_hash"),
        ]
        indexes = [models.Index(fields=["file_sha256"], name="attempt_by_file")]

    def __str__(self) -> str:
        return f"{self.filing_id}/{self.number} {self.state}"


class Batch(models.Model):
    """Filings on their way into the dataset as one version. At most one of a form is open. `tried_at`: when it was last sent for publication."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="batches")
    submission = models.OneToOneField("submissions.Submission", on_delete=models.PROTECT, related_name="+")
    attempts = models.ManyToManyField(Attempt, related_name="batches")
    open = models.BooleanField(default=True)
    version_number = models.PositiveIntegerField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["form"], condition=Q(open=True), name="one_open_batch_of_a_form")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.created_at:%Y-%m-%d %H:%M}"


class Reminder(models.Model):
    """An office was reminded; at most once a day. `addresses` is how many e-mails were asked for."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="reminders")
    day = models.DateField()
    automatic = models.BooleanField()
    by_name = models.CharField(max_length=200)
    addresses = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["filing", "day"], name="one_reminder_a_day")]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.day}"
