"""The native copies on this machine: which there are, how one is made, and how an engine opens them.

A copy's name tells the version it was made of, file by file, and the way of building: it is never taken for another. Like any
derived file it is built beside and renamed, held while it is open, and removed when room is needed, the longest unused first.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock

import duckdb

from mueang.base.errors import LimitReached
from mueang.base.message import Message
from mueang.lake.cache import Cache
from mueang.lake.duck import connect, literal
from mueang.lake.engines.native.build import BUILDING, FORMAT, MOST_FENCES, Step, build, sorted_columns
from mueang.lake.engines.native.narrowing import Copy
from mueang.lake.engines.native.positions import Fences, SortedColumn
from mueang.lake.engines.shapes import places
from mueang.lake.engines.sources import ordered_sql
from mueang.lake.snapshot import Snapshot
from mueang.lake.storage import Hold

MOST_OPEN = 8
"""So many copies one engine keeps open, the last asked."""
MOST_COUNTED = 1_000
"""Questions are counted for so many versions, the last asked."""
OFTEN = 200
"""A version that was asked so often by one process is wished for."""
GROWTH = 4
"""A copy takes at most about so many times what its Parquet files take (measured: 2.8)."""
_NO_ROOM = Message("หน่วยความจำหรือพื้นที่ว่างไม่พอสำหรับสำเนาของตารางนี้", "There is not enough memory or free disk for a copy of this table.")


def _silent(done: int, steps: int) -> None:
    """Tell nobody."""


class Copies:
    """Copies under `folder`, together at most `most_bytes` and whatever is open."""

    def __init__(self, folder: Path | str, *, most_bytes: int, often: int = OFTEN) -> None:
        self.work = Path(folder).resolve()
        self.cache = Cache(self.work / "copies", most_bytes)
        self._often = often
        self._asked: OrderedDict[str, int] = OrderedDict()
        self._guard = Lock()

    @staticmethod
    def name(snapshot: Snapshot) -> str:
        """Return the name of the copy of this version: `table/commit-hash.duckdb`."""
        files = sorted(file.rpartition("/")[2] for file in snapshot.files)
        columns = [(column.name, column.type.value) for column in snapshot.schema.columns]
        told = repr((FORMAT, duckdb.__version__, files, columns))
        return f"{snapshot.table}/{snapshot.delta_version}-{hashlib.sha256(told.encode()).hexdigest()[:24]}.duckdb"

    def has(self, snapshot: Snapshot) -> bool:
        """True if the copy is here."""
        return (self.cache.folder / self.name(snapshot)).exists()

    def fits(self, snapshot: Snapshot, *, beside: int = 0) -> bool:
        """True if the copy, with others of so many bytes, would keep the bound, and was not tried in vain."""
        return (
            not self._mark("refused", snapshot).exists() and snapshot.own and bool(snapshot.files) and beside + self.bytes_of(snapshot) <= self.cache.most_bytes
        )

    def bytes_of(self, snapshot: Snapshot) -> int:
        """Return what the copy takes, or about what it would take at most."""
        with suppress(FileNotFoundError):
            return (self.cache.folder / self.name(snapshot)).stat().st_size
        return snapshot.bytes * GROWTH

    def bytes(self) -> int:
        """Return what all copies here take."""
        return sum(self.cache.names().values())

    def make(
        self,
        snapshot: Snapshot,
        *,
        hold: Hold,
        folders: Sequence[Path],
        threads: int = 2,
        memory: str = "1GB",
        on_step: Step = _silent,
    ) -> None:
        """Make the copy of a version. Whoever is stopped on the way leaves nothing that counts.

        Raises LimitReached (`limit.copy`) where memory or disk do not suffice; it does not fit from then on. NotFound, Unavailable.
        """

        def fetch(_: str, draft: Path) -> None:
            with hold(snapshot.files) as files, ExitStack() as done:
                done.callback(Path(f"{draft}.wal").unlink, missing_ok=True)
                here = replace(snapshot, files=tuple(files))
                connection = done.enter_context(connect([*folders, draft.parent], threads=threads, memory=memory, spill=self.work / "spill"))
                connection.execute(f"ATTACH {literal(str(draft))} AS {BUILDING}")
                build(connection, ordered_sql(here), snapshot.schema, rows=snapshot.rows, on_step=on_step)
                connection.execute(f"DETACH {BUILDING}")

        try:
            self.cache.make(self.name(snapshot), fetch)
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            _touch(self._mark("refused", snapshot))
            raise LimitReached(_NO_ROOM, code="limit.copy") from error

    def forget(self, table: str, *, but: Collection[int] = ()) -> int:
        """Remove the copies of a table but those of these commits, open or not, and return how many; who has one open closes it at the next question."""
        gone = [name for name in self.cache.names() if name.startswith(f"{table}/") and _commit(name) not in but]
        for name in gone:
            (self.cache.folder / name).unlink(missing_ok=True)
        for mark in self.work.glob(f"marks/{table} *"):
            if _commit(mark.name) not in but:
                mark.unlink(missing_ok=True)
        return len(gone)

    def asked(self, snapshot: Snapshot) -> None:
        """Count a question about a version that has no copy; after many, wish for one."""
        name = self.name(snapshot)
        with self._guard:
            count = self._asked[name] = self._asked.pop(name, 0) + 1
            while len(self._asked) > MOST_COUNTED:
                self._asked.popitem(last=False)
        if count == self._often:
            _touch(self._mark("wished", snapshot))

    def is_wished(self, snapshot: Snapshot) -> bool:
        """True if the version was asked often."""
        return self._mark("wished", snapshot).exists()

    def _mark(self, what: str, snapshot: Snapshot) -> Path:
        return self.work / "marks" / f"{self.name(snapshot).replace('/', ' ')}.{what}"


def _touch(mark: Path) -> None:
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def _commit(name: str) -> int:
    """Return the commit in the name of a copy or a mark."""
    return int(name.replace("/", " ").rpartition(" ")[2].partition("-")[0])


class OpenCopies:
    """The copies that one engine has open, in its own connection."""

    def __init__(self, copies: Copies, connection: duckdb.DuckDBPyConnection) -> None:
        self.copies = copies
        self._connection = connection
        self._open: OrderedDict[str, tuple[Copy, ExitStack]] = OrderedDict()
        self._numbers = 0
        self._guard = Lock()

    def of(self, snapshot: Snapshot) -> Copy | None:
        """Return the copy of exactly this version, opened if need be; None if there is none."""
        name = self.copies.name(snapshot)
        with self._guard:
            self._close_removed()
            if name not in self._open and not self._opened(name, snapshot):
                self.copies.asked(snapshot)
                return None
            self._open.move_to_end(name)
            while len(self._open) > MOST_OPEN:
                self._close(next(iter(self._open)))
            return self._open[name][0]

    def drop(self, snapshot: Snapshot) -> None:
        """Close the copy and remove it: it cannot be read."""
        name = self.copies.name(snapshot)
        with self._guard:
            (self.copies.cache.folder / name).unlink(missing_ok=True)
            self._close(name)

    def _close_removed(self) -> None:
        for name in [name for name in self._open if not (self.copies.cache.folder / name).exists()]:
            self._close(name)

    def _close(self, name: str) -> None:
        if name in self._open:
            self._open.pop(name)[1].close()

    def _opened(self, name: str, snapshot: Snapshot) -> bool:
        with ExitStack() as held:
            path = held.enter_context(self.copies.cache.held_if_here(name))
            if path is None:
                return False
            self._numbers += 1
            alias = f"copy{self._numbers}"
            try:
                self._connection.execute(f"ATTACH {literal(str(path))} AS {alias} (READ_ONLY)")
                held.callback(self._detach, alias)
                copy = _read(self._connection, alias, snapshot)
            except duckdb.Error:
                path.unlink(missing_ok=True)
                return False
            self._open[name] = (copy, held.pop_all())
        return True

    def _detach(self, alias: str) -> None:
        with suppress(duckdb.Error):
            self._connection.execute(f"DETACH {alias}")


def _read(connection: duckdb.DuckDBPyConnection, alias: str, snapshot: Snapshot) -> Copy:
    kinds, names = sorted_columns(snapshot.schema), places(snapshot.schema)
    with connection.cursor() as cursor:
        columns = {name: _column(cursor, alias, place, snapshot) for name, place in names.items() if place in kinds}
    return Copy(f"{alias}.rows", columns)


def _column(cursor: duckdb.DuckDBPyConnection, alias: str, place: str, snapshot: Snapshot) -> SortedColumn:
    filled = cursor.execute(f"SELECT n FROM {alias}.filled_{place}").fetchone()  # noqa: S608
    assert filled is not None
    fences = cursor.execute(f"SELECT p, k, o FROM {alias}.fences_{place} ORDER BY p LIMIT {MOST_FENCES + 1}").fetchall()  # noqa: S608
    keys = [(value, order) for _, value, order in fences]
    return SortedColumn(
        f"{alias}.sorted_{place}",
        sorted_columns(snapshot.schema)[place],
        filled[0],
        snapshot.rows,
        Fences([position for position, _, _ in fences], keys, filled[0]),
    )
