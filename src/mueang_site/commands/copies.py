"""Copies of the database: of SQLite by its online backup, of PostgreSQL by its own programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mueang.base.errors import Conflict
from mueang.base.message import Message
from mueang_site.runtime import Settings

SQLITE, POSTGRESQL = "database.sqlite3", "database.dump"

_NO_PROGRAM = Message(
    "ไม่พบโปรแกรม {program} ติดตั้งด้วย apt-get install postgresql-client",
    "The program {program} is not here. Install it: apt-get install postgresql-client",
)
_FAILED = Message("{program} ทำไม่สำเร็จ: {said}", "{program} failed: {said}")


def is_postgresql(settings: Settings) -> bool:
    """Return whether the records are kept by PostgreSQL."""
    return urlsplit(settings.database_url).scheme in ("postgresql", "postgres")


def name_of(settings: Settings) -> str:
    """Return the name of a copy of the database that this installation uses."""
    return POSTGRESQL if is_postgresql(settings) else SQLITE


def copy_database(settings: Settings, to: Path, *, snapshot: str = "") -> None:
    """Copy the database as it stands at one moment to a new file, while others write. Whole or absent.

    `snapshot`: of PostgreSQL, the exported snapshot to copy. Raises Conflict (`database.program`) if a program of PostgreSQL lacks or fails.
    """
    draft = to.with_name(f"{to.name}.draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    if is_postgresql(settings):
        shot = [f"--snapshot={snapshot}"] if snapshot else []
        _run(settings, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={draft}", *shot)
    else:
        with closing(sqlite3.connect(sqlite_path(settings))) as source, closing(sqlite3.connect(draft)) as target:
            source.backup(target)
    settle(draft, to)


def put_back(settings: Settings, copy: Path) -> None:
    """Fill the empty PostgreSQL database with a copy, all or nothing. Raises Conflict (`database.program`)."""
    _run(settings, "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", f"--dbname={_address(settings)}", str(copy))


def tables(settings: Settings) -> int:
    """Return how many tables the PostgreSQL database has."""
    import psycopg

    with psycopg.connect(settings.database_url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()").fetchone()
    return int(found[0]) if found else 0


def sqlite_path(settings: Settings) -> Path:
    """Return where SQLite keeps the records."""
    named = unquote(urlsplit(settings.database_url).path.removeprefix("/"))
    return Path(named) if named else settings.sqlite_file


def settle(draft: Path, path: Path) -> None:
    """Give a finished file its name once it is on the disk."""
    for thing in (draft, draft.parent):
        descriptor = os.open(thing, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    draft.replace(path)


def _run(settings: Settings, program: str, *arguments: str) -> None:
    target = [] if program == "pg_restore" else [_address(settings)]
    path = found(program)
    if path is None:
        raise Conflict(_NO_PROGRAM.fill(program=program), code="database.program")
    done = subprocess.run([path, *arguments, *target], env=_environ(settings), capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise Conflict(_FAILED.fill(program=program, said=done.stderr.strip()[-500:]), code="database.program")


def _address(settings: Settings) -> str:
    """Return the address of the database without its password, which other people's `ps` would show."""
    url = urlsplit(settings.database_url)
    return url._replace(scheme="postgresql", netloc=url.netloc.replace(f":{url.password}@", "@") if url.password else url.netloc).geturl()


def _environ(settings: Settings) -> Mapping[str, str]:
    return os.environ | {"PGPASSWORD": unquote(urlsplit(settings.database_url).password or "")}


def found(program: str) -> str | None:
    """Return the newest such program, since one older than the server refuses to copy it; None if there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    return str(installed[-1]) if installed else shutil.which(program)
