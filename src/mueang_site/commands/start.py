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
    """Settle the settings, make the folders and set Django up. Raises BadInput if a setting is wrong."""
    keep_private()
    settings = runtime.choose(data_dir, **environ)
    settings.prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "mueang_site.config.settings"
    import django

    django.setup()
    return settings


def keep_private() -> None:
    """Let nobody but the owner and the group read what this process writes."""
    os.umask(0o027)


def migrate_quietly() -> None:
    """Bring the database to the newest form; nothing happens if it is there already."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()) and "site_cache" in connection.introspection.table_names():
        return
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def say(th: str, en: str) -> None:
    """Tell people how things stand, on standard error."""
    click.echo(f"{th} · {en}", err=True)
