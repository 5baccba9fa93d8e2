"""Dataset, Resource, Version, Document. A Version row is the only truth about what is published (docs/decisions/0002)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mueang.standard import CATEGORIES, CLASSIFICATIONS, FREQUENCIES, LICENCES, TOPICS
from mueang.standard.codes import CodeList


class DatasetState(models.TextChoices):
    """Where a dataset stands; the steps towards publication are states of a submission."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


def _one_of(field: str, codes: CodeList) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [value.code for value in codes]}), name=f"dataset_{field}_is_a_code")


class Dataset(models.Model):
    """Data on one subject, kept and published together by one organisation."""

    slug = models.SlugField(max_length=70, unique=True)
    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="datasets")
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    description_th = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    keywords = models.JSONField(default=list, blank=True)
    topic = models.CharField(max_length=20, default="other")
    category = models.CharField(max_length=1, default="a")
    classification = models.CharField(max_length=2, default="01")
    licence = models.CharField(max_length=4, default="U")
    licence_note = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=500, blank=True)
    source_en = models.CharField(max_length=500, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    frequency = models.CharField(max_length=1, default="U")
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    is_sample = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=DatasetState.choices, default=DatasetState.DRAFT)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-updated_at", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DatasetState.values), name="dataset_state_is_known"),
            _one_of("classification", CLASSIFICATIONS),
            _one_of("category", CATEGORIES),
            _one_of("licence", LICENCES),
            _one_of("frequency", FREQUENCIES),
            _one_of("topic", TOPICS),
        ]

    def __str__(self) -> str:
        return self.slug


class Resource(models.Model):
    """One table of a dataset. `table` names it in the lake; `recipe` says how its next file is read and joined to it."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="resources")
    name = models.SlugField(max_length=70, default="data")
    table = models.CharField(max_length=64, unique=True)
    recipe = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "name"], name="one_resource_per_name")]

    def __str__(self) -> str:
        return f"{self.dataset_id}/{self.name}"


class DeclaredSchema(models.Model):
    """What a steward declares about the table of a resource, as a Frictionless Table Schema. Never changed once written; the highest number holds.

    An empty `body` ends what was declared.
    """

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="schemas")
    number = models.PositiveIntegerField()
    body = models.JSONField(default=dict, blank=True)
    declared_by = models.CharField(max_length=200)
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["resource", "number"], name="one_schema_per_number")]

    def __str__(self) -> str:
        return f"{self.resource_id} s{self.number}"


class Version(models.Model):
    """One published state of a resource, pinned to a commit of its table in the lake. Never changed once written, but for `served_commit`.

    `delta_version` is the commit of the publication; `served_commit`, where there is one, holds the same rows in fewer files.
    `schema` is what the table has, `schema_number` names the declared schema that it was checked against.
    """

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    delta_version = models.BigIntegerField()
    served_commit = models.BigIntegerField(null=True, blank=True)
    schema = models.JSONField()
    schema_number = models.PositiveIntegerField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    row_count = models.BigIntegerField()
    added = models.BigIntegerField()
    replaced = models.BigIntegerField()
    removed = models.BigIntegerField()
    mode = models.JSONField()
    source_sha256 = models.CharField(max_length=64)
    source_name = models.CharField(max_length=300)
    read_options = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    published_by = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    restored_from = models.PositiveIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(restored_from__isnull=True) | Q(restored_from__lt=F("number")), name="version_restores_an_earlier_one"),
            models.UniqueConstraint(fields=["resource", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["resource", "delta_version"], name="one_version_per_commit"),
            models.CheckConstraint(condition=Q(row_count__gte=0), name="version_rows_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} v{self.number}"

    @property
    def commit(self) -> int:
        """The commit of the lake that the version names: its rows are read there, and the next version is built upon it."""
        return self.delta_version if self.served_commit is None else self.served_commit


class DocumentKind(models.TextChoices):
    """What a document is: a file that is kept here, or a link to what others keep."""

    FILE = "file"
    PAGE = "page"
    API = "api"


class DocumentState(models.TextChoices):
    """Where a document stands. Only published ones are seen outside the office."""

    WAITING = "waiting"
    RETURNED = "returned"
    PUBLISHED = "published"


class Document(models.Model):
    """What belongs to a dataset and is no table: a file under its hash, or a link. `checked_by_name` answers for personal data in it."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=4, choices=DocumentKind.choices)
    state = models.CharField(max_length=10, choices=DocumentState.choices, default=DocumentState.WAITING)
    title_th = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    description_th = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    url = models.URLField(max_length=1000, blank=True)
    file_name = models.CharField(max_length=300, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    comment = models.TextField(blank=True)
    added_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_by_name = models.CharField(max_length=200)
    checked_by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="document_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="document_state_is_known"),
            models.CheckConstraint(
                condition=(Q(kind="file", url="") & ~Q(sha256="") & ~Q(checked_by_name="")) | (~Q(kind="file") & Q(sha256="") & ~Q(url="")),
                name="a_document_is_a_checked_file_or_a_link",
            ),
        ]

    def __str__(self) -> str:
        return self.title_th


class Withdrawal(models.Model):
    """A dataset taken back from its readers: by whom, when and why; and how it ended, once it was published again."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="withdrawals")
    reason = models.TextField()
    reason_en = models.TextField(blank=True)
    withdrawn_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField()
    ended_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-withdrawn_at"]
        constraints = [
            models.UniqueConstraint(fields=["dataset"], condition=Q(ended_at__isnull=True), name="one_open_withdrawal_per_dataset"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_withdrawal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id} {self.withdrawn_at:%Y-%m-%d}"


class Kept(models.TextChoices):
    """What takes room: files as they came, and tables of the lake with all their versions."""

    SOURCE = "source"
    LAKE = "lake"


class Holding(models.Model):
    """One thing that an organisation keeps in the store, and its bytes: a source by its hash, a table of the lake by its name."""

    organisation = models.ForeignKey("access.Organisation", on_delete=models.PROTECT, related_name="+")
    dataset = models.ForeignKey(Dataset, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=6, choices=Kept.choices)
    key = models.CharField(max_length=64)
    bytes = models.BigIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "key"], name="one_holding_per_thing"),
            models.CheckConstraint(condition=Q(bytes__gte=0), name="holding_is_not_negative"),
            models.CheckConstraint(condition=Q(kind__in=Kept.values), name="holding_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key[:12]}"


class StorageDay(models.Model):
    """What an organisation kept at the end of a day."""

    organisation = models.ForeignKey("access.Organisation", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    bytes = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="one_sum_per_organisation_and_day")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.day}"
