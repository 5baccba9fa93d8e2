"""The page of a dataset: a table, chart or map first, then what its columns mean, how to use it, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from mueang.base.errors import NotAllowed
from mueang.base.message import Message
from mueang.query import Groups, Measure
from mueang.standard import CATEGORIES, CLASSIFICATIONS, FREQUENCIES, LICENCES, TOPICS, DatasetMetadata
from mueang.standard.codes import PUBLIC
from mueang_site import runtime
from mueang_site.access.actor import Actor
from mueang_site.access.policies import allows
from mueang_site.catalogue import downloads, queries
from mueang_site.catalogue.opened import Opened, opened_for
from mueang_site.catalogue.queries import Tombstone, VersionInfo
from mueang_site.catalogue.table import TableView
from mueang_site.portal.language import say, show_day, show_years, spoken
from mueang_site.portal.pages import charting, documents, embed, mapping, quality, table
from mueang_site.portal.pages.charting import ChartShown, Selection
from mueang_site.portal.pages.columns import Uses, title_of, type_of, unit_of
from mueang_site.portal.pages.filters import Offer, given_filters, offers
from mueang_site.portal.pages.mapping import Picked
from mueang_site.portal.pages.provenance import Reading, change_of, reading_of
from mueang_site.portal.pages.publication import may_steer
from mueang_site.portal.pages.quality import QualityShown
from mueang_site.portal.pages.shown import FORMAT_NAMES, Link, StateShown, access_state, formats_of, freshness_state
from mueang_site.portal.pages.snippets import Snippet, caption, citation, snippets

VIEWS = ("table", "chart", "map")
_COUNTED_ROWS = 2_000_000


@dataclass(frozen=True)
class Tab:
    """One view of the data; `href` keeps the filters."""

    name: str
    label: str
    icon: str
    href: str
    current: bool


@dataclass(frozen=True)
class ColumnShown:
    """One column as the dictionary explains it; `filled` is the share of rows that have a value."""

    name: str
    title: str
    type: str
    description: str
    filled: str


@dataclass(frozen=True)
class VersionShown:
    """One version in the list."""

    number: int
    href: str
    published_at: datetime
    published_by: str
    change: str
    rows: int
    current: bool
    source: Link | None
    compare_href: str
    restore_href: str
    restored: str
    checked: str


@dataclass(frozen=True)
class DatasetPage:
    """All that the page of a dataset shows; without `number` nothing can be seen of its rows, and `closed` says why."""

    slug: str
    title: str
    sentence: str
    is_sample: bool
    topic: Link
    owner: Link
    access: StateShown
    freshness: StateShown | None
    licence: str
    facts: tuple[tuple[str, str], ...]
    newest: VersionInfo | None
    closed: Message | None = None
    number: int | None = None
    is_newest: bool = True
    tabs: tuple[Tab, ...] = ()
    view: str = "table"
    offers: tuple[Offer, ...] = ()
    filtered: bool = False
    selections: tuple[Selection, ...] = ()
    table: table.TablePage | None = None
    chart: ChartShown | None = None
    picked: Picked | None = None
    can_open: bool = False
    columns: tuple[ColumnShown, ...] = ()
    snippet: Snippet | None = None
    snippet_tabs: tuple[Tab, ...] = ()
    versions: tuple[VersionShown, ...] = ()
    seen: tuple[Link, ...] = ()
    whole: tuple[Link, ...] = ()
    citation: str = ""
    reading: Reading | None = None
    quality: QualityShown | None = None
    embed: str = ""
    new_version_href: str = ""
    publication_href: str = ""
    schema_href: str = ""
    checked: str = ""
    withdrawal: Tombstone | None = None
    keywords: tuple[str, ...] = field(default=())
    documents: tuple[documents.DocumentShown, ...] = ()


def build(actor: Actor, slug: str, parameters: QueryDict, *, now: datetime, base: str, site: str) -> DatasetPage:
    """Return the page in the state that the address names; `site` is the name by which it is cited. Raises NotFound, BadQuery."""
    found = opened_for(actor, slug, _number(parameters))
    page = replace(_head(actor, found, now), documents=documents.of_dataset(found))
    if not found.versions:
        return page
    try:
        view = found.table(now=now)
    except NotAllowed:
        return replace(page, closed=_closed(found.metadata))
    return _opened(actor, page, found, view, parameters, now=now, base=base, site=site)


def download(actor: Actor, slug: str, parameters: QueryDict, *, now: datetime) -> downloads.Download:
    """Return the file of what the address asks. Raises NotFound, NotAllowed, BadQuery, BadInput."""
    dataset = queries.metadata_for(actor, slug)
    view = queries.table_for(actor, slug, now=now, number=_number(parameters))
    question = table.asked_rows(parameters, view.schema)
    wanted = parameters.get("format", "csv")
    return downloads.download(view, question, slug=slug, title=dataset.title(spoken()), format=wanted, language=spoken())


def source_file(actor: Actor, slug: str, number: int) -> tuple[Path, str]:
    """Return path and name of the file that a version was read from. Raises NotFound, NotAllowed."""
    sha256, name = queries.source_of(actor, slug, number)
    return runtime.settings().source(sha256), name


def _head(actor: Actor, found: Opened, now: datetime) -> DatasetPage:
    dataset, newest = found.metadata, found.newest
    topic = TOPICS[dataset.topic]
    licence = LICENCES[dataset.licence]
    may_edit = allows(actor, "dataset.edit", found.organisation_id, dataset.classification, dataset.state) if dataset.state in ("draft", "published") else False
    may_declare = allows(actor, "schema.declare", found.organisation_id, dataset.classification, dataset.state)
    return DatasetPage(
        slug=dataset.slug,
        title=dataset.title(spoken()),
        sentence=dataset.description(spoken()),
        is_sample=dataset.is_sample,
        topic=Link(say(topic.th, topic.en), f"{reverse('search')}?{urlencode({'topic': topic.code})}"),
        owner=Link(dataset.organisation(spoken()), reverse("organisation", args=[dataset.organisation_slug])),
        access=access_state(dataset.classification),
        freshness=freshness_state(dataset, now=now),
        licence=dataset.licence_note or say(licence.th, licence.en),
        facts=_facts(dataset, newest),
        newest=newest,
        new_version_href=f"{reverse('upload')}?{urlencode({'dataset': dataset.slug})}" if may_edit else "",
        publication_href=reverse("publication", args=[dataset.slug]) if may_steer(actor, found.organisation_id, dataset.classification, dataset.state) else "",
        schema_href=reverse("schema", args=[dataset.slug]) if may_declare else "",
        withdrawal=queries.tombstone_for(actor, dataset.slug) if dataset.state == "withdrawn" else None,
        keywords=dataset.keywords,
    )


def _facts(dataset: DatasetMetadata, newest: VersionInfo | None) -> tuple[tuple[str, str], ...]:
    frequency, category, level = FREQUENCIES[dataset.frequency], CATEGORIES[dataset.category], CLASSIFICATIONS[dataset.classification]
    pairs = (
        (say("เจ้าของข้อมูล", "Data owner"), dataset.organisation(spoken())),
        (say("แหล่งที่มา", "Source"), dataset.source_name(spoken())),
        (say("ปรับปรุงล่าสุด", "Last updated"), show_day(dataset.updated_at) if newest else ""),
        (say("ความถี่", "Frequency"), say(frequency.th, frequency.en)),
        (say("ระดับชั้นข้อมูล", "Classification"), say(level.th, level.en)),
        (say("หมวดหมู่ข้อมูล", "Category"), say(category.th, category.en)),
        (say("ผู้ติดต่อ", "Contact"), " ".join(part for part in (dataset.contact_name, dataset.contact_email) if part)),
    )
    return tuple(pair for pair in pairs if pair[1])


def _counted(view: TableView, rows: int) -> Mapping[str, object]:
    """Return, by one question, the ends of the time that the whole table spans, and how many rows have a value in each column."""
    times = Uses.of(view.schema).times[:1]
    measures = [Measure(end, column.name) for column in times for end in ("min", "max")]
    if 0 < rows <= _COUNTED_ROWS:
        measures += [Measure("count", name) for name in view.schema.names]
    return view.rows(Groups(view.schema, measures=tuple(measures)))[0] if measures else {}


def _period(view: TableView, counted: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return the years that the whole table spans, whatever file brought them."""
    times = Uses.of(view.schema).times
    if not times:
        return ()
    years = show_years(*(_year_of(counted[f"{end}_{times[0].name}"]) for end in ("min", "max")))
    return ((say("ช่วงเวลาของข้อมูล", "Period"), say(f"พ.ศ. {years}", years)),) if years else ()


