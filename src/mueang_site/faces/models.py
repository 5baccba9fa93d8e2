"""Theme: the file that an organisation's administrator uploaded, as it came; it was checked before it was kept."""

from __future__ import annotations

from django.db import models


class Theme(models.Model):
    """The theme of one organisation."""

    organisation = models.OneToOneField("access.Organisation", on_delete=models.CASCADE, related_name="+")
    source = models.TextField()
    kept_by = models.CharField(max_length=200)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"theme of {self.organisation_id}"
