"""What the API says and takes of collection rounds."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ninja import Field, Schema

if TYPE_CHECKING:
    from mueang_site.rounds.models import Attempt, Filing, Round
    from mueang_site.rounds.queries import Counts, Standing


class CountsShape(Schema):
    """How many offices were asked, and where they stand."""

    asked: int
    filed: int
    accepted: int
    faulty: int
    late: int = Field(description="Owe something past the due day")


class RoundShape(Schema):
    """A round that concerns the caller. `counts` for those who look after it, `offices` their own that were asked, for others."""

    id: str
    form: int
    title_th: str
    title_en: str
    name_th: str
    name_en: str
    period: date | None
    due: date
    open: bool
    dataset: str
    owner: str
    counts: CountsShape | None
    offices: list[str]

    @classmethod
    def of(cls, found: Round, counts: Counts, own: list[Filing]) -> RoundShape:
        """Return the shape of a round."""
        return cls(
            id=str(found.pk),
            form=found.form_id,
            title_th=found.asked["title_th"],
            title_en=found.asked["title_en"],
            name_th=found.name_th,
            name_en=found.name_en,
            period=found.period,
            due=found.due,
            open=found.closed_at is None,
            dataset=found.form.dataset.slug,
            owner=found.form.organisation.slug,
            counts=CountsShape(**{name: getattr(counts, name) for name in CountsShape.model_fields}) if counts.asked else None,
            offices=[one.organisation.slug for one in own],
        )


class StandingShape(Schema):
    """Where one office of a round stands."""

    office: str
    name: str
    state: str = Field(description="waiting, faulty, filed, returned, accepted")
    late: bool
    filed_at: datetime | None
    by: str
    rows: int
    faults: int
    reminders: int

    @classmethod
    def of(cls, one: Standing) -> StandingShape:
        """Return the shape of a standing."""
        names = ("name", "state", "late", "filed_at", "by", "rows", "faults", "reminders")
        return cls(office=one.slug, **{name: getattr(one, name) for name in names})


class AttemptShape(Schema):
    """What came of one handing in; `faults` name sheet, cell, column and what to do in both languages."""

    number: int
    via: str = Field(description="file, grid, nothing")
    state: str = Field(description="reading, refused, faulty, sound")
    rows: int
    fault_count: int
    faults: list[dict[str, Any]]
    at: datetime
    by: str

    @classmethod
    def of(cls, one: Attempt) -> AttemptShape:
        """Return the shape of an attempt."""
        told = {"rows": one.row_count, "fault_count": one.fault_count, "faults": one.faults, "at": one.created_at, "by": one.created_by_name}
        return cls(number=one.number, via=one.via, state=one.state, **told)


class FilingShape(Schema):
    """Where the filing of one office stands, and what came of what it handed in last."""

    round: str
    office: str
    name: str
    state: str = Field(description="waiting, faulty, filed, returned, accepted")
    late: bool
    due: date
    open: bool
    comment: str = Field(description="Why it was returned")
    filed_at: datetime | None
    newest: AttemptShape | None
    schema_: dict[str, Any] = Field(alias="schema", description="What is asked, as a Frictionless Table Schema")
    given: list[list[str]] = Field(description="Texts that the first columns hold already, row by row")

    @classmethod
    def of(cls, filing: Filing, *, late: bool, see_rows: bool) -> FilingShape:
        """Return the shape of a filing; what was handed in only for those who may see it."""
        found = filing.round
        return cls(
            round=str(found.pk),
            office=filing.organisation.slug,
            name=filing.name,
            state=filing.state,
            late=late,
            due=found.due,
            open=found.closed_at is None,
            comment=filing.comment,
            filed_at=filing.filed_at,
            newest=AttemptShape.of(filing.newest) if filing.newest and see_rows else None,
            schema=found.asked["schema"],
            given=found.asked["given"],
        )


class RowsFiled(Schema):
    """Rows in the order of the form's columns, each cell as people would type it; no row at all says that there is nothing to report."""

    rows: list[list[str]] = Field(max_length=5000)
