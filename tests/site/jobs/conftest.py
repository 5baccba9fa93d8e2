"""A queue with a clock that tests move, a task of their own, and a worker in this process."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection

import postgres as own_postgres
from installation import Installation
from mueang_site.jobs import actions, registry
from mueang_site.jobs.worker import Worker

LEASE = timedelta(seconds=30)


class Clock:
    """A clock that tests move."""

    def __init__(self, now):
        self.time = now

    def __call__(self):
        return self.time

    def forward(self, **step):
        self.time += timedelta(**step)


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def worker(clock):
    return Worker(lease=LEASE, clock=clock, name="worker-1")


@pytest.fixture
def task(monkeypatch):
    """Register a function as the task "test", in place of the one before."""
    monkeypatch.setattr(registry, "_tasks", dict(registry._tasks))

    def register(function, **given):
        registry._tasks.pop("test", None)
        registry.task("test", **given)(function)

    return register


@pytest.fixture
def ask(task, system, clock):
    task(lambda running: {"seen": dict(running.payload)})

    def ask(payload=None, *, by=None, **given):
        return actions.enqueue("test", payload or {}, actor=by or system, now=clock(), **given)

    return ask


@contextlib.contextmanager
def database(template=""):
    """A database of its own on the PostgreSQL of the tests; none where they run on SQLite."""
    if connection.vendor == "sqlite":
        yield ""
        return
    import psycopg

    server = os.environ["DATABASE_URL"]
    name = f"processes_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name} {template and f'TEMPLATE {template}'}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A site whose database is made, of which the others are copies."""
    with database() as url:
        installation = Installation(tmp_path_factory.mktemp("migrated"), url)
        installation.run("migrate")
        yield installation


@pytest.fixture
def site(tmp_path, migrated):
    """A site of its own, known only through its processes."""
    with database(urlsplit(migrated.url).path.removeprefix("/")) as url:
        installation = Installation(tmp_path, url)
        shutil.copytree(migrated.environ["MUEANG_DATA"], installation.environ["MUEANG_DATA"], dirs_exist_ok=True)
        try:
            yield installation
        finally:
            installation.end_all()


@pytest.fixture
def serving(site):
    return site, *site.serve(web=2, workers=2)


@pytest.fixture(scope="session")
def on_postgres(tmp_path_factory):
    """A stopped PostgreSQL in which the database of a site is made, and the site, of which the others are copies."""
    with own_postgres.Cluster(durable=True) as cluster:
        installation = Installation(tmp_path_factory.mktemp("on-postgres"), cluster.url)
        installation.run("migrate")
        cluster.stop("fast")
        yield cluster, installation


@pytest.fixture
def cluster(on_postgres):
    """A PostgreSQL of its own that can be restarted, and sites upon it."""
    with own_postgres.Cluster(durable=True, like=on_postgres[0]) as cluster:
        yield cluster


@pytest.fixture
def site_on_postgres(cluster, on_postgres, tmp_path):
    """A site on a PostgreSQL of its own."""
    installation = Installation(tmp_path, cluster.url)
    shutil.copytree(on_postgres[1].environ["MUEANG_DATA"], installation.environ["MUEANG_DATA"], dirs_exist_ok=True)
    try:
        yield installation
    finally:
        installation.end_all()
