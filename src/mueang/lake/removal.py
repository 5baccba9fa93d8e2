"""What no record names: which data files may go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mueang.lake import log
from mueang.lake.storage import Entry, Place

READERS = 8
"""So many versions are looked up at a time: a store far away answers with a delay."""


def unnamed(place: Place, entries: Iterable[Entry], keep: Collection[int], *, before: float) -> list[str]:
    """Return the data files that were written `before` (seconds since 1970) and that no commit to keep uses, no younger one and no base of these.

    The base of a younger commit may have been let go of since, and somebody still read from it or build upon it.
    """
    files = list(entries)
    commits = {entry.commit: entry.modified for entry in files if entry.commit is not None}
    young = [number for number, written in commits.items() if written >= before]
    with ThreadPoolExecutor(READERS) as readers:
        wanted = {*keep, max(commits), *young, *_bases(readers.map(lambda number: log.note_of(place, number), young))}
        used = {file.name for found in readers.map(lambda number: log.files_at(place, number), wanted) for file in found}
    return sorted(entry.name for entry in files if entry.is_data and entry.modified < before and entry.name not in used)


def _bases(notes: Iterable[dict[str, Any] | None]) -> set[int]:
    return {note["base"] for note in notes if note}
