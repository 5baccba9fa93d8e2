"""An organisation wears its theme on its own pages and under its own host name, and nowhere else."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mueang.base.errors import NotAllowed
from mueang_site import runtime
from mueang_site.faces import actions
from mueang_site.faces.models import Theme
from offices import NOW

pytestmark = pytest.mark.django_db

THEME = "name: {th: ข้อมูลเปิดตาคลี, en: Open data}\ncolours: {hue: 38}\nramp: earth\nemblem: {tiles: ['##']}\nsections: [contact, datasets]\n"


@pytest.fixture
def admin(bangkok, person):
    return person("anan", admin="takhli")


@pytest.fixture
def as_admin(admin, signed_in):
    return signed_in(admin)


@pytest.fixture
def in_folder():
    """Put a theme file into the data folder."""

    def put(slug, text):
        runtime.settings().themes.mkdir(exist_ok=True)
        path = runtime.settings().themes / f"{slug}.yaml"
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(len(text), len(text)))

    return put


def upload(client, text=THEME):
    return client.post("/organisations/takhli/settings", {"act": "theme", "theme": SimpleUploadedFile("theme.yaml", text.encode())})


def test_an_uploaded_theme_is_worn_on_the_pages_of_the_organisation_alone(as_admin):
    assert upload(as_admin).status_code == 302

    own, other = (as_admin.get(f"/organisations/{slug}").content.decode() for slug in ("takhli", "bma"))

    assert 'data-tenant="o-takhli" data-ramp="earth"' in own
    assert "ข้อมูลเปิดตาคลี" in own
    assert own.index('id="contact"') < own.index('id="datasets"')
    assert "o-takhli" not in other


def test_the_sheet_is_served_as_a_file_that_caches_keep(as_admin, client):
    upload(as_admin)
    page = client.get("/organisations/takhli").content.decode()
    address = page.split('<link rel="stylesheet" href="')[2].split('"')[0]

    sheet = client.get(address)

    assert sheet["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet["Cache-Control"]
    assert "--h:38.00" in sheet.content.decode()
    assert "immutable" not in client.get("/organisations/takhli/theme.css?v=old")["Cache-Control"]
    assert client.get("/organisations/bma/theme.css").status_code == 404


def test_an_office_below_wears_the_theme_of_the_one_above(client, bangkok, system):
    actions.keep(system, office="bma", content=THEME.encode(), now=NOW)

    assert 'data-tenant="o-bma"' in client.get("/organisations/phra-nakhon").content.decode()
    assert 'data-tenant="o-bma"' in client.get("/").content.decode()
    assert "o-bma" not in client.get("/organisations/takhli").content.decode().split("<body>")[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colours: {plate: '#ffd400', on_plate: '#ffffff'}", "อ่านยาก ความต่างของสี"),
        ("evil: 1", "ไม่รู้จัก “evil”"),
        ("hosts: [a.example]", "hosts ตั้งได้เฉพาะผู้ดูแลเครื่อง"),
        ("", "ไฟล์รูปแบบต้องเป็นรายการ"),
    ],
)
def test_a_theme_that_does_not_hold_is_refused_in_clear_words(as_admin, text, words):
    answer = upload(as_admin, text)

    assert answer.status_code == 422
    assert words in answer.content.decode().replace("<wbr>", "")
    assert not Theme.objects.exists()


def test_a_file_that_is_no_text_is_refused(as_admin):
    answer = as_admin.post("/organisations/takhli/settings", {"act": "theme", "theme": SimpleUploadedFile("theme.yaml", b"\xff\xfe\x00")})

    assert answer.status_code == 422


def test_the_former_look_comes_back(as_admin):
    upload(as_admin)
    as_admin.post("/organisations/takhli/settings", {"act": "plain"})

    assert "o-takhli" not in as_admin.get("/organisations/takhli").content.decode()
    assert not Theme.objects.exists()


def test_stewards_change_no_look(bangkok, actor):
    steward = actor("somsri", steward="takhli")

    with pytest.raises(NotAllowed):
        actions.keep(steward, office="takhli", content=THEME.encode(), now=NOW)
    with pytest.raises(NotAllowed):
        actions.drop(steward, office="takhli", now=NOW)


def test_a_file_in_the_data_folder_goes_before_an_upload_and_is_seen_when_it_changes(client, as_admin, in_folder):
    upload(as_admin)
    in_folder("takhli", "ramp: leaf")
    assert 'data-ramp="leaf"' in client.get("/organisations/takhli").content.decode()

    in_folder("takhli", "ramp: water\nradius: 6")
    assert 'data-ramp="water"' in client.get("/organisations/takhli").content.decode()


def test_a_broken_file_in_the_data_folder_breaks_no_page_and_is_told(as_admin, in_folder):
    in_folder("takhli", "evil: 1")

    assert as_admin.get("/organisations/takhli").status_code == 200
    assert "ไม่รู้จัก “evil”" in as_admin.get("/organisations/takhli/settings").content.decode().replace("<wbr>", "")


def test_a_host_name_of_its_own_opens_the_page_of_the_organisation(client, bangkok, in_folder, settings):
    settings.ALLOWED_HOSTS = ["testserver", "data.takhli.example"]
    in_folder("takhli", THEME + "hosts: [data.takhli.example]")

    home = client.get("/", headers={"host": "data.takhli.example:8000"}).content.decode()

    assert "<h1>" in home
    assert 'id="contact"' in home
    assert 'class="nameplate" href="/"' in home
    assert "o-takhli" in client.get("/datasets", headers={"host": "data.takhli.example"}).content.decode()
    assert "o-takhli" not in client.get("/datasets").content.decode()


def test_a_host_that_nobody_gave_is_refused_with_a_page(client, bangkok):
    answer = client.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()
