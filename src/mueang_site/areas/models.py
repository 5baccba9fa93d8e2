"""BoundarySet and Area. A set is replaced as a whole; the newest set of a level is the one that maps show."""

from __future__ import annotations

from django.db import models


class BoundarySet(models.Model):
    """The areas of one level as one file had them."""

    level = models.CharField(max_length=20)
    source_name = models.CharField(max_length=300)
    source_sha256 = models.CharField(max_length=64)
    attribution = models.CharField(max_length=500, blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-imported_at"]
        constraints = [models.UniqueConstraint(fields=["level", "source_sha256"], name="one_set_per_file_and_level")]

    def __str__(self) -> str:
        return f"{self.level}: {self.source_name}"


class Area(models.Model):
    """One area: official code, names, shape as WKB in lon/lat WGS 84, size in square metres on the ellipsoid."""

    boundary_set = models.ForeignKey(BoundarySet, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(max_length=12)
    name_th = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    shape = models.BinaryField()
    square_metres = models.FloatField()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["boundary_set", "code"], name="one_area_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name_th}"
