"""Which figures an organisation chose, as far as the reader may know of their datasets."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.standard import DatasetMetadata
from mueang_site.access.actor import Actor
from mueang_site.catalogue.queries import Tombstone, metadata_of, tombstone_for
from mueang_site.headlines.choice import Choice
from mueang_site.headlines.models import Headline


@dataclass(frozen=True)
class HeadlineView:
    """One chosen figure and the dataset that it comes from, or what stands in the place of one that was withdrawn."""

    id: int
    title: Message
    choice: Choice
    dataset: DatasetMetadata | Tombstone


def headlines_of(actor: Actor, office: str) -> tuple[HeadlineView, ...]:
    """Return the figures of the organisation in order; those of datasets hidden from the actor are left out."""
    found = list(Headline.objects.filter(organisation__slug=office).select_related("dataset").order_by("position"))
    known: dict[str, DatasetMetadata | Tombstone] = {dataset.slug: dataset for dataset in metadata_of(actor, {one.dataset.slug for one in found})}
    for slug in {one.dataset.slug for one in found} - set(known):
        if (stone := tombstone_for(actor, slug)) is not None:
            known[slug] = stone
    return tuple(_view(one, known[one.dataset.slug]) for one in found if one.dataset.slug in known)


def _view(headline: Headline, dataset: DatasetMetadata | Tombstone) -> HeadlineView:
    choice = Choice(**{name: getattr(headline, name) for name in Choice.__dataclass_fields__})
    return HeadlineView(headline.pk, Message(headline.title_th, headline.title_en or headline.title_th), choice, dataset)
