"""The face that a page wears: name and emblem in the plate, colours. The address chooses it, or the host name, or the site's owner."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse

from mueang.base.message import Message
from mueang.documents.charts import Grid, emblem, grid, plate
from mueang_site.access.queries import OrganisationView, highest, line
from mueang_site.faces.queries import Worn, office_at, worn_by
from mueang_site.portal.language import said

BANGKOK = "10"


@dataclass(frozen=True)
class Face:
    """What base.html needs of the municipality: `tenant` names its tokens, `area` gives the mark unless there is a `seal`.

    `sheet` is the address of its own style sheet, empty where the built one says all; `home` is where the plate leads, `office` whose face it is.
    """

    name: Message
    owner: Message
    tenant: str
    area: Grid
    river: Message | None = None
    seal: str = ""
    ramp: str = "water"
    sheet: str = ""
    home: str = "/"
    office: str = ""

    @property
    def site(self) -> str:
        """The name of the site in the language of the page."""
        return f"{said(self.name)} {said(self.owner)}"

    @property
    def emblem(self) -> str:
        """The mark in the plate, as SVG."""
        return self.seal or emblem(self.area)

    @property
    def art(self) -> str:
        """The tiles in large, as SVG, for quiet pages."""
        return plate(self.area)

    @property
    def broken_art(self) -> str:
        """The tiles in large, some of them gone, for a page that is not there."""
        return plate(self.area, lost=True)


MUEANG = Face(Message("ข้อมูลเมือง", "City data"), Message("เมือง", "Mueang"), "mueang", grid("thailand"))


def face_for(request: HttpRequest | None) -> Face:
    """Return the face of a page: that of the organisation in its path, else of the host name, else of the site's owner.

    An organisation without a theme wears that of the one above it. It is found once for each request.
    """
    known: Face | None = getattr(request, "_face", None)
    if known is not None:
        return known
    face = _found(request)
    if request is not None:
        request._face = face  # type: ignore[attr-defined]
    return face


def _found(request: HttpRequest | None) -> Face:
    for start, home in ((_in_path(request), ""), (hosted(request), "/")):
        offices = {office.slug: office for office in line(start)} if start else {}
        worn = worn_by(list(offices)) if offices else None
        if worn is not None:
            return _dressed(offices[worn.office], worn, home or _home_of(worn.office, request))
    owner = highest()
    worn = worn_by([owner.slug]) if owner else None
    return _dressed(owner, worn, "/") if owner and worn else _face_of(owner)


def current_face() -> Face:
    """Return the face of the site's owner; Mueang's own before there is one."""
    return face_for(None)


def hosted(request: HttpRequest | None) -> str | None:
    """Return the organisation whose host name the request came to. What the header says only chooses among names that the operator gave."""
    return office_at(request.META.get("HTTP_HOST", "")) if request else None


def _in_path(request: HttpRequest | None) -> str | None:
    match = request.resolver_match if request else None
    return match.kwargs.get("office") if match else None


def _home_of(office: str, request: HttpRequest | None) -> str:
    owner = highest()
    at_home = office == hosted(request) or (owner is not None and owner.slug == office)
    return "/" if at_home else reverse("organisation", args=[office])


def _dressed(owner: OrganisationView, worn: Worn, home: str) -> Face:
    theme, plain = worn.theme, _face_of(owner)
    sheet = f"{reverse('theme', args=[worn.office])}?v={worn.version}"
    return replace(plain, name=theme.name or plain.name, tenant=worn.tenant, seal=theme.emblem, ramp=theme.ramp, sheet=sheet, home=home)


def _face_of(owner: OrganisationView | None) -> Face:
    if owner is None:
        return MUEANG
    if owner.place != BANGKOK:
        return Face(MUEANG.name, owner.name, "mueang", MUEANG.area, office=owner.slug)
    river = Message("แม่น้ำเจ้าพระยา", "Chao Phraya")
    return Face(MUEANG.name, owner.name, "bangkok", grid("bangkok"), river, office=owner.slug)
