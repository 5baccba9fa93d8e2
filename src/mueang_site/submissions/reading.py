"""Reading a file for a submission: in a limited child, by the same contract as `mueang read --json`."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa

from mueang import sandbox
from mueang.base.media import media_type_of
from mueang.base.message import Message
from mueang.ingest import refusals
from mueang.privacy import detection
from mueang.tables.distinct import coded_batches
from mueang_site import runtime
from mueang_site.access import audit
from mueang_site.access.actor import Actor
from mueang_site.catalogue import actions as catalogue
from mueang_site.catalogue import sources
from mueang_site.catalogue.queries import describe
from mueang_site.jobs.running import Running
from mueang_site.submissions import keeping, looking
from mueang_site.submissions.models import Finding, State, Submission
from mueang_site.submissions.schemas import schema_of

WALL_SECONDS = 180
BYTES_A_SECOND = 1 << 20
"""Far slower than any sound file is read: each megabyte adds a second to the clock of the wall, so that a small file cannot hold a worker for long."""
MOST_WALL_SECONDS = 900
_CRASHED = tuple(code for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE) for code in (-number, 128 + number))
"""How a child ends that a damaged file brings down inside one of the libraries that read it."""
_NO_TABLE = ("refuse.type", "refuse.no_table", "refuse.part-missing")
MEMORY_BYTES = 3 << 30
PATIENCE_SECONDS, NICENESS = 10.0, 5
_reader = sandbox.Warm("mueang.flows.looking:whole", "mueang.flows.looking:warm_up", memory_bytes=MEMORY_BYTES)
_TOO_LONG = Message(
    "อ่านไม่เสร็จใน {minutes} นาที จึงหยุด ข้อมูลเดิมไม่เปลี่ยน แบ่งไฟล์ให้เล็กลงแล้วลองใหม่",
    "Reading took over {minutes} minutes and was stopped. Nothing changed. Split the file and retry.",
)
_TOO_MUCH = Message(
    "ไฟล์นี้ใช้หน่วยความจำเกินที่กำหนด จึงหยุดอ่าน ข้อมูลเดิมไม่เปลี่ยน แบ่งไฟล์ให้เล็กลงหรือบันทึกเป็น CSV แล้วลองใหม่",
    "Reading took more memory than is allowed and was stopped. Nothing changed. Split the file or save it as CSV and retry.",
)


def read(submission: Submission, number: int, running: Running) -> dict[str, Any] | None:
    """Return the answer of the reader; its Parquet files stand in the folder of this reading. What takes too long is refused.

    None: meanwhile a person has corrected something, and another reading takes the place of this one.
    """
    overtaken = _Overtaken(submission, number)
    folder = keeping.fresh_reading_folder(submission.pk, number)
    file = _under_its_name(submission, folder)
    options = folder / "options.json"
    options.write_text(json.dumps(looking.with_declared(submission, submission.read_options)), encoding="utf-8")
    progress = folder / "progress.json"
    sheets = keeping.sheets_folder(submission.pk)
    done = _read(
        {"file": str(file), "out": str(folder), "keep": str(sheets), "options": str(options), "progress": str(progress)} | _local_governments(),
        folder,
        wall_seconds=_wall_seconds(submission.file_size),
        on_poll=lambda: running.progress(_share(progress), 100),
        cancelled=lambda: running.cancelled() or overtaken(),
    )
    running.check()
    return None if overtaken.now() else _answer(done)


@dataclass
class _Overtaken:
    """Asks, once a second, whether another reading of the submission was queued."""

    submission: Submission
    number: int
    said: bool = False
    asked_at: float = field(default_factory=time.monotonic)

    def __call__(self) -> bool:
        return self.now() if not self.said and time.monotonic() - self.asked_at > 1 else self.said

    def now(self) -> bool:
        """Ask at once."""
        self.asked_at = time.monotonic()
        self.said = not Submission.objects.filter(pk=self.submission.pk, reading_number=self.number).exists()
        return self.said


def _local_governments() -> dict[str, str]:
    path = runtime.settings().local_governments
    return {"local": str(path)} if path.exists() else {}


def get_ready() -> None:
    """Begin to get ready for the first reading, without waiting."""
    _reader.start()


def _read(given: dict[str, str], folder: Path, wall_seconds: float, on_poll: Callable[[], None], cancelled: Callable[[], bool]) -> sandbox.Completed:
    """Have the file read by the reader that waits, or by one of its own where that is busy with another."""
    done = _reader(given, folder=folder, wall_seconds=wall_seconds, patience=PATIENCE_SECONDS, niceness=NICENESS, on_poll=on_poll, cancelled=cancelled)
    if done is not None:
        return done
    words = [word for name, value in given.items() if name != "file" for word in (f"--{name}", value)]
    command = [sys.executable, "-m", "mueang.cli", "read", given["file"], "--json", *words]
    return sandbox.run(command, wall_seconds=wall_seconds, memory_bytes=MEMORY_BYTES, cwd=folder, on_poll=on_poll, cancelled=cancelled)


def _wall_seconds(size: int) -> int:
    return min(WALL_SECONDS + size // BYTES_A_SECOND, MOST_WALL_SECONDS)


def chosen(answer: dict[str, Any], name: str) -> dict[str, Any] | None:
    """Return the table of that name, else the first, which the reader thinks is meant; None if nothing was read."""
    tables: list[dict[str, Any]] = answer.get("tables") or []
    named = [table for table in tables if table["name"] == name]
    return next(iter((*named, *tables)), None)


def first_choice(submission: Submission, answer: dict[str, Any]) -> dict[str, Any] | None:
    """Return the table that a person chose; else that of the last file of the dataset, as far as it can be known again; else the first.

    A name with digits in it mostly tells a period: of sheets 2566 and 2567 the one of last time is not the one that is meant.
    """
    tables: list[dict[str, Any]] = answer.get("tables") or []
    names = {str(table["name"]) for table in tables}
    if submission.table_name in names or submission.dataset is None or len(tables) < 2:
        return chosen(answer, submission.table_name)
    last = str(catalogue.resource_of(submission.dataset).recipe.get("table") or "")
    if last in names and not any(letter.isdigit() for letter in last):
        return chosen(answer, last)
    known = set(describe(submission.dataset).schema.names)
    return max(tables, key=lambda table: len(known & {str(column["name"]) for column in table["columns"]}))


def batches(submission_id: UUID, number: int, table: dict[str, Any], columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Yield the rows that a reading left, texts by their distinct values; of some columns, if they are named."""
    yield from coded_batches(keeping.reading_folder(submission_id, number) / table["data"], columns)


