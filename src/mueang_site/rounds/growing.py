"""How accepted filings become rows of the dataset: gathered for a few minutes, then one version, through the gate of every file.

A batch is a Parquet file of all that was accepted since the last one. It is handed in as any file is, so that it is
scanned for personal data, compared, approved by whoever has to, published in one transaction, and can be restored. At
most one batch of a form is under way; what is accepted meanwhile goes with the next. Each step looks where things stand
and does what is next, so that one that is cut off is simply done again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import F, Q, QuerySet

from mueang.base.errors import BadInput, Conflict, LimitReached, NotAllowed
from mueang.tables.declared import DatasetSchema
from mueang.tables.frictionless import from_json
from mueang.tables.schema import Column, ColumnType
from mueang_site.access import audit, policies
from mueang_site.access.actor import Actor, actor_for, system_actor
from mueang_site.catalogue import actions as catalogue
from mueang_site.catalogue.description import Description
from mueang_site.jobs import actions as jobs
from mueang_site.rounds.models import Batch, Filing, Form, State
from mueang_site.rounds.wanted import OFFICE, beside
from mueang_site.submissions import actions as submissions
from mueang_site.submissions.actions import Upload

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

GATHER = timedelta(minutes=2)
"""How long accepted filings wait for others, so that fifty offices do not make fifty versions."""
LOOK_AGAIN = timedelta(seconds=3)
_UNDER_WAY = ("reading", "approved")
_OVER = ("discarded", "refused", "document")


def ask(form_id: int, *, now: datetime) -> None:
    """Ask for the next step of a form's growth once others have had time to file, in the caller's transaction."""
    _queue(form_id, now + GATHER, f"rounds.grow:{form_id}", now)


def ask_where_due(*, now: datetime) -> int:
    """Ask for the next step of every form where a batch is open or filings wait, and return of how many."""
    due = [form for form in Form.objects.all() if form.batches.filter(open=True).exists() or pending(form)]
    for form in due:
        _queue(form.pk, now, f"rounds.grow:{form.pk}", now)
    return len(due)


def grow(form: Form, *, now: datetime) -> dict[str, Any]:
    """Do what is next for a form, in the caller's transaction, and return what was done."""
    batch = form.batches.filter(open=True).select_related("submission").first()
    if batch is not None and not _settled(form, batch, now):
        return {"submission": str(batch.submission_id), "state": batch.submission.state}
    waiting = pending(form)
    if not waiting:
        return {"gathered": 0}
    made = _begin(form, waiting, now)
    if made is None:
        return {"gathered": 0}
    _look_again(form.pk, made, now)
    return {"gathered": len(waiting), "submission": str(made.submission_id)}


def pending(form: Form) -> list[Filing]:
    """Return the filings that count and are not in the dataset as they stand, without those of a batch that was given up."""
    chosen = _accepted_anew(form).exclude(standing__in=_given_up(form))
    return list(chosen.select_related("round", "organisation", "standing", "grown"))


def held(form: Form) -> int:
    """Return how many filings stay out of the dataset because somebody gave up the batch that they were in."""
    return _accepted_anew(form).filter(standing__in=_given_up(form)).count()


def _accepted_anew(form: Form) -> QuerySet[Filing]:
    there = Q(grown__isnull=False, grown=F("standing"))
    return Filing.objects.filter(~there, round__form=form, state=State.ACCEPTED)


def _given_up(form: Form) -> QuerySet[Any]:
    return Batch.attempts.through.objects.filter(batch__form=form, batch__open=False, batch__version_number__isnull=True).values("attempt")


def take_up_again(actor: Actor, form: Form, *, now: datetime) -> None:
    """Gather now what waits, also what was in a batch that was given up, in the caller's transaction."""
    form.batches.filter(open=False, version_number__isnull=True).delete()
    _queue(form.pk, now, f"rounds.grow-now:{form.pk}", now)
    audit.record(actor, "form.grow", audit.Subject("form", str(form.pk), str(form), form.organisation_id), now=now)


