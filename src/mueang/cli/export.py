"""`mueang export`: writes a table in another format; computes nothing itself."""

from __future__ import annotations

from pathlib import Path

import click

from mueang.cli.asking import answered, explained

FORMATS = ("csv", "xlsx", "json", "geojson", "parquet")


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--to", "format", required=True, type=click.Choice(FORMATS), help="The format.")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; the name of FILE with another ending without it.")
@click.option("--title", default="", help="A title, for formats that have a place for it.")
@click.option("--table", help="Which table of a file that holds several.")
@click.option("--version", type=click.IntRange(min=0), help="Which version of a Delta table; the latest without it.")
def export(file: Path, format: str, out: Path | None, title: str, table: str | None, version: int | None) -> None:
    """Write a table in another format: of a Parquet file, a Delta folder, or any FILE that `mueang read` reads.

    A CSV is UTF-8 with a mark that Excel knows; years are Gregorian. The exit status is 0, 1 if the file cannot be read,
    2 if the format cannot hold the table.
    """
    from mueang import exports
    from mueang.cli.summary import language
    from mueang.flows.opening import opened
    from mueang.query import Rows

    out = out or file.with_suffix(f".{format}")
    if out.resolve() == file.resolve():
        raise click.UsageError("--out is FILE itself")
    with explained(), opened(file, table=table, version=version) as snapshot:
        exports.check(format, snapshot.schema, rows=snapshot.rows)
        rows = exports.write(format, answered(snapshot, Rows(snapshot.schema)), snapshot.schema, out, language=language(), title=title)
    click.echo(f"{out}: {rows:,}", err=True)
