"""One page of figures for a mayor: each with year, change, how the others stand, and the way to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import median

from django.http import QueryDict
from django.urls import reverse

from mueang.base.errors import MueangError
from mueang.base.periods import show_date, show_year
from mueang.documents.charts import spark
from mueang.documents.charts.figures import decimals_of, show
from mueang_site.access.actor import Actor
from mueang_site.access.policies import allows
from mueang_site.access.queries import organisation
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue.queries import Tombstone, due_at
from mueang_site.headlines.choice import YEARS, Choice
from mueang_site.headlines.queries import HeadlineView, headlines_of
from mueang_site.portal.language import said, say, show_day, spoken
from mueang_site.portal.pages.charting import kind_of
from mueang_site.portal.pages.columns import place_name, place_title, unit_of
from mueang_site.portal.pages.measuring import Measured, Period, measure
from mueang_site.portal.pages.shown import Link, StateShown
from mueang_site.portal.pages.snippets import caption

_LEAST_OF_A_LINE = 3
_FUNCTIONS = {"mean": ("ค่าเฉลี่ย", "Mean"), "sum": ("รวม", "Sum"), "min": ("ต่ำสุด", "Lowest"), "max": ("สูงสุด", "Highest"), "count": ("รวม", "Count")}


@dataclass(frozen=True)
class FigureShown:
    """One figure. Without `value` there is `missing`, which says why and what is known last."""

    id: int
    title: str
    period: str
    source: str
    rows: Link
    address: str
    value: str = ""
    unit: str = ""
    scope: str = ""
    change: StateShown | None = None
    others: str = ""
    spark: str = ""
    missing: str = ""
    late: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class HeadlinesPage:
    """The page; `finding` counts what went which way."""

    slug: str
    name: str
    finding: str
    figures: tuple[FigureShown, ...]
    choose_href: str
    shown_on: datetime


def build(actor: Actor, slug: str, *, now: datetime) -> HeadlinesPage:
    """Return the page of one organisation as the actor may see it. Raises NotFound."""
    office = organisation(slug)
    shown = figures(actor, slug, now=now)
    may = allows(actor, "headline.choose", office.id)
    return HeadlinesPage(slug, said(office.name), _finding(shown), shown, reverse("headlines-choose", args=[slug]) if may else "", now)


def figures(actor: Actor, slug: str, *, now: datetime, most: int | None = None) -> tuple[FigureShown, ...]:
    """Return the organisation's figures in order, `most` of them."""
    return tuple(_figure(actor, one, now) for one in headlines_of(actor, slug)[:most])


def _figure(actor: Actor, headline: HeadlineView, now: datetime) -> FigureShown:
    dataset = headline.dataset
    if isinstance(dataset, Tombstone):
        return _withdrawn(headline, dataset)
    due = due_at(dataset.frequency, dataset.updated_at)
    late = say(f"เลยกำหนดปรับปรุงตั้งแต่ {show_day(due)}", f"Overdue since {show_day(due)}") if due is not None and due < now else ""
    source = caption(dataset, number=dataset.version or 0, published_at=dataset.updated_at)
    bare = _bare(headline, source, dataset.title(spoken()), late=late)
    try:
        measured = measure(catalogue.table_for(actor, dataset.slug, now=now), headline.choice)
    except MueangError as error:
        return replace(bare, missing=said(error.message))
    return _filled(replace(bare, rows=_rows(bare.rows, headline.choice, measured)), headline.choice, measured)


def _withdrawn(headline: HeadlineView, stone: Tombstone) -> FigureShown:
    """Say that the dataset was withdrawn: a figure never vanishes without a word."""
    missing = say(f"ชุดข้อมูลเพิกถอนแล้วเมื่อ {show_day(stone.at)}", f"The dataset was withdrawn on {show_day(stone.at)}")
    return _bare(headline, said(stone.organisation), said(stone.title), missing=missing)


def _bare(headline: HeadlineView, source: str, title: str, *, late: str = "", missing: str = "") -> FigureShown:
    address = reverse("dataset", args=[headline.dataset.slug])
    return FigureShown(headline.id, said(headline.title), "", source, Link(title, address), address, late=late, missing=missing)


def _filled(bare: FigureShown, choice: Choice, measured: Measured) -> FigureShown:
    period = _period_text(measured.period)
    if measured.value is None:
        return replace(bare, period=period, missing=_missing(choice, measured))
    known = [value for _, value in measured.series if value is not None]
    decimals = decimals_of([measured.value, *known]) if choice.function != "mean" else max(1, decimals_of(measured.places.values() or known))
    unit = unit_of(measured.column) if measured.column else say("แถว", "rows")
    change, verdict = _change(choice, measured, decimals, unit)
    return replace(
        bare,
        period=period or say("ต้นทางไม่ได้ระบุปี", "The source states no year"),
        value=show(measured.value, decimals),
        unit=unit,
        scope=_scope(choice, measured),
        change=change,
        verdict=verdict,
        others=_others(choice, measured, decimals),
        spark=spark([value for _, value in measured.series]) if len(known) >= _LEAST_OF_A_LINE else "",
    )


