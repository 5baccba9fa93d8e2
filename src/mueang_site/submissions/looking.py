"""Look at a file while a person waits: a provisional reading by a sample, and rows as they stand, from a warm limited child."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from mueang.ingest.declared import reading_by
from mueang.sandbox import Completed, Warm
from mueang_site import runtime
from mueang_site.catalogue import declaring
from mueang_site.submissions import keeping

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

Rows = tuple[tuple[int, tuple[str | None, ...]], ...]
WALL_SECONDS, PATIENCE_SECONDS = 6.0, 3.0
ROWS_SECONDS = 2.0
_ANSWER = "reading.json"
_reader = Warm("mueang.flows.looking:answer", "mueang.flows.looking:warm_up", memory_bytes=1 << 30)


def get_ready() -> None:
    """Begin to get ready for the first look, without waiting."""
    _reader.start()


def look(submission: Submission, options: Mapping[str, Any], number: int) -> None:
    """Read a sample of the file with the options, to be shown until the reading of that number is there. What cannot be shown in time is not."""
    folder = keeping.look_folder(submission.pk, number)
    beside = folder.with_name(f"{folder.name}.{uuid4().hex[:8]}")
    beside.mkdir(parents=True)
    done = _ask(submission, options, beside, WALL_SECONDS, what="preview", out=str(beside))
    if done is None or done.returncode != 0 or done.limit:
        shutil.rmtree(beside, ignore_errors=True)
        return
    (beside / _ANSWER).write_text(json.dumps({"options": options, "reading": json.loads(done.stdout)}, ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)


def with_declared(submission: Submission, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that people chose, with what the schema of the dataset says of columns."""
    declared = declaring.declared_of(submission.dataset)
    said = {"declared": reading_by(declared.schema).as_dict()["declared"]} if declared else {}
    return {**options, **said}


def looked(submission: Submission) -> dict[str, Any] | None:
    """Return the provisional reading of a submission that is being read; None if there is none with the options that hold."""
    file = keeping.look_folder(submission.pk, submission.reading_number) / _ANSWER
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        return None
    tables = kept["reading"]["tables"]
    return kept["reading"] if kept["options"] == submission.read_options and tables else None


def rows_as_they_stand(submission: Submission, table: Mapping[str, Any], wanted: Sequence[int]) -> Rows:
    """Return these rows of the file with their cells, as far as they can be found in time."""
    if not wanted or not keeping.sheets_folder(submission.pk).exists():
        return ()
    options = submission.read_options | ({"encoding": table["encoding"]} if table.get("encoding") else {})
    with _scratch() as folder:
        done = _ask(submission, options, folder, ROWS_SECONDS, what="rows", out=str(folder), sheet=str(table["name"]), rows=list(wanted))
        found = json.loads(done.stdout) if done is not None and done.returncode == 0 and not done.limit else []
    return tuple((int(row), tuple(cells)) for row, cells in found)


def _ask(submission: Submission, options: Mapping[str, Any], folder: Path, seconds: float, **asked: Any) -> Completed | None:
    file, kept = runtime.settings().source(submission.file_sha256), keeping.sheets_folder(submission.pk)
    given = folder / "options.json"
    given.write_text(json.dumps(with_declared(submission, options)), encoding="utf-8")
    known = {"kept": str(kept)} if kept.exists() else {}
    local = runtime.settings().local_governments
    known |= {"local": str(local)} if local.exists() else {}
    asked |= {"file": str(file), "name": submission.file_name, "options": str(given), **known}
    return _reader(asked, folder=folder, wall_seconds=seconds, patience=PATIENCE_SECONDS)


@contextmanager
def _scratch() -> Iterator[Path]:
    with TemporaryDirectory(prefix="mueang-look-") as folder:
        yield Path(folder)
