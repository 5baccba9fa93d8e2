"""Two versions beside each other: a sentence, the columns that differ, and the rows that differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from mueang.base.errors import BadQuery
from mueang.base.message import Message
from mueang.tables.schema import Column
from mueang_site.access.actor import Actor
from mueang_site.catalogue import comparing, queries
from mueang_site.catalogue.comparing import CHANGES, Comparison, Difference
from mueang_site.catalogue.downloads import Download
from mueang_site.catalogue.queries import VersionInfo
from mueang_site.portal.language import said, say, show_day, spoken
from mueang_site.portal.pages.columns import cell_text, decimals_by_column, title_of, type_of, unit_of
from mueang_site.portal.pages.shown import Link, Pages, StateShown

SIZE = 100
_ROWS = {
    "changed": Message("เปลี่ยน {n} แถว", "{n} rows changed"),
    "added": Message("เพิ่ม {n} แถว", "{n} rows added"),
    "removed": Message("นำออก {n} แถว", "{n} rows removed"),
}
_STATES = {
    "changed": ("warn", "right", Message("เปลี่ยน", "Changed")),
    "added": ("good", "check", Message("เพิ่ม", "Added")),
    "removed": ("bad", "cross", Message("นำออก", "Removed")),
}
_ALL = Message("ทั้งหมด", "All")
_ALIKE = Message("ข้อมูลรุ่นที่ {to} เหมือนรุ่นที่ {start} ทุกแถว", "Version {to} holds the same rows as version {start}.")
_NUMBER = Message("เลือกรุ่นที่จะเทียบจากรายการ", "Choose the versions from the list.")


@dataclass(frozen=True)
class ColumnLine:
    """One column that differs: its name, what happened, and how it was and is."""

    name: str
    state: StateShown
    before: str
    after: str


@dataclass(frozen=True)
class Cell:
    """One value of a row that differs; `before` only where it was another one."""

    text: str
    before: str | None
    numeric: bool


@dataclass(frozen=True)
class Line:
    """One row that differs."""

    state: StateShown
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Head:
    """A heading: title, what stands under it, whether numbers stand below, whether rows are matched by it."""

    title: str
    under: str
    numeric: bool
    key: bool


@dataclass(frozen=True)
class ComparePage:
    """All that the page shows."""

    slug: str
    title: str
    start: VersionInfo
    to: VersionInfo
    sentence: str
    versions: tuple[tuple[int, str], ...]
    keys: tuple[tuple[str, str, bool], ...]
    matched: str
    columns: tuple[ColumnLine, ...]
    kinds: tuple[tuple[Link, bool], ...]
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    status: str
    pages: Pages
    download: str


def build(actor: Actor, slug: str, parameters: QueryDict, *, now: datetime) -> ComparePage:
    """Return the page that the address asks for. Raises NotFound, NotAllowed, BadQuery."""
    dataset = queries.metadata_for(actor, slug)
    versions = queries.versions_for(actor, slug)
    found = _compared(actor, slug, parameters, versions, now)
    wanted = parameters.get("change")
    change = wanted if wanted in CHANGES else None
    matching = found.counts[change] if change else found.total
    pages = Pages.of(matching, SIZE, parameters.get("page"))
    rows = found.page((pages.current - 1) * SIZE, SIZE, change=change)
    columns = _ordered(found, rows)
    return ComparePage(
        slug=slug,
        title=dataset.title(spoken()),
        start=_numbered(versions, found.before.number),
        to=_numbered(versions, found.after.number),
        sentence=sentence(found.counts, found.before.number, found.after.number),
        versions=tuple((version.number, f"{version.number} ({show_day(version.published_at)})") for version in versions),
        keys=tuple((name, _title(name, found), name in found.keys) for name in found.compared),
        matched=_matched(found),
        columns=_column_lines(found),
        kinds=_kinds(found, parameters, change),
        heads=tuple(Head(title_of(c), unit_of(c), c.type.is_numeric, c.name in found.keys) for c in columns),
        lines=_lines(rows, columns),
        status=_status((pages.current - 1) * SIZE, len(rows), matching),
        pages=pages,
        download=f"{reverse('compare_download', args=[slug])}?{_asked(found)}",
    )


def download(actor: Actor, slug: str, parameters: QueryDict, *, now: datetime) -> Download:
    """Return the differences as a file. Raises what `build` raises."""
    found = _compared(actor, slug, parameters, queries.versions_for(actor, slug), now)
    return found.download(slug=slug, language=spoken())


def sentence(counts: Mapping[str, int], start: int, to: int) -> str:
    """Return what happened to the rows: `รุ่นที่ 5 เปลี่ยน 3 แถว เพิ่ม 12 แถว จากรุ่นที่ 3`."""
    if not any(counts.values()):
        return said(_ALIKE.fill(start=start, to=to))
    parts = [_ROWS[change].fill(n=f"{counts[change]:,}") for change in CHANGES if counts[change]]
    th, en = " ".join(part.th for part in parts), ", ".join(part.en for part in parts)
    return say(f"รุ่นที่ {to} {th} จากรุ่นที่ {start}", f"Version {to}: {en} since version {start}")


def _compared(actor: Actor, slug: str, parameters: QueryDict, versions: Sequence[VersionInfo], now: datetime) -> Comparison:
    start, to = comparing.versions_beside(versions, _number(parameters, "from"), _number(parameters, "to"))
    keys = [name for name in parameters.getlist("key") if name] if "key" in parameters else None
    return comparing.compare(actor, slug, start=start, to=to, keys=keys, now=now)


def _number(parameters: QueryDict, name: str) -> int | None:
    text = parameters.get(name, "")
    if text and not (text.isdecimal() and len(text) < 10):
        raise BadQuery(_NUMBER, code="query.version", field=name)
    return int(text) if text else None


def _numbered(versions: Sequence[VersionInfo], number: int) -> VersionInfo:
    return next(version for version in versions if version.number == number)


def _asked(found: Comparison) -> str:
    keys = [("key", name) for name in found.keys] or [("key", "")]
    return urlencode([("from", found.before.number), ("to", found.after.number), *keys])


def _ordered(found: Comparison, rows: Sequence[Difference]) -> tuple[Column, ...]:
    """Return the columns: first those by which rows are matched, then those whose values changed, for a page may be narrow."""
    changed = {name for row in rows for name in row.columns}
    return tuple(sorted(found.all_columns, key=lambda column: (column.name not in found.keys, column.name not in changed)))


def _title(name: str, found: Comparison) -> str:
    column = found.after.schema.get(name)
    return title_of(column) if column else name


def _matched(found: Comparison) -> str:
    names = " + ".join(_title(name, found) for name in found.keys)
    if names:
        return say(f"จับคู่แถวด้วย {names}", f"Rows are matched by {names}.")
    return say(
        "เทียบทั้งแถว แถวที่มีค่าเปลี่ยนจึงนับเป็นนำออกหนึ่งแถวและเพิ่มหนึ่งแถว",
        "Whole rows are compared: a row with a new value counts as one removed and one added.",
    )


def _column_lines(found: Comparison) -> tuple[ColumnLine, ...]:
    columns = found.columns
    added = (ColumnLine(column.name, _state("added"), "–", _described(column)) for column in columns.added)
    removed = (ColumnLine(column.name, _state("removed"), _described(column), "–") for column in columns.removed)
    changed = (ColumnLine(new.name, _state("changed"), _described(old), _described(new)) for old, new in columns.changed)
    return (*changed, *added, *removed)


def _described(column: Column) -> str:
    parts = [title_of(column) if title_of(column) != column.name else "", type_of(column), unit_of(column)]
    return ", ".join(part for part in parts if part)


def _kinds(found: Comparison, parameters: QueryDict, current: str | None) -> tuple[tuple[Link, bool], ...]:
    """Return links to all rows that differ and to those of each kind, with their counts."""

    def link(label: str, count: int, change: str | None) -> tuple[Link, bool]:
        query = parameters.copy()
        for name in ("change", "page", "lang"):
            query.pop(name, None)
        if change:
            query["change"] = change
        return Link(f"{label} {count:,}", f"?{query.urlencode()}"), change == current

    shown = [change for change in CHANGES if found.counts[change]]
    if len(shown) < 2:
        return ()
    return (link(said(_ALL), found.total, None), *(link(said(_STATES[change][2]), found.counts[change], change) for change in shown))


def _lines(rows: Sequence[Difference], columns: Sequence[Column]) -> tuple[Line, ...]:
    sides = [row for difference in rows for row in (difference.before, difference.after) if row is not None]
    figures = [{column.name: _figure(row.get(column.name)) for column in columns} for row in sides]
    decimals = decimals_by_column(columns, figures)
    return tuple(Line(_state(row.change), tuple(_cell(row, column, decimals) for column in columns)) for row in rows)


def _figure(value: Any) -> float | None:
    return value if isinstance(value, int | float) else None


def _cell(row: Difference, column: Column, decimals: Mapping[str, int]) -> Cell:
    now = row.after if row.after is not None else row.before or {}
    text = _shown(column, now.get(column.name), decimals)
    before = row.before if row.before is not None and column.name in row.columns else None
    return Cell(text, _shown(column, before[column.name], decimals) if before is not None else None, column.type.is_numeric)


def _shown(column: Column, value: Any, decimals: Mapping[str, int]) -> str:
    try:
        return cell_text(column, value, decimals.get(column.name))
    except (TypeError, ValueError):
        return str(value)  # a value of the earlier version, of another type than the column is now


def _state(change: str) -> StateShown:
    kind, icon, word = _STATES[change]
    return StateShown(kind, icon, said(word))


def _status(start: int, shown: int, matching: int) -> str:
    if not shown:
        return say("ไม่มีแถวที่ต่างกัน", "No row differs.")
    return say(f"แถวที่ {start + 1:,}–{start + shown:,} จาก {matching:,} แถวที่ต่างกัน", f"Rows {start + 1:,}–{start + shown:,} of {matching:,} that differ")
