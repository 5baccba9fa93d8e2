"""Convert a sheet while it is being surveyed, by the plan that its first rows suggest; most often the whole sheet bears it out.

Where the finished survey decides otherwise, what was made is thrown away and the sheet read again: the rows, changes and
findings are those of survey and conversion one after the other, whatever was guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mueang.flows.ahead import Beside
from mueang.flows.placing import linker_of
from mueang.flows.tables import TableWriter
from mueang.ingest.normalise import Converter, Plan, survey
from mueang.ingest.normalise.coded import Rows
from mueang.ingest.normalise.sums import Sums
from mueang.ingest.options import ReadOptions
from mueang.ingest.sheet import Sheet
from mueang.tables.schema import SOURCE_ROW

Watch = Callable[[str, int], None]
Numbers = npt.NDArray[np.int64]


class Converting:
    """Converts batches by one plan and writes what they become, and unless `raw` is False what a person will want to see of them."""

    def __init__(self, plan: Plan, out: Path | None, number: int, *, raw: bool = True) -> None:
        self.plan = plan
        self._raw = raw
        self.linker = linker_of(plan.schema, plan.options, plan.context)
        self.writer = TableWriter(out, number, plan, self.linker.add)
        self.sums = Sums(plan.own)
        self._converter = Converter(plan)
        self._left_out: Numbers = np.zeros(0, np.int64)
        self._beside = Beside()

    def take(self, batch: pa.RecordBatch, out: Numbers, rows: Rows | None = None) -> None:
        """Have one batch converted beside, without the rows that are `out`; `rows` are those of its table, if they were worked on before."""
        self._left_out = out
        self._beside(self._take, batch, out, rows)

    def _take(self, batch: pa.RecordBatch, out: Numbers, rows: Rows | None) -> None:
        if self._raw:
            self.writer.note_raw(batch, out)
        converted = self._converter.convert(Rows.of(batch, self.plan.layout.first_row) if rows is None else rows, out)
        if converted is not None:
            self.sums.look(converted.rows)
            self.writer.add(converted)

    def close(self) -> None:
        """Wait until all is written."""
        self._beside.close()
        self.writer.close()

    def discard(self) -> None:
        """Stop, and take away what was written."""
        self._beside.stop()
        self.writer.discard()

    def holds(self, plan: Plan) -> bool:
        """Return whether the finished plan would have made the same of the batches."""
        return self.plan.converts_as(plan) and set(self._left_out.tolist()) == set(plan.out)


def converted(sheet: Sheet, options: ReadOptions, out: Path | None, number: int, watch: Watch) -> tuple[Plan, Converting]:
    """Return the plan of the sheet, and what its rows were converted with: rows, changes and notes are all written.

    `watch` is told the step (`survey`, and `convert` where the sheet is read again) and the rows read so far.
    """
    tried: list[Converting] = []

    def attempt(plan: Plan) -> Converting:
        tried.append(Converting(plan, out, number))
        return tried[0]

    try:
        plan = survey(sheet, options, watch=partial(watch, "survey"), attempt=attempt)
        if not (tried and tried[-1].holds(plan)):
            _discard(tried)
            _convert(sheet, attempt(plan), np.array(plan.out, np.int64), partial(watch, "convert"))
        tried[0].close()
        return plan, tried[0]
    except BaseException:
        _discard(tried)
        raise


def _discard(tried: list[Converting]) -> None:
    while tried:
        tried.pop().discard()


def _convert(sheet: Sheet, converting: Converting, out: Numbers, watch: Callable[[int], None]) -> None:
    for batch in sheet.batches():
        converting.take(batch, out)
        if batch.num_rows:
            watch(int(batch.column(SOURCE_ROW)[-1].as_py()) + 1)
