"""The pages on which a steward makes a form, sees it as offices will, and publishes its rounds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from mueang.base.errors import BadInput, MueangError
from mueang.base.message import Message
from mueang.base.text import arabic_digits
from mueang.exports.template import TYPE_NAMES
from mueang.tables.declared import Code, CodeList, Conditions, DatasetSchema, drafted
from mueang.tables.declared import Field as Column
from mueang.tables.form import Form as Sheet
from mueang.tables.frictionless import from_json
from mueang.tables.schema import ColumnType, TableSchema
from mueang_site.access import queries as access
from mueang_site.access.actor import Actor
from mueang_site.access.policies import CLASS_NAMES
from mueang_site.catalogue import queries as catalogue
from mueang_site.portal.language import said, say, spoken
from mueang_site.portal.pages.filing import ColumnShown, columns_of
from mueang_site.portal.pages.rounds import due_shown, makers, sentence_of, title_of
from mueang_site.portal.pages.shown import Link, StateShown
from mueang_site.rounds import periods, queries
from mueang_site.rounds.actions import Grown, suggestion
from mueang_site.rounds.wanted import MOST_COLUMNS, OFFICE, PERIOD, PLACE, ROUND, Wanted, form_of
from mueang_site.search import queries as search

if TYPE_CHECKING:
    from mueang_site.rounds.models import Form, Round
    from mueang_site.rounds.queries import Counts

BLANK, MOST_DATASETS, MOST_TICKED = 3, 100, 300
TYPES = (ColumnType.STRING, ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DATE, ColumnType.YEAR, ColumnType.BOOLEAN, ColumnType.DATETIME, ColumnType.TIME)
FREQUENCIES = (
    ("month", "ทุกเดือน", "Every month"),
    ("quarter", "ทุกไตรมาส", "Every quarter"),
    ("year", "ทุกปี", "Every year"),
    ("once", "เป็นครั้งคราว", "Now and then"),
)
_KINDS = {
    "district": ("สำนักงานเขตหรืออำเภอ", "Districts"),
    "department": ("สำนักและกอง", "Departments"),
    "municipality": ("เทศบาล", "Municipalities"),
    "subdistrict": ("องค์การบริหารส่วนตำบล", "Subdistricts"),
    "office": ("หน่วยงานย่อย", "Offices"),
    "province": ("จังหวัด", "Provinces"),
    "national": ("หน่วยงานส่วนกลาง", "National offices"),
    "other": ("หน่วยงานอื่น", "Others"),
}
_NUMBER = Message("คอลัมน์ “{name}”: ค่าต่ำสุดและสูงสุดต้องเป็นตัวเลข", "“{name}”: the least and greatest value must be numbers.")
_TWICE = Message("คอลัมน์ “{name}” มีสองครั้ง ตั้งชื่อให้ต่างกัน", "There are two columns “{name}”. Give them different names.")
_DAYS = Message("วันเตือนเขียนเป็นตัวเลข คั่นด้วยจุลภาค เช่น 3, 1", "Write days as numbers parted by commas, such as 3, 1.")


@dataclass(frozen=True)
class ColumnTyped:
    """One column as it stands in the builder."""

    name: str = ""
    title_en: str = ""
    type: str = "string"
    unit: str = ""
    required: bool = False
    key: bool = False
    least: str = ""
    most: str = ""
    codes: str = ""
    description: str = ""


@dataclass(frozen=True)
class BuilderPage:
    """The form of a form. `texts` are the plain fields by name."""

    id: int | None
    title: str
    offices: tuple[tuple[str, str, bool], ...]
    texts: Mapping[str, str]
    classes: tuple[tuple[str, str, bool], ...]
    frequencies: tuple[tuple[str, str, bool], ...]
    types: tuple[tuple[str, str], ...]
    auto: bool
    columns: tuple[ColumnTyped, ...]
    datasets: tuple[tuple[str, str, bool], ...]
    faults: Mapping[str, Message]
    may_grow: bool


@dataclass(frozen=True)
class Group:
    """Offices that are asked by one click."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class FormPage:
    """A form: what it asks, its rounds, and the form by which the next is published."""

    id: int
    title: str
    owner: Link
    dataset: Link
    instructions: str
    frequency: str
    columns: tuple[ColumnShown, ...]
    given: tuple[tuple[str, ...], ...]
    beside: str
    rounds: tuple[tuple[Round, str, str, StateShown, Counts, str], ...]
    may_manage: bool
    auto: bool
    texts: Mapping[str, str]
    period_kind: str
    groups: tuple[Group, ...]
    offices: tuple[tuple[str, str, bool], ...]
    next_name: str
    next_due: date
    batch: UUID | None
    held: int
    faults: Mapping[str, Message] = field(default_factory=dict)