def _year_of(value: object) -> int | None:
    return value.year if isinstance(value, date) else value if isinstance(value, int) else None


def _opened(
    actor: Actor,
    page: DatasetPage,
    found: Opened,
    view: TableView,
    parameters: QueryDict,
    *,
    now: datetime,
    base: str,
    site: str,
) -> DatasetPage:
    dataset, shown, newest = found.metadata, found.wanted, found.newest
    assert shown is not None
    assert newest is not None
    wanted = parameters.get("view")
    chosen = wanted if wanted in VIEWS and (wanted != "map" or mapping.can_map(Uses.of(view.schema))) else "table"
    filters = given_filters(parameters, view.schema)
    query = table.as_api(parameters, view.schema) if chosen == "table" else urlencode([(k.removesuffix("__eq"), v) for k, vs in filters.items() for v in vs])
    calls = snippets(base, page.slug, query)
    call = parameters.get("code", "curl")
    counted = _counted(view, shown.rows)
    source = caption(dataset, number=view.number, published_at=shown.published_at)
    return replace(
        page,
        facts=(*page.facts, *_period(view, counted)),
        number=view.number,
        is_newest=view.number == newest.number,
        tabs=_tabs(view, parameters, chosen),
        view=chosen,
        offers=offers(view, filters),
        filtered=bool(filters),
        columns=_columns(view, counted, shown.rows),
        snippet=calls.get(call, calls["curl"]),
        snippet_tabs=tuple(Tab(name, one.language, "", _here(parameters, code=name) + "#api", name == call) for name, one in calls.items()),
        versions=_versions(actor, page, found),
        seen=_files(page.slug, view, parameters) if filters else (),
        whole=_files(page.slug, view, QueryDict(f"version={view.number}") if view.number != newest.number else QueryDict()),
        citation=citation(
            dataset,
            number=view.number,
            published_at=shown.published_at,
            site=site,
            url=base.rstrip("/") + reverse("dataset", args=[page.slug]),
            now=now,
        ),
        reading=reading_of(shown),
        checked=_checked(shown),
        quality=quality.build(dataset, newest, now=now),
        embed=_embed(dataset, chosen, parameters, base),
        **_body(view, parameters, chosen, shown.rows, source),  # type: ignore[arg-type]
    )


