"""Questions about forms, rounds and filings, always for an actor: what I ask of others, what others ask of me."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from mueang.base.errors import NotFound
from mueang.base.message import Message
from mueang.tables.form import Form as Sheet
from mueang_site.access import policies
from mueang_site.access.actor import Actor
from mueang_site.rounds import filing as filings
from mueang_site.rounds import growing, reading
from mueang_site.rounds.models import OWED, Attempt, Filing, Form, Reminder, Round, State
from mueang_site.rounds.wanted import form_of

MOST_OWED = 50


@dataclass(frozen=True)
class Counts:
    """How many offices were asked, and where they stand. `filed` is all that counts or waits to be accepted; `late` owe something past the due day."""

    asked: int = 0
    filed: int = 0
    accepted: int = 0
    faulty: int = 0
    returned: int = 0
    late: int = 0

    @property
    def to_decide(self) -> int:
        """Filed and not accepted yet."""
        return self.filed - self.accepted

    @property
    def missing(self) -> int:
        """Still to come."""
        return self.asked - self.filed


@dataclass(frozen=True)
class Standing:
    """Where one office stands in a round. `late`: it owes something past the due day, or filed after it."""

    slug: str
    name: str
    name_en: str
    state: str
    late: bool
    filed_at: datetime | None
    by: str
    rows: int
    faults: int
    attempts: int
    comment: str
    reminded_at: datetime | None
    reminders: int

    @property
    def owes(self) -> bool:
        """True while the office still has to do something."""
        return self.state in OWED


@dataclass(frozen=True)
class FormInfo:
    """A form in a list, with its newest round."""

    form: Form
    newest: Round | None
    counts: Counts


def forms_for(actor: Actor) -> list[FormInfo]:
    """Return the forms that the actor looks after, those with the newest round first."""
    rounds = Prefetch("rounds", Round.objects.order_by("-published_at"))
    forms = Form.objects.select_related("dataset", "organisation").prefetch_related(rounds)
    mine = [form for form in forms if _oversees(actor, form)]
    counts = counts_of([form.rounds.all()[0] for form in mine if form.rounds.all()])
    found = [FormInfo(form, newest, counts[newest.pk] if newest else Counts()) for form in mine for newest in [next(iter(form.rounds.all()), None)]]
    return sorted(found, key=lambda one: one.newest.published_at if one.newest else one.form.created_at, reverse=True)


def form_for(actor: Actor, form_id: int) -> Form:
    """Return the form for those who look after it. Raises NotFound."""
    form = Form.objects.select_related("dataset", "organisation").filter(pk=form_id).first()
    if form is None or not _oversees(actor, form):
        raise NotFound
    return form


def may_manage(actor: Actor, form: Form) -> bool:
    """Return whether the actor may change the form, publish its rounds and remind."""
    return policies.allows(actor, "form.manage", form.organisation_id, form.dataset.classification)


def round_for(actor: Actor, round_id: UUID) -> Round:
    """Return the round for those who look after it. Raises NotFound."""
    found = Round.objects.select_related("form__dataset", "form__organisation").filter(pk=round_id).first()
    if found is None or not _oversees(actor, found.form):
        raise NotFound
    return found


def rounds_of(form: Form) -> list[tuple[Round, Counts]]:
    """Return the rounds of a form, the newest first, with how many filed. Whoever calls this has shown that the actor may see the form."""
    rounds = list(form.rounds.all())
    counts = counts_of(rounds)
    return [(one, counts[one.pk]) for one in rounds]


def rounds_for(actor: Actor) -> list[tuple[Round, Counts, list[Filing]]]:
    """Return the rounds that concern the actor, the newest first: with counts those that they look after, with their own filings the others."""
    overseen = [form.pk for form in Form.objects.select_related("dataset") if _oversees(actor, form)]
    own = _own(actor).select_related("round__form__dataset", "round__form__organisation", "organisation", "newest", "standing")
    by_round: dict[Any, list[Filing]] = {}
    for filing in own.exclude(round__form__in=overseen):
        if filings.may(actor, "filing.read", filing):
            by_round.setdefault(filing.round_id, []).append(filing)
    wanted = Round.objects.filter(Q(form__in=overseen) | Q(pk__in=by_round)).select_related("form__dataset", "form__organisation")
    found = list(wanted)
    counts = counts_of([one for one in found if one.form_id in overseen])
    return [(one, counts.get(one.pk, Counts()), by_round.get(one.pk, [])) for one in found]


def counts_of(rounds: Iterable[Round]) -> dict[Any, Counts]:
    """Return round → how many offices stand where."""
    due = {one.pk: one.due for one in rounds}
    today = timezone.localdate()
    held: dict[Any, dict[str, int]] = {pk: {} for pk in due}
    for pk, state, n in Filing.objects.filter(round__in=list(due)).values_list("round", "state").annotate(n=Count("pk")).order_by():
        held[pk][state] = n
    return {pk: _counts(states, late=today > due[pk]) for pk, states in held.items()}


def standings(found: Round, *, today: date) -> list[Standing]:
    """Return where every office of the round stands, by name. Whoever calls this has shown that the actor looks after the round."""
    chosen = found.filings.select_related("organisation", "newest", "standing").annotate(tries=Count("attempts"))
    reminders: dict[int, list[datetime]] = {}
    for filing, at in Reminder.objects.filter(filing__round=found).order_by("at").values_list("filing", "at"):
        reminders.setdefault(filing, []).append(at)
    return [_standing(filing, found, reminders.get(filing.pk, []), today) for filing in chosen]


def owed_by(actor: Actor, *, limit: int = MOST_OWED) -> list[Filing]:
    """Return the filings that the actor's own offices still owe in rounds that are open, what is due first."""
    open_ones = _own(actor).filter(round__closed_at__isnull=True, state__in=OWED).order_by("round__due", "pk")
    chosen = open_ones.select_related("round__form__dataset", "round__form__organisation", "organisation", "newest").prefetch_related("reminders")[: 4 * limit]
    return [one for one in chosen if filings.may(actor, "filing.make", one) and not filings.oversees(actor, one.round)][:limit]


