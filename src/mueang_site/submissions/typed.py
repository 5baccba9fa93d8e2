"""A small table that was typed or pasted: it becomes a CSV file and goes the way of every other file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.catalogue import actions as catalogue
from mueang_site.catalogue import queries as catalogue_queries
from mueang_site.submissions import actions

if TYPE_CHECKING:
    from mueang_site.submissions.models import Submission

Row = tuple[str, ...]

FORM = {"encoding": None, "delimiter": None, "sheet": None, "header_rows": [0], "first_row": None}
"""How such a file is read, whatever form the last file of the dataset had."""
_NO_NAME = Message("กรอกชื่อตาราง", "Give the table a name.")
_NO_HEADING = Message("คอลัมน์ที่ {n} มีค่าแต่ไม่มีหัวตาราง", "Column {n} has values but no heading.")
_TWICE = Message("หัวตาราง “{name}” ซ้ำกัน ตั้งชื่อให้ต่างกัน", "Two columns are called “{name}”. Give them different names.")
_NO_ROWS = Message("กรอกหัวตารางและอย่างน้อยหนึ่งแถว", "Fill in the heading and at least one row.")


@dataclass(frozen=True)
class Typed:
    """A heading and the rows under it, as texts."""

    heads: Row
    rows: tuple[Row, ...] = ()

    @classmethod
    def of(cls, heads: Row, rows: tuple[Row, ...]) -> Typed:
        """Return the table without blanks around texts, blank rows, and blank columns at its end."""
        kept = [row for row in (tuple(_line(cell) for cell in row) for row in rows) if any(row)]
        names = tuple(_line(name) for name in heads)
        width = max((k + 1 for row in (names, *kept) for k, cell in enumerate(row) if cell), default=0)
        return cls(_wide(names, width), tuple(_wide(row, width) for row in kept))

    def with_pasted(self, text: str) -> Typed:
        """Return the table with the pasted cells under it; their first row is the heading where there is none, or where it names its columns."""
        lines = cells_of(text)
        if not lines:
            return self
        if not any(self.heads):
            return Typed.of(lines[0], (*self.rows, *lines[1:]))
        order = self._order(Typed.of(lines[0], ()).heads)
        under = lines if order is None else tuple(tuple(row[k] if k is not None and k < len(row) else "" for k in order) for row in lines[1:])
        return Typed.of(self.heads, (*self.rows, *under))

    def _order(self, names: Row) -> tuple[int | None, ...] | None:
        """Return for each column its place among these names; None if they are not all headings of ours."""
        own = Typed.of(self.heads, ()).heads
        return tuple(names.index(head) if head in names else None for head in own) if set(names) <= set(own) else None

    def check(self) -> None:
        """Raise BadInput for what no reader could mend: no rows, values without a heading, two columns of one name."""
        if not self.rows or not any(self.heads):
            raise BadInput(_NO_ROWS, code="typed.rows", field="cells")
        for place, name in enumerate(self.heads):
            if not name and any(row[place] for row in self.rows):
                raise BadInput(_NO_HEADING.fill(n=place + 1), code="typed.heading", field="cells")
            if name and name in self.heads[:place]:
                raise BadInput(_TWICE.fill(name=name), code="typed.twice", field="cells")

    def as_csv(self) -> bytes:
        """Return the table as a CSV file in UTF-8 with its mark, columns without a heading left out."""
        named = [place for place, name in enumerate(self.heads) if name]
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows([row[place] for place in named] for row in (self.heads, *self.rows))
        return text.getvalue().encode("utf-8-sig", errors="replace")


def cells_of(text: str) -> tuple[Row, ...]:
    """Return the cells of text as spreadsheets copy it: tabs between cells, quotes around those with line breaks."""
    rows = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter="\t")
    try:
        return tuple(tuple(row) for row in rows if any(cell.strip() for cell in row))
    except csv.Error:
        return tuple(tuple(line.split("\t")) for line in text.splitlines() if line.strip())


def headings_for(actor: Actor, slug: str) -> Row:
    """Return the headings under which the next rows of a dataset are typed: those of its last file, else its columns. Raises NotFound, NotAllowed."""
    dataset = catalogue_queries.dataset_for(actor, slug)
    actions.require_may_start(actor, dataset.organisation_id, dataset)
    known = catalogue.resource_of(dataset).recipe.get("read_options", {}).get("headings") or ()
    version = catalogue_queries.current_version(dataset)
    return tuple(name for name in known if name) or tuple(column["name"] for column in (version.schema["columns"] if version else ()))


def receive_typed(actor: Actor, typed: Typed, *, name: str, organisation_id: int, dataset_slug: str | None = None, now: datetime) -> Submission:
    """Take the table in as a file of that name. Raises BadInput for an unsound table, and what `actions.receive` raises."""
    if not name.strip():
        raise BadInput(_NO_NAME, code="typed.name", field="name")
    typed.check()
    upload = actions.Upload(f"{name.strip()}.csv", [typed.as_csv()], form=FORM, title=name.strip())
    return actions.receive(actor, upload, organisation_id=organisation_id, dataset_slug=dataset_slug, now=now)


def _line(cell: str) -> str:
    """Return a cell on one line: line breaks within cells of a spreadsheet are for its looks."""
    return " ".join(cell.split())


def _wide(row: Row, width: int) -> Row:
    return tuple(cell for cell, _ in zip_longest(row[:width], range(width), fillvalue=""))
