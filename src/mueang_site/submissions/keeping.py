"""Where what was read of submissions is kept: readings by submission and number."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

from mueang.flows.paper import FOLDER as PAPER
from mueang_site import runtime


def reading_folder(submission: UUID, number: int) -> Path:
    """Return the folder of one reading of a submission."""
    return runtime.settings().staging / str(submission) / str(number)


def faults_file(submission: UUID, number: int) -> Path:
    """Return the list of the cells that break what is declared, where there are any."""
    return reading_folder(submission, number) / "faults.csv"


def marked_file(submission: UUID, number: int) -> Path:
    """Return the copy of the workbook in which these cells are marked, where one was made."""
    return reading_folder(submission, number) / "faults.xlsx"


def look_folder(submission: UUID, number: int) -> Path:
    """Return the folder of what a sample showed before the reading of that number."""
    return runtime.settings().staging / str(submission) / f"look-{number}"


def sheets_folder(submission: UUID) -> Path:
    """Return the folder in which the last full reading kept the sheets of the file."""
    return runtime.settings().staging / str(submission) / "sheets"


def fresh_reading_folder(submission: UUID, number: int) -> Path:
    """Return the folder of a new reading; earlier ones, and what a cut-off one left, are gone. What was looked at before it stays."""
    stay = look_folder(submission, number).name
    folder, pictures = reading_folder(submission, number), _pictures_aside(submission)
    for other in folder.parent.glob("*"):
        if other not in (sheets_folder(submission), pictures) and not other.name.startswith(stay):
            shutil.rmtree(other, ignore_errors=True)
    folder.mkdir(parents=True)
    if pictures.exists():
        pictures.rename(folder / PAPER)
    sheets_folder(submission).mkdir(exist_ok=True)
    for begun in sheets_folder(submission).glob("*.new"):
        begun.unlink(missing_ok=True)
    return folder


def paper_folder(submission: UUID, number: int) -> Path:
    """Return the folder with the pictures of the pages that a reading was made from."""
    return reading_folder(submission, number) / PAPER


def _pictures_aside(submission: UUID) -> Path:
    """Put aside what an earlier reading saw on the pages, for corrections do not change the pages; return where it stands."""
    aside = runtime.settings().staging / str(submission) / PAPER
    for found in list(aside.parent.glob(f"*/{PAPER}")):
        if not aside.exists():
            found.rename(aside)
    return aside


def bytes_of_readings(submission: UUID) -> int:
    """Return what the tables of the readings take, which is about what a version of them will."""
    return sum(path.stat().st_size for path in (runtime.settings().staging / str(submission)).rglob("*.parquet"))


def drop_readings(submission: UUID) -> None:
    """Remove the readings of a submission."""
    shutil.rmtree(runtime.settings().staging / str(submission), ignore_errors=True)
