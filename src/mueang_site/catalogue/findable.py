"""What the search index is told of a dataset."""

from __future__ import annotations

from mueang.standard import TOPICS
from mueang.tables.schema import ColumnType, TableSchema
from mueang_site.catalogue.models import Dataset, DocumentState
from mueang_site.catalogue.queries import current_version, due_at
from mueang_site.search.actions import Findable

_LEVEL_OF_LENGTH = {2: "province", 4: "district", 6: "subdistrict"}


def of(dataset: Dataset) -> Findable:
    """Return the findable form of a dataset with its current version."""
    version = current_version(dataset)
    schema = TableSchema.from_dict(version.schema) if version else TableSchema()
    facts = version.report.get("facts", {}) if version else {}
    office = dataset.organisation
    topic = TOPICS[dataset.topic]
    updated_at = version.published_at if version else dataset.updated_at
    return Findable(
        kind="dataset",
        key=dataset.slug,
        organisation_id=office.pk,
        classification=dataset.classification,
        titles=(dataset.title_th, dataset.title_en),
        texts=(
            dataset.description_th,
            dataset.description_en,
            *dataset.keywords,
            topic.th,
            topic.en,
            office.name_th,
            office.name_en,
            office.short_th,
            dataset.source,
            *(f"{column.title_th} {column.name}" for column in schema.columns),
            *(" ".join(said) for said in dataset.documents.filter(state=DocumentState.PUBLISHED).values_list("title_th", "title_en", "description_th")),
        ),
        topic=dataset.topic,
        licence=dataset.licence,
        place_level=_LEVEL_OF_LENGTH.get(facts.get("place_length", 0), ""),
        has_points=bool(schema.of_type(ColumnType.GEOMETRY)),
        first_year=facts.get("first_year"),
        last_year=facts.get("last_year"),
        due_at=due_at(dataset.frequency, updated_at),
        updated_at=updated_at,
    )
