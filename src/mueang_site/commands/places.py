"""`mueang places import`: the list of local governments by which files are linked."""

from __future__ import annotations

from pathlib import Path

import click

from mueang_site.commands.start import data_dir_option, say, telling


@click.group()
def places() -> None:
    """Lists of places beside the official one."""


@places.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_dir_option
@telling
def import_file(file: Path, data_dir: Path | None) -> None:
    """Import FILE (CSV with code, name, province; kind and district if there are) as the list of local governments, in place of the last one."""
    from mueang.geo.local_governments import read_list, write_list
    from mueang_site import runtime

    settings = runtime.choose(data_dir)
    found = read_list(file.read_bytes())
    settings.prepare()
    write_list(found, settings.local_governments)
    say(f"นำเข้ารายชื่อองค์กรปกครองส่วนท้องถิ่น {len(found):,} แห่ง", f"{len(found):,} local governments were imported.")
