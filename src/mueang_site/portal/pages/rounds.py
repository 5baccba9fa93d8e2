"""Collection rounds: what my offices owe, what I asked of others, and where everybody stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.access.queries import OrganisationView, organisations_of
from mueang_site.portal.language import said, say, show_day, spoken
from mueang_site.portal.pages.shown import Link, Pages, StateShown
from mueang_site.rounds import queries
from mueang_site.rounds.actions import suggestion
from mueang_site.rounds.queries import Counts, Standing

if TYPE_CHECKING:
    from mueang_site.rounds.models import Filing, Form, Round

ROWS = 100
_STATES = {
    "waiting": ("idle", "time", "ยังไม่ส่ง", "Not filed"),
    "faulty": ("bad", "warn", "ส่งแล้ว มีสิ่งที่ต้องแก้", "Faults to mend"),
    "filed": ("idle", "half", "ส่งแล้ว รอรับ", "Filed, to be accepted"),
    "returned": ("warn", "undo", "ส่งกลับแก้ไข", "Returned for change"),
    "accepted": ("good", "check", "ส่งเรียบร้อย", "Filed"),
}
_FILTERS = (
    ("", "ทั้งหมด", "All"),
    ("missing", "ยังไม่ได้ส่ง", "Not filed"),
    ("late", "เลยกำหนด", "Overdue"),
    ("faulty", "มีสิ่งที่ต้องแก้", "With faults"),
    ("filed", "รอรับ", "To accept"),
    ("accepted", "ส่งเรียบร้อย", "Filed"),
)
_SORTS = {"name": lambda one: one.name, "state": lambda one: (one.state, one.name), "filed": lambda one: (one.filed_at is None, one.filed_at or 0, one.name)}
_DAYS_LEFT = Message("เหลือ {n} วัน", "{n} days left")
_DAYS_OVER = Message("เลยกำหนด {n} วัน", "{n} days overdue")


@dataclass(frozen=True)
class FilingShown:
    """A filing in a list."""

    title: str
    round: str
    owner: str
    office: str
    href: str
    due: StateShown
    state: StateShown
    reminded: datetime | None
    owed: bool


@dataclass(frozen=True)
class FormShown:
    """A form in the list of those who look after it."""

    title: str
    href: str
    round: Link | None
    due: StateShown | None
    counts: Counts
    sentence: str


@dataclass(frozen=True)
class RoundsPage:
    """What my offices owe and gave, and what I asked of others."""

    owed: tuple[FilingShown, ...]
    done: tuple[FilingShown, ...]
    forms: tuple[FormShown, ...]
    may_make: bool

    @property
    def empty(self) -> bool:
        """True where nothing concerns this person."""
        return not (self.owed or self.done or self.forms or self.may_make)


@dataclass(frozen=True)
class StandingShown:
    """One office of a round."""

    standing: Standing
    name: str
    href: str
    states: tuple[StateShown, ...]


@dataclass(frozen=True)
class OverviewPage:
    """A round at one look: counts, the offices that the filter shows, what can be done."""

    id: UUID
    title: str
    form_href: str
    dataset: Link
    name: str
    due: StateShown
    due_day: date
    closed: bool
    counts: Counts
    sentence: str
    filters: tuple[tuple[str, str, int, bool], ...]
    rows: tuple[StandingShown, ...]
    shown: int
    pages: Pages
    query: str
    chosen: str
    sort: str
    may_manage: bool
    next_name: str
    batch: UUID | None
    held: int
    waiting: int
    owing: int
    fault: Message | None


def build(actor: Actor) -> RoundsPage:
    """Return the list of rounds."""
    own = [filing_shown(one) for one in queries.own_filings(actor)]
    return RoundsPage(
        owed=tuple(one for one in own if one.owed),
        done=tuple(one for one in own if not one.owed),
        forms=tuple(_form_shown(one.form, one.newest, one.counts) for one in queries.forms_for(actor)),
        may_make=bool(makers(actor)),
    )


def makers(actor: Actor) -> list[OrganisationView]:
    """Return the offices for which the actor may make forms."""
    return organisations_of(actor, "steward")


def filing_shown(filing: Filing) -> FilingShown:
    """Return a filing as lists show it."""
    found = filing.round
    reminders = list(filing.reminders.all())
    owed = filing.state in ("waiting", "faulty", "returned") and found.closed_at is None
    return FilingShown(
        title=title_of(found.form),
        round=said(queries.name_of(found)),
        owner=found.form.organisation.name(spoken()),
        office=filing.name if spoken() == "th" else filing.organisation.name_en or filing.name,
        href=reverse("filing", args=[found.pk, filing.organisation.slug]),
        due=due_shown(found.due, owed=owed),
        state=state_shown(filing.state),
        reminded=reminders[0].at if reminders and owed else None,
        owed=owed,
    )


def title_of(form: Form) -> str:
    """Return the title of a form in the language of the page."""
    return say(form.title_th, form.title_en or form.title_th)


def state_shown(state: str) -> StateShown:
    """Return where a filing stands, in words."""
    kind, icon, th, en = _STATES[state]
    return StateShown(kind, icon, say(th, en))


def due_shown(due: date, *, owed: bool) -> StateShown:
    """Return the due day, and how many days are left or over where something is owed."""
    days = (due - timezone.localdate()).days
    day = say(f"ครบกำหนด {show_day(due)}", f"Due {show_day(due)}")
    if not owed:
        return StateShown("idle", "time", day)
    if days == 0:
        return StateShown("warn", "time", f"{day} {say('(วันนี้)', '(today)')}")
    left = said((_DAYS_LEFT if days > 0 else _DAYS_OVER).fill(n=abs(days)))
    return StateShown("idle" if days > 3 else "warn" if days > 0 else "bad", "time" if days > 0 else "warn", f"{day} {left}")


def overview(actor: Actor, round_id: UUID, given: QueryDict, *, fault: Message | None = None) -> OverviewPage:
    """Return where every office of a round stands. Raises NotFound."""
    found = queries.round_for(actor, round_id)
    everyone = queries.standings(found, today=timezone.localdate())
    counts = queries.counts_of([found])[found.pk]
    chosen, query = given.get("state", ""), given.get("q", "").strip()
    sort = given.get("sort", "name") if given.get("sort") in _SORTS else "name"
    kept = sorted((one for one in everyone if _is_kept(one, chosen) and query.lower() in f"{one.name} {one.name_en}".lower()), key=_SORTS[sort])
    pages = Pages.of(len(kept), ROWS, given.get("page"))
    first = (pages.current - 1) * ROWS
    form, closed = found.form, found.closed_at is not None
    return OverviewPage(
        id=found.pk,
        title=title_of(form),
        form_href=reverse("form", args=[form.pk]),
        dataset=Link(say(form.dataset.title_th, form.dataset.title_en or form.dataset.title_th), reverse("dataset", args=[form.dataset.slug])),
        name=said(queries.name_of(found)),
        due=due_shown(found.due, owed=not closed and bool(counts.missing)),
        due_day=found.due,
        closed=closed,
        counts=counts,
        sentence=sentence_of(counts),
        filters=tuple((name, say(th, en), sum(_is_kept(one, name) for one in everyone), name == chosen) for name, th, en in _FILTERS),
        rows=tuple(_standing_shown(one, found) for one in kept[first : first + ROWS]),
        shown=len(kept),
        pages=pages,
        query=query,
        chosen=chosen,
        sort=sort,
        may_manage=queries.may_manage(actor, form),
        next_name=_next_name(form, found),
        batch=queries.batch_of(form),
        held=queries.held_of(form),
        waiting=queries.waiting_of(form),
        owing=sum(one.owes for one in everyone),
        fault=fault,
    )


def sentence_of(counts: Counts) -> str:
    """Return at one look how far a round is."""
    late_th, late_en = (f" เลยกำหนด {counts.late:,}", f", {counts.late:,} overdue") if counts.late else ("", "")
    return say(f"ส่งแล้ว {counts.filed:,} จาก {counts.asked:,} หน่วยงาน{late_th}", f"{counts.filed:,} of {counts.asked:,} offices have filed{late_en}")


def table_of(actor: Actor, round_id: UUID) -> tuple[str, Sequence[Sequence[str]]]:
    """Return a name and the lines of the overview as a table to take along. Raises NotFound."""
    found = queries.round_for(actor, round_id)
    heads = ["หน่วยงาน", "รหัสหน่วยงาน", "สถานะ", "เลยกำหนด", "ส่งเมื่อ", "โดย", "จำนวนแถว", "จำนวนที่ต้องแก้", "จำนวนครั้งที่เตือน"]
    if spoken() == "en":
        heads = ["office", "slug", "state", "late", "filed_at", "by", "rows", "faults", "reminders"]
    lines = [_line(one) for one in queries.standings(found, today=timezone.localdate())]
    return f"{title_of(found.form)} {said(queries.name_of(found))}", [heads, *lines]


def _line(one: Standing) -> list[str]:
    late = say("ใช่", "yes") if one.late else ""
    at = timezone.localtime(one.filed_at).strftime("%Y-%m-%d %H:%M") if one.filed_at else ""
    return [say(one.name, one.name_en), one.slug, state_shown(one.state).text, late, at, one.by, str(one.rows), str(one.faults), str(one.reminders)]


def _form_shown(form: Form, newest: Round | None, counts: Counts) -> FormShown:
    return FormShown(
        title=title_of(form),
        href=reverse("form", args=[form.pk]),
        round=Link(said(queries.name_of(newest)), reverse("round", args=[newest.pk])) if newest else None,
        due=due_shown(newest.due, owed=newest.closed_at is None and bool(counts.missing)) if newest else None,
        counts=counts,
        sentence=sentence_of(counts) if newest else say("ยังไม่ได้เผยแพร่รอบใด", "No round was published yet"),
    )


def _standing_shown(one: Standing, found: Round) -> StandingShown:
    late = StateShown("bad", "warn", say("เลยกำหนด", "Overdue") if one.owes else say("ส่งหลังกำหนด", "Filed late"))
    states = (state_shown(one.state), *([late] if one.late else []))
    return StandingShown(one, say(one.name, one.name_en), reverse("filing", args=[found.pk, one.slug]), states)


def _is_kept(one: Standing, chosen: str) -> bool:
    tests = {
        "missing": one.owes,
        "late": one.late and one.owes,
        "faulty": one.state == "faulty",
        "filed": one.state == "filed",
        "accepted": one.state == "accepted",
    }
    return tests.get(chosen, True)


def _next_name(form: Form, found: Round) -> str:
    """Return what the next round would be called, for the newest round alone."""
    newest = form.rounds.first()
    return said(suggestion(form, today=timezone.localdate())[0]) if newest is not None and newest.pk == found.pk else ""
