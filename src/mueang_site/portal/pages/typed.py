"""The grid in which a small table is typed: how many cells it has, what stands in them, what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.access.queries import organisations_of
from mueang_site.catalogue import queries as catalogue
from mueang_site.portal.language import said, say, show_day, spoken
from mueang_site.portal.pages.shown import Link
from mueang_site.submissions.typed import Row, Typed, headings_for

ROWS, COLUMNS = 10, 5
MOST_COLUMNS = 30
MOST_CELLS = 900
"""More than these are pasted and sent, or uploaded as a file: a form may not have a thousand fields."""
_TOO_MANY = Message(
    "วางแล้วเกิน {n} ช่อง จึงไม่ใส่ในตาราง กด “อ่านตาราง” เพื่อส่งตามที่วางได้เลย",
    "That is over {n} cells, too many for the grid. Press “Read the table” to send it as it was pasted.",
)


@dataclass(frozen=True)
class GridPage:
    """A grid of inputs. `fixed`: the headings are those of the dataset and are not typed."""

    dataset: Link | None
    slug: str
    offices: tuple[tuple[str, str, bool], ...]
    name: str
    heads: Row
    rows: tuple[Row, ...]
    fixed: bool
    pasted: str
    most_rows: int
    fault: Message | None

    @property
    def may_grow(self) -> bool:
        """True while there is room for more rows."""
        return len(self.rows) < self.most_rows

    @property
    def may_widen(self) -> bool:
        """True while there is room for another column."""
        return not self.fixed and len(self.heads) < MOST_COLUMNS and (len(self.heads) + 1) * len(self.rows) <= MOST_CELLS


def build(actor: Actor, given: QueryDict, *, fault: Message | None = None) -> GridPage:
    """Return the grid as the form left it, with what its button asked for done. Raises NotFound, NotAllowed."""
    slug = given.get("dataset", "")
    known = catalogue.metadata_for(actor, slug) if slug else None
    fixed = headings_for(actor, slug) if slug else ()
    typed, pasted = typed_in(given, fixed), given.get("pasted", "")
    if given.get("act") == "paste":
        whole = typed.with_pasted(pasted)
        typed, pasted, fault = (whole, "", fault) if _fits(whole) else (typed, pasted, _TOO_MANY.fill(n=MOST_CELLS))
    heads, rows = _spread(typed, given, fixed)
    return GridPage(
        dataset=Link(known.title(spoken()), reverse("dataset", args=[slug])) if known else None,
        slug=slug,
        offices=tuple((office.slug, said(office.name), office.slug == given.get("organisation")) for office in organisations_of(actor, "editor")),
        name=given.get("name", "") or (say(f"{known.title_th} {show_day(timezone.now())}", f"{known.title('en')} {show_day(timezone.now())}") if known else ""),
        heads=heads,
        rows=rows,
        fixed=bool(fixed),
        pasted=pasted,
        most_rows=MOST_CELLS // max(len(heads), 1),
        fault=fault,
    )


def typed_in(form: QueryDict, fixed: Row) -> Typed:
    """Return what stands in the cells of the form, in their places."""
    rows, columns = _size(form, fixed)
    heads = fixed or tuple(form.get(f"head-{k}", "") for k in range(columns))
    return Typed(heads, tuple(tuple(form.get(f"cell-{r}-{k}", "") for k in range(columns)) for r in range(rows)))


def whole_table(form: QueryDict, fixed: Row) -> Typed:
    """Return what was typed and what was pasted under it, without blanks."""
    typed = typed_in(form, fixed)
    return Typed.of(typed.heads, typed.rows).with_pasted(form.get("pasted", ""))


def _size(form: QueryDict, fixed: Row) -> tuple[int, int]:
    columns = len(fixed) or min(_number(form, "columns", COLUMNS), MOST_COLUMNS)
    return min(_number(form, "rows", ROWS), MOST_CELLS // columns), columns


def _spread(typed: Typed, form: QueryDict, fixed: Row) -> tuple[Row, tuple[Row, ...]]:
    """Return headings and rows with the blank cells around them that the form shows."""
    rows, columns = _size(form, fixed)
    act = form.get("act")
    width = max(columns + (act == "columns"), len(typed.heads)) if not fixed else len(fixed)
    height = min(max(rows + (ROWS if act == "rows" else 0), len(typed.rows)), MOST_CELLS // max(width, 1))
    blank = ("",) * width
    return (*typed.heads, *blank)[:width], tuple((*(typed.rows[r] if r < len(typed.rows) else ()), *blank)[:width] for r in range(height))


def _fits(typed: Typed) -> bool:
    return len(typed.heads) <= MOST_COLUMNS and len(typed.heads) * len(typed.rows) <= MOST_CELLS


def _number(form: QueryDict, name: str, default: int) -> int:
    text = form.get(name, "")
    return max(int(text), 1) if text.isdecimal() and len(text) < 6 else default
