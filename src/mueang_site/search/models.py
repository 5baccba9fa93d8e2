"""Document: what can be found of a thing, who may find it, and the facets it counts under."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """One findable thing. `words` are its segmented texts (ranking lane), `raw` the text as it stands (recall lane)."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=100)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.CASCADE, related_name="+")
    classification = models.CharField(max_length=2)
    title_words = models.TextField()
    body_words = models.TextField()
    title_raw = models.TextField()
    raw = models.TextField()
    topic = models.CharField(max_length=20, blank=True)
    licence = models.CharField(max_length=4, blank=True)
    place_level = models.CharField(max_length=20, blank=True)
    has_points = models.BooleanField(default=False)
    first_year = models.IntegerField(null=True)
    last_year = models.IntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_document_per_thing")]
        indexes = [models.Index(fields=["kind", "classification"], name="document_by_class")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
