"""Loads the demo city the way that any file goes: received, read, described, sent, approved, published.

May be called again: what is there already stays; passwords and tokens are made anew, for only their hashes are kept.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mueang.base.errors import Conflict
from mueang.base.files import Source
from mueang_site.access import actions as access
from mueang_site.access import queries as people
from mueang_site.access.about import About
from mueang_site.access.actor import Actor, actor_for, system_actor
from mueang_site.areas.actions import import_boundaries
from mueang_site.catalogue import queries as catalogue
from mueang_site.demo import rounds
from mueang_site.demo.forms import write_forms
from mueang_site.demo.plan import PlannedDataset, plan
from mueang_site.faces import actions as faces
from mueang_site.faces.queries import worn_by
from mueang_site.headlines import actions as headlines
from mueang_site.headlines.choice import Choice
from mueang_site.headlines.queries import headlines_of
from mueang_site.jobs.worker import Worker
from mueang_site.submissions import actions as submissions
from mueang_site.submissions import queries as submitted

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

LEASE = timedelta(minutes=5)
SCOPES = ("read", "write")
NO_PERSON = "ชื่อสถานที่ ไม่ใช่ชื่อบุคคล"
"""Why a column with names of hospitals and the like is not personal data."""


class DemoFailed(RuntimeError):
    """A file of the demo did not come through: a fault of ours, not of the operator."""


def load(*, now: datetime, boundaries: Path | None = None) -> list[dict[str, Any]]:
    """Load what is not there yet, tell the progress on standard error, and return the accounts with password and token."""
    system = system_actor("demo")
    _make_organisations(system, now)
    if boundaries is not None:
        import_boundaries(system, Source.at(boundaries), now=now)
    accounts = [_account(system, person, now) for person in plan().people]
    with tempfile.TemporaryDirectory(prefix="mueang-demo-") as folder:
        write_forms(Path(folder))
        files = [(dataset, file) for dataset in plan().datasets for file in dataset.files]
        with click.progressbar(length=len(files), label="ข้อมูลสาธิต · demo data", file=sys.stderr) as bar:
            for dataset, file in files:
                _bring(dataset, file, Path(folder), now)
                bar.update(1)
    _ask_offices(_someone(rounds.OWNER, "steward"), now)
    _choose_headlines(system, now)
    _dress(system, now)
    if boundaries is not None:
        import_boundaries(system, Source.at(boundaries), now=now)
    return accounts


def _make_organisations(system: Actor, now: datetime) -> None:
    for organisation in plan().organisations:
        try:
            access.create_organisation(actor=system, now=now, **organisation)
        except Conflict:
            continue
        if told := plan().about.get(organisation["slug"]):
            access.describe_organisation(actor=system, organisation=organisation["slug"], about=About(**told), now=now)


def _ask_offices(steward: Actor, now: datetime) -> None:
    """Ask district offices for a form, and let what they filed grow its dataset at once."""
    if rounds.load(steward, now=now):
        for _ in range(rounds.STEPS):
            rounds.grow(steward, now=now)
            _work()


def _choose_headlines(system: Actor, now: datetime) -> None:
    """Choose the figures of the plan for offices that have none yet."""
    for office, figures in plan().headlines.items():
        if not headlines_of(system, office):
            for figure in figures:
                choice = Choice(**{name: value for name, value in figure.items() if name != "dataset"})
                headlines.add(system, office=office, dataset=figure["dataset"], choice=choice, now=now)


def _dress(system: Actor, now: datetime) -> None:
    """Let the offices wear the themes that come with the demo, unless they wear one."""
    for file in resources.files("mueang_site.demo").joinpath("themes").iterdir():
        office = file.name.removesuffix(".yaml")
        if worn_by([office]) is None:
            faces.keep(system, office=office, content=file.read_bytes(), now=now)


def _account(system: Actor, person: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Make the person, or give one that is there a new password, and return the account."""
    email, password = person["email"], secrets.token_urlsafe(15)
    administrator = bool(person.get("site_administrator"))
    try:
        access.create_user(actor=system, email=email, name=person["name"], password=password, site_administrator=administrator, sample=True, now=now)
    except Conflict:
        access.set_password(actor=system, email=email, password=password, now=now)
    if "role" in person:
        access.grant_role(actor=system, email=email, organisation=person["organisation"], role=person["role"], now=now)
    token = access.issue_token(actor=system, email=email, label="demo", scopes=SCOPES, now=now)
    role = person.get("role", "site-administrator")
    return {"role": role, "organisation": person.get("organisation"), "email": email, "password": password, "token": token.secret}


def _bring(dataset: PlannedDataset, file: dict[str, Any], folder: Path, now: datetime) -> None:
    """Take one file as far as the plan says, by the hands of its office."""
    if _is_there(dataset, file["name"]):
        return
    editor, steward = _someone(dataset.organisation, "editor"), _someone(dataset.organisation, "steward")
    submission = _receive(editor, dataset, folder / file["name"], now)
    _work()
    _expect(editor, submission, "draft")
    submissions.describe(editor, submission.pk, description=dataset.description, columns=dataset.columns, now=now)
    submissions.choose_mode(editor, submission.pk, mode=file["mode"], now=now)
    _work()
    _resolve_findings(steward, submission, now)
    sent = submissions.send(editor, submission.pk, now=now)
    if file.get("until") == "submitted":
        return
    if sent.state == "submitted":
        submissions.approve(steward, submission.pk, now=now)
    _work()
    _expect(editor, submission, "published")


def _work() -> None:
    Worker(lease=LEASE).run_until_idle(beating=False)


def _receive(editor: Actor, dataset: PlannedDataset, path: Path, now: datetime) -> Submission:
    owner, slug = people.organisation(dataset.organisation), dataset.description.slug
    upload = submissions.Upload(path.name, _pieces(path))
    return submissions.receive(editor, upload, organisation_id=owner.id, dataset_slug=slug if _versions(slug) else None, now=now)


def _pieces(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()


def _resolve_findings(steward: Actor, submission: Submission, now: datetime) -> None:
    for finding in submitted.findings_for(steward, submission.pk):
        submissions.resolve_finding(steward, finding.pk, resolution="not_personal", reason=NO_PERSON, now=now)


def _is_there(dataset: PlannedDataset, name: str) -> bool:
    """Return whether the file is published, or waits for its steward."""
    if any(version.source_name == name for version in _versions(dataset.description.slug)):
        return True
    steward = _someone(dataset.organisation, "steward")
    return submitted.visible_submissions(steward).filter(file_name=name, state__in=("submitted", "approved", "returned")).exists()


def _versions(slug: str) -> tuple[catalogue.VersionInfo, ...]:
    system = system_actor("demo")
    if not catalogue.visible_datasets(system).filter(slug=slug).exists():
        return ()
    return catalogue.versions_for(system, slug)


def _someone(organisation: str, role: str) -> Actor:
    """Return the person of the plan who has this role in the organisation."""
    email = next(person["email"] for person in plan().people if person.get("organisation") == organisation and person.get("role") == role)
    return actor_for(people.user_by_email(email))


def _expect(editor: Actor, submission: Submission, state: str) -> None:
    found = submitted.submission_for(editor, submission.pk)
    if found.state != state:
        raise DemoFailed(f"{found.file_name} is {found.state}, not {state}: {found.reading.get('refused') or found.plan}")