def builder(actor: Actor, given: QueryDict, form: Form | None = None, *, faults: Mapping[str, Message] | None = None) -> BuilderPage:
    """Return the builder as it was left, or as the form stands, or with the columns of a dataset."""
    typed = given.get("columns") is not None
    source = given.get("dataset", "")
    columns = _columns_typed(given) if typed else _columns_of(actor, form, source)
    act = given.get("act", "")
    if act.startswith("remove-"):
        columns = [one for k, one in enumerate(columns) if f"remove-{k}" != act]
    more = BLANK if act == "columns" or not typed else 0
    offices = makers(actor)
    texts = _texts(given, form, offices)
    return BuilderPage(
        id=form.pk if form else None,
        title=title_of(form) if form else "",
        offices=tuple((one.slug, said(one.name), one.slug == texts["organisation"]) for one in offices),
        texts=texts,
        classes=tuple((code, said(CLASS_NAMES[code]), code == texts["classification"]) for code in ("01", "02", "03")),
        frequencies=tuple((value, say(th, en), value == texts["frequency"]) for value, th, en in FREQUENCIES),
        types=tuple((str(kind), said(TYPE_NAMES[kind])) for kind in TYPES),
        auto=given.get("auto") is not None if typed else form.auto_accept if form else True,
        columns=tuple([*columns, *[ColumnTyped()] * more][:MOST_COLUMNS]),
        datasets=() if form else _datasets(actor, source),
        faults=faults or {},
        may_grow=len(columns) < MOST_COLUMNS,
    )


def wanted_of(given: QueryDict) -> Wanted:
    """Return what the builder says. Raises BadInput, naming the field."""
    columns = [one for one in _columns_typed(given) if one.name.strip()]
    names = Counter(one.name.strip() for one in columns)
    for name in (name for name, often in names.items() if often > 1):
        raise BadInput(_TWICE.fill(name=name), code="form.schema", field="schema")
    fields = tuple(_field(one) for one in columns)
    schema = DatasetSchema(fields, key=tuple(one.name.strip() for one in columns if one.key))
    before, after = _days(given.get("before", "")), _days(given.get("after", ""))
    return Wanted(
        schema=schema,
        title_th=given.get("title_th", "").strip(),
        title_en=given.get("title_en", "").strip(),
        instructions_th=given.get("instructions_th", "").strip(),
        instructions_en=given.get("instructions_en", "").strip(),
        given=tuple(tuple(cell.strip() for cell in line.split("\t")) for line in given.get("given", "").splitlines() if line.strip()),
        frequency=given.get("frequency", ""),
        auto_accept=given.get("auto") is not None,
        remind=tuple(sorted({*(-day for day in before), *after})),
    )


def grown_of(given: QueryDict) -> Grown:
    """Return the dataset that the builder names."""
    return Grown(given.get("slug", "").strip(), given.get("classification", "01"))


def sheet_of(form: Form) -> Sheet:
    """Return the form as a sheet for nobody in particular, to look at."""
    names = ("schema", "given", "title_th", "instructions_th")
    return form_of({name: getattr(form, name) for name in names})