def _change(choice: Choice, measured: Measured, decimals: int, unit: str) -> tuple[StateShown | None, str]:
    """Return the change against the period before, and whether it is `better` or `worse`."""
    if measured.before is None or measured.value is None:
        return None, ""
    then, value = measured.before
    gap = measured.value - value
    size = show(abs(gap), decimals)
    if size == show(0, decimals):
        return StateShown("idle", "flat", say(f"ไม่เปลี่ยนจาก{_period_words(then)}", f"Unchanged since {_period_words(then)}")), "same" if choice.better else ""
    points = say(" จุดร้อยละ", " percentage points") if unit == "%" else ""
    rises = gap > 0
    word = say("เพิ่มขึ้น", "Up") if rises else say("ลดลง", "Down")
    verdict = "" if not choice.better else "better" if rises == (choice.better == "higher") else "worse"
    side = {"better": say(" ดีขึ้น", ", better"), "worse": say(" แย่ลง", ", worse"), "": ""}[verdict]
    text = say(f"{word} {size}{points} จาก{_period_words(then)}{side}", f"{word} {size}{points} since {_period_words(then)}{side}")
    return StateShown({"better": "good", "worse": "warn", "": "idle"}[verdict], "up" if rises else "down", text), verdict


def _others(choice: Choice, measured: Measured, decimals: int) -> str:
    """Return how the places stand: one beside the median of all, or all with their highest and lowest."""
    places = measured.places
    if len(places) < _LEAST_OF_A_LINE or len(set(places.values())) < 2:
        return ""
    middle, kinds = median(places.values()), _kinds(list(places))
    if choice.place:
        word = _against(measured.value or 0.0, middle, decimals)
        return say(f"{word}ของ {len(places)} {kinds} ({show(middle, decimals)})", f"{word} of {len(places)} {kinds} ({show(middle, decimals)})")
    high, low = max(places, key=places.__getitem__), min(places, key=places.__getitem__)
    top, bottom = f"{place_name(high)} {show(places[high], decimals)}", f"{place_name(low)} {show(places[low], decimals)}"
    return say(
        f"มัธยฐานของ {len(places)} {kinds} {show(middle, decimals)} สูงสุด {top} ต่ำสุด {bottom}",
        f"Median of {len(places)} {kinds} {show(middle, decimals)}; highest {top}, lowest {bottom}",
    )


def _against(value: float, middle: float, decimals: int) -> str:
    if show(value, decimals) == show(middle, decimals):
        return say("เท่ากับมัธยฐาน", "At the median")
    return say("สูงกว่ามัธยฐาน", "Above the median") if value > middle else say("ต่ำกว่ามัธยฐาน", "Below the median")


def _scope(choice: Choice, measured: Measured) -> str:
    """Return what the value stands for: one place, or how many and how they became one value."""
    if choice.place:
        return place_title(choice.place)
    count = len(measured.places)
    return (
        say(
            f"{_FUNCTIONS[choice.function][0]}ของ {count} {_kinds(list(measured.places))}",
            f"{_FUNCTIONS[choice.function][1]} of {count} {_kinds(list(measured.places))}",
        )
        if count
        else ""
    )


def _kinds(codes: Sequence[str]) -> str:
    th, _, en = kind_of(codes) or ("พื้นที่", "place", "places")
    return say(th, en)


def _missing(choice: Choice, measured: Measured) -> str:
    place = place_title(choice.place) if choice.place else ""
    what = say(
        f"ไม่มีข้อมูล{f'ของ{place}' if place else ''}{_period_words(measured.period)}",
        f"No data{f' for {place}' if place else ''} in {_period_words(measured.period)}",
    )
    if measured.period is None:
        what = say("ไม่มีค่าในชุดข้อมูล", "The dataset has no value")
    last = _period_words(measured.last)
    return say(f"{what} ล่าสุดที่มีคือ{last}", f"{what}; the latest is {last}") if measured.last is not None else what


def _rows(link: Link, choice: Choice, measured: Measured) -> Link:
    """Return the link to the rows that the value came from."""
    asked = QueryDict(mutable=True)
    for key, texts in choice.filters.items():
        asked.setlist(key, texts)
    if choice.place:
        asked[f"{choice.place_column}__eq"] = choice.place
    if measured.time is not None and measured.period is not None and choice.measure != YEARS:
        asked[f"{measured.time.name}__eq"] = str(measured.period)
    return Link(link.label, f"{link.href}?{asked.urlencode()}" if asked else link.href)


def _finding(shown: Sequence[FigureShown]) -> str:
    """Return what went which way, for those figures that have a better side and a period before."""
    better, worse, same = (sum(one.verdict == verdict for one in shown) for verdict in ("better", "worse", "same"))
    judged = better + worse + same
    if not judged:
        return ""
    return say(
        f"จาก {judged} ตัวเลขที่เทียบกับช่วงก่อนได้ ดีขึ้น {better} แย่ลง {worse} ไม่เปลี่ยน {same}",
        f"Of {judged} figures that can be compared with the period before, {better} got better, {worse} worse, {same} stayed.",
    )


def _period_text(period: Period | None) -> str:
    if period is None:
        return ""
    return show_date(period, spoken()) if isinstance(period, date) else say(f"พ.ศ. {show_year(period, 'th')}", str(period))


def _period_words(period: Period | None) -> str:
    """Return a period within a sentence."""
    if period is None:
        return ""
    day = show_date(period, spoken()) if isinstance(period, date) else ""
    return say(f"วันที่ {day}", day) if day else say(f"ปี {show_year(int(str(period)), 'th')}", str(period))
