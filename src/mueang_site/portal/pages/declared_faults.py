"""The cells of a submission that break the declared schema, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.portal.language import said
from mueang_site.submissions import queries
from mueang_site.submissions.actions import may
from mueang_site.submissions.soundness import may_be_accepted

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

MOST_SHOWN = 12


@dataclass(frozen=True)
class FaultShown:
    """One cell: its row as the sheet counts, the sheet where there are several, and the rule in words."""

    row: int
    sheet: str
    column: str
    value: str | None
    rule: str


@dataclass(frozen=True)
class DeclaredFaults:
    """How many cells break the schema, the first of them, and whether a steward took them or may."""

    count: int
    faults: tuple[FaultShown, ...]
    marked: bool
    accepted: str
    accepted_by: str
    may_accept: bool

    @property
    def more(self) -> bool:
        """True if there are more than are shown."""
        return self.count > len(self.faults)


def of_submission(actor: Actor, submission: Submission) -> DeclaredFaults:
    """Return what the checks against the schema found."""
    plan = submission.plan
    accepted = plan.get("accepted") or {}
    return DeclaredFaults(
        count=int(plan.get("n_faults") or 0),
        faults=tuple(_shown(one) for one in (plan.get("faults") or [])[:MOST_SHOWN]),
        marked=queries.is_marked(submission),
        accepted=accepted.get("reason", ""),
        accepted_by=accepted.get("by", ""),
        may_accept=may_be_accepted(submission) and may(actor, "schema.override", submission),
    )


def _shown(one: Mapping[str, Any]) -> FaultShown:
    return FaultShown(one["row"] + 1, one.get("sheet") or "", one["column"], one["value"], said(Message(**one["message"])))
