"""The collection rounds of the demo: one form, last month's round half filed, and the one before it with an office that is late. All invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from mueang.tables.declared import Conditions, DatasetSchema, Field
from mueang.tables.schema import ColumnType
from mueang_site.access import queries as people
from mueang_site.access.actor import Actor, system_actor
from mueang_site.rounds import actions, filing, growing, periods, queries
from mueang_site.rounds.actions import Grown
from mueang_site.rounds.wanted import Wanted

if TYPE_CHECKING:
    from mueang_site.rounds.models import Form, Round

OWNER, SLUG, MONTH = "strategy", "monthly-complaints", "month"
KINDS = ("ขยะและความสะอาด", "ทางเท้าและถนน", "ไฟฟ้าส่องสว่าง", "น้ำท่วมขัง", "เสียงรบกวน")
OFFICES = ("phra-nakhon", "samphanthawong", "pom-prap-sattru-phai", "dusit", "bang-rak", "pathum-wan", "phra-khanong")
WANTED = Wanted(
    DatasetSchema(
        (
            Field("ประเภทเรื่อง", title_en="Kind of complaint"),
            Field("รับแจ้ง", ColumnType.INTEGER, Conditions(required=True, minimum=0), unit="เรื่อง", title_en="Received"),
            Field("แก้ไขเสร็จ", ColumnType.INTEGER, Conditions(required=True, minimum=0), unit="เรื่อง", title_en="Settled"),
            Field("หมายเหตุ", title_en="Remarks"),
        ),
        key=("ประเภทเรื่อง",),
    ),
    title_th="เรื่องร้องเรียนรายเดือน (ข้อมูลสมมติ)",
    title_en="Complaints by month (sample data)",
    instructions_th="นับเรื่องที่รับแจ้งในเดือน และเรื่องที่แก้ไขเสร็จในเดือนเดียวกัน ถ้าไม่มีให้พิมพ์ 0",
    instructions_en="Count what was received in the month, and what was settled in it. Type 0 for none.",
    given=tuple((kind,) for kind in KINDS),
    auto_accept=False,
)


STEPS = 3
"""Of growing: hand the batch in, send it, see that it is published."""


def load(steward: Actor, *, now: datetime) -> bool:
    """Make the form and its two rounds, and return whether they were not there."""
    if _form(steward) is not None:
        return False
    owner = people.organisation(OWNER).id
    before = now - timedelta(days=40)
    form = actions.make_form(steward, WANTED, organisation_id=owner, grown=Grown(SLUG, sample=True), now=before)
    newest = periods.last_ended(MONTH, timezone.localdate(now))
    older = periods.last_ended(MONTH, newest) if newest else None
    for period, published, days in ((older, before, 30), (newest, now - timedelta(days=5), 12)):
        due = timezone.localdate(published) + timedelta(days=days)
        name = periods.name_of(MONTH, period)
        found = actions.publish_round(steward, form.pk, name=name, period=period, due=due, offices=OFFICES, now=published)
        _file(steward, found, published)
    return True


@transaction.atomic
def grow(steward: Actor, *, now: datetime) -> None:
    """Do the next step of the dataset's growth without waiting for others to file."""
    form = _form(steward)
    if form is not None:
        growing.grow(form, now=now)


def _form(steward: Actor) -> Form | None:
    return next((one.form for one in queries.forms_for(steward) if one.form.dataset.slug == SLUG), None)


def _file(steward: Actor, found: Round, published: datetime) -> None:
    """Let offices file: all but one in the older round, one of them late; three in the newer, one of them with faults."""
    office = system_actor("เจ้าหน้าที่สำนักงานเขต (ข้อมูลสมมติ)")
    first = found.form.rounds.count() == 1
    for place, slug in enumerate(OFFICES[:6] if first else OFFICES[:2]):
        at = published + timedelta(days=(35 if place == 5 else 10 + place) if first else 1 + place)
        filing.hand_in_rows(office, found.pk, slug, _rows(place), now=at)
        if first:
            filing.accept(steward, found.pk, slug, now=at + timedelta(hours=2))
    if not first:
        filing.hand_in_rows(office, found.pk, OFFICES[4], [[KINDS[0], "สิบสอง", "10", ""], *_rows(4)[1:4], [KINDS[4], "-", "", ""]], now=published)


def _rows(place: int) -> list[list[str]]:
    """Return figures that nobody counted, different from office to office."""
    return [[kind, str(12 + 7 * place + 5 * k), str(9 + 6 * place + 4 * k), ""] for k, kind in enumerate(KINDS)]
