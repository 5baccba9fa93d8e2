"""`mueang read`: prints what `mueang.flows.read` found; computes nothing itself."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from mueang.base.errors import BadInput, MueangError
from mueang.base.files import Source
from mueang.cli.summary import language, summarise
from mueang.flows.progress import SECONDS, ProgressFile


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE [FILE ...]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, one a file; the exit status is 0 also when a file is refused.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write Parquet files in this folder; with several files, in one folder each.")
@click.option(
    "--keep",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Keep the sheets in this folder, so that their rows can be looked at, and read with other options, at once.",
)
@click.option("--crs", help="Coordinate system of the file or of its coordinate columns, such as EPSG:32647.")
@click.option("--text", is_flag=True, help="Give the cells as they stand: every row, every column a string, nothing trimmed, typed or left out.")
@click.option("--tidy", is_flag=True, help="Turn columns of years, months or other values of one dimension into rows: one row for each value.")
@click.option(
    "--stack/--no-stack", default=None, help="Put sheets of one form under each other as one table, or never do; without it those of months, years and places."
)
@click.option(
    "--local",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Link local governments by this list, as `mueang places import` left it in the data folder.",
)
@click.option("--widths", multiple=True, metavar="COLUMN:N,N", help="Cut fixed-width cells of a column (from 0) after these characters; may be given again.")
@click.option("--options", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON file of options of reading: the corrections of a person.")
@click.option(
    "--progress", type=click.Path(dir_okay=False, path_type=Path), help="Keep this JSON file up to date with the step, the share done and the rows read."
)
def read(
    files: tuple[Path, ...],
    as_json: bool,
    out: Path | None,
    keep: Path | None,
    crs: str | None,
    text: bool,
    tidy: bool,
    stack: bool | None,
    local: Path | None,
    widths: tuple[str, ...],
    options: Path | None,
    progress: Path | None,
) -> None:
    """Read files as offices have them (CSV, Excel, GeoJSON and others): find the tables, type the columns, say each change.

    The exit status is 0 if all files were read, 1 if one was refused (unless --json), 2 for wrong usage.
    """
    from mueang.geo import local_governments

    local_governments.use(local)
    chosen = _options(options, crs, tidy, stack, widths)
    refused = False
    for number, path in enumerate(files, 1):
        folder = out if out is None or len(files) == 1 else out / f"{number}-{path.stem}"
        refused |= not _read_one(path, chosen, folder, as_json, text, keep, progress)
    sys.exit(1 if refused and not as_json else 0)


def _options(path: Path | None, crs: str | None, tidy: bool, stack: bool | None, widths: tuple[str, ...]):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from mueang.ingest.options import ReadOptions

    try:
        options = ReadOptions.from_dict(json.loads(path.read_text(encoding="utf-8"))) if path else ReadOptions()
    except (ValueError, BadInput) as error:
        raise click.BadParameter(str(error), param_hint="--options") from error
    if widths:
        options = replace(options, widths=_widths(widths))
    options = replace(options, tidy=tidy or options.tidy, stack=options.stack if stack is None else stack)
    if crs is None:
        return options
    return replace(options, crs=crs, places=replace(options.places, crs=crs))


def _widths(given: tuple[str, ...]) -> dict[int, tuple[int, ...]]:
    try:
        return {int(column): tuple(sorted(int(place) for place in places.split(","))) for column, places in (one.split(":") for one in given)}
    except ValueError as error:
        raise click.BadParameter("COLUMN:N,N", param_hint="--widths") from error


def _read_one(path: Path, options, out: Path | None, as_json: bool, text: bool, keep: Path | None, progress: Path | None) -> bool:  # type: ignore[no-untyped-def]
    from mueang.flows.read import read as read_file

    with ExitStack() as stack:
        if out is None:
            folder = Path(stack.enter_context(TemporaryDirectory()))
        else:
            folder = out
            folder.mkdir(parents=True, exist_ok=True)
        try:
            reading = read_file(Source.at(path), options, out=folder, text=text, keep=keep, watch=_watch(path, progress))
        except MueangError as error:
            raise click.UsageError(error.message.th if language() == "th" else error.message.en) from error
    found = reading.as_dict()
    if out is None:
        for table in found["tables"]:
            table |= {"data": None, "raw": None, "changes": None}
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else summarise(found))
    return reading.refused is None


class _Bar:
    """A bar on a terminal's stderr, renewed a few times a second."""

    def __init__(self, path: Path) -> None:
        self.name, self.last, self.shown = path.name, 0.0, sys.stderr.isatty()

    def __call__(self, share: float | None, rows: int) -> None:
        if not self.shown or time.monotonic() - self.last < SECONDS:
            return
        self.last = time.monotonic()
        bar = "" if share is None else f"[{'#' * round(share * 30):<30}] {share:4.0%} "
        click.echo(f"\r{self.name} {bar}{rows:,}", nl=share == 1, err=True)


def _watch(path: Path, file: Path | None) -> Callable[[str, float | None, int], None]:
    bar, kept = _Bar(path), ProgressFile(file) if file else None

    def told(step: str, share: float | None, rows: int) -> None:
        if kept is not None:
            kept(step, share, rows)
        bar(share, rows)

    return told