def show(actor: Actor, form_id: int, given: QueryDict, *, faults: Mapping[str, Message] | None = None) -> FormPage:
    """Return the page of a form. Raises NotFound."""
    form = queries.form_for(actor, form_id)
    sheet = sheet_of(form)
    name, period, due = suggestion(form, today=timezone.localdate())
    rounds = queries.rounds_of(form)
    manages = queries.may_manage(actor, form)
    texts = {"name_th": name.th, "name_en": name.en, "period": _period_text(form.frequency, period), "due": due.isoformat()}
    asked = given.getlist("group") if given.get("due") is not None else []
    return FormPage(
        id=form.pk,
        title=title_of(form),
        owner=Link(form.organisation.name(spoken()), reverse("organisation", args=[form.organisation.slug])),
        dataset=Link(say(form.dataset.title_th, form.dataset.title_en or form.dataset.title_th), reverse("dataset", args=[form.dataset.slug])),
        instructions=say(form.instructions_th, form.instructions_en or form.instructions_th),
        frequency=next(say(th, en) for value, th, en in FREQUENCIES if value == form.frequency),
        columns=columns_of(sheet),
        given=sheet.given,
        beside=" · ".join((ROUND if form.frequency == "once" else PERIOD, OFFICE, PLACE)),
        rounds=tuple(_round(one, counts) for one, counts in rounds),
        may_manage=manages,
        auto=form.auto_accept,
        texts={key: given.get(key, value) for key, value in texts.items()},
        period_kind={"month": "month", "once": ""}.get(form.frequency, "date"),
        groups=tuple(_groups(form, rounds[0][0] if rounds else None, asked)) if manages else (),
        offices=tuple(_offices(form, given)) if manages else (),
        next_name=said(name) if rounds else "",
        next_due=due,
        batch=queries.batch_of(form),
        held=queries.held_of(form),
        faults=faults or {},
    )


def asked_of(form: Form, given: QueryDict) -> list[str]:
    """Return the offices that the page names: by groups, and one by one."""
    chosen = set(given.getlist("group"))
    by_group = [one.slug for one in access.organisations() if f"{one.parent}:{one.kind}" in chosen]
    newest = form.rounds.first()
    again = list(newest.filings.values_list("organisation__slug", flat=True)) if newest and "again" in chosen else []
    return list(dict.fromkeys([*by_group, *again, *given.getlist("office")]))


def period_of(form: Form, given: QueryDict) -> date | None:
    """Return the period that the page names, None where it names none."""
    text = given.get("period", "").strip()
    found = re.match(r"(\d{4})-(\d{1,2})", arabic_digits(text))
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    year = int(found[1]) - (543 if int(found[1]) > 2400 else 0)
    return periods.begun(form.frequency, date(year, int(found[2]), 1))


def _round(one: Round, counts: Counts) -> tuple[Round, str, str, StateShown, Counts, str]:
    owed = one.closed_at is None and bool(counts.missing)
    return one, said(queries.name_of(one)), reverse("round", args=[one.pk]), due_shown(one.due, owed=owed), counts, sentence_of(counts)


def _groups(form: Form, newest: Round | None, asked: Sequence[str]) -> Iterator[Group]:
    """Return who may be asked by one click: those of the last round, and all offices of one kind below one organisation of our city."""
    if newest is not None:
        yield Group("again", say("หน่วยงานเดิมทุกแห่งของรอบก่อน", "The same offices as last time"), newest.filings.count(), "again" in asked or not asked)
    everyone = _city_of(form)
    names = {one.slug: said(one.name) for one in everyone}
    counts = Counter((one.parent, one.kind) for one in everyone if one.parent in names)
    for (parent, kind), n in sorted(counts.items(), key=lambda item: -item[1]):
        label = say(f"{_KINDS.get(kind, _KINDS['other'])[0]} ทุกแห่งใน{names[parent]}", f"{_KINDS.get(kind, _KINDS['other'])[1]} of {names[parent]}")
        yield Group(f"{parent}:{kind}", label, n, f"{parent}:{kind}" in asked)


def _offices(form: Form, given: QueryDict) -> Iterator[tuple[str, str, bool]]:
    everyone = [one for one in _city_of(form) if one.slug != form.organisation.slug]
    if len(everyone) <= MOST_TICKED:
        chosen = set(given.getlist("office"))
        yield from ((one.slug, said(one.name), one.slug in chosen) for one in sorted(everyone, key=lambda one: said(one.name)))


def _city_of(form: Form) -> list[access.OrganisationView]:
    top = access.line(form.organisation.slug)[-1]
    return [top, *access.below(top.slug)]


def _period_text(frequency: str, period: date | None) -> str:
    return "" if period is None else f"{period:%Y-%m}" if frequency == "month" else period.isoformat()


