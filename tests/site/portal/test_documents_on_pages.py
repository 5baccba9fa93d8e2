"""Documents and links on pages: added by a form, listed beside the data, sent as files that no browser runs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import papers
from mueang_site import runtime
from mueang_site.catalogue.models import Dataset, Document
from mueang_site.submissions.models import Submission

pytestmark = pytest.mark.django_db

DATASET = {"title_th": "แผนพัฒนาเมือง", "description_th": "แผนและรายงาน", "source": "สำนักอนามัย", "slug": "plans", "organisation": "health"}
DATASET |= {"topic": "health", "frequency": "U", "licence": "U", "classification": "01", "category": "a"}
PAPER = {"kind": "file", "doc-title_th": "รายงานประจำปี", "doc-title_en": "Annual report", "checked": "yes"}


def sent(client, fields, content=papers.PDF, name="รายงาน.csv"):
    return client.post("/documents/new", {**fields, "file": SimpleUploadedFile(name, content)} if content else fields)


@pytest.fixture
def published(as_steward):
    sent(as_steward, DATASET | PAPER)
    return Document.objects.get()


def address(document):
    return f"/datasets/{document.dataset.slug}/documents/{document.pk}"


def test_a_steward_publishes_a_dataset_of_documents_only(as_steward, client, text):
    assert sent(as_steward, DATASET | PAPER)["Location"] == "/datasets/plans"
    client.logout()

    page = text(client.get("/datasets/plans"))

    assert "รายงานประจำปี" in page
    assert "PDF" in page
    assert "ยังไม่มีรุ่น" not in page
    assert "เอกสารและลิงก์ 1 รายการ" in text(client.get("/datasets?q=แผนพัฒนา"))


def test_what_is_missing_is_told_at_once_and_nothing_is_kept(as_editor, text):
    answer = sent(as_editor, {"organisation": "health", "kind": "file"}, content=None)

    page = text(answer)
    assert answer.status_code == 422
    for words in ("กรอกชื่อเอกสารหรือลิงก์", "เลือกไฟล์ก่อน", "ต้องมีคนตรวจเอกสารก่อน", "กรอกชื่อชุดข้อมูล"):
        assert words in page
    assert not Dataset.objects.exists()


def test_a_name_in_the_link_that_is_taken_is_told_at_its_field(as_steward, published, text):
    answer = sent(as_steward, DATASET | PAPER)

    assert answer.status_code == 422
    assert "มีชุดข้อมูลที่ใช้ชื่อในลิงก์นี้แล้ว" in text(answer)


def test_what_an_editor_sends_is_decided_by_a_steward(as_editor, client, steward, text):
    from mueang_site.access.models import User

    assert sent(as_editor, DATASET | PAPER)["Location"] == "/tasks"
    assert "รายงานประจำปี" in text(as_editor.get("/tasks"))
    document = Document.objects.get()
    client.force_login(User.objects.get(pk=steward.user_id), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert "รอการตรวจสอบ" in text(client.get("/tasks"))
    assert "อนุมัติและเผยแพร่" in text(client.get(f"{address(document)}/edit"))
    assert client.post(f"{address(document)}/edit", {"act": "approve"})["Location"] == "/datasets/plans"
    client.logout()
    assert client.get(address(document)).status_code == 200


def test_a_file_is_saved_under_a_true_name_and_never_run(client, published):
    answer = client.get(address(published))

    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")
    assert ".pdf" in answer["Content-Disposition"]
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert b"".join(answer) == papers.PDF


@pytest.mark.parametrize(("content", "shown"), [(papers.png(), "inline"), (papers.SVG, "attachment"), (papers.HTML, "attachment"), (papers.PDF, "attachment")])
def test_only_pictures_are_looked_at_in_place(as_steward, content, shown):
    sent(as_steward, DATASET | PAPER, content=content)
    document = Document.objects.get()

    answer = as_steward.get(f"{address(document)}?show")

    assert answer["Content-Disposition"].startswith(shown)
    assert answer["Content-Security-Policy"].startswith("sandbox;")


def test_a_link_stands_beside_the_data(as_steward, client, text):
    link = {"kind": "api", "doc-title_th": "บริการพยากรณ์อากาศ", "doc-url": "https://api.example.test/v1"}
    sent(as_steward, DATASET | link, content=None)

    page = client.get("/datasets/plans")

    assert 'href="https://api.example.test/v1" rel="noopener noreferrer"' in page.content.decode()
    assert "บริการข้อมูล (API) api.example.test" in text(page)


def test_a_document_joins_a_dataset_that_has_a_table(as_steward, publish, text):
    publish()

    answer = sent(as_steward, PAPER | {"dataset": "smoking"})

    assert answer["Location"] == "/datasets/smoking"
    page = text(as_steward.get("/datasets/smoking"))
    assert "รายงานประจำปี" in page
    assert "พระนคร" in page


def test_a_pdf_named_csv_is_refused_as_a_table_and_carried_over_as_a_document(as_editor, work, text):
    way = as_editor.post("/upload", {"organisation": "health", "file": SimpleUploadedFile("รายงาน.csv", papers.PDF)})["Location"]
    work()
    submission = Submission.objects.get()
    assert "เผยแพร่เป็นเอกสาร" in text(as_editor.get(way))

    form = as_editor.get(f"/documents/new?submission={submission.pk}")
    sent(as_editor, DATASET | PAPER | {"submission": str(submission.pk)}, content=None)

    assert "เผยแพร่ไฟล์นี้เป็นเอกสาร" in text(form)
    document = Document.objects.get()
    assert (document.sha256, document.file_name, document.state) == (submission.file_sha256, "รายงาน.pdf", "waiting")
    assert "เก็บเป็นเอกสารแล้ว" in text(as_editor.get(way))
    submission.refresh_from_db()
    assert submission.reading["refused"]["code"] == "refuse.type"
    assert sent(as_editor, DATASET | PAPER | {"submission": str(submission.pk), "dataset": "plans"}, content=None).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_a_refused_pdf_that_is_given_up_leaves_no_bytes(as_editor, work):
    as_editor.post("/upload", {"organisation": "health", "file": SimpleUploadedFile("รายงาน.csv", papers.PDF)})
    work()
    submission = Submission.objects.get()
    kept = runtime.settings().source(submission.file_sha256)
    assert kept.exists()

    as_editor.post(f"/submissions/{submission.pk}/discard")

    assert not kept.exists()


def test_a_document_is_described_anew_replaced_and_removed(as_steward, published, text):
    edit = f"{address(published)}/edit"
    as_steward.post(edit, {"act": "describe", "doc-title_th": "รายงานฉบับแก้ไข"})
    missing = as_steward.post(edit, {"act": "replace", "checked": "yes"})
    as_steward.post(edit, {"act": "replace", "checked": "yes", "file": SimpleUploadedFile("ใหม่.png", papers.png())})

    assert missing.status_code == 422
    assert "รายงานฉบับแก้ไข" in text(as_steward.get("/datasets/plans"))
    assert b"".join(as_steward.get(address(published))) == papers.png()

    as_steward.post(edit, {"act": "remove"})
    assert as_steward.get(address(published)).status_code == 404


@pytest.mark.parametrize("given", ["?dataset=nothing", "?submission=nothing", "?submission=00000000-0000-0000-0000-000000000000"])
def test_what_is_not_there_is_not_found(as_editor, given):
    assert as_editor.get(f"/documents/new{given}").status_code == 404


def test_programs_are_told_of_documents_and_where_to_get_them(client, published):
    told = client.get("/api/v1/datasets/plans").json()["documents"]

    assert [(one["title_en"], one["media_type"], one["size"], one["sha256"]) for one in told] == [
        ("Annual report", "application/pdf", len(papers.PDF), published.sha256)
    ]
    assert b"".join(client.get(told[0]["url"])) == papers.PDF
