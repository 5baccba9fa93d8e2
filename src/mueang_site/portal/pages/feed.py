"""Atom feeds (RFC 4287) of the newest versions: of the site, an organisation, a dataset, a search. They carry open data alone."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin
from xml.etree import ElementTree

from django.http import QueryDict
from django.urls import reverse

from mueang.base.errors import NotFound
from mueang_site.access.actor import ANONYMOUS
from mueang_site.access.queries import below, organisation
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue.queries import Release
from mueang_site.portal.faces import current_face
from mueang_site.portal.language import said, say, spoken
from mueang_site.portal.pages.provenance import change_of
from mueang_site.portal.pages.search import asked_of
from mueang_site.search import queries as search

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_MOST = 50
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Feed:
    """A feed before it is written: `page` is the address that people open, `own` that of the feed; both absolute."""

    title: str
    page: str
    own: str
    releases: tuple[Release, ...]


def of_site(base: str) -> Feed:
    """Return what is new on the whole site."""
    return Feed(_title(), base, urljoin(base, reverse("feed")), catalogue.newest_releases(ANONYMOUS, limit=_MOST))


def of_organisation(slug: str, base: str) -> Feed:
    """Return what is new of an organisation and those below it. Raises NotFound."""
    office = organisation(slug)
    own = (slug, *(one.slug for one in below(slug)))
    page, feed = (urljoin(base, reverse(name, args=[slug])) for name in ("organisation", "organisation-feed"))
    return Feed(_title(said(office.name)), page, feed, catalogue.newest_releases(ANONYMOUS, offices=own, limit=_MOST))


def of_dataset(slug: str, base: str) -> Feed:
    """Return the versions of a dataset. Raises NotFound for one that is not open or was withdrawn."""
    dataset = catalogue.metadata_for(ANONYMOUS, slug)
    if dataset.state != "published":
        raise NotFound
    page, feed = (urljoin(base, reverse(name, args=[slug])) for name in ("dataset", "dataset-feed"))
    return Feed(_title(dataset.title(spoken())), page, feed, catalogue.newest_releases(ANONYMOUS, slugs=[slug], limit=_MOST))


def of_search(parameters: QueryDict, base: str, *, now: datetime) -> Feed:
    """Return what is new among the datasets that a search finds."""
    found = search.find(ANONYMOUS, asked_of(parameters), kind="dataset", now=now, size=_MOST)
    asked = parameters.copy()
    for name in ("page", "lang"):
        asked.pop(name, None)
    query = f"?{asked.urlencode()}" if asked else ""
    page, feed = (urljoin(base, reverse(name)) + query for name in ("search", "search-feed"))
    words = parameters.get("q", "").strip()
    title = say(f"ผลการค้นหา {words}", f"Results for {words}") if words else say("ชุดข้อมูล", "Datasets")
    return Feed(_title(title), page, feed, catalogue.newest_releases(ANONYMOUS, slugs=found.keys, limit=_MOST))


def write(feed: Feed, base: str) -> bytes:
    """Return the feed as XML."""
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(_name("feed"), {f"{{{_XML}}}lang": spoken()})
    _text(root, "id", feed.own)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(updated_of(feed.releases)))
    _author(root, said(current_face().owner))
    _link(root, "self", feed.own, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    for release in feed.releases:
        _entry(root, release, base)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def id_of(release: Release) -> str:
    """Return the id of an entry: made of the name of the table, it stays the same under every host name and every title."""
    return uuid.uuid5(uuid.NAMESPACE_OID, release.key).urn


def updated_of(releases: Sequence[Release]) -> datetime:
    """Return when the newest entry was published; long ago if there is none."""
    return max((one.published_at for one in releases), default=_NEVER)


def _entry(root: ElementTree.Element, release: Release, base: str) -> None:
    entry = ElementTree.SubElement(root, _name("entry"))
    number = say(f"รุ่นที่ {release.number}", f"version {release.number}")
    _text(entry, "id", id_of(release))
    _text(entry, "title", f"{said(release.titles)} – {number}")
    for name in ("published", "updated"):
        _text(entry, name, _moment(release.published_at))
    _author(entry, said(release.office_names))
    _link(entry, "alternate", urljoin(base, reverse("dataset", args=[release.slug])) + f"?version={release.number}", "text/html")
    _text(entry, "summary", "\n".join(part for part in (change_of(release), said(release.descriptions)) if part))


def _title(of: str = "") -> str:
    site = current_face().site
    return f"{of} – {site}" if of else site


def _name(tag: str) -> str:
    return f"{{{_ATOM}}}{tag}"


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    """Add an element; characters that XML cannot hold are left out."""
    ElementTree.SubElement(parent, _name(tag)).text = "".join(char for char in text if char in "\t\n" or (char >= " " and not "\ufffe" <= char <= "\uffff"))


def _author(parent: ElementTree.Element, name: str) -> None:
    _text(ElementTree.SubElement(parent, _name("author")), "name", name)


def _link(parent: ElementTree.Element, relation: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, _name("link"), {"rel": relation, "type": kind, "href": href})


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
