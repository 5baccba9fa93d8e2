"""The copy of a workbook in which the cells that break the declared schema are marked: made in a limited child, of files of common size."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING, Any

from mueang import sandbox
from mueang_site.catalogue import declaring
from mueang_site.submissions import keeping, looking, reading

if TYPE_CHECKING:
    from mueang_site.jobs.running import Running
    from mueang_site.submissions.models import Submission

MOST_BYTES = 10 << 20
"""A file beyond it has its list alone: marking one takes as long as reading it many times."""
WALL_SECONDS = 120
_log = logging.getLogger(__name__)


def mark(submission: Submission, number: int, plan: dict[str, Any], running: Running) -> None:
    """Make the copy beside the reading if cells break the schema. Without it the list says the same, so that a failure stops nothing."""
    declared = declaring.declared_of(submission.dataset)
    if declared is None or not plan.get("n_faults") or submission.file_size > MOST_BYTES:
        return
    folder = keeping.reading_folder(submission.pk, number)
    schema, options, made = folder / "schema.json", folder / "options.json", folder / "marked.xlsx"
    schema.write_text(json.dumps(declared.as_json()), encoding="utf-8")
    table = reading.chosen(submission.reading, submission.table_name)
    several = len(submission.reading.get("tables") or ()) > 1
    chosen = {"sheet": table["name"]} if several and table is not None and not table.get("made") else {}
    options.write_text(json.dumps(looking.with_declared(submission, submission.read_options) | chosen), encoding="utf-8")
    file = folder / "source" / submission.file_name
    program = (sys.executable, "-m", "mueang.cli", "check", str(file))
    arguments = [*program, "--schema", str(schema), "--options", str(options), "--annotated", str(made), "--json"]
    done = sandbox.run(arguments, wall_seconds=WALL_SECONDS, memory_bytes=reading.MEMORY_BYTES, cwd=folder, cancelled=running.cancelled)
    running.check()
    if made.exists():
        made.replace(keeping.marked_file(submission.pk, number))
    else:
        _log.warning("no marked copy of submission %s was made: exit %s", submission.pk, done.returncode)