def _texts(given: QueryDict, form: Form | None, offices: Sequence[access.OrganisationView]) -> dict[str, str]:
    first = offices[0].slug if offices else ""
    days = form.remind if form else Wanted(DatasetSchema((Column("-"),)), "").remind
    stands = {
        "organisation": form.organisation.slug if form else first,
        "slug": form.dataset.slug if form else "",
        "classification": form.dataset.classification if form else "01",
        "frequency": form.frequency if form else "month",
        "before": ", ".join(str(-day) for day in days if day < 0),
        "after": ", ".join(str(day) for day in days if day >= 0),
        "given": "\n".join("\t".join(row) for row in form.given) if form else "",
        **{name: getattr(form, name) if form else "" for name in ("title_th", "title_en", "instructions_th", "instructions_en")},
    }
    return {name: given.get(name, value) for name, value in stands.items()}


def _columns_typed(given: QueryDict) -> list[ColumnTyped]:
    count = given.get("columns", "")
    n = min(int(count), MOST_COLUMNS) if count.isdecimal() and len(count) < 4 else 0
    plain = ("name", "title_en", "type", "unit", "least", "most", "codes", "description")
    return [ColumnTyped(**{name: given.get(f"{name}-{k}", "") for name in plain}, required=f"required-{k}" in given, key=f"key-{k}" in given) for k in range(n)]


def _columns_of(actor: Actor, form: Form | None, source: str) -> list[ColumnTyped]:
    """Return the columns of the form, else those of the dataset that was named."""
    if form is not None:
        schema = from_json(form.schema)
        return [_typed(one, key=one.name in schema.key) for one in schema.fields]
    if not source:
        return []
    version = catalogue.current_version(catalogue.dataset_for(actor, source))
    fields = drafted(TableSchema.from_dict(version.schema)).fields if version else ()
    return [_typed(one, key=False) for one in fields if one.type in TYPES or one.type is ColumnType.PLACE][:MOST_COLUMNS]


def _typed(one: Column, *, key: bool) -> ColumnTyped:
    wanted = one.conditions
    codes = "\n".join(f"{code.value} = {code.title_th}" if code.title_th else code.value for code in (one.codes.codes if one.codes else ()))
    low, high = ("" if bound is None else str(bound) for bound in (wanted.minimum, wanted.maximum))
    kind = str(one.type) if one.type in TYPES else "string"
    return ColumnTyped(one.name, one.title_en, kind, one.unit or "", wanted.required, key, low, high, codes, one.description)


def _field(one: ColumnTyped) -> Column:
    kind = ColumnType(one.type) if one.type in {str(known) for known in TYPES} else ColumnType.STRING
    low, high = (_bound(one, text, kind) for text in (one.least, one.most))
    return Column(
        one.name.strip(),
        kind,
        Conditions(required=one.required, minimum=low, maximum=high),
        codes=_codes(one.codes),
        unit=one.unit.strip() or None,
        title_en=one.title_en.strip(),
        description=" ".join(one.description.split()),
    )


def _bound(one: ColumnTyped, text: str, kind: ColumnType) -> Any:
    if not text.strip() or not (kind.is_numeric or kind is ColumnType.YEAR):
        return None
    try:
        number = float(arabic_digits(text.strip()).replace(",", ""))
    except ValueError as error:
        raise BadInput(_NUMBER.fill(name=one.name), code="form.schema", field="schema") from error
    return int(number) if number.is_integer() else number


def _codes(text: str) -> CodeList | None:
    """Return the code list of lines such as `A90 = ไข้เลือดออก`, or of values alone."""
    pairs = [[part.strip() for part in line.split("=", 1)] for line in text.splitlines() if line.strip()]
    codes = {pair[0]: Code(pair[0], pair[1] if len(pair) > 1 else "") for pair in pairs if pair[0]}
    return CodeList(tuple(codes.values())) if codes else None


def _days(text: str) -> list[int]:
    words = [word.strip() for word in arabic_digits(text).split(",") if word.strip()]
    if not all(word.isdecimal() and len(word) < 4 for word in words):
        raise BadInput(_DAYS, code="form.remind", field="remind")
    return [int(word) for word in words]


def _datasets(actor: Actor, chosen: str) -> tuple[tuple[str, str, bool], ...]:
    own = [office.slug for office in makers(actor)]
    try:
        found = search.find(actor, search.Asked(organisation=tuple(own)), kind="dataset", now=timezone.now(), size=MOST_DATASETS)
    except MueangError:
        return ()
    return tuple((one.slug, one.title(spoken()), one.slug == chosen) for one in catalogue.metadata_of(actor, found.keys))
