"""Questions about documents, always for an actor: seen by those who may read the rows of the dataset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Count, Q

from mueang.base.errors import NotFound
from mueang.base.media import TYPES, MediaType
from mueang.base.message import Message
from mueang_site.access import policies, visibility
from mueang_site.access.actor import Actor
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue import sources
from mueang_site.catalogue.documents.actions import may_change, may_settle
from mueang_site.catalogue.documents.said import Said
from mueang_site.catalogue.models import Dataset, DatasetState, Document, DocumentState

MOST_PLACES = 500
"""Datasets that are offered to choose from."""


@dataclass(frozen=True)
class DocumentInfo:
    """One document as pages and protocols show it; `may_change` and `may_decide` are this actor's."""

    id: int
    dataset_slug: str
    dataset_th: str
    dataset_en: str
    organisation_th: str
    organisation_en: str
    classification: str
    kind: str
    state: str
    title_th: str
    title_en: str
    description_th: str
    description_en: str
    url: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    comment: str
    added_by: str
    checked_by: str
    created_at: datetime
    updated_at: datetime
    may_change: bool
    may_decide: bool

    def title(self, language: str) -> str:
        """Return the title in that language, or in the other one where it is missing."""
        return (self.title_th if language == "th" else self.title_en) or self.title_th

    def description(self, language: str) -> str:
        """Return the description in that language, or in the other one where it is missing."""
        return (self.description_th if language == "th" else self.description_en) or self.description_th or self.description_en

    def dataset(self, language: str) -> str:
        """Return the title of the dataset in that language."""
        return (self.dataset_th if language == "th" else self.dataset_en) or self.dataset_th

    def organisation(self, language: str) -> str:
        """Return the name of the owner in that language."""
        return (self.organisation_th if language == "th" else self.organisation_en) or self.organisation_th

    @property
    def type(self) -> MediaType | None:
        """What kind of file it is; None for a link."""
        return TYPES.get(self.media_type)

    @property
    def said(self) -> Said:
        """What was said of it, as its form holds it."""
        return Said(self.kind, self.title_th, self.title_en, self.description_th, self.description_en, self.url)


@dataclass(frozen=True)
class DocumentTasks:
    """Documents that wait for one person: to decide about, to mend, and sent."""

    to_decide: tuple[DocumentInfo, ...]
    to_finish: tuple[DocumentInfo, ...]
    sent: tuple[DocumentInfo, ...]


def documents_for(actor: Actor, slug: str) -> tuple[DocumentInfo, ...]:
    """Return the documents of the dataset that the actor may open, in the order in which they came. Raises NotFound."""
    return documents_of(actor, catalogue.dataset_for(actor, slug))


def documents_of(actor: Actor, dataset: Dataset) -> tuple[DocumentInfo, ...]:
    """Return the documents of a dataset that was found for the actor."""
    found = list(Document.objects.filter(dataset=dataset))
    for document in found:
        document.dataset = dataset
    return tuple(_info(actor, document) for document in found if _may_open(actor, document))


def document_for(actor: Actor, slug: str, document_id: int) -> DocumentInfo:
    """Return one document. Raises NotFound (hidden or absent) and NotAllowed (the dataset may be discovered, but not read)."""
    dataset = catalogue.dataset_for(actor, slug)
    policies.require(actor, "rows.read", dataset.organisation_id, dataset.classification, dataset.state)
    document = Document.objects.filter(dataset=dataset, pk=document_id).select_related("dataset__organisation").first()
    if document is None or not _may_open(actor, document):
        raise NotFound
    return _info(actor, document)


def file_for(actor: Actor, slug: str, document_id: int) -> tuple[Path, DocumentInfo]:
    """Return path and description of the file of a document. Raises NotFound (also for links), NotAllowed."""
    document = document_for(actor, slug, document_id)
    if not document.sha256:
        raise NotFound
    return sources.kept(document.sha256, document.file_name).path, document


def counts_of(actor: Actor, slugs: Iterable[str]) -> dict[str, int]:
    """Return how many published documents each of these datasets has that the actor may open; those without are left out."""
    readable = Dataset.objects.filter(visibility.admitted(actor, "rows.read", DatasetState.PUBLISHED), state=DatasetState.PUBLISHED, slug__in=list(slugs))
    published = Document.objects.filter(state=DocumentState.PUBLISHED, dataset__in=readable)
    return {row["dataset__slug"]: row["n"] for row in published.values("dataset__slug").annotate(n=Count("pk"))}


def places_for(actor: Actor) -> tuple[tuple[str, Message], ...]:
    """Return (slug, title) of the datasets to which the actor may add documents, last changed first."""
    condition = visibility.NOTHING
    for state in (DatasetState.DRAFT, DatasetState.PUBLISHED):
        condition |= visibility.admitted(actor, "dataset.edit", state) & Q(state=state)
    found = Dataset.objects.filter(condition).order_by("-updated_at")[:MOST_PLACES]
    return tuple((dataset.slug, Message(dataset.title_th, dataset.title_en or dataset.title_th)) for dataset in found)


def tasks_for(actor: Actor) -> DocumentTasks:
    """Return the documents that wait for the actor, oldest first."""
    decidable = Dataset.objects.filter(visibility.admitted(actor, "dataset.approve", "submitted")).exclude(state=DatasetState.WITHDRAWN)
    own = Q(added_by_id=actor.user_id) if actor.signed_in else Q(pk__in=[])
    found = Document.objects.exclude(state=DocumentState.PUBLISHED).filter(own | Q(dataset__in=decidable))
    shown = [_info(actor, document) for document in found.select_related("dataset__organisation").order_by("updated_at") if _may_open(actor, document)]
    mine = set(found.filter(own).values_list("pk", flat=True))
    return DocumentTasks(
        to_decide=tuple(one for one in shown if one.may_decide),
        to_finish=tuple(one for one in shown if one.state == DocumentState.RETURNED and one.id in mine),
        sent=tuple(one for one in shown if one.state == DocumentState.WAITING and not one.may_decide),
    )


def _may_open(actor: Actor, document: Document) -> bool:
    """What waits is seen by those who make or decide about data of its class; of a withdrawn dataset all is as its rows are."""
    dataset = document.dataset
    waits = document.state != DocumentState.PUBLISHED and dataset.state == DatasetState.PUBLISHED
    return policies.allows(actor, "rows.read", dataset.organisation_id, dataset.classification, "submitted" if waits else dataset.state)


def _info(actor: Actor, document: Document) -> DocumentInfo:
    dataset = document.dataset
    own = ("kind", "state", "title_th", "title_en", "description_th", "description_en", "url", "file_name", "media_type", "size", "sha256", "comment")
    return DocumentInfo(
        id=document.pk,
        dataset_slug=dataset.slug,
        dataset_th=dataset.title_th,
        dataset_en=dataset.title_en,
        organisation_th=dataset.organisation.name_th,
        organisation_en=dataset.organisation.name_en,
        classification=dataset.classification,
        **{name: getattr(document, name) for name in own},
        added_by=document.added_by_name,
        checked_by=document.checked_by_name,
        created_at=document.created_at,
        updated_at=document.updated_at,
        may_change=may_change(actor, document),
        may_decide=document.state == DocumentState.WAITING and dataset.state != DatasetState.WITHDRAWN and may_settle(actor, dataset),
    )
