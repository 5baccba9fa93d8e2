"""A city with one published version and a second one approved: the ground that every trial starts from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mueang_site.access.actor import ANONYMOUS, actor_for
from mueang_site.access.models import Membership, Organisation, User
from mueang_site.catalogue import queries
from mueang_site.catalogue.description import Description
from mueang_site.jobs.running import Clock
from mueang_site.jobs.worker import Worker
from mueang_site.submissions import actions

SLUG = "readings"
FIRST_ROWS, SECOND_ROWS = 2_000, 120_000
DESCRIPTION = Description(slug=SLUG, title_th="ค่าที่วัดได้", description_th="ค่าที่วัดได้รายสถานี", source="สำนักสิ่งแวดล้อม")


def csv(rows: int, year: int) -> bytes:
    """Return a file of that many rows."""
    lines = (f"{n},สถานี{n % 50},{year},{n % 97}.{n % 10}" for n in range(rows))
    return ("ลำดับ,สถานี,ปี,ค่า\n" + "\n".join(lines) + "\n").encode()


def build() -> None:
    """Publish the first version and approve the second, whose job waits."""
    now = timezone.now()
    office = Organisation.objects.create(slug="environment", name_th="สำนักสิ่งแวดล้อม", created_at=now)
    user = User.objects.create(email="steward@example.test", name="บริกร", created_at=now)
    Membership.objects.create(user=user, organisation=office, role="steward", created_at=now)
    _send(user, office.pk, csv(FIRST_ROWS, 2566), None)
    work()
    _send(user, office.pk, csv(SECOND_ROWS, 2567), SLUG)


def work(lease: float = 60, clock: Clock = timezone.now) -> int:
    """Do the jobs that are due."""
    return Worker(lease=timedelta(seconds=lease), clock=clock).run_until_idle()


def _send(user: User, office: int, content: bytes, dataset: str | None) -> None:
    actor, now = actor_for(user), timezone.now()
    submission = actions.receive(actor, actions.Upload("ค่าที่วัดได้.csv", [content]), organisation_id=office, dataset_slug=dataset, now=now)
    work()
    if dataset is None:
        actions.describe(actor, submission.pk, description=DESCRIPTION, columns={}, now=now)
    else:
        actions.choose_mode(actor, submission.pk, mode={"mode": "append"}, now=now)
        work()
    actions.send(actor, submission.pk, now=timezone.now())


def seen() -> dict[str, Any]:
    """Return what a citizen sees: how many versions, and the rows and sums of each."""
    now = timezone.now()
    versions = sorted(version.number for version in queries.versions_for(ANONYMOUS, SLUG))
    return {"versions": versions, "rows": [_sums(number, now) for number in versions]}


def _sums(number: int, now: Any) -> tuple[int, int, float]:
    view = queries.table_for(ANONYMOUS, SLUG, now=now, number=number)
    table = view.ask(view.everything()).read_all()
    return table.num_rows, sum(table["ลำดับ"].to_pylist()), round(sum(table["ค่า"].to_pylist()), 6)
