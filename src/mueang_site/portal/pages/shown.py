"""Small values that several pages show: states, page numbers, form fields, datasets in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from mueang.base.message import Message
from mueang.standard import CLASSIFICATIONS, DatasetMetadata
from mueang.standard.codes import INTERNAL, PUBLIC
from mueang.tables.schema import ColumnType, TableSchema
from mueang_site.catalogue.queries import due_at
from mueang_site.portal.language import say, spoken

_ENDS, _AROUND = 1, 1


@dataclass(frozen=True)
class StateShown:
    """A state as an icon and a word; `kind` is good, warn, bad or idle."""

    kind: str
    icon: str
    text: str


@dataclass(frozen=True)
class Pages:
    """Numbers of pages around the current one, None for a gap."""

    current: int
    count: int

    @classmethod
    def of(cls, total: int, size: int, wanted: str | int | None) -> Pages:
        """Return the pages of `total` things, the wanted one brought within bounds."""
        count = max(1, -(-total // size))
        text = str(wanted or "")
        current = int(text) if text.isdecimal() else 1
        return cls(min(max(current, 1), count), count)

    @property
    def before(self) -> int | None:
        """The page before."""
        return self.current - 1 if self.current > 1 else None

    @property
    def after(self) -> int | None:
        """The page after."""
        return self.current + 1 if self.current < self.count else None

    @property
    def entries(self) -> list[int | None]:
        """First, last and those around the current page."""
        near = {1, self.count, *range(self.current - _AROUND, self.current + _AROUND + 1)}
        shown: list[int | None] = []
        for page in sorted(page for page in near if 1 <= page <= self.count):
            last = shown[-1] if shown else None
            if last is not None and page - last > 1:
                shown.append(None)
            shown.append(page)
        return shown


@dataclass(frozen=True)
class Field:
    """A field of a form: `kind` is an input type, `text` or `select`."""

    name: str
    label: Message
    value: str = ""
    kind: str = "text-line"
    hint: Message | None = None
    fault: Message | None = None
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    autocomplete: str = ""

    @property
    def described_by(self) -> str:
        """Ids of what explains the field."""
        parts = [f"e-{self.name}"] if self.fault else []
        return " ".join([*parts, *([f"h-{self.name}"] if self.hint else [])])


@dataclass(frozen=True)
class Link:
    """A link in words."""

    label: str
    href: str


@dataclass(frozen=True)
class DatasetItem:
    """A dataset in a list."""

    href: str
    title: str
    sentence: str
    owner: str
    owner_href: str
    updated: datetime
    access: StateShown
    freshness: StateShown | None
    facts: tuple[str, ...]


def dataset_item(dataset: DatasetMetadata, *, now: datetime, sentence: bool = True, documents: int = 0) -> DatasetItem:
    """Return the dataset as lists show it."""
    return DatasetItem(
        href=reverse("dataset", args=[dataset.slug]),
        title=dataset.title(spoken()),
        sentence=dataset.description(spoken()) if sentence else "",
        owner=dataset.organisation(spoken()),
        owner_href=reverse("organisation", args=[dataset.organisation_slug]),
        updated=dataset.updated_at,
        access=access_state(dataset.classification),
        freshness=_worth_telling(freshness_state(dataset, now=now), short=not sentence),
        facts=_facts(dataset, documents) if sentence else (),
    )


def _worth_telling(state: StateShown | None, *, short: bool) -> StateShown | None:
    """In a short list only what is late is told."""
    return state if state is not None and (state.kind == "warn" or not short) else None


def access_state(classification: str) -> StateShown:
    """Return who may use data of this class."""
    if classification == PUBLIC:
        return StateShown("good", "open", say("ข้อมูลเปิด", "Open data"))
    name = CLASSIFICATIONS[classification]
    return StateShown("warn" if classification == INTERNAL else "idle", "person" if classification == INTERNAL else "lock", say(name.th, name.en))


def freshness_state(dataset: DatasetMetadata, *, now: datetime) -> StateShown | None:
    """Return whether the dataset keeps what was promised; None where nothing was."""
    due = due_at(dataset.frequency, dataset.updated_at)
    if due is None:
        return None
    if due < now:
        return StateShown("warn", "time", say("เลยกำหนดปรับปรุง", "Overdue"))
    return StateShown("good", "check", say("เป็นปัจจุบัน", "Up to date"))


def formats_of(schema: TableSchema) -> Sequence[str]:
    """Return the formats in which the table can be had."""
    shapes = bool(schema.of_type(ColumnType.GEOMETRY))
    return ("csv", "xlsx", "json", "geojson", "parquet") if shapes else ("csv", "xlsx", "json", "parquet")


FORMAT_NAMES = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "geojson": "GeoJSON", "parquet": "Parquet"}


def _facts(dataset: DatasetMetadata, documents: int) -> tuple[str, ...]:
    rows = dataset.row_count or 0
    facts = [say(f"{rows:,} แถว {len(dataset.schema.columns)} คอลัมน์", f"{rows:,} rows, {len(dataset.schema.columns)} columns")] if dataset.version else []
    if documents:
        facts.append(say(f"เอกสารและลิงก์ {documents} รายการ", f"{documents} documents and links" if documents > 1 else "1 document or link"))
    return (*facts, " · ".join([*(FORMAT_NAMES[name] for name in formats_of(dataset.schema)), "API"])) if dataset.version else tuple(facts)
