"""What belongs to a dataset and is no table: who adds it, who sees it, and what is left when it goes."""

from __future__ import annotations

import pytest

import papers
from mueang.base.errors import BadInput, Conflict, NotAllowed, NotFound, SourceError
from mueang_site import runtime
from mueang_site.access.actor import ANONYMOUS
from mueang_site.access.models import AuditEntry
from mueang_site.catalogue import queries as catalogue
from mueang_site.catalogue.description import Description
from mueang_site.catalogue.documents import actions, queries
from mueang_site.catalogue.documents.said import Said
from mueang_site.catalogue.models import Dataset, Document
from mueang_site.search import queries as search
from offices import NOW

pytestmark = pytest.mark.django_db

SAID = Said(title_th="รายงานประจำปี", checked=True)
LINK = Said(kind="page", title_th="หน้าโครงการ", url="https://example.test/project")


def start(office, slug="plans", **given):
    return actions.Start(office.pk, Description(slug=slug, title_th="แผนพัฒนาเมือง", description_th="แผนและรายงาน", source="สำนักอนามัย", **given))


@pytest.fixture
def add(office):
    def add(actor, place=None, said=SAID, content=papers.PDF, name="รายงาน.csv"):
        return actions.add(actor, place or start(office), said=said, name=name, chunks=[content], now=NOW)

    return add


def kept(sha256):
    return runtime.settings().source(sha256).exists()


def sizes():
    return sum(1 for path in runtime.settings().sources.rglob("*") if path.is_file())


def last(verb):
    return AuditEntry.objects.filter(verb=verb).latest("number").detail


def test_a_dataset_may_consist_of_documents_only(add, steward):
    document = add(steward)

    assert catalogue.dataset_for(ANONYMOUS, "plans").state == "published"
    shown = queries.documents_for(ANONYMOUS, "plans")[0]
    assert (shown.title("en"), shown.media_type, shown.file_name, shown.size) == ("รายงานประจำปี", "application/pdf", "รายงาน.pdf", len(papers.PDF))
    assert queries.file_for(ANONYMOUS, "plans", document.pk)[0].read_bytes() == papers.PDF


def test_its_documents_are_found_by_what_they_are_called(add, steward, now):
    add(steward, said=Said(title_th="คู่มือคัดแยกขยะ", checked=True))

    assert search.find(ANONYMOUS, search.Asked(text="คัดแยกขยะ"), kind="dataset", now=now).keys == ("plans",)
    assert queries.counts_of(ANONYMOUS, ["plans"]) == {"plans": 1}


def test_what_an_editor_adds_waits_for_a_steward(add, editor, steward):
    document = add(editor)

    with pytest.raises(NotFound):
        queries.documents_for(ANONYMOUS, "plans")
    with pytest.raises(NotAllowed):
        actions.approve(editor, document.pk, now=NOW)
    assert [one.id for one in queries.tasks_for(steward).to_decide] == [one.id for one in queries.tasks_for(editor).sent] == [document.pk]

    actions.approve(steward, document.pk, now=NOW)

    assert len(queries.documents_for(ANONYMOUS, "plans")) == 1
    assert queries.tasks_for(steward).to_decide == ()


def test_a_document_that_waits_is_hidden_though_its_dataset_is_public(add, editor, steward):
    add(steward)
    waiting = add(editor, Dataset.objects.get(slug="plans"))

    assert len(queries.documents_for(ANONYMOUS, "plans")) == 1
    assert len(queries.documents_for(editor, "plans")) == 2
    with pytest.raises(NotFound):
        queries.file_for(ANONYMOUS, "plans", waiting.pk)


def test_editors_publish_open_documents_where_the_office_lets_them(add, office, editor):
    from dataclasses import replace

    document = add(replace(editor, publishes_open=frozenset({office.pk})))

    assert document.state == "published"


