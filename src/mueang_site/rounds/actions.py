"""Verbs of forms and rounds: make, change, publish, put off, close."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mueang.base.errors import BadInput, Conflict, NotFound
from mueang.base.message import Message
from mueang.standard.codes import PUBLIC
from mueang_site.access import audit, policies
from mueang_site.access import queries as access
from mueang_site.access.actor import Actor
from mueang_site.catalogue import actions as catalogue
from mueang_site.catalogue import queries as catalogue_queries
from mueang_site.catalogue.description import Description
from mueang_site.rounds import growing, periods
from mueang_site.rounds.models import Filing, Form, Frequency, Round
from mueang_site.rounds.wanted import Wanted, asked_of

if TYPE_CHECKING:
    from mueang_site.access.queries import OrganisationView

MOST_OFFICES = 10_000
_FREQUENCIES = {Frequency.MONTH: "M", Frequency.QUARTER: "Q", Frequency.YEAR: "A", Frequency.ONCE: "U"}
_SECRET = "03"  # noqa: S105 - a class of data
_NOBODY = Message("เลือกหน่วยงานที่ต้องส่งอย่างน้อยหนึ่งหน่วยงาน", "Choose at least one office that is to file.")
_TOO_MANY = Message("เลือกได้ไม่เกิน {most:,} หน่วยงาน", "At most {most:,} offices may be asked.")
_PAST = Message("วันครบกำหนดต้องไม่ก่อนวันนี้", "The due day may not lie in the past.")
_THERE = Message("แบบฟอร์มนี้มีรอบ “{name}” อยู่แล้ว ตั้งชื่อรอบอื่น", "The form has a round “{name}” already. Choose another name.")
_NO_NAME = Message("กรอกชื่อรอบ", "Give the round a name.")
_NO_PERIOD = Message("เลือกงวดของรอบนี้", "Choose the period of this round.")
_CLOSED = Message("รอบนี้ปิดรับแล้ว", "The round is closed.")
_TYPE = Message(
    "คอลัมน์ “{name}” ในชุดข้อมูลเป็นชนิดอื่นอยู่แล้ว เปลี่ยนชนิดไม่ได้ ตั้งชื่อคอลัมน์ใหม่แทน",
    "“{name}” is of another type in the dataset, which cannot change. Give the column another name.",
)
_FREQUENT = Message("แบบฟอร์มที่เผยแพร่รอบไปแล้วเปลี่ยนความถี่ไม่ได้", "How often a form is asked cannot change once a round was published.")


@dataclass(frozen=True)
class Grown:
    """The dataset that the answers of a form grow: its name in the link, who may see it, and whether it is invented."""

    slug: str
    classification: str = PUBLIC
    sample: bool = False


@transaction.atomic
def make_form(actor: Actor, wanted: Wanted, *, organisation_id: int, grown: Grown, now: datetime) -> Form:
    """Make a form and the dataset that its answers will grow. Raises NotAllowed, BadInput, Conflict (the slug is taken)."""
    policies.require(actor, "form.manage", organisation_id, grown.classification)
    wanted.check()
    description = _described(wanted, access.organisation_by_id(organisation_id), grown)
    dataset = catalogue.create_dataset(actor, organisation_id=organisation_id, description=description, now=now)
    form = Form.objects.create(
        organisation_id=organisation_id, dataset=dataset, created_by_id=actor.user_id, created_at=now, updated_at=now, **wanted.as_fields()
    )
    audit.record(actor, "form.make", subject_of(form), {"dataset": dataset.slug, "columns": list(wanted.schema.names)}, now=now)
    return form


@transaction.atomic
def change_form(actor: Actor, form_id: int, wanted: Wanted, *, now: datetime) -> Form:
    """Change what the next rounds ask; those that were published stay as they were asked. Raises NotFound, BadInput."""
    form = managed(actor, form_id)
    wanted.check()
    _require_joining(form, wanted)
    before = set(asked_of(form)["schema"].get("fields", ()) and [field["name"] for field in form.schema["fields"]])
    for name, value in wanted.as_fields().items():
        setattr(form, name, value)
    form.version, form.updated_at = form.version + 1, now
    form.save()
    names = set(wanted.schema.names)
    audit.record(actor, "form.change", subject_of(form), {"version": form.version, "added": names - before, "removed": before - names}, now=now)
    return form


@transaction.atomic
def publish_round(actor: Actor, form_id: int, *, name: Message, period: date | None, due: date, offices: Sequence[str], now: datetime) -> Round:
    """Ask the offices to fill in the form as it stands, until the end of the due day. Raises NotFound, BadInput, Conflict (a round of that name)."""
    form = managed(actor, form_id)
    asked = _offices(offices)
    period = periods.begun(form.frequency, period) if period else None
    _require_sound(form, name, period, due, now)
    made = Round.objects.create(
        form=form,
        name_th=name.th.strip(),
        name_en=name.en.strip() or name.th.strip(),
        period=period,
        due=due,
        asked=asked_of(form),
        published_by_id=actor.user_id,
        published_by_name=actor.name[:200],
        published_at=now,
    )
    Filing.objects.bulk_create(Filing(round=made, organisation_id=office.id, name=called) for office, called in _told_apart(asked))
    audit.record(actor, "round.publish", subject_of(made), {"offices": len(asked), "due": due, "version": form.version}, now=now)
    return made


def suggestion(form: Form, *, today: date) -> tuple[Message, date | None, date]:
    """Return name, period and due day of the next round: the period after the newest, or the one that ended last."""
    newest = form.rounds.first()
    period = periods.after(form.frequency, newest.period) if newest else periods.last_ended(form.frequency, today)
    name = periods.name_of(form.frequency, period)
    number = form.rounds.count() + 1
    return name if name.th else Message(f"รอบที่ {number}", f"Round {number}"), period, periods.usual_due(form.frequency, period, today)


def publish_next(actor: Actor, form_id: int, *, now: datetime) -> Round:
    """Ask the same offices again for the next period. Raises NotFound, BadInput where nobody was asked before, Conflict."""
    form = managed(actor, form_id)
    newest = form.rounds.first()
    offices = list(newest.filings.values_list("organisation__slug", flat=True)) if newest else []
    name, period, due = suggestion(form, today=timezone.localdate(now))
    return publish_round(actor, form_id, name=name, period=period, due=due, offices=offices, now=now)


@transaction.atomic
def put_off(actor: Actor, round_id: UUID, *, due: date, now: datetime) -> Round:
    """Move the due day. Raises NotFound, BadInput for a day that has passed, Conflict for a closed round."""
    found = open_round(actor, round_id)
    if due < timezone.localdate(now):
        raise BadInput(_PAST, code="round.due", field="due")
    before, found.due = found.due, due
    found.save(update_fields=["due"])
    audit.record(actor, "round.put-off", subject_of(found), {"before": before, "after": due}, now=now)
    return found


@transaction.atomic
def close_round(actor: Actor, round_id: UUID, *, now: datetime) -> Round:
    """Take nothing more in for the round. Raises NotFound, Conflict."""
    found = open_round(actor, round_id)
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    audit.record(actor, "round.close", subject_of(found), now=now)
    return found


@transaction.atomic
def open_again(actor: Actor, round_id: UUID, *, now: datetime) -> Round:
    """Take in again what comes for a closed round. Raises NotFound."""
    found = managed_round(actor, round_id)
    found.closed_at = None
    found.save(update_fields=["closed_at"])
    audit.record(actor, "round.open", subject_of(found), now=now)
    return found


@transaction.atomic
def gather_now(actor: Actor, form_id: int, *, now: datetime) -> None:
    """Gather at once what waits to join the dataset, also what a steward had given up. Raises NotFound, NotAllowed."""
    growing.take_up_again(actor, managed(actor, form_id), now=now)


def managed(actor: Actor, form_id: int) -> Form:
    """Return the form, locked, for those who manage it. Hidden and absent look the same: raises NotFound."""
    form = Form.objects.select_for_update(of=("self",)).select_related("dataset", "organisation").filter(pk=form_id).first()
    if form is None or not policies.allows(actor, "round.oversee", form.organisation_id, form.dataset.classification):
        raise NotFound
    policies.require(actor, "form.manage", form.organisation_id, form.dataset.classification)
    return form


def managed_round(actor: Actor, round_id: UUID) -> Round:
    """Return the round, its form locked, for those who manage it. Raises NotFound."""
    found = Round.objects.filter(pk=round_id).first()
    if found is None:
        raise NotFound
    found.form = managed(actor, found.form_id)
    return found


def subject_of(thing: Form | Round) -> audit.Subject:
    """Return how the audit names a form or a round."""
    form = thing if isinstance(thing, Form) else thing.form
    kind = "form" if isinstance(thing, Form) else "round"
    return audit.Subject(kind, str(thing.pk), str(thing), form.organisation_id)


def open_round(actor: Actor, round_id: UUID) -> Round:
    """Return the round for those who manage it, while it takes filings in. Raises NotFound, NotAllowed, Conflict."""
    found = managed_round(actor, round_id)
    if found.closed_at is not None:
        raise Conflict(_CLOSED, code="round.closed")
    return found


def _described(wanted: Wanted, owner: OrganisationView, grown: Grown) -> Description:
    secret = grown.classification >= _SECRET
    return Description(
        slug=grown.slug,
        title_th=wanted.title_th,
        title_en=wanted.title_en,
        description_th=wanted.instructions_th or f"รวบรวมจากแบบฟอร์มที่หน่วยงานส่งให้{owner.name.th}",
        description_en=wanted.instructions_en or f"Gathered from forms that offices file with {owner.name.en}.",
        category="c" if secret else "a" if grown.classification == PUBLIC else "b",
        classification=grown.classification,
        licence="G5" if secret else "U",
        licence_note=f"ใช้เฉพาะงานของ{owner.name.th}" if secret else "",
        source=owner.name.th,
        source_en=owner.name.en,
        frequency=_FREQUENCIES[Frequency(wanted.frequency)],
        contact_name=owner.name.th,
        is_sample=grown.sample or owner.sample,
    )


def _require_joining(form: Form, wanted: Wanted) -> None:
    """Refuse what the rows that are there would contradict."""
    if wanted.frequency != form.frequency and form.rounds.exists():
        raise BadInput(_FREQUENT, code="form.frequency", field="frequency")
    version = catalogue_queries.current_version(form.dataset)
    there = {column["name"]: column["type"] for column in version.schema["columns"]} if version else {}
    for field in wanted.schema.fields:
        if there.get(field.name, field.type) != field.type:
            raise BadInput(_TYPE.fill(name=field.name), code="form.schema", field="schema")


def _require_sound(form: Form, name: Message, period: date | None, due: date, now: datetime) -> None:
    if not name.th.strip():
        raise BadInput(_NO_NAME, code="round.name", field="name_th")
    if period is None and form.frequency != Frequency.ONCE:
        raise BadInput(_NO_PERIOD, code="round.period", field="period")
    if due < timezone.localdate(now):
        raise BadInput(_PAST, code="round.due", field="due")
    if form.rounds.filter(name_th=name.th.strip()).exists():
        raise Conflict(_THERE.fill(name=name.th.strip()), code="round.name")


def _offices(slugs: Sequence[str]) -> list[OrganisationView]:
    wanted = set(slugs)
    if len(wanted) > MOST_OFFICES:
        raise BadInput(_TOO_MANY.fill(most=MOST_OFFICES), code="round.offices", field="offices")
    found = [office for office in access.organisations() if office.slug in wanted]
    if not found or len(found) != len(wanted):
        raise BadInput(_NOBODY, code="round.offices", field="offices")
    return found


def _told_apart(offices: Sequence[OrganisationView]) -> list[tuple[OrganisationView, str]]:
    """Return each with a name that no other of them has: there are many municipalities of one name."""
    often = Counter(office.name.th for office in offices)
    return [(office, office.name.th if often[office.name.th] == 1 else f"{office.name.th} ({office.slug})") for office in offices]
