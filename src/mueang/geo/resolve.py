"""Which place each row means, decided by all columns of places in the row together.

A code decides by itself. A name that several places bear is decided by the places around it in the same row, then by what
the rest of the column says; what remains is for a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mueang.geo.addresses import Meant, Reading
from mueang.geo.columns import Cell, PlaceColumn, Role
from mueang.geo.gazetteer import Gazetteer, Level
from mueang.geo.history import MOTHERS, was_in

Why = Literal["missing", "linked", "assumed", "unknown", "ambiguous"]

SPOKEN = 0.9
"""Least share of the places of a column that must lie in one province for it to decide the rest."""
FEWEST_SPEAKERS = 3


@dataclass(frozen=True)
class Outcome:
    """What one role of one row means.

    why       linked, assumed (by the rest of the column), unknown, ambiguous, or missing (the cells are empty)
    codes     the code (linked, assumed), the possible ones (ambiguous), none otherwise
    within    code of the place around it, as far as the row says
    conflict  True: code and name, or the place and what is around it, contradict each other; the code was believed
    by_name_alone  True: nothing but the name says so: no code, no place around it, no person
    read      how the cell was read: as it stands, by the sound of its name, as a place of an earlier time
    """

    why: Why
    codes: tuple[str, ...] = ()
    within: str = ""
    conflict: bool = False
    by_name_alone: bool = False
    read: Reading = ""

    @property
    def code(self) -> str | None:
        """The code, if there is one."""
        return self.codes[0] if self.why in ("linked", "assumed") else None


@dataclass(frozen=True)
class _Own:
    """What the cells of one role say by themselves. `firm`: a full code, which is believed against all else; `decided`: a person's word."""

    codes: frozenset[str]
    empty: bool
    firm: bool = False
    conflict: bool = False
    decided: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Found:
    """What one role means: how it was read, and whether that contradicts what is around it."""

    codes: frozenset[str]
    contradicted: bool = False
    read: Reading = ""


class Resolver:
    """Resolves rows of one set of roles. `decided` are a person's words: `{position: {cell as text: code or ""}}`."""

    def __init__(self, roles: Sequence[Role], places: Gazetteer, decided: Mapping[int, Mapping[str, str]], within: str = "") -> None:
        self.roles = tuple(roles)
        self._places = places
        self._decided = decided
        self._within = within
        self._meanings: dict[tuple[int, Cell], frozenset[str]] = {}

    def resolve(self, row: Mapping[int, Cell]) -> tuple[Outcome, ...]:
        """Return the outcome of each role for the cells `{position: cell}` of one row."""
        own = [self._own(role, row) for role in self.roles]
        found = [_Found(one.codes) for one in own]
        for index, role in enumerate(self.roles):
            found[index] = self._found(own[index], role, row, _widened([found[above].codes for above in role.above]))
        codes = [one.codes for one in found]
        for index in reversed(range(len(self.roles))):
            for above in self.roles[index].above:
                codes[above] = _around(codes[above], codes[index])
        return tuple(self._outcome(i, own[i], codes, found[i]) for i in range(len(own)))

    def _found(self, own: _Own, role: Role, row: Mapping[int, Cell], above: Sequence[frozenset[str]]) -> _Found:
        """Return what a role means inside what is around it: as its cells stand, else read otherwise."""
        codes, contradicted = self._inside(own, above)
        if (codes and not contradicted) or own.empty:
            return _Found(codes, contradicted)
        arounds = [*(around for around in above if around), *([frozenset([self._within])] if self._within else [])]
        if own.firm:
            former = contradicted and all(was_in(code, around) for code in codes for one in arounds for around in one)
            return _Found(codes, contradicted and not former, "former" if former else "")
        read = (column.otherwise(row.get(column.position), arounds, self._places) for column in role.columns)
        other = next((one for one in read if one.codes), Meant())
        return _Found(other.codes, contradicted and not other.codes, other.read)

    def _own(self, role: Role, row: Mapping[int, Cell]) -> _Own:
        cells = [(column, row.get(column.position)) for column in role.columns]
        said = [(column, meaning) for column, cell in cells if (meaning := self._meaning(column, cell))]
        codes, conflict, firm = frozenset[str](), False, False
        for column, meaning in sorted(said, key=lambda pair: ("codes", "names", "addresses", "part codes").index(pair[0].holds)):
            conflict = conflict or bool(codes and not codes & meaning)
            codes = (codes & meaning) or codes or meaning
            firm = firm or column.holds == "codes"
        words = {word for column, cell in cells if (word := self._decided.get(column.position, {}).get(str(cell))) is not None}
        if "" in words:
            return _Own(frozenset(), empty=True)
        return _Own(codes, all(cell is None for _, cell in cells), firm, conflict, frozenset(words))

    def _meaning(self, column: PlaceColumn, cell: Cell) -> frozenset[str]:
        key = (column.position, cell)
        if key not in self._meanings:
            self._meanings[key] = column.meanings(cell, self._places)
        return self._meanings[key]

    def _inside(self, own: _Own, above: Sequence[frozenset[str]]) -> tuple[frozenset[str], bool]:
        """Return the codes that lie in what the row says is around them, and whether none does; a person's word where they leave a doubt."""
        arounds = [*(around for around in above if around), *([frozenset([self._within])] if self._within else [])]
        codes = _within_all(own.codes, arounds)
        decided = _within_all(own.decided, arounds)
        if decided and len(codes) != 1:
            return decided, False
        if own.codes and not codes:
            return (own.codes if own.firm else frozenset()), True
        return codes, False

    def _outcome(self, index: int, own: _Own, codes: Sequence[frozenset[str]], read: _Found) -> Outcome:
        if own.empty:
            return Outcome("missing")
        around = next((next(iter(codes[above])) for above in self.roles[index].above if len(codes[above]) == 1), self._within)
        conflict = own.conflict or (read.contradicted and own.firm)
        found = tuple(sorted(codes[index]))
        why: Why = "unknown" if not found else "linked" if len(found) == 1 else "ambiguous"
        return Outcome(why, found, around, conflict, by_name_alone=not (own.firm or around or own.decided), read=read.read if found else "")


