"""What every command of the site shares: the data folder, starting Django, and how failures end.

Exit codes: 0 done, 1 something forbids going on, 2 called wrongly.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mueang.base.errors import BadInput, MueangError
from mueang_site import runtime
from mueang_site.commands import release

Body = Callable[..., Any]


def data_dir_option(body: Body) -> Body:
    """Give the command `--data-dir`."""
    help_text = "The data folder; without it MUEANG_DATA counts, then ./mueang-data."
    return click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), help=help_text)(body)


def telling(body: Body) -> Body:
    """Say expected failures in both languages and end with their exit code."""

    @functools.wraps(body)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return body(*args, **kwargs)
        except MueangError as error:
            click.echo(f"{error.message.th}\n{error.message.en}", err=True)
            sys.exit(2 if isinstance(error, BadInput) else 1)

    return told


def start_django(data_dir: Path | None, **environ: str) -> runtime.Settings:
    """Settle the settings, make the folders and set Django up.

    Raises BadInput if a setting is wrong, Conflict (`release.newer`) for a data folder that a newer program has changed.
    """
    keep_private()
    settings = runtime.choose(data_dir, **environ)
    settings.prepare()
    release.refuse_unknown(settings)
    os.environ["DJANGO_SETTINGS_MODULE"] = "mueang_site.config.settings"
    import django

    django.setup()
    return settings


def keep_private() -> None:
    """Let nobody but the owner and the group read what this process writes."""
    os.umask(0o027)


def migrate_quietly() -> None:
    """Bring the database to the newest form; nothing happens if it is there already.

    Raises Conflict (`release.older`) for a data folder of an earlier release: that is for `mueang upgrade`, which makes a copy first.
    """
    from django.db import connection

    settings = runtime.settings()
    pending, known = pending_migrations(settings), release.written(settings)
    if pending and known is None and "django_migrations" in connection.introspection.table_names():
        raise release.older(settings)
    if release.is_unfinished(settings) or (known is not None and known < release.RELEASE):
        raise release.older(settings)
    if pending or "site_cache" not in connection.introspection.table_names():
        migrate_at_once()
    if known is None:
        release.write(settings)


def migrate_at_once() -> None:
    """Do all migrations that are due in one transaction: whatever dies meanwhile, the database is as before or as it shall be."""
    from django.core.management import call_command
    from django.db import connection, transaction

    connection.disable_constraint_checking()  # SQLite changes tables only so, and inside a transaction it is too late to ask
    try:
        with transaction.atomic():
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
    finally:
        connection.enable_constraint_checking()


def pending_migrations(settings: runtime.Settings) -> list[str]:
    """Return the migrations that the database lacks. Raises Conflict (`release.newer`) if it has some that this program does not know."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    ours = executor.loader.migrated_apps
    strange = sorted(f"{app}.{name}" for app, name in executor.loader.applied_migrations if app in ours and (app, name) not in graph.nodes)
    if strange:
        raise release.newer(settings, ", ".join(strange[:3]), "older migrations")
    return [str(migration) for migration, _ in executor.migration_plan(graph.leaf_nodes())]


def say(th: str, en: str) -> None:
    """Tell people how things stand, on standard error."""
    click.echo(f"{th} · {en}", err=True)