def _settled(form: Form, batch: Batch, now: datetime) -> bool:
    """Push the open batch on and return whether it is over."""
    submission = batch.submission
    if submission.state == "published":
        _published(batch, submission)
        return True
    if submission.state in _OVER:
        batch.open = False
        batch.save(update_fields=["open"])
        return True
    if submission.state == "draft" and submission.plan and (batch.tried_at is None or batch.tried_at < submission.updated_at):
        _send(form, batch, now)
    submission.refresh_from_db()
    if submission.state in _UNDER_WAY or (submission.state == "draft" and not submission.plan):
        _look_again(form.pk, batch, now)
    return False


def _published(batch: Batch, submission: Submission) -> None:
    batch.open, batch.version_number = False, submission.version_number
    batch.save(update_fields=["open", "version_number"])
    for attempt in batch.attempts.all():
        Filing.objects.filter(pk=attempt.filing_id).update(grown=attempt)


def _send(form: Form, batch: Batch, now: datetime) -> None:
    """Describe the batch as its dataset is, and send it, once each time that it changed; what people must decide about waits for them."""
    submission, actor = batch.submission, _actor_of(form)
    description = Description.from_dict(catalogue.describe_as_dict(form.dataset))
    submissions.describe(actor, submission.pk, description=description, columns=_said(form, submission), now=now)
    with suppress(BadInput, Conflict, LimitReached, NotAllowed):
        # What refuses it, it stays a draft for: the steward sees on its page what is in the way.
        submissions.send(actor, submission.pk, now=now)
    batch.tried_at = now
    batch.save(update_fields=["tried_at"])


def _begin(form: Form, waiting: Sequence[Filing], now: datetime) -> Batch | None:
    """Hand the rows in as a file; None where there is no row to hand in."""
    whole = any(_took_all_back(filing) for filing in waiting)
    filings = [*waiting, *_others_of(form, waiting)] if whole else list(waiting)
    columns = (*beside(form.frequency), *(field.column for field in _schema_of(filings).fields))
    rows = _rows(columns, filings)
    if not any(rows.values()):
        _note_nothing(waiting)
        return None
    upload = Upload(_file_name(form, now), [_parquet(columns, rows)], form=_options(columns))
    mode = {"mode": "replace"} if whole else {"mode": "update-groups", "keys": [columns[0].name, OFFICE]}
    submission = submissions.receive(_actor_of(form), upload, organisation_id=form.organisation_id, dataset_slug=form.dataset.slug, mode=mode, now=now)
    batch = Batch.objects.create(form=form, submission=submission, created_at=now)
    batch.attempts.set([filing.standing for filing in waiting if filing.standing])
    return batch


def _took_all_back(filing: Filing) -> bool:
    """Return whether the office now reports nothing where the dataset holds rows of it: no row could tell that they are gone."""
    return bool(filing.grown and filing.grown.row_count and filing.standing and not filing.standing.row_count)


def _note_nothing(waiting: Iterable[Filing]) -> None:
    """Let offices that never had a row count as gathered."""
    for filing in waiting:
        if not _took_all_back(filing):
            Filing.objects.filter(pk=filing.pk).update(grown=filing.standing)


def _others_of(form: Form, waiting: Sequence[Filing]) -> list[Filing]:
    mine = [filing.pk for filing in waiting]
    found = Filing.objects.filter(round__form=form, grown__isnull=False).exclude(pk__in=mine)
    return list(found.select_related("round", "organisation", "standing", "grown"))


def _schema_of(filings: Iterable[Filing]) -> DatasetSchema:
    """Return the columns of the newest form among these, then those that only older ones had."""
    newest_first = sorted({f.round.asked["version"]: f.round.asked["schema"] for f in filings}.items(), reverse=True)
    fields = {field.name: field for _, raw in reversed(newest_first) for field in from_json(raw).fields}
    order = [field.name for _, raw in newest_first for field in from_json(raw).fields]
    return DatasetSchema(tuple(fields[name] for name in dict.fromkeys(order)))


