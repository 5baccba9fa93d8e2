"""The demo city comes in through the door that every file takes."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate

from mueang.tables.schema import ColumnType
from mueang_site.access.actor import ANONYMOUS, actor_for
from mueang_site.access.models import User
from mueang_site.catalogue import queries as catalogue
from mueang_site.demo import rounds
from mueang_site.demo.load import load
from mueang_site.demo.plan import plan
from mueang_site.demo.published import figures
from mueang_site.rounds import queries as collecting
from mueang_site.submissions import queries as submissions


@pytest.fixture
def accounts(db, now):
    return load(now=now)


def read_by_a_citizen(slug, now, measure, year=None):
    """The measure by official code of the district, and year where there is one."""
    view = catalogue.table_for(ANONYMOUS, slug, now=now)
    place = view.schema.of_type(ColumnType.PLACE)[0].name
    return {(row[place], row[year]) if year else row[place]: row[measure] for row in view.rows(view.everything())}


def test_the_city_is_loaded_once_and_for_all(accounts, now, system):
    datasets = {slug: len(catalogue.versions_for(system, slug)) for slug in catalogue.visible_datasets(system).values_list("slug", flat=True)}
    public = set(catalogue.visible_datasets(ANONYMOUS).values_list("slug", flat=True))
    steward = actor_for(User.objects.get(email="steward@strategy.example"))

    assert set(datasets) == {dataset.description.slug for dataset in plan().datasets} | {rounds.SLUG}
    assert datasets["smoking-rate"] == 2
    assert set(datasets) - public == {"bang-rak-field-visits"}
    assert catalogue.metadata_for(ANONYMOUS, "traffic-deaths").row_count == 50
    assert [s.file_name for s in submissions.visible_submissions(steward) if s.state == "submitted"] == ["อัตราการดื่มแอลกอฮอล์รายเขต_2568.csv"]

    smoking = read_by_a_citizen("smoking-rate", now, "ร้อยละของประชากรที่สูบบุหรี่", "ปี พ.ศ.")
    assert smoking == {(row["district"], int(year) - 543): float(row[year]) for row in figures("smoking") for year in ("2566", "2567", "2568")}
    deaths = read_by_a_citizen("traffic-deaths", now, "ปี พ.ศ. / ๒๕๖๖")
    assert deaths == {row["district"]: float(row["2566"]) for row in figures("traffic_deaths")}

    again = load(now=now)

    assert {slug: len(catalogue.versions_for(system, slug)) for slug in datasets} == datasets
    assert [account["email"] for account in again] == [account["email"] for account in accounts]


def test_its_people_sign_in_with_the_passwords_told(db, now, monkeypatch):
    monkeypatch.setattr("mueang_site.demo.load._bring", lambda *_: None)
    monkeypatch.setattr("mueang_site.demo.load._choose_headlines", lambda *_: None)
    load(now=now)
    accounts = load(now=now)

    assert {account["role"] for account in accounts} == {"site-administrator", "admin", "steward", "editor", "viewer"}
    assert all(authenticate(None, username=account["email"], password=account["password"]) for account in accounts[:2])
    assert User.objects.filter(sample=False).count() == 0


def test_a_collection_round_shows_offices_that_filed_are_late_and_have_faults(db, now, monkeypatch, system):
    monkeypatch.setattr("mueang_site.demo.load._bring", lambda *_: None)
    monkeypatch.setattr("mueang_site.demo.load._choose_headlines", lambda *_: None)
    for _ in range(2):
        load(now=now)

    newest, older = (counts for _, counts in collecting.rounds_of(collecting.forms_for(system)[0].form))
    assert (newest.asked, newest.filed, newest.accepted, newest.faulty) == (7, 2, 0, 1)
    assert (older.asked, older.accepted, older.missing) == (7, 6, 1)
    assert catalogue.metadata_for(ANONYMOUS, rounds.SLUG).row_count == 30
