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


class Head(models.Model):
    """The end of the log of changes: one row, which whoever changes the index holds until the transaction ends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    stamp = models.CharField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="search_has_one_head")]

    def __str__(self) -> str:
        return f"{self.number}"


class Change(models.Model):
    """That a document was put into the index or taken out; the stamp tells this change from one that was taken back."""

    number = models.PositiveBigIntegerField(primary_key=True)
    stamp = models.CharField(max_length=32)
    document_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.number}: {self.document_id}"
