"""Headline: one figure that an organisation chose. Only the choice is kept: its value is taken from the data when it is shown."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

FUNCTIONS = ("mean", "sum", "min", "max", "count")
BETTER = ("", "higher", "lower")


class Headline(models.Model):
    """A measure of a dataset, for one place or all, in one period or the newest. Columns go by their names in the schema."""

    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    dataset = models.ForeignKey("catalogue.Dataset", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    title_th = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    measure = models.CharField(max_length=300, blank=True)
    function = models.CharField(max_length=10)
    filters = models.JSONField(default=dict, blank=True)
    place_column = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=12, blank=True)
    period = models.CharField(max_length=10, blank=True)
    better = models.CharField(max_length=6, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["organisation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "position"], name="one_headline_per_position"),
            models.CheckConstraint(condition=Q(function__in=FUNCTIONS), name="headline_function_is_known"),
            models.CheckConstraint(condition=Q(better__in=BETTER), name="headline_direction_is_known"),
            models.CheckConstraint(condition=~Q(title_th=""), name="headline_has_a_thai_title"),
        ]

    def __str__(self) -> str:
        return self.title_th
