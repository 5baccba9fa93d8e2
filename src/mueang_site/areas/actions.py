"""Import a layer of boundaries as a whole set."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mueang.base.files import Source
from mueang.geo.boundaries import BoundaryLayer, BoundaryOptions, read_boundaries
from mueang_site.access import audit, policies
from mueang_site.access.actor import Actor
from mueang_site.areas import tiles
from mueang_site.areas.models import Area, BoundarySet


def import_boundaries(actor: Actor, source: Source, *, options: BoundaryOptions | None = None, attribution: str = "", now: datetime) -> BoundaryLayer:
    """Read the file and keep its areas as the newest set of their level; the same file again changes nothing.

    Returns the layer with what was found on the way. Raises NotAllowed, SourceError, BadInput.
    """
    policies.require(actor, "boundaries.import")
    layer = read_boundaries(source, options)
    with transaction.atomic():
        _keep(actor, source, layer, attribution, now)
    return layer


def _keep(actor: Actor, source: Source, layer: BoundaryLayer, attribution: str, now: datetime) -> None:
    known = {"source_name": source.name, "attribution": attribution, "imported_at": now}
    boundary_set, fresh = BoundarySet.objects.update_or_create(level=layer.level, source_sha256=source.sha256, defaults=known)
    if not fresh:
        boundary_set.areas.all().delete()
    Area.objects.bulk_create(
        Area(boundary_set=boundary_set, code=area.code, name_th=area.name_th, name_en=area.name_en, shape=area.wkb, square_metres=area.square_metres)
        for area in layer.areas
    )
    detail = {"level": layer.level, "areas": len(layer.areas), "sha256": source.sha256, "attribution": attribution}
    tiles.ask(actor, layer.level, now=now)
    audit.record(actor, "boundaries.import", audit.Subject("boundaries", str(boundary_set.pk), source.name), detail, now=now)