def own_filings(actor: Actor, *, limit: int = 100) -> list[Filing]:
    """Return all filings of the actor's own offices, the newest rounds first, without those that they look after for the one who asks."""
    chosen = _own(actor).select_related("round__form__dataset", "round__form__organisation", "organisation", "newest", "standing")
    found = chosen.prefetch_related("reminders").order_by("-round__published_at", "name")[: 4 * limit]
    return [one for one in found if filings.may(actor, "filing.read", one) and not filings.oversees(actor, one.round)][:limit]


def attempts_of(filing: Filing) -> Sequence[Attempt]:
    """Return what the office handed in, the newest first, without the rows themselves."""
    return list(filing.attempts.defer("cells", "rows", "numbers", "faults"))


def sheet_of(filing: Filing, *, due: str = "") -> Sheet:
    """Return the form of the filing's round, stamped for its office."""
    return form_of(filing.round.asked, stamp=reading.stamp_of(filing), due=due)


def held_of(form: Form) -> int:
    """Return how many accepted filings stay out of the dataset because a steward gave up their batch."""
    return growing.held(form)


def waiting_of(form: Form) -> int:
    """Return how many accepted filings will join the dataset with the next batch."""
    return len(growing.pending(form))


def batch_of(form: Form) -> UUID | None:
    """Return the submission by which filed rows are on their way into the dataset, None if none is."""
    return form.batches.filter(open=True).values_list("submission", flat=True).first()


def name_of(found: Round) -> Message:
    """Return what people call the round."""
    return Message(found.name_th, found.name_en)


def is_late(filing: Filing, *, today: date) -> bool:
    """Return whether the office owes something past the due day, or filed after it."""
    day = timezone.localtime(filing.filed_at).date() if filing.filed_at and filing.state not in OWED else today
    return day > filing.round.due


def _own(actor: Actor) -> Any:
    return Filing.objects.filter(organisation__in=actor.organisations("editor"))


def _oversees(actor: Actor, form: Form) -> bool:
    return policies.allows(actor, "round.oversee", form.organisation_id, form.dataset.classification)


def _counts(states: dict[str, int], *, late: bool) -> Counts:
    owed = sum(states.get(state, 0) for state in OWED)
    filed = states.get(State.FILED, 0) + states.get(State.ACCEPTED, 0)
    return Counts(
        asked=owed + filed,
        filed=filed,
        accepted=states.get(State.ACCEPTED, 0),
        faulty=states.get(State.FAULTY, 0),
        returned=states.get(State.RETURNED, 0),
        late=owed if late else 0,
    )


def _standing(filing: Any, found: Round, reminded: list[datetime], today: date) -> Standing:
    filing.round = found
    told = filing.standing or filing.newest
    return Standing(
        slug=filing.organisation.slug,
        name=filing.name,
        name_en=filing.organisation.name_en or filing.name,
        state=filing.state,
        late=is_late(filing, today=today),
        filed_at=filing.filed_at,
        by=told.created_by_name if told else "",
        rows=filing.standing.row_count if filing.standing else 0,
        faults=filing.newest.fault_count if filing.newest and filing.newest.state in ("faulty", "refused") else 0,
        attempts=filing.tries,
        comment=filing.comment,
        reminded_at=reminded[-1] if reminded else None,
        reminders=len(reminded),
    )
