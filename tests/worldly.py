"""The small world as fixtures: built once for a module, in a data folder and a transaction that last as long as it."""

import pytest
from django.db import transaction

import world as worlds
from mueang_site import runtime


@pytest.fixture(autouse=True)
def data_dir():
    """The world brings a data folder of its own, which lasts as long as this module."""


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker):
    """One transaction for the whole module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(db, tmp_path_factory):
    before = runtime.change(data_dir=tmp_path_factory.mktemp("world"), outbound=("https://hooks.city.example",))
    runtime.settings().prepare()
    yield worlds.build()
    runtime.restore(before)
