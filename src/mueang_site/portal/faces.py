"""The face that the site wears: name in the plate, its tiles, colours. Until faces are chosen by hand, the city decides."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.message import Message
from mueang.documents.charts import Grid, emblem, grid, plate
from mueang_site.access.queries import OrganisationView, organisations

BANGKOK = "10"


@dataclass(frozen=True)
class Face:
    """What base.html needs of the municipality: `tenant` names its tokens, `area` gives the mark."""

    name: Message
    owner: Message
    tenant: str
    area: Grid
    river: Message | None = None

    @property
    def emblem(self) -> str:
        """The mark in the plate, as SVG."""
        return emblem(self.area)

    @property
    def art(self) -> str:
        """The tiles in large, as SVG, for quiet pages."""
        return plate(self.area)

    @property
    def broken_art(self) -> str:
        """The tiles in large, some of them gone, for a page that is not there."""
        return plate(self.area, lost=True)


MUEANG = Face(Message("ข้อมูลเมือง", "City data"), Message("เมือง", "Mueang"), "mueang", grid("thailand"))


def current_face() -> Face:
    """Return the face of the site's owner; Mueang's own before there is one."""
    owner = site_owner()
    return _face_of(owner) if owner else MUEANG


def site_owner() -> OrganisationView | None:
    """Return the oldest organisation that stands under no other."""
    return min((found for found in organisations() if found.parent is None), key=lambda found: found.id, default=None)


def _face_of(owner: OrganisationView) -> Face:
    if owner.place != BANGKOK:
        return Face(MUEANG.name, owner.name, "mueang", MUEANG.area)
    river = Message("แม่น้ำเจ้าพระยา", "Chao Phraya")
    return Face(MUEANG.name, owner.name, "bangkok", grid("bangkok"), river)