def test_a_document_is_sent_back_mended_and_sent_again(add, editor, steward):
    document = add(editor)
    actions.send_back(steward, document.pk, comment="แก้ชื่อ", now=NOW)

    assert queries.tasks_for(editor).to_finish[0].comment == "แก้ชื่อ"
    actions.describe(editor, document.pk, said=Said(title_th="รายงานปี 2567", checked=True), now=NOW)

    assert queries.tasks_for(steward).to_decide[0].title("th") == "รายงานปี 2567"
    with pytest.raises(Conflict):
        actions.approve(steward, add(steward, Dataset.objects.get(slug="plans")).pk, now=NOW)


def test_editors_do_not_change_what_is_published(add, editor, steward):
    document = add(steward)

    for change in (
        lambda: actions.describe(editor, document.pk, said=SAID, now=NOW),
        lambda: actions.replace(editor, document.pk, name="ก.pdf", chunks=[papers.png()], checked=True, now=NOW),
        lambda: actions.remove(editor, document.pk, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            change()
    assert kept(document.sha256)


def test_a_document_that_is_replaced_keeps_its_address_and_the_old_file_is_erased(add, steward):
    document = add(steward)

    actions.replace(steward, document.pk, name="ภาพ.pdf", chunks=[papers.png()], checked=True, now=NOW)

    path, shown = queries.file_for(ANONYMOUS, "plans", document.pk)
    assert (shown.file_name, path.read_bytes()) == ("ภาพ.png", papers.png())
    assert (last("document.replace")["before"], last("document.replace")["erased"]) == (document.sha256, True)


@pytest.mark.django_db(transaction=True)
def test_a_file_is_erased_with_the_last_document_that_names_it(add, office, steward):
    first = add(steward)
    second = add(steward, start(office, "others"))

    actions.remove(steward, first.pk, now=NOW)
    assert (kept(first.sha256), last("document.remove")["erased"]) == (True, False)

    actions.remove(steward, second.pk, now=NOW)
    assert (kept(first.sha256), last("document.remove")["erased"]) == (False, True)
    assert last("document.remove")["title_th"] == "รายงานประจำปี"
    assert not Document.objects.exists()


def test_who_looked_for_personal_data_is_on_record(add, office, editor):
    with pytest.raises(BadInput) as refused:
        add(editor, said=Said(title_th="รายงาน"))
    assert refused.value.field == "checked"
    assert sizes() == 0

    document = add(editor)

    assert document.checked_by_name == last("document.add")["checked_by_name"] == editor.name


@pytest.mark.parametrize("content", [b"MZ\x90\x00\x03\x00", papers.packed("word/document.xml", "word/vbaProject.bin")])
def test_a_program_is_no_document_and_the_attempt_is_recorded(add, steward, content):
    with pytest.raises(SourceError):
        add(steward, content=content)

    assert (sizes(), last("document.refuse")) == (0, {"refused": "refuse.document"})
    assert not Dataset.objects.exists()


def test_a_link_is_kept_but_never_fetched(add, steward):
    add(steward, said=LINK)

    assert queries.documents_for(ANONYMOUS, "plans")[0].url == "https://example.test/project"
    with pytest.raises(NotFound):
        queries.file_for(ANONYMOUS, "plans", Document.objects.get().pk)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.test/b",
        "https://",
        "//a.test",
        "https://name:secret@a.test/",
        "https://a.test/ข อ",
        "http://[::1",
    ],
)
def test_only_plain_addresses_of_the_web_are_links(add, steward, url):
    with pytest.raises(BadInput) as refused:
        add(steward, said=Said(kind="api", title_th="บริการ", url=url))

    assert refused.value.field == "url"


def test_documents_are_seen_by_those_who_may_read_the_rows(add, office, person, editor, steward):
    add(steward, start(office, classification="03", category="d", licence="G5", licence_note="ภายใน"))
    document = Document.objects.get()

    assert len(queries.documents_for(editor, "plans")) == 1
    for stranger in (ANONYMOUS, person("viewer")):
        with pytest.raises(NotFound):
            queries.file_for(stranger, "plans", document.pk)


def test_who_may_not_make_datasets_adds_nothing(add, office, person, steward):
    there = add(steward).dataset

    for stranger in (ANONYMOUS, person("viewer")):
        for place in (there, start(office, "others")):
            with pytest.raises(NotAllowed):
                add(stranger, place)

    assert (Document.objects.count(), Dataset.objects.count()) == (1, 1)
