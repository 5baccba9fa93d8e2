"""Reminders: on the page of the office, and by e-mail where the operator has named a mail server. At most one a day for each filing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mueang.base.message import Message
from mueang.base.periods import show_date
from mueang_site.access import audit
from mueang_site.access import queries as access
from mueang_site.access.actor import Actor, system_actor
from mueang_site.notices import mail
from mueang_site.rounds import actions
from mueang_site.rounds.models import OWED, Filing, Reminder, Round

_ASKED = Message("ขอให้ส่งแบบฟอร์ม “{title}” รอบ {round} ภายใน {due}", "Please file “{title}”, {round}, by {due}")
_SOON = Message("เตือน: แบบฟอร์ม “{title}” รอบ {round} ครบกำหนด {due}", "Reminder: “{title}”, {round}, is due {due}")
_LATE = Message("เลยกำหนดแล้ว: แบบฟอร์ม “{title}” รอบ {round} (กำหนด {due})", "Overdue: “{title}”, {round} (was due {due})")
_BODY = Message(
    "เรียน {name}\n\n{subject}\n\nดาวน์โหลดแบบฟอร์ม อัปโหลด หรือกรอกบนหน้าเว็บได้ที่\n{address}\n\n{owner}\n",
    "To {name}\n\n{subject}\n\nDownload the form, upload it, or fill it in on the page:\n{address}\n\n{owner}\n",
)


@dataclass(frozen=True)
class Reminded:
    """How many offices were reminded, and how many had been today already."""

    now: int
    before: int


@transaction.atomic
def remind(actor: Actor, round_id: UUID, *, offices: Sequence[str] | None = None, now: datetime) -> Reminded:
    """Remind the offices that owe something, all of them or those that are named. Raises NotFound, NotAllowed, Conflict for a closed round."""
    found = actions.open_round(actor, round_id)
    owing = _owing(found)
    chosen = [filing for filing in owing if offices is None or filing.organisation.slug in offices]
    done = _remind(chosen, by=actor.name, automatic=False, now=now)
    audit.record(actor, "round.remind", actions.subject_of(found), {"reminded": done, "before": len(chosen) - done}, now=now)
    return Reminded(done, len(chosen) - done)


def remind_by_calendar(*, now: datetime) -> int:
    """Remind of every open round on the days that its form names, in the caller's transaction, and return how many offices."""
    today, done = timezone.localdate(now), 0
    for found in Round.objects.filter(closed_at__isnull=True).select_related("form__organisation"):
        if (today - found.due).days in found.form.remind:
            reminded = _remind(_owing(found), by="", automatic=True, now=now)
            if reminded:
                audit.record(system_actor("clock"), "round.remind", actions.subject_of(found), {"reminded": reminded}, now=now)
            done += reminded
    return done


def tell_of(found: Round, *, now: datetime) -> int:
    """Write to the offices that a round was published, in the caller's transaction, and return how many e-mails."""
    filings = list(found.filings.select_related("organisation", "round__form__organisation"))
    addresses = access.addresses_of(filing.organisation_id for filing in filings) if mail.ready() else {}
    return sum(_write(filing, addresses.get(filing.organisation_id, ()), _ASKED, now) for filing in filings)


def _owing(found: Round) -> list[Filing]:
    return list(found.filings.filter(state__in=OWED).select_related("organisation", "round__form__organisation"))


def _remind(filings: Sequence[Filing], *, by: str, automatic: bool, now: datetime) -> int:
    today = timezone.localdate(now)
    done = set(Reminder.objects.filter(filing__in=filings, day=today).values_list("filing", flat=True))
    fresh = [filing for filing in filings if filing.pk not in done]
    addresses = access.addresses_of(filing.organisation_id for filing in fresh) if mail.ready() else {}
    for filing in fresh:
        sent = _write(filing, addresses.get(filing.organisation_id, ()), _LATE if today > filing.round.due else _SOON, now)
        Reminder.objects.create(filing=filing, day=today, automatic=automatic, by_name=by[:200], addresses=sent, at=now)
    return len(fresh)


def _write(filing: Filing, addresses: Iterable[str], subject: Message, now: datetime) -> int:
    """Ask for an e-mail to each address and return how many."""
    asked = filing.round
    owner = asked.form.organisation
    said = Message(
        subject.th.format(title=asked.asked["title_th"], round=asked.name_th, due=_day(asked.due, "th")),
        subject.en.format(title=asked.asked["title_en"] or asked.asked["title_th"], round=asked.name_en, due=_day(asked.due, "en")),
    )
    address = mail.address_of(f"/rounds/{asked.pk}/{filing.organisation.slug}")
    thai = _BODY.th.format(name=filing.name, subject=said.th, address=address, owner=owner.name_th)
    english = _BODY.en.format(name=filing.organisation.name_en or filing.name, subject=said.en, address=address, owner=owner.name_en or owner.name_th)
    return sum(mail.enqueue(to, said.th, f"{thai}\n{english}", organisation_id=owner.pk, now=now) for to in addresses)


def _day(day: date, language: str) -> str:
    return show_date(day, language, short=False)
