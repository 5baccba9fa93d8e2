"""The type of a column, by the clear majority of its values; its name decides only between readings that both fit."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.ingest.compact import SHORT_YEARS, Compact, form_of, read_serial, read_stamp
from mueang.ingest.normalise import meanings as headings
from mueang.ingest.normalise.kinds import Flag, Kind, year_flag
from mueang.ingest.normalise.profile import Profile
from mueang.ingest.normalise.words import has_fractions, is_pair, usual_unit
from mueang.ingest.sheet import Stored
from mueang.tables.schema import ColumnType, Period

MAJORITY = 0.9
"""Share of the values that must be of the type."""

FEW = 0.75
"""In a short column one value may be of another kind, if this share is of the type."""

_NUMERIC = (Kind.INTEGER, Kind.NUMBER)
_DAYS: tuple[Compact, ...] = ("yyyymmdd", "ddmmyyyy", "yymmdd", "serial")


@dataclass(frozen=True)
class Decision:
    """The type of a column and how its values are to be read: see `ColumnPlan`."""

    type: ColumnType
    comma_decimal: bool = False
    form: Compact | None = None
    unit: str | None = None
    period: Period | None = None


def decide(profile: Profile, name: str, stored: Stored = "lines", given: ColumnType | None = None) -> Decision:
    """Return the type of a column that no person has decided; `given` is the type that the source itself gives."""
    if given is not None:
        return _of_given(profile, name, given)
    if not profile.judged:
        return Decision(ColumnType.STRING)
    for rule in (_year, _short_year, _days_in_digits, _number, _temporal, _boolean, _comma_decimal):
        found = rule(profile, name)
        if found is not None:
            label = found.type is ColumnType.INTEGER and _stored_as_label(profile, name, stored)
            return Decision(ColumnType.STRING) if label else found
    return Decision(ColumnType.STRING)


def as_chosen(decision: Decision, profile: Profile, chosen: ColumnType) -> Decision:
    """Return how the values are read in the type that a person chose; what was found of their form is kept where it fits that type."""
    if chosen is decision.type:
        return decision
    if chosen.is_numeric:
        return Decision(chosen, decision.comma_decimal, unit=usual_unit(profile)[0])
    months = chosen is ColumnType.DATE and profile.flagged(Flag.MONTH, Kind.TEXT) > profile.of(Kind.DATE)
    form = form_of(profile.numbers, _DAYS) if chosen in (ColumnType.DATE, ColumnType.DATETIME) else None
    return Decision(chosen, form=form, period="month" if months else None)


def _of_given(profile: Profile, name: str, given: ColumnType) -> Decision:
    """Keep the type of the source, but know years among numbers, and years, dates and times among texts."""
    if not profile.judged:
        return Decision(given)
    found = _year(profile, name) if given.is_numeric or given is ColumnType.STRING else None
    if found is None and given is ColumnType.STRING:
        found = _temporal(profile, name)
    return found or Decision(given)


def _stored_as_label(profile: Profile, name: str, stored: Stored) -> bool:
    """True for whole numbers that the source holds as text because they are labels: ids that repeat, attributes declared as text."""
    if profile.of(Kind.NUMBER) or profile.flagged(Flag.GROUPED):
        return False
    if stored == "declared":
        return True
    return headings.says_id(name) and (stored == "text" or (stored == "lines" and profile.repeats))


def _clear(count: int, of: int) -> bool:
    return of > 0 and (count >= MAJORITY * of or (of - count <= 1 and count >= FEW * of))


def _year(profile: Profile, name: str) -> Decision | None:
    years = profile.of(Kind.YEAR) + profile.flagged(Flag.BUDDHIST, Kind.INTEGER) + profile.flagged(Flag.GREGORIAN, Kind.INTEGER)
    if profile.of(Kind.NUMBER) and all(number.is_integer() and year_flag(int(number)) for number in profile.numbers):
        years += profile.of(Kind.NUMBER)  # 2019.0, as programs write whole numbers of a column with gaps
    if not _clear(years, profile.judged) or profile.flagged(Flag.GROUPED):
        return None
    if headings.says_year(name) or _clear(profile.of(Kind.YEAR), profile.judged):
        return Decision(ColumnType.YEAR, period=headings.period_of_year(name, profile.first_text))
    return None


def _short_year(profile: Profile, name: str) -> Decision | None:
    """Return a year for 66, 67, 68 under a heading that says year and nothing else: years of the Buddhist era without their century."""
    if not headings.names_year(name) or profile.of(Kind.INTEGER) != profile.judged or profile.flagged(Flag.GROUPED):
        return None
    if not profile.numbers or not all(number in SHORT_YEARS for number in profile.numbers):
        return None
    return Decision(ColumnType.YEAR, form="yy", period=headings.period_of_year(name, ""))


def _days_in_digits(profile: Profile, name: str) -> Decision | None:
    """Return a date for digits such as 25651231 or 44562 under a heading that says so, if every one of them is a day."""
    if not headings.says_day(name) or not _clear(profile.of(*_NUMERIC) + profile.of(Kind.DATE, Kind.DATETIME), profile.judged):
        return None
    if profile.flagged(Flag.GROUPED) or not profile.of(*_NUMERIC):
        return None
    if profile.of(Kind.NUMBER):
        serial = all(read_serial(str(number)) is not None for number in profile.numbers)
        return Decision(ColumnType.DATETIME, form="serial") if serial else None
    if profile.numbers and all(read_stamp(str(int(number))) is not None for number in profile.numbers):
        return Decision(ColumnType.DATETIME, form="yyyymmddhhmmss")
    form = form_of(profile.numbers, _DAYS)
    return Decision(ColumnType.DATE, form=form) if form else None


def _number(profile: Profile, name: str) -> Decision | None:
    numeric = profile.of(*_NUMERIC)
    among = profile.flagged(Flag.BELOW_ZERO) + profile.flagged(Flag.NOTED)
    # Brackets are those of accounts among plain numbers, or around thousands and satang: (1) (2) (3) counts.
    numeric += among if among < numeric or profile.flagged(Flag.GROUPED, Kind.TEXT) else 0
    unit, measured = usual_unit(profile)
    if not _clear(numeric + measured, profile.judged):
        return None
    if _is_label(profile, name):
        return Decision(ColumnType.STRING)
    whole = not (profile.of(Kind.NUMBER) or profile.flagged(Flag.FRACTION) or has_fractions(profile))
    return Decision(ColumnType.INTEGER if whole else ColumnType.NUMBER, unit=unit)


def _is_label(profile: Profile, name: str) -> bool:
    """True for digits that are no amounts: codes with leading zeros, 13-digit ids, longer runs, sections such as 2.10, columns called codes."""
    if profile.flagged(Flag.LEADING_ZERO, *_NUMERIC) or profile.flagged(Flag.LONG):
        return True
    whole, grouped = profile.of(Kind.INTEGER), profile.flagged(Flag.GROUPED)
    if whole and not grouped and _clear(profile.flagged(Flag.THIRTEEN), whole) and not headings.says_amount(name):
        return True
    if headings.says_order(name) and any(not number.is_integer() for number in profile.numbers):
        return True
    return headings.says_code(name) and not grouped and profile.low >= 0


def _temporal(profile: Profile, name: str) -> Decision | None:
    if _no_days(profile, name):
        return None
    if _clear(profile.of(Kind.DATE), profile.judged):
        return Decision(ColumnType.DATE)
    if _clear(profile.of(Kind.DATE, Kind.DATETIME), profile.judged):
        return Decision(ColumnType.DATETIME)
    if _clear(profile.flagged(Flag.MONTH, Kind.TEXT), profile.judged) and _months(profile, name):
        return Decision(ColumnType.DATE, period="month")
    clocks = _clear(profile.of(Kind.TIME), profile.judged) and not headings.says_ratio(name)
    return Decision(ColumnType.TIME) if clocks else None


def _no_days(profile: Profile, name: str) -> bool:
    """True where 1.2.10 or 2-3-15 are no days: short years under a heading of codes, areas or house numbers, or parted by points under any other."""
    short = profile.flagged(Flag.SHORT_YEAR)
    if not short or short < profile.of(Kind.DATE) // 2:
        return False
    return headings.says_code(name) or headings.says_parts(name) or (profile.flagged(Flag.DOTTED) > 0 and not headings.says_day(name))


def _months(profile: Profile, name: str) -> bool:
    """True unless the months are digits whose heading says nothing of time: 1/2566 is a number of a letter too, 2554-55 a school year."""
    return not profile.flagged(Flag.MONTH_DIGITS) or headings.says_month(name) or headings.says_day(name)


def _boolean(profile: Profile, name: str) -> Decision | None:  # noqa: ARG001
    words = profile.of(Kind.BOOLEAN) == profile.judged
    return Decision(ColumnType.BOOLEAN) if words or is_pair(profile) else None


def _comma_decimal(profile: Profile, name: str) -> Decision | None:
    """Return a number for a column of 12,5 and 7,25: commas that part no thousands, and no point anywhere."""
    commas = profile.flagged(Flag.COMMA_DECIMAL)
    if commas and not headings.says_code(name) and not profile.of(Kind.NUMBER) and _clear(commas + profile.of(Kind.INTEGER), profile.judged):
        return Decision(ColumnType.NUMBER, comma_decimal=True)
    return None