def scan(submission: Submission, number: int, table: dict[str, Any]) -> Sequence[detection.Finding]:
    """Return the personal data seen in the table."""
    return detection.scan(schema_of(table), partial(batches, submission.pk, number, table))


def keep(
    actor: Actor, submission_id: UUID, number: int, *, answer: dict[str, Any], findings: Sequence[detection.Finding], plan: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """Keep what was understood, in the caller's transaction; a refused file leaves this record, and its bytes only if it may be a document."""
    submission = Submission.objects.select_for_update().get(pk=submission_id)
    if submission.reading_number != number:
        return {}
    table = first_choice(submission, answer)
    submission.reading, submission.plan, submission.updated_at = answer, plan, now
    submission.table_name = table["name"] if table else ""
    submission.read_options = _options_for(submission.read_options, table)
    if not submission.corrections:
        submission.first_options = submission.read_options
    submission.state = State.DRAFT if table else State.REFUSED
    submission.offered_as = "" if table else _offer(submission, answer)
    submission.save()
    _put_findings(submission, findings)
    verb = "submission.read" if table else "submission.refuse"
    detail = {"rows": table["n_rows"], "columns": len(table["columns"])} if table else {"refused": answer.get("refused")}
    audit.record(actor, verb, audit.Subject("submission", str(submission.pk), submission.file_name, submission.organisation_id), detail, now=now)
    if table is None:
        _forget_file(submission)
    return {"state": submission.state, **detail}


def _options_for(options: dict[str, Any], table: dict[str, Any] | None) -> dict[str, Any]:
    """Return the options by the columns of this table, where they were decided for another: corrections then go on from there."""
    if table is None or options.get("headings") is None:
        return options
    return {name: value for name, value in table["options"].items() if name != "declared"}


def _put_findings(submission: Submission, findings: Sequence[detection.Finding]) -> None:
    """Replace the findings of the last reading; what a steward decided about the same column and kind stays decided."""
    wanted = {(finding.column, finding.kind): finding for finding in findings}
    for old in submission.findings.all():
        if (old.column, old.kind) not in wanted:
            old.delete()
    for (column, kind), finding in wanted.items():
        seen = {"count": finding.count, "rows_seen": finding.rows_seen, "confidence": finding.confidence, "examples": list(finding.examples_masked)}
        Finding.objects.update_or_create(submission=submission, column=column, kind=kind, defaults=seen)


def _offer(submission: Submission, answer: dict[str, Any]) -> str:
    """Return the media type of a file that holds no table but can be read by people as it is; empty for all else."""
    if (answer.get("refused") or {}).get("code") not in _NO_TABLE:
        return ""
    kind = media_type_of(sources.kept(submission.file_sha256, submission.file_name))
    return kind.name if kind is not None and kind.is_paper else ""


def _forget_file(submission: Submission) -> None:
    keeping.drop_readings(submission.pk)
    sources.forget_unnamed(submission.file_sha256)


def _under_its_name(submission: Submission, folder: Path) -> Path:
    """Let the reader see the file under the name that its owner gave it, which its messages then tell."""
    path = folder / "source" / submission.file_name
    path.parent.mkdir()
    path.symlink_to(runtime.settings().source(submission.file_sha256))
    return path


def _share(progress: Path) -> int:
    """Return how much is read, 0 to 80."""
    try:
        told = json.loads(progress.read_text(encoding="utf-8"))
        return int(80 * (told["share"] or 0))
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _answer(done: sandbox.Completed) -> dict[str, Any]:
    if done.limit:
        code, message = ("refuse.timeout", _TOO_LONG.fill(minutes=round(done.seconds / 60))) if done.limit == "wall" else ("refuse.memory", _TOO_MUCH)
        return {"refused": {"code": code, "message": message.as_dict()}, "tables": []}
    if done.returncode in _CRASHED:
        refused = refusals.corrupt()
        return {"refused": {"code": refused.code, "message": refused.message.as_dict()}, "tables": []}
    if done.returncode != 0:
        raise RuntimeError(f"the reader ended with {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)  # type: ignore[no-any-return]
