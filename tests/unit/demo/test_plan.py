"""The plan of the demo city: who, what, from where."""

from __future__ import annotations

import pytest

from mueang_site.demo.forms import FORMS
from mueang_site.demo.plan import plan

PILOTS = {"1001", "1002", "1004", "1007", "1008", "1009", "1013"}


def test_the_city_its_two_departments_and_the_seven_pilot_districts_are_there():
    organisations = {organisation["slug"]: organisation for organisation in plan().organisations}
    districts = {o["place"] for o in organisations.values() if o["kind"] == "district"}

    assert districts == PILOTS
    assert {o["slug"] for o in organisations.values() if o.get("parent") == "bangkok" and o["kind"] == "department"} == {"strategy", "planning"}
    assert organisations["takhli"]["name_th"] == "เทศบาลเมืองตาคลี"


def test_every_invented_person_is_marked():
    assert [person["email"] for person in plan().people if "(ข้อมูลสมมติ)" not in person["name"]] == []


def test_every_role_has_someone():
    assert {person.get("role") for person in plan().people} == {None, "viewer", "editor", "steward", "admin"}


def test_every_form_becomes_part_of_one_dataset():
    names = [file["name"] for dataset in plan().datasets for file in dataset.files]

    assert sorted(names) == sorted(FORMS)


@pytest.mark.parametrize("dataset", plan().datasets, ids=lambda dataset: dataset.description.slug)
def test_every_description_is_complete_and_names_its_source(dataset):
    description = dataset.description

    assert description.faults() == {}
    assert description.title_en
    assert description.licence_note
    assert description.is_sample == ("(ข้อมูลสมมติ)" in description.title_th)


def test_one_dataset_is_kept_within_its_office_and_one_file_waits_for_a_steward():
    classes = [dataset.description.classification for dataset in plan().datasets]
    waiting = [file["name"] for dataset in plan().datasets for file in dataset.files if file.get("until") == "submitted"]

    assert classes.count("02") == 1
    assert len(waiting) == 1
