"""Quality is measured, and each gap says how to mend it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mueang_site.access.actor import ANONYMOUS
from mueang_site.catalogue import queries
from mueang_site.catalogue.quality import checks, completeness, description, licence, timeliness, validity
from offices import NOW

pytestmark = pytest.mark.django_db

HOLES = "รหัสเขต,ปี,ร้อยละ\n" + "\n".join(f"{1001 + k},2566,{10 + k if k < 3 else ''}" for k in range(6))


@pytest.fixture
def published(publish):
    """Publish a table and return its description and its newest version."""

    def published(content=None, **changes):
        publish(**({"content": content.encode()} if content else {}))
        return replace(queries.metadata_for(ANONYMOUS, "smoking"), **changes), queries.versions_for(ANONYMOUS, "smoking")[0]

    return published


def test_empty_cells_are_counted_and_the_column_is_named(published):
    dataset, version = published(HOLES)

    check = completeness(version, dataset.schema.columns)

    assert check.state == "warn"
    assert [gap.what.th for gap in check.gaps] == ["คอลัมน์ “ร้อยละ” มีค่า 50%"]


def test_a_full_table_is_complete(published):
    dataset, version = published()

    check = completeness(version, dataset.schema.columns)

    assert (check.state, check.gaps) == ("good", ())
    assert check.found.en.startswith("100% of ")


def test_a_version_whose_cells_were_not_counted_is_not_called_complete(published):
    dataset, version = published()

    assert completeness(replace(version, report={}), dataset.schema.columns).state == "unknown"


def test_changes_of_form_are_no_faults_but_warnings_are():
    said = {"code": "cell.range", "severity": "warning", "count": 3, "message": {"th": "เกินช่วง", "en": "Out of range"}}
    form = {"code": "value.thai-digits", "severity": "info", "count": 900, "message": {"th": "เลขไทย", "en": "Thai digits"}}

    total = {"code": "rows.total", "severity": "warning", "count": 7, "message": {"th": "ไม่นำเข้ายอดรวม", "en": "Totals left out"}}

    assert validity({"issues": [form, total], "checks": []}).state == "good"
    check = validity({"issues": [form], "checks": [said]})
    assert (check.state, check.found.en) == ("warn", "To look at: 1, in 3 places.")
    assert check.gaps[0].what.th == "เกินช่วง"


def test_a_report_that_was_not_kept_proves_nothing():
    assert validity({}).state == "unknown"


def test_data_past_its_promise_is_late_by_so_many_days(published):
    dataset, _ = published(frequency="M")

    late = timeliness(dataset, now=dataset.updated_at + timedelta(days=60))

    assert late.state == "warn"
    assert late.gaps[0].what.en == "13 days late"
    assert timeliness(dataset, now=dataset.updated_at + timedelta(days=3)).state == "good"


def test_without_a_frequency_nobody_can_tell(published):
    dataset, _ = published(frequency="U")

    assert timeliness(dataset, now=NOW).state == "warn"
    assert timeliness(replace(dataset, frequency="O"), now=NOW).state == "good"


def test_a_description_names_what_it_lacks(published):
    dataset, _ = published(keywords=(), description_en="", contact_name="", contact_email="")

    lacking = [gap.what.en for gap in description(dataset).gaps]

    assert {"Keywords", "Title and description in English", "Whom to ask"} <= set(lacking)
    assert any(one.startswith("Units of columns:") for one in lacking)


def test_a_licence_that_is_not_stated_is_a_gap(published):
    dataset, _ = published(licence="G0")

    assert licence(dataset).state == "good"
    assert licence(replace(dataset, licence="U")).gaps


def test_every_gap_says_how_to_mend_it(published):
    dataset, version = published(HOLES, keywords=(), frequency="U", licence="U")

    found = checks(dataset, version, now=NOW)

    assert [check.name for check in found] == ["completeness", "validity", "timeliness", "description", "licence"]
    assert all(gap.mend.th and gap.mend.en for check in found for gap in check.gaps)


def test_the_page_shows_the_checks_with_what_lacks(client, published):
    published(HOLES)

    page = client.get("/datasets/smoking").content.decode().replace("<wbr>", "")

    assert "คุณภาพข้อมูล" in page
    assert "ควรปรับปรุง" in page
    assert "มีค่า 50%" in page
