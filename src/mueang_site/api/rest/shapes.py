"""What the API says and takes, as typed shapes: the source of the OpenAPI description."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ninja import Field, Schema

from mueang.standard import DatasetMetadata
from mueang.tables.schema import Column
from mueang_site.catalogue.documents.queries import DocumentInfo
from mueang_site.catalogue.queries import VersionInfo

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission


class Summary(Schema):
    """A dataset in a list."""

    slug: str
    title: str
    title_th: str
    title_en: str
    description: str
    organisation: str
    topic: str
    classification: str = Field(description="01 public to 05 top secret")
    licence: str
    rows: int | None
    version: int | None
    updated_at: datetime
    sample: bool = Field(description="True for invented content")
    url: str

    @classmethod
    def of(cls, dataset: DatasetMetadata, *, language: str, url: str) -> Summary:
        """Return the summary of a dataset."""
        return cls.model_construct(
            slug=dataset.slug,
            title=dataset.title(language),
            title_th=dataset.title_th,
            title_en=dataset.title_en,
            description=dataset.description(language),
            organisation=dataset.organisation_slug,
            topic=dataset.topic,
            classification=dataset.classification,
            licence=dataset.licence,
            rows=dataset.row_count,
            version=dataset.version,
            updated_at=dataset.updated_at,
            sample=dataset.is_sample,
            url=url,
        )


class Page(Schema):
    """One page of datasets; `next` is the cursor of the next one, null at the end."""

    items: list[Summary]
    next: str | None
    total: int
    facets: dict[str, dict[str, int]]


class ColumnShape(Schema):
    """One column of a table."""

    name: str
    type: str
    title_th: str
    title_en: str
    description: str
    unit: str | None

    @classmethod
    def of(cls, column: Column) -> ColumnShape:
        """Return the shape of a column."""
        return cls.model_construct(
            name=column.name, type=str(column.type), title_th=column.title_th, title_en=column.title_en, description=column.description, unit=column.unit
        )


class DocumentShape(Schema):
    """What belongs to a dataset and is no table: a file that is kept here, or a link to a page or an API of others."""

    id: int
    kind: str = Field(description="file, page or api")
    title: str
    title_th: str
    title_en: str
    description: str
    url: str = Field(description="Where the file is downloaded, or what the link leads to")
    file_name: str | None
    media_type: str | None = Field(description="By the content of the file, whatever it is called")
    size: int | None = Field(description="Bytes")
    sha256: str | None
    updated_at: datetime

    @classmethod
    def of(cls, document: DocumentInfo, *, language: str, url: str) -> DocumentShape:
        """Return the shape of a document; `url` is where its file is downloaded."""
        return cls.model_construct(
            id=document.id,
            kind=document.kind,
            title=document.title(language),
            title_th=document.title_th,
            title_en=document.title_en,
            description=document.description(language),
            url=document.url or url,
            file_name=document.file_name or None,
            media_type=document.media_type or None,
            size=document.size or None,
            sha256=document.sha256 or None,
            updated_at=document.updated_at,
        )


class Detail(Summary):
    """All that is known of a dataset."""

    description_th: str
    description_en: str
    organisation_th: str
    organisation_en: str
    keywords: list[str]
    category: str
    licence_note: str
    source: str
    source_en: str
    source_url: str
    frequency: str
    contact_name: str
    contact_email: str
    content_hash: str | None
    columns: list[ColumnShape]
    documents: list[DocumentShape]

    @classmethod
    def detail_of(cls, dataset: DatasetMetadata, documents: list[DocumentShape], *, language: str, url: str) -> Detail:
        """Return the detail of a dataset."""
        own = (
            "description_th",
            "description_en",
            "organisation_th",
            "organisation_en",
            "category",
            "licence_note",
            "source",
            "source_en",
            "source_url",
            "frequency",
            "contact_name",
            "contact_email",
            "content_hash",
        )
        return cls.model_construct(
            **dict(Summary.of(dataset, language=language, url=url)),
            **{name: getattr(dataset, name) for name in own},
            keywords=list(dataset.keywords),
            columns=[ColumnShape.of(column) for column in dataset.schema.columns],
            documents=documents,
        )


class VersionShape(Schema):
    """One published version."""

    number: int
    published_at: datetime
    rows: int
    added: int
    replaced: int
    removed: int
    content_hash: str
    source_name: str
    source_sha256: str
    schema_number: int | None = Field(description="The declared schema that it was checked against")
    restored_from: int | None = Field(description="The version that this one restored")

    @classmethod
    def of(cls, version: VersionInfo) -> VersionShape:
        """Return the shape of a version."""
        return cls(**{name: getattr(version, name) for name in cls.model_fields})


class RowsPage(Schema):
    """One page of rows. `version` stays the same while paging by `next`, whatever is published meanwhile."""

    version: int
    items: list[dict[str, Any]]
    next: str | None


class GroupsAnswer(Schema):
    """Values by group, each under its name; `more` is true where the limit left groups out."""

    version: int
    items: list[dict[str, Any]]
    more: bool


class ValueCount(Schema):
    """One value of a column, and in how many rows it stands."""

    value: Any = Field(description="As in rows; null for the rows without a value")
    count: int


class ValuesPage(Schema):
    """One page of the distinct values of a column; pages keep to one version, as those of rows do."""

    version: int
    column: str
    items: list[ValueCount]
    next: str | None


class SubmissionShape(Schema):
    """A file on its way to becoming a version."""

    id: str
    state: str = Field(description="reading, refused, draft, submitted, approved, published, returned, discarded")
    file_name: str
    file_sha256: str
    dataset: str | None
    version: int | None
    reading: dict[str, Any] = Field(description="What was understood, as `mueang read --json` has it")
    plan: dict[str, Any] = Field(description="What publishing would change; `base` is the number of the version upon which it was counted")
    findings: list[dict[str, Any]] = Field(description="Personal data seen, and what was decided about it")
    comment: str

    @classmethod
    def of(cls, submission: Submission, findings: list[dict[str, Any]]) -> SubmissionShape:
        """Return the shape of a submission."""
        return cls(
            id=str(submission.pk),
            state=submission.state,
            file_name=submission.file_name,
            file_sha256=submission.file_sha256,
            dataset=submission.dataset.slug if submission.dataset else None,
            version=submission.version_number,
            reading=submission.reading,
            plan=submission.plan,
            findings=findings,
            comment=submission.comment,
        )


class BulkAnswer(Schema):
    """What came of one of many files: a submission, or why there is none."""

    file: str
    status: int = Field(description="202, or the status that the file alone would have got")
    submission: SubmissionShape | None = None
    code: str = ""
    detail: str = ""
    detail_th: str = ""


class DescriptionShape(Schema):
    """The short form. Codes are those of the metadata standard."""

    slug: str
    title_th: str
    title_en: str = ""
    description_th: str
    description_en: str = ""
    keywords: list[str] = []
    topic: str = "other"
    category: str = "a"
    classification: str = "01"
    licence: str = "U"
    licence_note: str = ""
    source: str
    source_en: str = ""
    source_url: str = ""
    frequency: str = "U"
    contact_name: str = ""
    contact_email: str = ""
    columns: dict[str, dict[str, str]] = Field(default={}, description="{column: {title_th, title_en, description, unit}}")


class Correction(Schema):
    """Other options for reading the same file."""

    options: dict[str, Any] = {}
    table: str | None = None


class Mode(Schema):
    """How the rows of the file join those that are there."""

    mode: str = Field(
        description="replace, append, update (by keys), update-groups (all rows that share the keys) or update-period (by a column of years or dates)"
    )
    keys: list[str] | None = None
    column: str | None = None
    unit: str | None = Field(default=None, description="value, month or year")
    overlap_accepted: bool = False


class Seen(Schema):
    """What the person who decides has seen."""

    base: int | None = Field(default=None, description="`plan.base` as it was shown; without it the plan as it stands is meant")


class Approval(Seen):
    """The word of who approves."""

    overlap_accepted: bool = Field(default=False, description="Add the rows although some overlap with those that are there")


class Comment(Schema):
    """What must be changed."""

    comment: str


class Decision(Schema):
    """What to do about personal data seen in a column."""

    resolution: str = Field(description="drop, mask or not_personal")
    reason: str = ""


class Problem(Schema):
    """The one shape of an error."""

    type: str
    title: str
    status: int
    detail: str
    detail_th: str
    code: str
    field: str | None = None
    issues: list[dict[str, Any]] | None = None
    instance: str | None = None
