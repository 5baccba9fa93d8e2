"""Reading what an office handed in: in a limited child, by `mueang form check`."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mueang import sandbox
from mueang.base.message import Message
from mueang.ingest import refusals
from mueang.tables.form import Stamp
from mueang_site import runtime
from mueang_site.rounds.wanted import form_of

if TYPE_CHECKING:
    from mueang_site.jobs.running import Running
    from mueang_site.rounds.models import Attempt, Filing

WALL_SECONDS = 120
MEMORY_BYTES = 2 << 30
_CRASHED = tuple(code for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE) for code in (-number, 128 + number))
_TOO_MUCH = Message(
    "ไฟล์นี้ใช้เวลาหรือหน่วยความจำเกินที่กำหนด จึงหยุดอ่าน ดาวน์โหลดแบบฟอร์มใหม่ วางข้อมูลลงไป แล้วส่งอีกครั้ง",
    "Reading took more time or memory than is allowed and was stopped. Download the form anew, paste the data into it and send again.",
)
_NOTHING: dict[str, Any] = {"cells": [], "rows": [], "numbers": [], "issues": [], "layout": True}


def stamp_of(filing: Filing) -> Stamp:
    """Return for whom and for when the workbook of an office is."""
    return Stamp(str(filing.round_id), filing.organisation.slug, filing.round.name_th, filing.name)


def read(attempt: Attempt, filing: Filing, running: Running) -> dict[str, Any]:
    """Return what the child found. What breaks it or takes too long is refused."""
    with tempfile.TemporaryDirectory(prefix="mueang-form-") as name:
        folder = Path(name)
        form, file = folder / "form.json", folder / attempt.file_name
        form.write_text(json.dumps(form_of(filing.round.asked, stamp=stamp_of(filing)).as_dict()), encoding="utf-8")
        file.symlink_to(runtime.settings().source(attempt.file_sha256))
        done = sandbox.run(
            [sys.executable, "-m", "mueang.cli", "form", "check", str(form), str(file), "--json"],
            wall_seconds=WALL_SECONDS,
            memory_bytes=MEMORY_BYTES,
            cwd=folder,
            cancelled=running.cancelled,
        )
    running.check()
    return _answer(done)


def _answer(done: sandbox.Completed) -> dict[str, Any]:
    if done.limit:
        return _NOTHING | {"refused": {"code": f"refuse.{done.limit}", "message": _TOO_MUCH.as_dict()}}
    if done.returncode in _CRASHED:
        refused = refusals.corrupt()
        return _NOTHING | {"refused": {"code": refused.code, "message": refused.message.as_dict()}}
    if done.returncode != 0:
        raise RuntimeError(f"the reader of forms ended with {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)  # type: ignore[no-any-return]
