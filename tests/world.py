"""A small world for the table of permissions: every role, and a thing of every class in every state.

All things belong to the office "strategy", which lies below "bma"; "takhli" is another organisation altogether. The form
of the collection round belongs to "bma", which asks "strategy".
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import shapely
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from mueang.base.message import Message
from mueang.flows import publish as flow
from mueang.lake import mode_from_dict
from mueang.tables import Column, ColumnType, TableSchema
from mueang.tables.declared import Conditions, DatasetSchema, Field
from mueang_site import runtime
from mueang_site.access import actions as access
from mueang_site.access.actor import actor_for, system_actor
from mueang_site.access.models import Organisation, Token, User
from mueang_site.access.policies import CLASSES
from mueang_site.areas import tiles
from mueang_site.areas.models import Area, BoundarySet
from mueang_site.catalogue import actions as catalogue
from mueang_site.catalogue import sources, withdrawing
from mueang_site.catalogue.models import Dataset, Document, Resource
from mueang_site.jobs import actions as jobs
from mueang_site.jobs.worker import Worker
from mueang_site.notices import actions as notices
from mueang_site.rounds import actions as rounds
from mueang_site.rounds.wanted import Wanted
from mueang_site.submissions import actions as submissions
from mueang_site.submissions import keeping
from mueang_site.submissions.models import Finding, Submission

DATASET_STATES = ("draft", "published", "withdrawn")
SUBMISSION_STATES = ("draft", "submitted", "approved", "published")

# role of the table → (role given, organisation); None: no role anywhere
PEOPLE = {
    "stranger": None,
    "outsider": ("admin", "takhli"),
    "viewer": ("viewer", "strategy"),
    "editor": ("editor", "strategy"),
    "steward": ("steward", "strategy"),
    "admin": ("admin", "strategy"),
    "above": ("steward", "bma"),
    "site": None,
}
ROLES = ("anonymous", *PEOPLE)
PROGRAMS = (*ROLES, "reader")
"""Who calls the API: the same people by token, and a steward whose token only reads."""

SYSTEM = system_actor("world")
PASSWORD = "ตลาดน้ำ-river-4821"
SCHEMA = TableSchema((Column("เขต"), Column("ร้อยละ", ColumnType.NUMBER)))
FILE = "เขต,ชื่อ-สกุล,ร้อยละ\nพระนคร,นายสมมุติ ตัวอย่าง,12.5\nดุสิต,นางสมมุติ ตัวอย่าง,11\n".encode()


@dataclass
class World:
    """Who and what is there."""

    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    datasets: dict[tuple[str, str], Dataset] = field(default_factory=dict)
    documents: dict[tuple[str, str], int] = field(default_factory=dict)
    submissions: dict[tuple[str, str], Submission] = field(default_factory=dict)
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    job: Any = None
    webhook: Any = None
    round: Any = None

    def arguments(self, classification: str, state: str) -> dict[str, object]:
        """Return what stands in an address for the thing of this class in this state."""
        found: dict[str, object] = {"number": 1, "name": "เขต", "job_id": self.job.id, "webhook_id": self.webhook, "office": "strategy", "level": "district"}
        found |= {"round_id": self.round.pk, "form_id": self.round.form_id, "page": 1}
        found |= {"token_id": Token.objects.get(user=self.users["editor"]).pk, "session_id": UserSession.objects.get(user=self.users["editor"]).pk}
        cell = (classification, state)
        if cell in self.datasets:
            found |= {"slug": self.datasets[cell].slug, "document_id": self.documents[cell]}
        if cell in self.submissions:
            found |= {"submission_id": self.submissions[cell].pk, "finding_id": self.findings[cell].pk}
        return found

    def browser(self, role: str) -> Client:
        """Return a browser in which this person is signed in."""
        browser = Client(raise_request_exception=False)
        if role in self.users:
            browser.force_login(self.users[role], backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    def program(self, role: str) -> Client:
        """Return a program that acts for this person."""
        headers = {"Authorization": f"Bearer {self.tokens[role]}"} if role in self.tokens else {}
        return Client(raise_request_exception=False, headers=headers)


def build() -> World:
    """Make the world in the database and in the data folder."""
    world = World()
    _offices()
    _people(world)
    office = Organisation.objects.get(slug="strategy")
    for classification in CLASSES:
        for state in DATASET_STATES:
            world.datasets[classification, state] = _dataset(office, classification, state)
            world.documents[classification, state] = _document(world, classification, state)
    _submissions(world, office)
    _boundaries()
    world.job = jobs.enqueue("submission.plan", {"submission": str(_any(world).pk)}, actor=_editor(world), now=timezone.now(), organisation_id=office.pk)
    world.webhook = _webhook()
    world.round = _round()
    UserSession.objects.create(user=world.users["editor"], ip="127.0.0.1", session_key="of-the-editor", user_agent="Chrome/140 Windows")
    return world


def _webhook() -> Any:
    before = runtime.change(outbound=("https://hooks.city.example",))
    made = notices.register(SYSTEM, organisation="strategy", url="https://hooks.city.example/new", events=["version.published"], now=timezone.now())
    runtime.restore(before)
    return made.id


def _round() -> Any:
    """Let the city ask the office for a form."""
    schema = DatasetSchema((Field("โรค", conditions=Conditions(required=True)), Field("จำนวน", ColumnType.INTEGER)))
    owner = Organisation.objects.get(slug="bma")
    form = rounds.make_form(SYSTEM, Wanted(schema, "ผู้ป่วยรายเดือน"), organisation_id=owner.pk, grown=rounds.Grown("cases", "02"), now=timezone.now())
    asked = Message("ตุลาคม 2569", "October 2026")
    due = timezone.localdate() + timedelta(days=10)
    return rounds.publish_round(SYSTEM, form.pk, name=asked, period=date(2026, 10, 1), due=due, offices=["strategy"], now=timezone.now())


def _boundaries() -> None:
    """Draw one district, and cut its boundaries into tiles."""
    made = BoundarySet.objects.create(level="district", source_name="เขต.geojson", source_sha256="0" * 64, imported_at=timezone.now())
    shape = shapely.to_wkb(shapely.box(100.48, 13.74, 100.51, 13.77))
    Area.objects.create(boundary_set=made, code="1001", name_th="พระนคร", name_en="Phra Nakhon", shape=shape, square_metres=1e7)
    tiles.make("district", lambda done, total: None)


def _offices() -> None:
    for slug, parent in (("bma", None), ("strategy", "bma"), ("takhli", None)):
        access.create_organisation(actor=SYSTEM, slug=slug, name_th=f"หน่วยงาน {slug}", parent=parent, now=timezone.now())


def _people(world: World) -> None:
    now = timezone.now()
    for name, given in PEOPLE.items():
        email = f"{name}@city.example"
        world.users[name] = access.create_user(actor=SYSTEM, email=email, name=name, password=PASSWORD, site_administrator=name == "site", now=now)
        if given is not None:
            access.grant_role(actor=SYSTEM, email=email, organisation=given[1], role=given[0], now=now)
        world.tokens[name] = access.issue_token(actor=SYSTEM, email=email, label="all", scopes=["manage"], now=now).secret
    world.tokens["reader"] = access.issue_token(actor=SYSTEM, email="steward@city.example", label="read", scopes=["read"], now=now).secret


def _dataset(office: Organisation, classification: str, state: str) -> Dataset:
    now = timezone.now()
    dataset = Dataset.objects.create(
        slug=f"d{classification}-{state}",
        organisation=office,
        title_th="ชุดข้อมูลทดสอบ",
        classification=classification,
        source="ทดสอบ",
        created_at=now,
        updated_at=now,
    )
    resource = Resource.objects.create(dataset=dataset, table=f"t{classification}{state}")
    if state != "draft":
        receipt = flow.publish(
            runtime.lake(),
            resource.table,
            _rows(),
            SCHEMA,
            mode=mode_from_dict({"mode": "replace"}),
            base=None,
            job=dataset.slug,
            number=1,
            on_progress=lambda *_: None,
        )
        sha256, _ = sources.keep([FILE])
        publication = catalogue.Publication(sha256, "ทดสอบ.csv", {}, [], {"mode": "replace"}, {})
        catalogue.record_version(SYSTEM, dataset, number=1, receipt=receipt, publication=publication, now=now)
    if state == "withdrawn":
        withdrawing.withdraw(SYSTEM, dataset.slug, reason="ตัวเลขผิด", reason_en="Wrong figures", now=now)
    return dataset


def _document(world: World, classification: str, state: str) -> int:
    """Put a document into the dataset: published with it, waiting where nothing is published yet."""
    dataset = world.datasets[classification, state]
    sha256, size = sources.keep([FILE])
    document = Document.objects.create(
        dataset=dataset,
        kind="file",
        state="waiting" if state == "draft" else "published",
        title_th="รายงาน",
        file_name="รายงาน.txt",
        media_type="text/plain",
        size=size,
        sha256=sha256,
        checked_by_name="editor",
        created_at=dataset.created_at,
        updated_at=dataset.updated_at,
    )
    return int(document.pk)


def _rows() -> Iterator[pa.RecordBatch]:
    yield pa.RecordBatch.from_pydict({"เขต": ["พระนคร", "ดุสิต"], "ร้อยละ": [12.5, 11.0], "_row": [1, 2]}, schema=SCHEMA.arrow())


def _submissions(world: World, office: Organisation) -> None:
    """Hand one file in and read it really; the others are its copies in their own class and state."""
    read = submissions.receive(_editor(world), submissions.Upload("ทดสอบ.csv", [FILE]), organisation_id=office.pk, now=timezone.now())
    Worker(lease=timedelta(minutes=5)).run_until_idle(beating=False)
    read.refresh_from_db()
    assert read.state == "draft", read.reading
    _faults(read)
    for classification in CLASSES:
        for state in SUBMISSION_STATES:
            world.submissions[classification, state] = _copy(world, read, classification, state)
            world.findings[classification, state] = Finding.objects.create(
                submission=world.submissions[classification, state], column="ชื่อ-สกุล", kind="name", count=2, rows_seen=2, confidence=1.0
            )


def _faults(read: Submission) -> None:
    """Let a cell have been found that breaks the schema of its dataset, with the files that tell of it."""
    read.plan |= {"n_faults": 1}
    read.save(update_fields=["plan"])
    for made in (keeping.faults_file, keeping.marked_file):
        made(read.pk, read.reading_number).write_bytes(b"row")


def _copy(world: World, read: Submission, classification: str, state: str) -> Submission:
    description = {
        "slug": f"s{classification}-{state}",
        "title_th": "ชุดข้อมูลทดสอบ",
        "description_th": "ทดสอบ",
        "source": "ทดสอบ",
        "classification": classification,
        "category": "c" if classification > "02" else "b",
        "licence": "G5" if classification > "02" else "U",
        "licence_note": "ใช้เฉพาะงานของหน่วยงาน",
    }
    copy = Submission.objects.get(pk=read.pk)
    copy.pk, copy._state.adding = None, True
    copy.id = Submission._meta.pk.get_default()
    copy.state, copy.description = state, description
    copy.dataset = world.datasets[classification, "draft"] if state != "draft" else None
    copy.save(force_insert=True)
    shutil.copytree(keeping.reading_folder(read.pk, read.reading_number), keeping.reading_folder(copy.pk, copy.reading_number))
    return copy


def _editor(world: World) -> Any:
    return actor_for(world.users["editor"])


def _any(world: World) -> Submission:
    return world.submissions["01", "draft"]
