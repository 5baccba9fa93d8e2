"""The grid in which a small table is typed works without JavaScript."""

import re

import pytest

from mueang_site.submissions.models import Submission

pytestmark = pytest.mark.django_db

START = {"organisation": "health", "name": "ผู้สูบบุหรี่", "rows": "2", "columns": "2", "head-0": "เขต", "head-1": "ราย"}
CELLS = {"cell-0-0": "พระนคร", "cell-0-1": "12", "cell-1-0": "ดุสิต", "cell-1-1": "11"}


def typed(client, act, **fields):
    return client.post("/tables/new", {**START, **CELLS, "act": act, **fields})


def cells(page):
    return dict(re.findall(r'name="((?:cell|head)-[\d-]+)" value="([^"]*)"', page.content.decode()))


def test_a_grid_of_ten_rows_waits_for_a_table(as_editor):
    shown = cells(as_editor.get("/tables/new"))

    assert len([name for name in shown if name.startswith("cell-")]) == 50
    assert set(shown.values()) == {""}


def test_rows_and_columns_are_added_and_nothing_typed_is_lost(as_editor):
    longer, wider = cells(typed(as_editor, "rows")), cells(typed(as_editor, "columns"))

    assert CELLS.items() <= longer.items()
    assert CELLS.items() <= wider.items()
    assert (longer["cell-11-1"], wider["cell-1-2"]) == ("", "")


def test_pasted_cells_are_put_into_the_grid(as_editor):
    shown = cells(typed(as_editor, "paste", pasted="เขต\tราย\nบางรัก\t9\n"))

    assert (shown["cell-2-0"], shown["cell-2-1"]) == ("บางรัก", "9")


def test_what_is_too_much_for_the_grid_stays_where_it_was_pasted(as_editor, text):
    many = "\n".join(f"เขต {k}\t{k}" for k in range(600))

    page = typed(as_editor, "paste", pasted=many)

    assert "วางแล้วเกิน 900 ช่อง" in text(page)
    assert "เขต 599" in page.content.decode()


def test_the_typed_table_goes_the_way_of_a_file(as_editor, work, text):
    way = typed(as_editor, "read", pasted="บางรัก\t9")["Location"]
    work()

    assert Submission.objects.get().file_name == "ผู้สูบบุหรี่.csv"
    assert "อ่านได้ 3 แถว" in text(as_editor.get(f"{way}/review"))
    assert 'name="title_th" type="text" value="ผู้สูบบุหรี่"' in as_editor.get(f"{way}/details").content.decode()


def test_what_is_wrong_is_told_and_the_cells_stand_as_they_were(as_editor, text):
    page = typed(as_editor, "read", **{"head-1": "เขต"})

    assert page.status_code == 422
    assert "ซ้ำกัน" in text(page)
    assert cells(page)["cell-1-1"] == "11"
    assert typed(as_editor, "read", name=" ").status_code == 422


def test_a_new_version_is_typed_under_the_headings_of_the_dataset(as_editor, publish, work, text):
    publish()
    page = as_editor.get("/tables/new?dataset=smoking")
    fields = {
        "dataset": "smoking",
        "name": "ปี 2566",
        "act": "read",
        "rows": "1",
        "cell-0-0": "1003",
        "cell-0-1": "หนองจอก",
        "cell-0-2": "2566",
        "cell-0-3": "9",
    }

    as_editor.post("/tables/new", fields)
    work()

    assert "รหัสเขต" in text(page)
    assert "head-0" not in cells(page)
    submission = Submission.objects.latest("created_at")
    assert (submission.dataset.slug, submission.reading["tables"][0]["n_rows"]) == ("smoking", 1)


@pytest.mark.parametrize("size", [{"rows": "999999", "columns": "999999"}, {"rows": "-1", "columns": "x"}, {"rows": "0", "columns": "0"}])
def test_a_size_that_no_grid_has_is_brought_within_bounds(as_editor, size):
    shown = cells(as_editor.get("/tables/new", size))

    assert 0 < len([name for name in shown if name.startswith("cell-")]) <= 900
