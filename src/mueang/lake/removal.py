"""What no record names: which data files may go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor

from mueang.lake import log
from mueang.lake.storage import Entry, Place

READERS = 8
"""So many versions are looked up at a time: a store far away answers with a delay."""


def unnamed(place: Place, entries: Iterable[Entry], keep: Collection[int], *, before: float) -> list[str]:
    """Return the data files that were written `before` (seconds since 1970) and that neither a commit to keep nor a younger commit uses.

    Nothing, if a commit to keep is not in the log: records that know more than the store mean that one of the two was put back from a copy.
    """
    files = list(entries)
    commits = {entry.commit: entry.modified for entry in files if entry.commit is not None}
    if not commits or set(keep) - set(commits):
        return []
    wanted = {*keep, max(commits), *(number for number, written in commits.items() if written >= before)}
    with ThreadPoolExecutor(READERS) as readers:
        used = {file.name for found in readers.map(lambda number: log.files_at(place, number), wanted) for file in found}
    return sorted(entry.name for entry in files if entry.is_data and entry.modified < before and entry.name not in used)
