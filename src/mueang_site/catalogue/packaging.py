"""A dataset as a Frictionless Data Package: its description, and its newest version as a tabular resource with a schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mueang.ingest.validate.holding import fits
from mueang.standard import LICENCES, DatasetMetadata
from mueang.tables import frictionless
from mueang.tables.declared import DatasetSchema, Field, drafted
from mueang.tables.schema import TableSchema
from mueang_site.access.actor import Actor
from mueang_site.catalogue import declaring, queries
from mueang_site.catalogue.queries import dataset_for

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def package_of(actor: Actor, slug: str, *, base: str, now: datetime) -> dict[str, Any]:
    """Return the package of the newest version; `base` begins its addresses. Raises NotFound, NotAllowed."""
    view = queries.table_for(actor, slug, now=now)
    found = queries.metadata_for(actor, slug)
    declared = declaring.declared_of(dataset_for(actor, slug))
    schema = schema_of_table(view.schema, declared.schema if declared else None)
    resource = {
        "name": "data",
        "title": found.title_th,
        "path": f"{base}/datasets/{slug}/download?format=csv&version={view.number}",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": frictionless.to_json(schema),
    }
    return {"$schema": PROFILE, **_described(found, base), "version": str(view.number), "resources": [resource]}


def schema_of_table(table: TableSchema, declared: DatasetSchema | None) -> DatasetSchema:
    """Return the schema of a table as it is published: its own columns in their order, with what is declared of them."""
    own = drafted(TableSchema(table.columns), added=True)
    known = declared or DatasetSchema(())
    fields = tuple(_with_declared(one, known.get(one.name)) for one in own.fields)
    whole = set(known.key) <= set(table.names)
    return DatasetSchema(fields, key=known.key if whole else (), missing=("",))


def _with_declared(one: Field, declared: Field | None) -> Field:
    return declared if declared is not None and fits(one.type, declared.type) else one


def _described(found: DatasetMetadata, base: str) -> dict[str, Any]:
    licence = LICENCES[found.licence]
    said = {
        "name": found.slug,
        "id": f"{base}/datasets/{found.slug}",
        "title": found.title_th,
        "title_en": found.title_en,
        "description": found.description_th,
        "homepage": f"{base}/datasets/{found.slug}",
        "created": found.created_at.isoformat(),
        "keywords": list(found.keywords),
        "contributors": [{"title": found.organisation_th, "roles": ["publisher"]}],
        "licenses": [{"title": found.licence_note or licence.en}],
    }
    return {name: value for name, value in said.items() if value}
