"""A published table as its readers get it: a snapshot, a permit, and the one way to ask."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from mueang.query import Condition, Groups, Measure, Permit, Question, Rows
from mueang.tables.schema import TableSchema
from mueang_site import runtime
from mueang_site.catalogue.models import Version

if TYPE_CHECKING:
    import pyarrow as pa

    from mueang.lake import Snapshot


def snapshot_of(version: Version) -> Snapshot:
    """Return the pinned commit of the lake that the version names."""
    pinned = runtime.lake().snapshot(version.resource.table, version.commit)
    return replace(pinned, schema=TableSchema.from_dict(version.schema))


@dataclass(frozen=True)
class TableView:
    """The rows of one version as one permit shows them. Pages and protocols see this, never the engine."""

    _snapshot: Snapshot = field(repr=False)
    _permit: Permit
    number: int
    now: datetime

    @cached_property
    def schema(self) -> TableSchema:
        """The columns that the permit shows."""
        shown = self._permit.columns
        return TableSchema(tuple(c for c in self._snapshot.schema.columns if shown is None or c.name in shown))

    @property
    def row_count(self) -> int:
        """Rows of the whole version."""
        return self._snapshot.rows

    @property
    def fingerprint(self) -> str:
        """Key for caches of anything made of this view."""
        return f"{self._permit.fingerprint}-{self.number}-{self._snapshot.delta_version}"

    @property
    def is_whole(self) -> bool:
        """True if the permit shows every row and every column."""
        return self._permit.columns is None and not self._permit.rows

    @property
    def table(self) -> str:
        """The name of the table in the lake."""
        return self._permit.table

    def key(self, where: tuple[Condition, ...]) -> str:
        """Return what a cursor is bound to: the table, what the permit shows of it, and the conditions."""
        return hashlib.sha256(repr((self._permit.fingerprint, where)).encode()).hexdigest()[:16]

    def ask(self, question: Question) -> pa.RecordBatchReader:
        """Answer the question under the permit. Raises NotAllowed for a hidden column."""
        return runtime.engine().answer(self._snapshot, question, self._permit, now=self.now)

    def rows(self, question: Question) -> list[dict[str, object]]:
        """Answer the question as a list of dicts: for pages, whose questions carry a limit."""
        return self.ask(question).read_all().to_pylist()  # type: ignore[no-any-return]

    def count(self, where: tuple[Condition, ...] = ()) -> int:
        """Return how many rows meet the conditions."""
        answer = self.rows(Groups(self.schema, measures=(Measure("count"),), where=where))
        return int(str(answer[0]["count"]))

    def distinct(self, column: str, limit: int) -> list[object]:
        """Return up to `limit` distinct values of a column in order, missing last."""
        return [row[column] for row in self.rows(Groups(self.schema, by=(column,), limit=limit))]

    def differences(self, after: TableView, keys: tuple[str, ...]) -> pa.RecordBatchReader:
        """Return the rows that differ between this version and `after`, as `mueang.lake.compare.difference_schema` has them."""
        return runtime.engine().compare(self._snapshot, after._snapshot, self._permit, keys=keys, now=self.now)

    def everything(self, where: tuple[Condition, ...] = ()) -> Rows:
        """Return the question for all columns that the permit shows."""
        return Rows(self.schema, where=where)
