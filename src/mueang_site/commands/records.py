"""`mueang migrate`."""

from __future__ import annotations

from pathlib import Path

import click

from mueang_site.commands.start import data_dir_option, migrate_quietly, say, start_django, telling


@click.command()
@data_dir_option
@telling
def migrate(data_dir: Path | None) -> None:
    """Bring the database to the newest form. Safe to repeat; `serve` and `demo` do it themselves."""
    start_django(data_dir)
    migrate_quietly()
    say("ฐานข้อมูลเป็นรุ่นล่าสุดแล้ว", "The database is up to date.")
