"""What is told of the columns of places, and what is asked about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.geo.columns import Cell, Role
from mueang.geo.gazetteer import Level, Place, code_digits, gazetteer
from mueang.geo.resolve import Outcome
from mueang.ingest.places.codes import Seen, Tree, shown, tally
from mueang.ingest.places.issues import (
    PlaceAmbiguous,
    PlaceConflict,
    PlaceDoubtful,
    PlaceNearlyKnown,
    PlacesAmbiguous,
    PlacesAssumed,
    PlacesAssumedByTitle,
    PlacesConflict,
    PlacesKept,
    PlacesLinked,
    PlacesUnknown,
    PlaceUnknown,
)
from mueang.ingest.places.reading_issues import PlacesFormer, PlacesReadOtherwise, PlacesRespelt
from mueang.ingest.questions import Choice, Question
from mueang.tables.schema import Column, TableSchema

MOST_TOLD = 30
"""Unknown values that are told one by one; the rest are counted."""
MOST_ASKED = 5
"""Ambiguous values that are asked about one by one; of more, the province of the table is asked. Also unknown values with a near name."""
MOST_CONFLICTS = 20
"""Contradictions that are told one by one; the rest are counted."""
MOST_EXAMPLES = 4
_READINGS: Mapping[str, type[PlacesReadOtherwise]] = {"spelling": PlacesRespelt, "former": PlacesFormer}
_WHYS = ("unknown", "ambiguous", "assumed", "conflict", *_READINGS)
SKIP = Message("ข้ามไว้ก่อน", "Skip for now")

Key = tuple[str, str]


@dataclass
class _Met:
    """One value with one outcome: how many rows, the first of them, its cells and what it may mean."""

    cells: Mapping[int, Cell]
    outcome: Outcome
    row: int
    count: int = 0


@dataclass
class _Tally:
    """The values of one role by what became of them."""

    rows: int = 0
    linked: int = 0
    by_why: dict[str, dict[Key, _Met]] = field(default_factory=lambda: {why: {} for why in _WHYS})

    def add(self, value: str, cells: Mapping[int, Cell], outcome: Outcome, seen: Seen) -> None:
        if outcome.why == "missing":
            return
        self.rows += seen.count
        self.linked += seen.count if outcome.code else 0
        for why in self._whys(outcome):
            met = self.by_why[why].setdefault((value, "".join(outcome.codes)), _Met(cells, outcome, seen.row))
            if met.outcome.within != outcome.within:
                met.outcome = replace(met.outcome, within="")
            met.count += seen.count
            met.row = min(met.row, seen.row)

    def _whys(self, outcome: Outcome) -> list[str]:
        """Return all that is to be told of an outcome, none for one that is linked as it stands."""
        told = [outcome.why, "conflict" if outcome.conflict else "", outcome.read if outcome.code else ""]
        return [why for why in told if why in self.by_why]


@dataclass(frozen=True)
class Told:
    """Issues and questions about one role."""

    issues: tuple[Issue, ...]
    questions: tuple[Question, ...]


def tell(tree: Tree, index: int, schema: TableSchema, codes: Column, *, kept: bool = False) -> Told:
    """Return what there is to say about one role of a tree, after its rows are decided.

    `codes` is the column of the codes; `kept`: it was there already.
    """
    role = tree.roles[index]
    found = _Tally()
    for cells, outcome, seen in tally(tree, index):
        found.add(shown(role, cells), cells, outcome, seen)
    teller = _Teller(role, schema, tree.titled)
    kind = PlacesKept if kept else PlacesLinked
    linked = kind(column=teller.column, count=found.linked, total=found.rows, added=codes.name, **teller.level)
    ambiguous = list(found.by_why["ambiguous"].items())
    asked = [teller.ask(value, met) for (value, _), met in ambiguous] if len(ambiguous) <= MOST_ASKED else [teller.ask_province(ambiguous)]
    unknown, nearly = teller.unknown(found)
    issues: Iterable[Issue] = (linked, *unknown, *teller.otherwise(found), *teller.assumed(found), *teller.conflicts(found), *(issue for issue, _ in asked))
    return Told(tuple(issues), (*(question for _, question in asked), *nearly))


class _Teller:
    """Puts what happened to one role into sentences."""

    def __init__(self, role: Role, schema: TableSchema, titled: str) -> None:
        self._titled = titled
        self._role = role
        self._source = schema.columns[role.position].source_column
        self.column = schema.columns[role.position].name
        self.level: dict[str, Any] = {"level_th": role.level.label.th, "level_en": role.level.label.en}
        self._places = gazetteer()

    def unknown(self, found: _Tally) -> tuple[list[Issue], list[Question]]:
        """Return what is told of values that are not in the list, and the questions about those of which the near place can be chosen."""
        values = sorted(found.by_why["unknown"].items(), key=lambda item: (-item[1].count, item[1].row))
        issues, questions = list[Issue](), list[Question]()
        for (value, _), met in values[:MOST_TOLD]:
            near = self._near(value, met.outcome.within)
            issues.append(self._one_unknown(value, met, near))
            choosable = [place for place in near if place.code.startswith(met.outcome.within)]
            if choosable and len(questions) < MOST_ASKED:
                questions.append(self._question(issues[-1], value, met, choosable))
        if rest := values[MOST_TOLD:]:
            first = min(met.row for _, met in rest)
            issues.append(PlacesUnknown(column=self.column, row=first, values=len(rest), count=sum(met.count for _, met in rest), **self.level))
        return issues, questions

    def _one_unknown(self, value: str, met: _Met, near: Sequence[Place]) -> Issue:
        around = self._places.get(met.outcome.within)
        told: dict[str, Any] = {"column": self.column, "row": met.row, "count": met.count, "before": value, "value": value, **self.level}
        if around:
            told |= {"around_th": f"ของ{around.title_th}", "around_en": f" of {around.name_en}"}
        if not near:
            return PlaceUnknown(**told)
        return PlaceNearlyKnown(
            **told, suggestions_th=_joined(self._places.path_th(p) for p in near), suggestions_en="; ".join(self._places.path_en(p) for p in near)
        )

    def _question(self, issue: Issue, value: str, met: _Met, places: Sequence[Place]) -> Question:
        choices = [Choice(p.code, Message(self._places.path_th(p), self._places.path_en(p)), self._value(value, met, p.code)) for p in places]
        return Question(issue.code, issue.message, (*choices, Choice("", SKIP, self._value(value, met, ""))), self.column, met.row)

    def _near(self, value: str, within: str) -> tuple[Place, ...]:
        taken_over = self._places.successors(code_digits(value) or "")
        if taken_over or value.strip().isdecimal():
            return taken_over
        level = self._role.level
        suggested = self._places.suggest(value, level, within) or self._places.suggest(value, level, within[: Level.PROVINCE.digits])
        elsewhere = self._places.find(value, level)[:3] if within else ()
        return tuple(suggestion.place for suggestion in suggested) or elsewhere

    def assumed(self, found: _Tally) -> Iterator[Issue]:
        for (value, _), met in found.by_why["assumed"].items():
            place = self._place(met.outcome.codes[0])
            kind = PlacesAssumedByTitle if self._titled and met.outcome.within == self._titled else PlacesAssumed
            yield kind(column=self.column, row=met.row, count=met.count, value=value, after=place.code, **self._names(place, "a"), **self.level)

    def otherwise(self, found: _Tally) -> Iterator[Issue]:
        """Return what is told of names read by their sound and of places of an earlier time."""
        for read, kind in _READINGS.items():
            met = list(found.by_why[read].items())
            if met:
                examples = [(value, self._place(one.outcome.codes[0])) for (value, _), one in met[:MOST_EXAMPLES]]
                more = " …" if len(met) > MOST_EXAMPLES else ""
                yield kind(
                    column=self.column,
                    row=min(one.row for _, one in met),
                    count=sum(one.count for _, one in met),
                    values=len(met),
                    examples_th=", ".join(f"“{value}” → {self._places.path_th(place)}" for value, place in examples) + more,
                    examples_en="; ".join(f"“{value}” → {self._places.path_en(place)}" for value, place in examples) + more,
                    **self.level,
                )

    def conflicts(self, found: _Tally) -> Iterator[Issue]:
        met = sorted(found.by_why["conflict"].values(), key=lambda m: m.row)
        for one in met[:MOST_CONFLICTS]:
            yield PlaceConflict(**self._conflict(one), **self._sides(one))
        if rest := met[MOST_CONFLICTS:]:
            yield PlacesConflict(**{**self._conflict(rest[0]), "count": sum(m.count for m in rest)})

    def _conflict(self, met: _Met) -> dict[str, Any]:
        place = self._places.get(next(iter(met.outcome.codes), ""))
        names = self._names(place, "a") if place else {"a_th": "–", "a_en": "–"}
        cells = _spoken(met.cells.values())
        return {"column": self.column, "row": met.row, "count": met.count, "before": cells, "after": place.code if place else None, **names, **self.level}

    def _sides(self, met: _Met) -> dict[str, Any]:
        """Return the cell that was believed and those of the row that contradict it: its own names, else what is around it."""
        believed, against = list[Cell](), list[Cell]()
        for column in self._role.columns:
            meaning = column.meanings(met.cells[column.position], self._places)
            if meaning:
                (believed if meaning.intersection(met.outcome.codes) else against).append(met.cells[column.position])
        own = {column.position for column in self._role.columns}
        around = [cell for position, cell in met.cells.items() if position not in own]
        return {"value": _spoken(believed[:1]), "other": _spoken(against or around)}

    def ask(self, value: str, met: _Met) -> tuple[Issue, Question]:
        places = [self._place(code) for code in met.outcome.codes]
        told: dict[str, Any] = {"column": self.column, "row": met.row, "count": met.count, "before": value, "value": value, **self.level}
        if len(places) == 1:
            issue: Issue = PlaceDoubtful(**told, **self._names(places[0], "a"), **self._names(self._place(met.outcome.within), "around"))
        else:
            issue = PlaceAmbiguous(**told, places=len(places), **self._names(places[0], "a"), **self._names(places[1], "b"))
        return issue, self._question(issue, value, met, places)

    def ask_province(self, ambiguous: list[tuple[Key, _Met]]) -> tuple[Issue, Question]:
        (value, _), first = ambiguous[0]
        values = {name for (name, _), _ in ambiguous}
        count = sum(met.count for _, met in ambiguous)
        issue = PlacesAmbiguous(column=self.column, row=first.row, count=count, before=value, value=value, values=len(values), **self.level)
        provinces = sorted({code[: Level.PROVINCE.digits] for _, met in ambiguous for code in met.outcome.codes})
        places = [self._place(code) for code in provinces]
        choices = [Choice(p.code, Message(p.title_th, p.name_en), {"places": {"within": p.code}}) for p in places]
        skip = Choice("", SKIP, {"places": {"levels": {str(self._source): "none"}}})
        return issue, Question(issue.code, issue.message, (*choices, skip), self.column, first.row)

    def _value(self, value: str, met: _Met, code: str) -> dict[str, Any]:
        cell = met.cells.get(self._role.position)
        return {"places": {"values": {str(self._source): {value if cell is None else str(cell): code}}}}

    def _place(self, code: str) -> Place:
        place = self._places.get(code)
        assert place is not None, code
        return place

    def _names(self, place: Place, slot: str) -> dict[str, Any]:
        return {f"{slot}_th": self._places.path_th(place), f"{slot}_en": self._places.path_en(place)}


def _spoken(cells: Iterable[Cell]) -> str:
    return " ".join(str(cell) for cell in cells if cell is not None)


def _joined(names: Iterable[str]) -> str:
    *most, last = names
    return f"{' '.join(most)} และ {last}" if most else last
