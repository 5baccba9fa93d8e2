"""`mueang backup` and `mueang restore`: a whole data folder to another place, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mueang_site import runtime
from mueang_site.commands.start import data_dir_option, keep_private, say, start_django, telling

if TYPE_CHECKING:
    from mueang_site.commands.archive import Copied


@click.command()
@click.argument("to", type=click.Path(file_okay=False, path_type=Path))
@data_dir_option
@telling
def backup(to: Path, data_dir: Path | None) -> None:
    """Copy the data folder with its database to the new folder TO, while the site goes on serving.

    The copy holds the key of the site and personal data: keep it as safe as the data folder.
    """
    settings = start_django(data_dir)
    from django.utils import timezone

    from mueang_site.commands.archive import back_up

    _tell("สำรองแล้ว", "Backed up", back_up(settings, to.resolve(), now=timezone.now()))
    if settings.s3:
        say("ตารางอยู่ในที่เก็บ S3 ไม่รวมในข้อมูลสำรองนี้", "The tables are in the S3 store and not in this backup: keep that store by its own means.")


@click.command()
@click.argument("source", metavar="FROM", type=click.Path(exists=True, file_okay=False, path_type=Path))
@data_dir_option
@telling
def restore(source: Path, data_dir: Path | None) -> None:
    """Make a new data folder from the backup FROM; every file is held against its hash.

    The data folder must not be there yet or be empty, and so must a database of PostgreSQL.
    """
    keep_private()
    settings = runtime.choose(data_dir)
    from mueang_site.commands.archive import put_back

    _tell("กู้คืนแล้ว", "Restored", put_back(settings, source.resolve()))


def _tell(th: str, en: str, copied: Copied) -> None:
    size = f"{copied.bytes / 2**20:,.1f} MiB"
    say(f"{th} {copied.versions:,} รุ่น {copied.files:,} ไฟล์ {size}", f"{en}: {copied.versions:,} versions, {copied.files:,} files, {size}.")
