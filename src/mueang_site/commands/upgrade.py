"""`mueang upgrade`: a data folder of an earlier release becomes one of this release.

What makes it safe against a crash: the copy of the database has its name only once it is whole, and a note keeps that
name until all is done, so that a second run never copies a database that is half changed; the migrations are one
transaction; every step on files may be done twice; the number of the release is written last.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from mueang.base.errors import Conflict
from mueang.base.message import Message
from mueang_site.commands import copies, release
from mueang_site.commands.start import data_dir_option, migrate_at_once, pending_migrations, say, start_django, telling
from mueang_site.runtime import Settings

_SERVED = Message(
    "เว็บไซต์ยังทำงานกับโฟลเดอร์นี้ (หมายเลขโปรเซส {pids}) หยุดก่อนแล้วสั่งใหม่",
    "The site is still served from this folder (processes {pids}). Stop it, then run this again.",
)
Step = Callable[[Settings], None]


@click.command()
@click.option("--saved", is_flag=True, help="The database was copied by other means: make no copy first.")
@data_dir_option
@telling
def upgrade(saved: bool, data_dir: Path | None) -> None:
    """Bring a data folder of an earlier release to this one, with a copy of its database made first.

    Stop the site before. Safe to repeat, also after a crash: it goes on where it stood.
    """
    settings = start_django(data_dir)
    with release.held(settings):
        before = release.written(settings)
        pending = pending_migrations(settings)
        if before == release.RELEASE and not pending and not release.is_unfinished(settings):
            say(f"โฟลเดอร์ข้อมูลเป็นรุ่น {release.RELEASE} อยู่แล้ว ไม่มีอะไรต้องทำ", f"The data folder is of release {release.RELEASE} already: nothing to do.")
            return
        _refuse_served(settings)
        _copy_first(settings, saved=saved)
        _change(settings, before or release.FIRST, len(pending))


def _change(settings: Settings, before: int, pending: int) -> None:
    migrate_at_once()
    say(f"ปรับฐานข้อมูลแล้ว {pending} ขั้น", f"The database was changed by {pending} migrations.")
    for number, message, step in STEPS:
        if number > before:
            step(settings)
            say(message.th, message.en)
    release.write(settings)
    release.note(settings).unlink(missing_ok=True)
    say(f"โฟลเดอร์ข้อมูลเป็นรุ่น {release.RELEASE} แล้ว", f"The data folder is of release {release.RELEASE} now.")


def _copy_first(settings: Settings, *, saved: bool) -> None:
    """Copy the database beside itself, unless the operator did or an upgrade that was cut off has."""
    note = release.note(settings)
    if note.exists():
        kept = json.loads(note.read_text("utf-8"))["copy"]
        say(f"ทำต่อจากที่ค้างไว้ สำเนาฐานข้อมูลก่อนปรับรุ่น: {kept or '-'}", f"Going on with an upgrade that was cut off. The copy made before it: {kept or '-'}")
        return
    copy = "" if saved else str(_copied(settings))
    draft = note.with_suffix(".draft")
    draft.write_text(json.dumps({"copy": copy}), encoding="utf-8")
    copies.settle(draft, note)


def _copied(settings: Settings) -> Path:
    folder = settings.data_dir / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    copy = folder / f"before-release-{release.RELEASE}-{stamp}-{copies.name_of(settings)}"
    copies.copy_database(settings, copy)
    say(f"สำเนาฐานข้อมูลก่อนปรับรุ่น: {copy}", f"The database as it was is copied to {copy}")
    return copy


def _refuse_served(settings: Settings) -> None:
    from mueang_site.jobs.pulse import living

    if pids := living(settings.pulses):
        raise Conflict(_SERVED.fill(pids=" ".join(str(pid) for pid in pids)), code="release.served")


def _drop_derived(settings: Settings) -> None:
    """Throw derived files away: an earlier program made them in its own way."""
    for path in settings.cache.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _measure(settings: Settings) -> None:
    """Measure what organisations keep: an earlier program kept no sizes."""
    from django.utils import timezone

    from mueang_site.catalogue.storage import measure_all

    measure_all(now=timezone.now())


STEPS: tuple[tuple[int, Message, Step], ...] = (
    (2, Message("ลบไฟล์ที่สร้างซ้ำได้ของรุ่นก่อน", "Derived files of the earlier release were thrown away."), _drop_derived),
    (2, Message("วัดพื้นที่ที่แต่ละหน่วยงานใช้แล้ว", "What organisations keep was measured."), _measure),
)
"""What a release changed in the files, in order: the release, what it did, how. Each may be done twice."""
