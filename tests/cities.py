"""Cities in data folders of their own, looked after by commands as processes; as a program: publishes and tells what stands.

python tests/cities.py publish COUNT | seen, upon MUEANG_DATA and DATABASE_URL.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import postgres

RELEASE_1 = Path(__file__).parent / "fixtures" / "release-1.tar.xz"
SLUG = "readings"


class City:
    """A data folder with its database."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.data = data
        self.environ = os.environ | {"DATABASE_URL": database, "MUEANG_DATA": str(data)}

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, *command], env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def mueang(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "mueang_site.commands", *arguments, "--data-dir", str(self.data)]
        return subprocess.run(command, env=self.environ, input=given, capture_output=True, text=True, timeout=120, check=False)

    def publishing(self, count: int) -> subprocess.Popen[str]:
        """Start to publish that many versions, each after a line on the standard output."""
        return self.start(__file__, "publish", str(count))

    def seen(self) -> dict[str, Any]:
        """Return what stands, by number of version: the hash on record, and one of the rows as they are read now."""
        done = subprocess.run([sys.executable, __file__, "seen"], env=self.environ, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@contextlib.contextmanager
def empty_city(data: Path) -> Iterator[City]:
    """A city that is not there yet, on the database server that the tests run on, or on SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    with postgres.empty_database(server) if server else contextlib.nullcontext("") as url:
        yield City(data, url)


@contextlib.contextmanager
def city_of_release_1(folder: Path) -> Iterator[City]:
    """The kept city, as the code of release 1 left it."""
    kind = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    with tarfile.open(RELEASE_1) as archive:
        archive.extractall(folder, filter="data")
    with empty_city(folder / kind) as city:
        if kind == "postgresql":
            dump = city.data / "database.dump"
            subprocess.run([postgres.binary("pg_restore"), "--no-owner", f"--dbname={city.environ['DATABASE_URL']}", str(dump)], check=True)
            dump.unlink()
        yield city


def _publish(count: int) -> None:
    from django.utils import timezone

    from mueang_site.access import actions as access
    from mueang_site.access.actor import system_actor
    from mueang_site.submissions import actions

    actor = system_actor("operator")
    office = access.create_organisation(actor=actor, slug="city", name_th="เมืองทดสอบ", parent=None, now=timezone.now())
    for number in range(1, count + 1):
        text = "รหัสเขต,ปี,ค่า\n" + "".join(f"{1001 + row},2566,{number}.{row}\n" for row in range(40))
        upload = actions.Upload(f"{number}.csv", [text.encode()])
        submission = actions.receive(actor, upload, organisation_id=office.pk, dataset_slug=SLUG if number > 1 else None, now=timezone.now())
        _settle(actor, submission, first=number == 1)
        print(number, flush=True)


def _settle(actor: Any, submission: Any, *, first: bool) -> None:
    from django.utils import timezone

    from mueang_site.catalogue.description import Description
    from mueang_site.submissions import actions

    _work()
    if first:
        described = Description(slug=SLUG, title_th="ค่าที่วัดได้", description_th="ค่าที่วัดได้รายเขต", source="สำนักสิ่งแวดล้อม")
        actions.describe(actor, submission.pk, description=described, columns={}, now=timezone.now())
    else:
        actions.choose_mode(actor, submission.pk, mode={"mode": "replace"}, now=timezone.now())
        _work()
    actions.send(actor, submission.pk, now=timezone.now())
    _work()


def _work() -> None:
    from datetime import timedelta

    from mueang_site.jobs.worker import Worker

    Worker(lease=timedelta(minutes=1)).run_until_idle(beating=False)


def _seen() -> None:
    from django.utils import timezone

    from mueang_site.access.actor import system_actor
    from mueang_site.access.audit import verify
    from mueang_site.catalogue import queries

    actor, now = system_actor("test"), timezone.now()
    found: dict[str, Any] = {"whole": verify().ok}
    for version in queries.versions_for(actor, SLUG):
        view = queries.table_for(actor, SLUG, now=now, number=version.number)
        rows = view.ask(view.everything()).read_all().to_pylist()
        found[str(version.number)] = [version.content_hash, len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()]
    print(json.dumps(found))


def main(arguments: list[str]) -> None:
    from mueang_site.commands.start import migrate_quietly, start_django

    start_django(None)
    migrate_quietly()
    if arguments[0] == "publish":
        _publish(int(arguments[1]))
    else:
        _seen()


if __name__ == "__main__":
    main(sys.argv[1:])