def _embed(dataset: DatasetMetadata, view: str, parameters: QueryDict, base: str) -> str:
    """Return the code by which others show this drawing: of open data alone."""
    may = view in embed.VIEWS and dataset.classification == PUBLIC and dataset.state == "published"
    return embed.code(dataset.slug, view, parameters, title=dataset.title(spoken()), base=base) if may else ""


def _body(view: TableView, parameters: QueryDict, chosen: str, total: int, source: str) -> dict[str, object]:
    if chosen == "chart":
        drawn = charting.build(view, parameters, source=source)
        return {"chart": drawn.chart, "selections": drawn.selections}
    if chosen == "map":
        mapped = mapping.build(view, parameters, source=source)
        return {"chart": mapped.chart, "selections": mapped.selections, "picked": mapped.picked, "can_open": mapped.can_open}
    return {"table": table.build(view, parameters, total=total)}


def _tabs(view: TableView, parameters: QueryDict, chosen: str) -> tuple[Tab, ...]:
    names = {"table": ("ตาราง", "Table"), "chart": ("แผนภูมิ", "Chart"), "map": ("แผนที่", "Map")}
    shown = [name for name in VIEWS if name != "map" or mapping.can_map(Uses.of(view.schema))]
    return tuple(Tab(name, say(*names[name]), name, _here(parameters, view=None if name == "table" else name), name == chosen) for name in shown)


