"""The small form by which stewards choose headline figures: a dataset first, then what of it to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from mueang.base.errors import BadInput, MueangError
from mueang.base.message import Message
from mueang.tables.schema import Column
from mueang_site.access.actor import Actor
from mueang_site.access.policies import require
from mueang_site.access.queries import below, organisation
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue.table import TableView
from mueang_site.headlines.actions import MOST
from mueang_site.headlines.choice import YEARS, Choice, period_of
from mueang_site.portal.language import said, say, spoken
from mueang_site.portal.pages import wide
from mueang_site.portal.pages.columns import Uses, place_title, title_of
from mueang_site.portal.pages.filters import Offer, given_filters, offers
from mueang_site.portal.pages.headlines import FigureShown, figures
from mueang_site.portal.pages.shown import Field
from mueang_site.search import queries as search

_MOST_DATASETS = 200
_MOST_PLACES = 120
_ALL = "*"
_FUNCTIONS = (("mean", "ค่าเฉลี่ย", "mean"), ("sum", "ผลรวม", "sum"), ("max", "สูงสุด", "maximum"), ("min", "ต่ำสุด", "minimum"), ("count", "นับแถวหรือค่าที่มี", "count"))
_BETTER = (("", "ไม่ระบุ", "Not stated"), ("higher", "ยิ่งสูงยิ่งดี", "Higher is better"), ("lower", "ยิ่งต่ำยิ่งดี", "Lower is better"))


@dataclass(frozen=True)
class ChoosePage:
    """Figures chosen so far with their values, the datasets to choose from, and the form of the one picked."""

    slug: str
    name: str
    figures: tuple[FigureShown, ...]
    full: bool
    most: int
    datasets: tuple[tuple[str, str], ...]
    dataset: str
    fields: tuple[Field, ...]
    offers: tuple[Offer, ...]
    fault: Message | None


def build(actor: Actor, slug: str, parameters: QueryDict, *, now: datetime, fault: BadInput | None = None) -> ChoosePage:
    """Return the form; `parameters` hold what was typed. Raises NotFound, NotAllowed."""
    office = organisation(slug)
    require(actor, "headline.choose", office.id)
    own = (slug, *(one.slug for one in below(slug)))
    found = search.find(actor, search.Asked(organisation=own), kind="dataset", now=now, size=_MOST_DATASETS)
    known = catalogue.metadata_of(actor, found.keys)
    shown = figures(actor, slug, now=now)
    picked = parameters.get("dataset", "")
    view = _view(actor, picked, now) if picked in {dataset.slug for dataset in known} else None
    return ChoosePage(
        slug=slug,
        name=said(office.name),
        figures=shown,
        full=len(shown) >= MOST,
        most=MOST,
        datasets=tuple((dataset.slug, dataset.title(spoken())) for dataset in known),
        dataset=picked if view else "",
        fields=_fields(view, parameters, fault) if view else (),
        offers=_filters(view, parameters) if view else (),
        fault=fault.message if fault else None,
    )


def said_of_form(actor: Actor, posted: QueryDict, *, now: datetime) -> Choice:
    """Return the choice that the form holds. Raises BadInput, NotFound, NotAllowed."""
    view = catalogue.table_for(actor, posted.get("dataset", ""), now=now)
    place = posted.get("place", "")
    column = _place_column(view)
    return Choice(
        title_th=posted.get("title_th", "").strip(),
        title_en=posted.get("title_en", "").strip(),
        measure=posted.get("measure", ""),
        function=posted.get("function", "mean") if posted.get("measure") else "count",
        filters=given_filters(posted, view.schema),
        place_column=column.name if column and place else "",
        place="" if place == _ALL else place,
        period=period_of(posted.get("period", "")),
        better=posted.get("better", ""),
    )


def _view(actor: Actor, slug: str, now: datetime) -> TableView | None:
    try:
        return catalogue.table_for(actor, slug, now=now)
    except MueangError:
        return None


def _fields(view: TableView, typed: QueryDict, fault: BadInput | None) -> tuple[Field, ...]:
    wrong = {fault.field or "": fault.message} if fault else {}
    title = Message("สั้น บอกว่าวัดอะไร เช่น อัตราการสูบบุหรี่", "Short: what is measured, such as Smoking rate.")
    measures = _measures(view)
    period = Message("เว้นว่างคือปีล่าสุดเสมอ", "Leave empty for the newest, whenever it comes.")
    fields = (
        Field(
            "title_th",
            Message("ชื่อตัวเลข (ภาษาไทย)", "Name of the figure, in Thai"),
            typed.get("title_th", ""),
            hint=title,
            fault=wrong.get("title_th"),
            required=True,
        ),
        Field("title_en", Message("ชื่อตัวเลข (ภาษาอังกฤษ)", "Name of the figure, in English"), typed.get("title_en", "")),
        Field("measure", Message("สิ่งที่วัด", "What is measured"), typed.get("measure", measures[0][0]), "select", fault=wrong.get("measure"), choices=measures),
        Field(
            "function", Message("วิธีรวมค่าของหลายแถว", "How several rows become one value"), typed.get("function", "mean"), "select", choices=_told(_FUNCTIONS)
        ),
        Field("place", Message("พื้นที่", "Place"), typed.get("place", _ALL), "select", fault=wrong.get("place"), choices=_places(view)),
        Field("period", Message("ปี", "Year"), typed.get("period", ""), hint=period, fault=wrong.get("period")),
        Field("better", Message("ทิศทาง", "Direction"), typed.get("better", ""), "select", choices=_told(_BETTER)),
    )
    return tuple(field for field in fields if field.kind != "select" or len(field.choices) > 1)


def _measures(view: TableView) -> tuple[tuple[str, str], ...]:
    uses = Uses.of(view.schema)
    years = [(YEARS, say("ทุกปี (คอลัมน์ละปี)", "All years (a column each)"))] if wide.columns_by_year(uses) else []
    return (*years, *((column.name, title_of(column)) for column in uses.measures), ("", say("จำนวนแถว", "Rows")))


def _places(view: TableView) -> tuple[tuple[str, str], ...]:
    column = _place_column(view)
    if column is None:
        return (("", ""),)
    codes = [str(code) for code in view.distinct(column.name, _MOST_PLACES) if code is not None]
    named = sorted((place_title(code), code) for code in codes)
    return ((_ALL, say("ทุกพื้นที่ เทียบกัน", "All places, compared")), *((code, name) for name, code in named), ("", say("ไม่แยกพื้นที่", "Without places")))


def _place_column(view: TableView) -> Column | None:
    """Return the column whose places differ: of several levels the finest comes first."""
    return next((column for column in Uses.of(view.schema).places if len(view.distinct(column.name, 2)) > 1), None)


def _filters(view: TableView, typed: QueryDict) -> tuple[Offer, ...]:
    uses = Uses.of(view.schema)
    apart = {column.name for column in (*uses.places, *uses.times)}
    return tuple(offer for offer in offers(view, given_filters(typed, view.schema)) if offer.name.rpartition("__")[0] not in apart)


def _told(choices: tuple[tuple[str, str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((value, say(th, en)) for value, th, en in choices)
