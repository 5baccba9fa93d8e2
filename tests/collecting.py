"""A city with a department that asks, and district offices that file: fixtures for whoever needs a collection round."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mueang.base.message import Message
from mueang.tables.declared import Code, CodeList, Conditions, DatasetSchema, Field
from mueang.tables.schema import ColumnType
from mueang_site.access.actor import actor_for
from mueang_site.access.models import Membership, Organisation, User
from mueang_site.jobs.worker import Worker
from mueang_site.rounds import actions
from mueang_site.rounds.actions import Grown
from mueang_site.rounds.wanted import Wanted

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
DUE = date(2026, 12, 10)
DISTRICTS = {"phra-nakhon": ("สำนักงานเขตพระนคร", "1001"), "dusit": ("สำนักงานเขตดุสิต", "1002"), "bang-rak": ("สำนักงานเขตบางรัก", "1004")}
SCHEMA = DatasetSchema(
    (
        Field("โรค", conditions=Conditions(required=True), codes=CodeList((Code("A90", "ไข้เลือดออก"), Code("A00", "อหิวาตกโรค")))),
        Field("จำนวนผู้ป่วย", ColumnType.INTEGER, Conditions(required=True, minimum=0, maximum=100_000), unit="ราย", title_en="Cases"),
        Field("วันที่รายงาน", ColumnType.DATE),
    ),
    key=("โรค",),
)
WANTED = Wanted(SCHEMA, "ผู้ป่วยโรคติดต่อรายเดือน", "Monthly cases", "รายงานทุกโรคที่พบในเดือน")
GOOD = [["ไข้เลือดออก", "๑๒", "5 พ.ย. 2569"], ["อหิวาตกโรค", "3", ""]]


def organisation(slug, name, **given):
    return Organisation.objects.create(slug=slug, name_th=name, created_at=NOW, **given)


@pytest.fixture
def city(db):
    """The city, its health department, and three district offices."""
    top = organisation("bangkok", "กรุงเทพมหานคร", kind="province", place="10")
    organisation("health", "สำนักอนามัย", parent=top, kind="department")
    for slug, (name, place) in DISTRICTS.items():
        organisation(slug, name, parent=top, kind="district", place=place)
    return top


@pytest.fixture
def someone(city):
    """Return someone with a role: someone("editor", "dusit")."""

    def someone(role, office):
        where = Organisation.objects.get(slug=office)
        user, made = User.objects.get_or_create(email=f"{role}@{office}.example", defaults={"name": f"{role} {office}", "created_at": NOW})
        if made:
            Membership.objects.create(user=user, organisation=where, role=role, created_at=NOW)
        return actor_for(user)

    return someone


@pytest.fixture
def steward(someone):
    return someone("steward", "health")


@pytest.fixture
def officer(someone):
    return someone("editor", "phra-nakhon")


@pytest.fixture
def form(steward):
    return make(steward)


@pytest.fixture
def asked(steward, form):
    return publish(steward, form)


def make(steward, wanted=WANTED, slug="cases", **grown):
    health = Organisation.objects.get(slug="health")
    return actions.make_form(steward, wanted, organisation_id=health.pk, grown=Grown(slug, **grown), now=NOW)


def publish(steward, form, period=date(2026, 11, 1), name="พฤศจิกายน 2569", offices=tuple(DISTRICTS), due=DUE):
    return actions.publish_round(steward, form.pk, name=Message(name, ""), period=period, due=due, offices=offices, now=NOW)


@pytest.fixture
def clock():
    return Clock()


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.time = NOW

    def __call__(self):
        return self.time

    def work(self, minutes=0):
        """Let time pass and do all that is due, and what follows from it."""
        self.time += timedelta(minutes=minutes)
        for _ in range(30):
            if not Worker(lease=timedelta(seconds=60), clock=self).run_until_idle(beating=False):
                return
            self.time += timedelta(seconds=4)
