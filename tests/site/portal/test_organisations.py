"""The pages of organisations: who they are, what data they have, and for whom."""

from dataclasses import replace

import pytest

from mueang_site.access.actions import create_organisation
from mueang_site.access.models import Organisation, User
from offices import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(office, system):
    """The department of health below a city, and an office below the department."""
    create_organisation(actor=system, slug="city", name_th="เทศบาลนคร", name_en="City", kind="municipality", now=NOW)
    Organisation.objects.filter(pk=office.pk).update(parent=Organisation.objects.get(slug="city"))
    create_organisation(actor=system, slug="clinic", name_th="ศูนย์บริการสาธารณสุข", kind="office", parent="health", now=NOW)


@pytest.fixture
def as_admin(person, signed_in):
    return signed_in(User.objects.get(pk=person("admin").user_id))


def test_the_tree_counts_the_data_of_offices_below(client, city, publish, text):
    publish()

    page = text(client.get("/organisations"))

    assert "หน่วยงาน 3 หน่วยงาน ชุดข้อมูล 1 ชุด" in page
    assert page.index("เทศบาลนคร") < page.index("สำนักอนามัย") < page.index("ศูนย์บริการสาธารณสุข")
    assert page.count("1 ชุด") >= 3


def test_a_city_shows_the_data_of_its_departments(client, city, publish, text):
    publish()

    page = text(client.get("/organisations/city"))

    assert "อัตราการสูบบุหรี่ รายเขต" in page
    assert "รุ่นที่ 1" in page
    assert "เพิ่ม 2 แถว" in page


def test_an_office_below_does_not_show_the_data_of_those_above(client, city, publish, text):
    publish()

    page = text(client.get("/organisations/clinic"))

    assert "หน่วยงานนี้ยังไม่ได้เผยแพร่ชุดข้อมูล" in page
    assert "อัตราการสูบบุหรี่" not in page


def test_internal_data_is_neither_listed_nor_counted_for_the_public(client, city, publish, description, text, as_editor, django_user_model):
    publish(description=replace(description, classification="02", category="b"))

    inside = text(as_editor.get("/organisations/health"))
    as_editor.logout()
    outside = text(client.get("/organisations/health"))

    assert "อัตราการสูบบุหรี่" in inside
    assert "อัตราการสูบบุหรี่" not in outside
    assert "หน่วยงานนี้ยังไม่ได้เผยแพร่ชุดข้อมูล" in outside


def test_one_searches_inside_an_organisation(client, city, publish, text):
    publish()

    assert "พบ 1 ชุด" in text(client.get("/organisations/health", {"q": "บุหรี่"}))
    assert "ไม่พบชุดข้อมูลที่ตรงกับ “จักรยาน”" in text(client.get("/organisations/health", {"q": "จักรยาน"}))


def test_a_dataset_leads_to_its_organisation(client, publish):
    publish()

    assert 'href="/organisations/health"' in client.get("/datasets/smoking").content.decode()
    assert 'href="/organisations/health"' in client.get("/datasets").content.decode()


def test_data_past_its_promise_is_counted_as_overdue(client, publish, text, monkeypatch):
    publish()
    from mueang_site.search.models import Document

    Document.objects.update(due_at=NOW.replace(year=2020))

    assert "เลยกำหนดปรับปรุง 1 ชุด" in text(client.get("/organisations/health"))


def test_an_organisation_that_is_not_there_is_not_found(client, office):
    assert client.get("/organisations/nobody").status_code == 404


def test_the_administrator_says_who_the_office_is(as_admin, text):
    told = {"about_th": "ดูแลสุขภาพของคนในเมือง", "email": "health@city.example", "phone": "0 2000 0000", "website": "https://health.city.example"}

    assert as_admin.post("/organisations/health/settings", told).status_code == 302

    page = text(as_admin.get("/organisations/health"))
    assert "ดูแลสุขภาพของคนในเมือง" in page
    assert "health@city.example" in page


@pytest.mark.parametrize(("field", "value"), [("email", "หมอ"), ("website", "javascript:alert(1)"), ("about_th", "ก" * 2001)])
def test_what_cannot_stand_there_is_refused_beside_its_field(as_admin, field, value):
    answer = as_admin.post("/organisations/health/settings", {field: value})

    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.content.decode()
    assert Organisation.objects.get(slug="health").website == ""
