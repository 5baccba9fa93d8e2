"""A chart or map that stands in other people's pages: open data alone, with its source and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import urljoin

from django.http import QueryDict
from django.urls import reverse

from mueang_site.access.actor import ANONYMOUS
from mueang_site.catalogue import queries
from mueang_site.portal.language import spoken
from mueang_site.portal.pages import charting, mapping
from mueang_site.portal.pages.charting import ChartShown
from mueang_site.portal.pages.snippets import caption

VIEWS = ("chart", "map")
_HEIGHTS = {"chart": 640, "map": 720}
_LEFT_OUT = ("lang", "page", "code", "sort", "pick", "view")


@dataclass(frozen=True)
class EmbedPage:
    """The drawing with its way back; no chart when the table has nothing to draw."""

    title: str
    href: str
    chart: ChartShown | None


def build(slug: str, parameters: QueryDict, *, now: datetime, base: str) -> EmbedPage:
    """Return the drawing that the address asks for. Raises NotFound, NotAllowed, BadQuery."""
    dataset = queries.metadata_for(ANONYMOUS, slug)
    number = parameters.get("version", "")
    view = queries.table_for(ANONYMOUS, slug, now=now, number=int(number[:9]) if number.isdecimal() else None)
    published_at = next(version.published_at for version in queries.versions_for(ANONYMOUS, slug) if version.number == view.number)
    source = caption(dataset, number=view.number, published_at=published_at)
    wanted = "map" if parameters.get("view") == "map" else "chart"
    build_drawing = mapping.build if wanted == "map" else charting.build
    query = _kept(parameters)
    query["view"] = wanted
    href = f"{urljoin(base, reverse('dataset', args=[slug]))}?{query.urlencode()}"
    return EmbedPage(dataset.title(spoken()), href, build_drawing(view, parameters, source=source).chart)


def code(slug: str, view: str, parameters: QueryDict, *, title: str, base: str) -> str:
    """Return the HTML by which another page shows what this page shows; it stays up to date unless the address names a version."""
    query = _kept(parameters)
    query["view"], query["lang"] = view, spoken()
    address = f"{urljoin(base, reverse('embed', args=[slug]))}?{query.urlencode()}"
    return f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{_HEIGHTS[view]}" loading="lazy"></iframe>'


def _kept(parameters: QueryDict) -> QueryDict:
    query = parameters.copy()
    for name in _LEFT_OUT:
        query.pop(name, None)
    return query