def _columns(view: TableView, counted: Mapping[str, object], rows: int) -> tuple[ColumnShown, ...]:
    filled = {name: f"{int(str(there)) * 100 // rows}%" for name in view.schema.names if (there := counted.get(f"count_{name}")) is not None}
    return tuple(
        ColumnShown(
            column.name, title_of(column), type_of(column) + (f" ({unit_of(column)})" if column.unit else ""), column.description, filled.get(column.name, "–")
        )
        for column in view.schema.columns
    )


def _files(slug: str, view: TableView, parameters: QueryDict) -> tuple[Link, ...]:
    address = reverse("download", args=[slug])
    return tuple(Link(FORMAT_NAMES[name], f"{address}{_here(parameters, format=name, view=None, page=None, code=None)}") for name in formats_of(view.schema))


def _versions(actor: Actor, page: DatasetPage, found: Opened) -> tuple[VersionShown, ...]:
    office, dataset, shown = found.organisation_id, found.metadata, found.wanted.number if found.wanted else 0
    may_see_source = allows(actor, "dataset.edit", office, dataset.classification, dataset.state)
    may_restore = allows(actor, "version.restore", office, dataset.classification, dataset.state)
    return tuple(_version(page, version, shown, may_see_source=may_see_source, may_restore=may_restore) for version in found.versions)


def _version(page: DatasetPage, version: VersionInfo, shown: int, *, may_see_source: bool, may_restore: bool) -> VersionShown:
    address = reverse("source", args=[page.slug, version.number])
    return VersionShown(
        number=version.number,
        href=f"?version={version.number}",
        published_at=version.published_at,
        published_by=version.published_by,
        change=change_of(version),
        rows=version.rows,
        current=version.number == shown,
        source=Link(version.source_name, address) if may_see_source else None,
        compare_href=f"{reverse('compare', args=[page.slug])}?from={version.number - 1}&to={version.number}" if version.number > 1 else "",
        restore_href=f"{page.publication_href}?restore={version.number}#restore" if may_restore and page.newest and version.number < page.newest.number else "",
        restored=say(f"กู้คืนจากรุ่นที่ {version.restored_from}", f"Restored from version {version.restored_from}") if version.restored_from else "",
        checked=_checked(version),
    )


def _checked(version: VersionInfo) -> str:
    """Return which schema a version was checked against, and why faults were taken, where they were."""
    if version.schema_number is None:
        return ""
    accepted = version.report.get("accepted")
    told = say(f"ตรวจกับโครงสร้างตาราง ฉบับที่ {version.schema_number}", f"Checked against schema {version.schema_number}")
    if not isinstance(accepted, dict):
        return told
    faults = f"{version.report.get('faults'):,}"
    return told + say(f" รับค่าที่ไม่ผ่าน {faults} เซลล์ เพราะ {accepted['reason']}", f"; {faults} faults were taken: {accepted['reason']}")


def _here(parameters: QueryDict, **changes: str | None) -> str:
    query = parameters.copy()
    for name in ("lang", "page", *changes):
        query.pop(name, None)
    for name, value in changes.items():
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def _number(parameters: QueryDict) -> int | None:
    text = parameters.get("version", "")
    return int(text) if text.isdecimal() else None


def _closed(dataset: DatasetMetadata) -> Message:
    level = CLASSIFICATIONS[dataset.classification]
    if dataset.classification == PUBLIC:
        return Message("ชุดข้อมูลนี้เพิกถอนแล้ว จึงไม่แสดงข้อมูลรายแถว", "This dataset was withdrawn, so its rows are not shown.")
    return Message(
        f"รายละเอียดของชุดข้อมูลนี้เปิดให้เฉพาะผู้ได้รับสิทธิ (ระดับชั้นข้อมูล: {level.th})",
        f"Only people with a grant can see this dataset (classification: {level.en}).",
    )
