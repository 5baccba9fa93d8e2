"""The release that a data folder is of: a number kept in it, so that no program works on what it does not know."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mueang import __version__
from mueang.base.errors import Conflict
from mueang.base.message import Message
from mueang_site.runtime import Settings

RELEASE = 2
"""Raised by one when a data folder must be changed for this program; docs/operator.md tells what each release changed."""
FIRST = 1
"""The release that kept no number."""

RESTORING = ".restoring"
"""The folder, within the data folder, in which a return from a backup is made ready."""

_HALF = Message(
    "การกู้คืนข้อมูลเข้าโฟลเดอร์ {folder} ยังไม่เสร็จ สั่ง mueang restore ซ้ำอีกครั้ง", "A return from a backup into {folder} is not finished: run `mueang restore` again."
)
_NEWER = Message(
    "โฟลเดอร์ข้อมูล {folder} เป็นของโปรแกรมที่ใหม่กว่า ({found}) โปรแกรมนี้ใช้ได้ถึง {known} ติดตั้งโปรแกรมรุ่นใหม่ หรือกู้ข้อมูลสำรองที่ทำไว้ก่อนปรับรุ่นด้วย mueang restore",
    "The data folder {folder} belongs to a newer program ({found}); this one knows {known}. Install the newer program, "
    "or return to the backup made before the upgrade with `mueang restore`.",
)
_OLDER = Message(
    "โฟลเดอร์ข้อมูล {folder} เป็นของรุ่นก่อน หยุดเว็บไซต์แล้วสั่ง mueang upgrade --data-dir {folder} ระบบจะสำรองฐานข้อมูลให้ก่อน",
    "The data folder {folder} is of an earlier release. Stop the site, then run: mueang upgrade --data-dir {folder} (it copies the database first).",
)
_BUSY = Message("กำลังปรับรุ่นโฟลเดอร์ข้อมูลนี้อยู่แล้ว รอให้เสร็จ", "The data folder is being upgraded already. Wait until that is done.")


def written(settings: Settings) -> int | None:
    """Return the number kept in the folder; None if there is none."""
    try:
        return int(json.loads(_file(settings).read_text("utf-8"))["release"])
    except FileNotFoundError:
        return None


def refuse_unknown(settings: Settings) -> None:
    """Raise Conflict if the folder belongs to a newer program (`release.newer`) or is not restored to its end (`release.restoring`)."""
    if (settings.data_dir / RESTORING).exists():
        raise Conflict(_HALF.fill(folder=settings.data_dir), code="release.restoring")
    number = written(settings)
    if number is not None and number > RELEASE:
        raise newer(settings, f"release {number}", f"release {RELEASE}")


def newer(settings: Settings, found: str, known: str) -> Conflict:
    """Return the refusal of a folder or database that a newer program has changed."""
    return Conflict(_NEWER.fill(folder=settings.data_dir, found=found, known=known), code="release.newer")


def older(settings: Settings) -> Conflict:
    """Return the refusal to work on a folder before its upgrade."""
    return Conflict(_OLDER.fill(folder=settings.data_dir), code="release.older")


def write(settings: Settings) -> None:
    """Keep in the folder that it is of this release; whole or not at all."""
    draft = _file(settings).with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"release": RELEASE, "program": __version__}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(_file(settings))


def is_unfinished(settings: Settings) -> bool:
    """Return whether an upgrade was begun and not ended."""
    return note(settings).exists()


def note(settings: Settings) -> Path:
    """Return the file that stands while an upgrade is under way."""
    return settings.data_dir / "upgrade.json"


def _file(settings: Settings) -> Path:
    return settings.data_dir / "release.json"


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Let one process alone upgrade the folder. The system frees it when the process dies. Raises Conflict (`release.busy`)."""
    with (settings.data_dir / ".upgrading").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(_BUSY, code="release.busy") from error
        yield