def _rows(columns: Sequence[Column], filings: Iterable[Filing]) -> dict[str, list[Any]]:
    """Return the values by column, office after office."""
    values: dict[str, list[Any]] = {column.name: [] for column in columns}
    for filing in filings:
        attempt = filing.standing if filing.state == State.ACCEPTED else filing.grown
        names = [field["name"] for field in filing.round.asked["schema"]["fields"]]
        for row in attempt.rows if attempt else ():
            told = dict(zip(names, row, strict=True)) | _beside_of(filing, columns)
            for column in columns:
                values[column.name].append(_typed(column.type, told.get(column.name)))
    return values


def _parquet(columns: Sequence[Column], rows: dict[str, list[Any]]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({column.name: pa.array(rows[column.name], column.type.arrow) for column in columns}), file)
    return file.getvalue()


def _beside_of(filing: Filing, columns: Sequence[Column]) -> dict[str, Any]:
    when, office, place = (column.name for column in columns[:3])
    period = filing.round.period
    shown: Any = filing.round.name_th if period is None else period.year if columns[0].type is ColumnType.YEAR else period
    return {when: shown, office: filing.name, place: filing.organisation.place or None}


def _typed(kind: ColumnType, value: Any) -> Any:
    """Return a value of JSON as its column keeps it."""
    if not isinstance(value, str):
        return value
    readers: dict[ColumnType, Any] = {ColumnType.DATE: date.fromisoformat, ColumnType.DATETIME: datetime.fromisoformat, ColumnType.TIME: time.fromisoformat}
    return readers[kind](value) if kind in readers else value


def _options(columns: Sequence[Column]) -> dict[str, Any]:
    """Return how the file is read: every column as it is, no row left out, no place guessed, whatever the last file had."""
    texts = [str(i) for i, column in enumerate(columns) if column.type is ColumnType.STRING]
    return {
        "headings": None,
        "sheet": None,
        "header_rows": None,
        "first_row": None,
        "columns": {str(i): {"name": column.name, "type": str(column.type)} for i, column in enumerate(columns)},
        "places": {"levels": dict.fromkeys(texts, "none")},
    }


def _said(form: Form, submission: Submission) -> dict[str, dict[str, str]]:
    columns = (*beside(form.frequency), *(field.column for field in from_json(form.schema).fields))
    kept = {**submission.columns}
    for column in columns:
        told = {name: getattr(column, name) for name in ("title_th", "title_en", "description", "unit")}
        kept[column.name] = {name: text for name, text in told.items() if text} | kept.get(column.name, {})
    return kept


def _actor_of(form: Form) -> Actor:
    """Return the steward who made the form while they still are one; else a hand of ours that may send and not approve."""
    steward = actor_for(form.created_by) if form.created_by else system_actor("rounds")
    if steward.system or policies.allows(steward, "form.manage", form.organisation_id, form.dataset.classification):
        return steward
    return Actor(None, "rounds", roles={form.organisation_id: "editor"})


def _file_name(form: Form, now: datetime) -> str:
    return f"{form.title_th} {now:%Y-%m-%d %H%M}.parquet"


def _look_again(form_id: int, batch: Batch, now: datetime) -> None:
    _queue(form_id, now + LOOK_AGAIN, f"rounds.grow:{form_id}:{batch.pk}:{now.timestamp()}", now)


def _queue(form_id: int, at: datetime, key: str, now: datetime) -> None:
    form = Form.objects.get(pk=form_id)
    jobs.enqueue(
        "rounds.grow",
        {"form": form_id},
        actor=system_actor("rounds"),
        now=now,
        key=key,
        label=form.title_th,
        organisation_id=form.organisation_id,
        run_after=at,
    )
