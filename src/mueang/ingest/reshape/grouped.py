"""Names of groups that stand in rows of their own become a column beside the rows of the group."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from mueang.base.text import distinct_names
from mueang.ingest.normalise.plan import Plan
from mueang.ingest.reshape.composed import Added, Composed, clean_rows, columns_of, placed
from mueang.ingest.sheet import Sheet
from mueang.tables.schema import SOURCE_ROW, ColumnType

GROUP = "กลุ่ม"
_WORDS = ("ภาค", "จังหวัด", "อำเภอ", "เขต", "ตำบล", "แขวง", "หมวด", "ประเภท", "ด้าน", "แผนงาน", "โครงการ", "กระทรวง", "กรม", "สำนัก", "กลุ่มอายุ", "ปี")


def grouped(sheet: Sheet, plan: Plan) -> Composed:
    """Return the table with the name of its group in front of each row."""
    width = max(plan.width, *(column.position + 1 for column in plan.columns))
    kept = tuple(column.position for column in plan.columns)
    labels = [name for _, name in plan.groups]
    word = next((word for word in _WORDS if sum(label.startswith(word) for label in labels) > 0.5 * len(labels)), GROUP)
    name = distinct_names([*(column.column.name for column in plan.columns), word])[-1]
    added = Added(name, type=ColumnType.STRING, first=True)
    return Composed(
        lambda: _with_names(sheet, plan, kept, width), kept, (added,), width, about={"groups": {"column": name, "rows": [row for row, _ in plan.groups]}}
    )


def _with_names(sheet: Sheet, plan: Plan, kept: tuple[int, ...], width: int) -> Iterator[pa.RecordBatch]:
    starts = np.array([row for row, _ in plan.groups])
    names = pa.array([None, *(name for _, name in plan.groups)], pa.string())
    for batch in clean_rows(sheet, plan):
        columns = dict(zip(kept, columns_of(batch, kept), strict=True))
        columns[width] = names.take(pa.array(np.searchsorted(starts, batch.column(SOURCE_ROW).to_numpy(), side="right")))
        yield placed(batch.column(SOURCE_ROW), columns, width + 1)
