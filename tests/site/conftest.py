"""What tests of the site share. They run on SQLite, and once more on PostgreSQL when DATABASE_URL names one:

pytest tests/site
python tests/postgres.py pytest tests/site
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import pytest

# The settings are read when Django is set up, which is before any fixture: hence here, and once for each process.
_FOLDER = Path(tempfile.mkdtemp(prefix="mueang-site-tests-"))
_GIVEN = os.environ.get("MUEANG_TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
_BEFORE = {
    name: value for name, value in os.environ.items() if name.startswith("MUEANG_") and name not in ("MUEANG_REFERENCE", "MUEANG_ACCEPT", "MUEANG_HYPOTHESIS")
}
for _name in _BEFORE:
    del os.environ[_name]
os.environ["MUEANG_DATA"] = str(_FOLDER)
os.environ["DATABASE_URL"] = _GIVEN if _GIVEN.startswith("postgres") else ""
os.environ["MUEANG_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["MUEANG_API_PER_ADDRESS"] = os.environ["MUEANG_API_PER_TOKEN"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "mueang_site.config.settings"
django.setup()

from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, TransactionTestCase  # noqa: E402
from django.utils.module_loading import autodiscover_modules  # noqa: E402

from mueang_site import runtime  # noqa: E402
from mueang_site.access import actions, append_only  # noqa: E402
from mueang_site.access.actor import Actor, actor_for, system_actor  # noqa: E402
from mueang_site.access.models import Organisation, User  # noqa: E402
from readings import Readings  # noqa: E402

# A module tells its tasks once, when it is imported: not while a test has put tasks of its own in their place.
autodiscover_modules("tasks")

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SYSTEM = system_actor("test")

# A real Argon2, of the smallest size: what a password costs its thief is a matter of the settings, not of these tests.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

_teardown = TransactionTestCase._fixture_teardown


def _emptied_although_append_only(case: TransactionTestCase) -> None:
    """Empty the test database: the only one who may take the triggers away for it."""
    append_only.unprotect(connection)
    try:
        _teardown(case)
    finally:
        append_only.protect(connection)


TransactionTestCase._fixture_teardown = _emptied_although_append_only


def pytest_sessionfinish(session: pytest.Session) -> None:
    shutil.rmtree(_FOLDER, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def readings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A child reads each file once, whoever hands it in."""
    from mueang_site.submissions import reading

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_reader", Readings(tmp_path_factory.mktemp("readings"), reading._reader))
        yield


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """A look at a file is waited for, however busy the machine is."""
    from mueang_site.submissions import looking

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(looking, "PATIENCE_SECONDS", 60.0)
        patch.setattr(looking, "WALL_SECONDS", 60.0)
        yield


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data folder of its own for every test."""
    folder = tmp_path / "data"
    before = runtime.change(data_dir=folder)
    runtime.settings().prepare()
    yield folder
    runtime.restore(before)


@pytest.fixture(autouse=True)
def shapes_drawn_anew() -> None:
    """A set of boundaries that was rolled back leaves its number, and the moment of the tests, to the next one."""
    from mueang_site.areas import queries

    queries._drawn.cache_clear()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def system() -> Actor:
    return SYSTEM


@pytest.fixture
def organisation(db: None) -> Callable[..., Organisation]:
    """Make an organisation, or return the one that is there: organisation("phra-nakhon", parent="bma")."""

    def make(slug: str, **given: Any) -> Organisation:
        found = Organisation.objects.filter(slug=slug).first()
        return found or actions.create_organisation(actor=SYSTEM, slug=slug, name_th=given.pop("name_th", f"หน่วยงาน {slug}"), now=NOW, **given)

    return make


@pytest.fixture
def bangkok(organisation: Callable[..., Organisation]) -> Organisation:
    """กรุงเทพมหานคร with a department and a district below it, and a municipality beside it."""
    city = organisation("bma", name_th="กรุงเทพมหานคร", name_en="Bangkok Metropolitan Administration", short_th="กทม.", kind="province")
    organisation("strategy", name_th="สำนักยุทธศาสตร์และประเมินผล", parent="bma", kind="department")
    organisation("phra-nakhon", name_th="สำนักงานเขตพระนคร", parent="bma", kind="district")
    organisation("takhli", name_th="เทศบาลเมืองตาคลี", kind="municipality")
    return city


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Make a person: person("wanna", editor="strategy") holds the role editor there."""

    def make(name: str, *, site_administrator: bool = False, password: str | None = None, **roles: str) -> User:
        email = f"{name}@city.example"
        user = actions.create_user(actor=SYSTEM, email=email, name=name, password=password, site_administrator=site_administrator, now=NOW)
        for role, organisation_slug in roles.items():
            actions.grant_role(actor=SYSTEM, email=email, organisation=organisation_slug, role=role, now=NOW)
        return user

    return make


@pytest.fixture
def actor(person: Callable[..., User]) -> Callable[..., Actor]:
    """Make a person and return them as an actor: actor("wanna", editor="strategy")."""
    return lambda name, **roles: actor_for(person(name, **roles))


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """Return a browser in which the person is signed in."""

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def token_for() -> Callable[..., dict[str, str]]:
    """Return the header by which a program acts for the person."""

    def issue(user: User, *scopes: str) -> dict[str, str]:
        token = actions.issue_token(actor=SYSTEM, email=user.email, label="test", scopes=scopes or ("read", "write", "manage"), now=NOW)
        return {"Authorization": f"Bearer {token.secret}"}

    return issue


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Do every job that waits, in this process, and return how many there were."""
    from datetime import timedelta

    from django.utils import timezone

    from mueang_site.jobs.worker import Worker

    return lambda: Worker(lease=timedelta(minutes=5), clock=timezone.now).run_until_idle(beating=False)