def _widened(arounds: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Return the arounds; beside a district that lay in the province of the row at an earlier time, also its province of today."""
    inner = next((around for around in arounds if around), frozenset[str]())
    today = {code[: Level.PROVINCE.digits] for code in inner if code[: Level.PROVINCE.digits] in MOTHERS}
    return [around | {p for p in today if any(was_in(p, one) for one in around)} if around is not inner else around for around in arounds]


def _within_all(codes: frozenset[str], arounds: Sequence[frozenset[str]]) -> frozenset[str]:
    for around in arounds:
        lengths = {len(code) for code in around}
        codes = frozenset(code for code in codes if any(code[:length] in around for length in lengths))
    return codes


def _around(around: frozenset[str], inner: frozenset[str]) -> frozenset[str]:
    """Return what is around any of the inner places, or all if the two contradict each other."""
    kept = frozenset(code for code in around if any(place.startswith(code) for place in inner))
    return kept or around


def spoken_province(outcomes: Sequence[Outcome]) -> str:
    """Return the code of the province in which nearly all linked places of one role lie, "" if there is none."""
    speakers = {outcome.codes[0] for outcome in outcomes if outcome.why == "linked"}
    provinces = [code[: Level.PROVINCE.digits] for code in speakers]
    spoken = max(set(provinces), key=lambda p: (provinces.count(p), p), default="")
    return spoken if provinces.count(spoken) >= max(FEWEST_SPEAKERS, SPOKEN * len(provinces)) else ""


def titled_province(outcomes: Sequence[Outcome], titled: str) -> str:
    """Return the province that the title names if the places of one role fit it: most that are known lie there, or none is known for sure."""
    known = {outcome.codes[0] for outcome in outcomes if outcome.why == "linked"}
    inside = sum(code.startswith(titled) for code in known)
    return titled if titled and inside * 2 >= len(known) else ""


def assume(outcome: Outcome, province: str) -> Outcome:
    """Return the outcome of a role as the rest of its column sees it, which speaks of one province ("": of none).

    What was ambiguous is assumed to lie there too; a name that alone lies elsewhere, with nothing in its row to say so,
    becomes a doubt: ambiguous, with its one code.
    """
    if not province:
        return outcome
    if outcome.why == "linked" and outcome.by_name_alone and not outcome.codes[0].startswith(province):
        return Outcome("ambiguous", outcome.codes, province)
    inside = tuple(code for code in outcome.codes if code.startswith(province))
    return Outcome("assumed", inside, province, outcome.conflict) if outcome.why == "ambiguous" and len(inside) == 1 else outcome
