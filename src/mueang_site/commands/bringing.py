"""`mueang ingest` and `mueang boundaries import`: files from the command line, by the same steps as through the pages."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site.commands.start import data_dir_option, migrate_quietly, say, start_django, telling

if TYPE_CHECKING:
    from mueang_site.access.actor import Actor
    from mueang_site.submissions.models import Submission

PIECE = 1 << 20
PATIENCE_SECONDS = 0.3
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = Message(
    "ยังไม่มีชุดข้อมูลนี้ ระบุ --organisation, --title และ --source เพื่อสร้าง",
    "There is no such dataset. To make it, give --organisation, --title and --source.",
)
_OVERLAP = Message(
    """ไฟล์นี้มีข้อมูลที่ทับกับรุ่นก่อน เลือก --mode replace, '{"mode": "update", "keys": [...]}' หรือ '{"mode": "append", "overlap_accepted": true}'""",
    """The file overlaps with the last version. Choose --mode replace, '{"mode": "update", "keys": [...]}' """
    """or '{"mode": "append", "overlap_accepted": true}'.""",
)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--dataset", "slug", required=True, help="Name of the dataset in links; made if it is not there.")
@click.option("--organisation", default="", help="Slug of the organisation that owns a new dataset.")
@click.option("--title", default="", help="Title of a new dataset.")
@click.option("--source", default="", help="Where the data of a new dataset comes from.")
@click.option("--classification", type=click.Choice(["01", "02"]), default="01", show_default=True, help="01 public, 02 within the organisation.")
@click.option("--mode", default="", help='replace, append, or JSON such as {"mode": "update", "keys": ["code"]}; without it as the last time.')
@click.option("--options", type=_FILE, help="JSON file of options for reading, as `mueang read --options` takes it.")
@click.option("--draft", is_flag=True, help="Only read the file; people go on from the pages.")
@data_dir_option
@telling
def ingest(
    file: Path, slug: str, organisation: str, title: str, source: str, classification: str, mode: str, options: Path | None, draft: bool, data_dir: Path | None
) -> None:
    """Read FILE as an office has it and publish it as the next version of a dataset."""
    start_django(data_dir)
    migrate_quietly()
    from mueang_site.access.actor import system_actor
    from mueang_site.submissions import reading

    # While the file is being kept.
    reading.get_ready()
    actor = system_actor("operator")
    new = {"slug": slug, "title_th": title, "description_th": title, "source": source, "classification": classification}
    submission = _receive(actor, file, slug, organisation, options)
    _settle(actor, submission, new, _mode(mode))
    if not draft:
        _publish(actor, submission)
    _report(actor, submission)


@click.group()
def boundaries() -> None:
    """Shapes of provinces, districts and other areas."""


@boundaries.command("import")
@click.argument("file", type=_FILE)
@click.option("--level", default=None, help="province, district, subdistrict ...; without it the codes decide.")
@click.option("--code-field", default=None, help="The attribute that holds the codes.")
@click.option("--crs", default=None, help="Coordinate system, EPSG:n, where the file names none.")
@click.option("--attribution", default="", help="To whom the shapes are owed; stands under every map.")
@data_dir_option
@telling
def import_file(file: Path, level: str | None, code_field: str | None, crs: str | None, attribution: str, data_dir: Path | None) -> None:
    """Import FILE (GeoJSON, GeoPackage, zipped Shapefile) as the newest set of its level."""
    start_django(data_dir)
    migrate_quietly()
    from django.utils import timezone

    from mueang.base.files import Source
    from mueang.geo.boundaries import BoundaryOptions
    from mueang_site.access.actor import system_actor
    from mueang_site.areas.actions import import_boundaries

    chosen = BoundaryOptions(level=level, code_field=code_field, crs=crs)
    layer = import_boundaries(system_actor("operator"), Source.at(file), options=chosen, attribution=attribution, now=timezone.now())
    for issue in layer.issues:
        say(issue.message.th, issue.message.en)
    say(f"นำเข้าขอบเขตระดับ {layer.level} {len(layer.areas)} พื้นที่", f"{len(layer.areas)} areas of the level {layer.level} were imported.")


def _receive(actor: Actor, file: Path, slug: str, organisation: str, options: Path | None) -> Submission:
    from django.utils import timezone

    from mueang_site.access import queries as access
    from mueang_site.catalogue import queries as catalogue
    from mueang_site.submissions import actions, correcting

    known = catalogue.visible_datasets(actor).filter(slug=slug).first()
    if known is None and not organisation:
        raise BadInput(_NEW, code="ingest.new", field="organisation")
    owner = known.organisation_id if known else access.organisation(organisation).id
    submission = actions.receive(
        actor, actions.Upload(file.name, _pieces(file)), organisation_id=owner, dataset_slug=slug if known else None, now=timezone.now()
    )
    _wait(submission)
    if options is not None and submission.state == "draft":
        correcting.reread(actor, submission.pk, options=json.loads(options.read_text(encoding="utf-8")), now=timezone.now())
        _wait(submission)
    return submission


def _settle(actor: Actor, submission: Submission, new: dict[str, Any], mode: dict[str, Any] | None) -> None:
    from django.utils import timezone

    from mueang_site.catalogue.description import Description
    from mueang_site.submissions import actions

    if submission.state != "draft":
        return
    if submission.dataset is None:
        category, licence = ("a", "U") if new["classification"] == "01" else ("b", "U")
        description = Description.from_dict({**new, "category": category, "licence": licence})
        for message in actions.describe(actor, submission.pk, description=description, columns={}, now=timezone.now()).values():
            raise BadInput(message, code="ingest.new")
    if mode is not None:
        actions.choose_mode(actor, submission.pk, mode=mode, now=timezone.now())
        _wait(submission)


def _publish(actor: Actor, submission: Submission) -> None:
    from django.utils import timezone

    from mueang_site.submissions import actions

    if submission.state != "draft":
        return
    try:
        sent = actions.send(actor, submission.pk, now=timezone.now())
    except BadInput as error:
        raise BadInput(_OVERLAP, code=error.code) if error.code == "submission.overlap" else error from error
    if sent.state == "approved":
        _wait(submission)
    submission.refresh_from_db()


def _report(actor: Actor, submission: Submission) -> None:
    from mueang_site.submissions import queries

    submission.refresh_from_db()
    if submission.state == "refused":
        message = submission.reading["refused"]["message"]
        say(message["th"], message["en"])
        sys.exit(1)
    if submission.state == "published":
        say(f"เผยแพร่รุ่นที่ {submission.version_number} แล้ว", f"Version {submission.version_number} is published.")
    elif n := queries.unresolved(submission):
        say(f"รอบริกรข้อมูลตัดสิน {n} เรื่องที่น่าจะเป็นข้อมูลส่วนบุคคล", f"{n} findings of personal data wait for a steward.")
        sys.exit(1)
    else:
        say("รับไฟล์แล้ว ทำต่อได้ที่หน้าเว็บ", "The file was received; go on from the pages.")


def _wait(submission: Submission) -> None:
    """Do the jobs here, or wait for the worker that took them, showing how far they are."""
    from mueang_site.access.actor import system_actor
    from mueang_site.jobs import queries
    from mueang_site.jobs.worker import Worker

    worker = Worker(lease=timedelta(seconds=60))
    with click.progressbar(length=100, label=submission.file_name, file=sys.stderr) as bar:
        while True:
            worker.run_until_idle()
            jobs = queries.about(system_actor("operator"), "submission", str(submission.pk), active=True)
            if not jobs:
                break
            bar.update((jobs[0].percent or 0) - bar.pos)
            time.sleep(PATIENCE_SECONDS)
        bar.update(100 - bar.pos)
    submission.refresh_from_db()


def _mode(text: str) -> dict[str, Any] | None:
    if not text:
        return None
    return json.loads(text) if text.startswith("{") else {"mode": text}


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece
