"""A dataset as one actor finds it, read once for all that a page tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mueang.base.errors import NotFound
from mueang.query import Permit
from mueang.standard import DatasetMetadata
from mueang_site.access import policies
from mueang_site.access.actor import Actor
from mueang_site.catalogue.documents.queries import DocumentInfo, documents_of
from mueang_site.catalogue.models import Dataset, Version
from mueang_site.catalogue.queries import VersionInfo, dataset_for, described, version_info
from mueang_site.catalogue.table import TableView, snapshot_of

_LONG = ("schema", "report", "read_options")
"""What only the page of one version needs: with hundreds of versions it would be read for nothing."""


@dataclass(frozen=True)
class Opened:
    """The dataset with all its versions, newest first; reports only of the newest one and of the one that is looked at."""

    metadata: DatasetMetadata
    versions: tuple[VersionInfo, ...]
    organisation_id: int
    newest: VersionInfo | None
    wanted: VersionInfo | None
    _dataset: Dataset = field(repr=False)
    _wanted: Version | None = field(repr=False)
    _actor: Actor = field(repr=False)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """Return the documents that the actor may open, in the order in which they came."""
        return documents_of(self._actor, self._dataset)

    def table(self, *, now: datetime) -> TableView:
        """Return the rows of the version that is looked at. Raises NotAllowed, and NotFound if there is no such version."""
        dataset = self._dataset
        policies.require(self._actor, "rows.read", dataset.organisation_id, dataset.classification, dataset.state)
        if self._wanted is None:
            raise NotFound
        permit = Permit(self._wanted.resource.table, purpose=self._actor.purpose)
        return TableView(snapshot_of(self._wanted), permit, number=self._wanted.number, now=now)


def opened_for(actor: Actor, slug: str, number: int | None = None) -> Opened:
    """Return the dataset, and the numbered version or else the newest to look at. Raises NotFound, Gone as `dataset_for` does."""
    dataset = dataset_for(actor, slug)
    brief = list(Version.objects.filter(resource__dataset=dataset).defer(*_LONG))
    whole = _whole(dataset, {brief[0].number, number or 0}) if brief else {}
    newest = whole[brief[0].number] if brief else None
    wanted = newest if number is None else whole.get(number)
    return Opened(
        described(dataset, newest),
        tuple(version_info(version) for version in brief),
        dataset.organisation_id,
        version_info(newest) if newest else None,
        version_info(wanted) if wanted else None,
        dataset,
        wanted,
        actor,
    )


def _whole(dataset: Dataset, numbers: set[int]) -> dict[int, Version]:
    found = Version.objects.filter(resource__dataset=dataset, number__in=numbers).select_related("resource").defer("read_options")
    return {version.number: version for version in found}
