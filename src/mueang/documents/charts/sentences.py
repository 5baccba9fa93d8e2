"""Sentences made from data. They must be true of that data: of ties, of one value, of none, of all falling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from mueang.base.text import is_thai
from mueang.documents.charts.figures import decimals_of, present, show
from mueang.documents.charts.periods import Period, are_months, period_label, period_span
from mueang.documents.charts.values import Language, Series, Subject

_NAMED = 3
_LEVEL = 0.05
"""Values within this share of their level count as level ground."""

Named = tuple[str, float | None]


@dataclass(frozen=True)
class Words:
    """The words of one drawing."""

    title: str
    description: str
    finding: str


def listed(names: Sequence[str], language: Language) -> str:
    """Return `ก ข และ ค` or `a, b and c`; beyond three names the rest are counted."""
    rest = len(names) - _NAMED
    kept = list(names[:_NAMED])
    if rest > 0:
        kept.append(f"อีก {rest} แห่ง" if language == "th" else f"{rest} more")
    if len(kept) == 1:
        return kept[0]
    last = kept.pop()
    if language == "en":
        return f"{', '.join(kept)} and {last}"
    return f"{' '.join(kept)} และ{last}" if is_thai(last[:1]) else f"{' '.join(kept)} และ {last}"


def joined(*parts: str) -> str:
    """Return the parts that are there, with a blank between."""
    return " ".join(part for part in parts if part)


def glued(before: str, after: str) -> str:
    """Return two Thai words as one clause: without a blank, unless one of them is Latin or a number."""
    both_thai = bool(before) and bool(after) and is_thai(before[-1]) and is_thai(after[0])
    return before + after if both_thai else joined(before, after)


def with_unit(value: float | None, subject: Subject, decimals: int) -> str:
    """Return the value with its unit, kept together by a no-break space."""
    figure = show(value, decimals)
    if not subject.unit:
        return figure
    return f"{figure}%" if subject.unit == "%" else f"{figure}\u00a0{subject.unit}"


def comparison(kind_th: str, kind_en: str, subject: Subject, items: Sequence[Named], *, decimals: int, by_level: bool = False) -> Words:
    """Return the words of a drawing that compares places or groups by one value each."""
    scope = _scope(subject, len(items), by_level=by_level)
    title = subject.say(
        joined(f"{kind_th}แสดง{_spaced(subject.measure)}", scope, subject.place, subject.period),
        ", ".join(part for part in (joined(f"{kind_en} of {subject.measure}", scope), subject.place, subject.period) if part),
    )
    there = [(name, value) for name, value in items if value is not None and present([value])]
    finding = _finding(subject, there, len(items), decimals, at_places=by_level)
    return Words(title, joined(ended(finding, subject), *_more(subject, there, len(items), decimals)), finding)


def _scope(subject: Subject, count: int, *, by_level: bool) -> str:
    if by_level and subject.kind:
        return subject.say(f"ราย{subject.kind}", f"by {subject.kind}")
    kinds = subject.kinds or subject.say("รายการ", "items")
    return subject.say(f"{count} {kinds}", f"({count} {kinds})")


def ended(sentence: str, subject: Subject) -> str:
    """Return the sentence as one among others: English ends with a point, Thai with the blank that follows."""
    return subject.say(sentence, f"{sentence}.")


def _finding(subject: Subject, there: Sequence[Named], total: int, decimals: int, *, at_places: bool) -> str:
    if not there:
        return no_data(subject)
    values = present(value for _, value in there)
    high, low = max(values), min(values)
    if len(there) == 1:
        return joined(there[0][0], with_unit(high, subject, decimals))
    if high == low:
        return _all_equal(subject, high, complete=len(there) == total, decimals=decimals)
    tops = listed([name for name, value in there if value == high], subject.language)
    bottoms = listed([name for name, value in there if value == low], subject.language)
    most, least = with_unit(high, subject, decimals), show(low, decimals)
    if at_places:
        return subject.say(f"{glued('สูงสุดที่', tops)} {most} {glued('ต่ำสุดที่', bottoms)} {least}", f"Highest in {tops} ({most}), lowest in {bottoms} ({least})")
    return subject.say(f"มากที่สุด {tops} ({most}) น้อยที่สุด {bottoms} ({least})", f"Highest {tops} ({most}), lowest {bottoms} ({least})")


def _all_equal(subject: Subject, value: float, *, complete: bool, decimals: int) -> str:
    figure = with_unit(value, subject, decimals)
    kind = subject.kind or subject.say("รายการ", "item")
    return subject.say(
        f"เท่ากันทุก{kind}{'' if complete else 'ที่มีข้อมูล'} ที่ {figure}",
        f"The same in every {kind}{'' if complete else ' with data'}: {figure}",
    )


def _more(subject: Subject, there: Sequence[Named], total: int, decimals: int) -> list[str]:
    sentences = []
    if len(there) > 2:
        middle = show(median(present(value for _, value in there)), max(decimals, decimals_of([median(present(v for _, v in there))])))
        sentences.append(subject.say(f"มัธยฐาน {middle}", f"Median {middle}."))
    missing = total - len(there)
    if there and missing:
        sentences.append(subject.say(f"ไม่มีข้อมูล {missing} จาก {total}", f"No data for {missing} of {total}."))
    return sentences


def no_data(subject: Subject) -> str:
    """Return the sentence for a drawing without a single value."""
    return subject.say(f"ยังไม่มีข้อมูล{_spaced(subject.measure)}", f"No data yet on {subject.measure}")


def course(subject: Subject, periods: Sequence[Period], series: Sequence[Series], *, decimals: int) -> Words:
    """Return the words of a drawing of values over time."""
    span = period_span(periods, subject.language)
    title = subject.say(
        joined(f"แผนภูมิเส้นแสดง{_spaced(subject.measure)}", subject.place, span),
        ", ".join(part for part in (f"Line chart of {subject.measure}", subject.place, span) if part),
    )
    stories = [_story(subject, periods, one, decimals) for one in series]
    if len(series) == 1:
        finding = stories[0] if stories[0] == no_data(subject) else glued(subject.measure, stories[0])
        return Words(title, _told(subject, periods, series[0], stories[0], decimals), finding)
    told = [f"{one.name}: {_told(subject, periods, one, story, decimals)}" for one, story in zip(series, stories, strict=True)]
    return Words(title, " ".join(told), _tally(subject, series))


def _told(subject: Subject, periods: Sequence[Period], one: Series, story: str, decimals: int) -> str:
    highest = _highest(subject, periods, one, decimals)
    return subject.say(joined(story, highest), ended(f"{story}; {highest}" if highest else story, subject))


def _ends(periods: Sequence[Period], one: Series) -> list[tuple[Period, float]]:
    return [(period, value) for period, value in zip(periods, one.values, strict=True) if value is not None and present([value])]


def _story(subject: Subject, periods: Sequence[Period], one: Series, decimals: int) -> str:
    points = _ends(periods, one)
    if not points:
        return no_data(subject)
    (first_at, first), (last_at, last) = points[0], points[-1]
    months = are_months(periods)
    at = [period_label(period, subject.language, months=months) for period in (first_at, last_at)]
    if len(points) == 1:
        return subject.say(
            f"มีค่าเดียว คือ {with_unit(last, subject, decimals)} {_in(last_at)}{at[1]}", f"one value: {with_unit(last, subject, decimals)} in {at[1]}"
        )
    if show(first, decimals) == show(last, decimals):
        return _unchanged(subject, [value for _, value in points], decimals, at)
    verb = subject.say("เพิ่มขึ้น" if last > first else "ลดลง", "rose" if last > first else "fell")
    return subject.say(
        f"{verb}จาก {show(first, decimals)} {_in(first_at)}{at[0]} เป็น {with_unit(last, subject, decimals)} {_in(last_at)}{at[1]}",
        f"{verb} from {show(first, decimals)} in {at[0]} to {with_unit(last, subject, decimals)} in {at[1]}",
    )


def _unchanged(subject: Subject, values: Sequence[float], decimals: int, at: Sequence[str]) -> str:
    figure = with_unit(values[-1], subject, decimals)
    if max(values) - min(values) <= abs(values[-1]) * _LEVEL:
        return subject.say(f"ทรงตัวที่ราว {figure}", f"held at about {figure}")
    return subject.say(f"เท่ากันที่ {figure} ทั้งต้นและปลายช่วง แต่ระหว่างนั้นเปลี่ยนแปลง", f"was {figure} in both {at[0]} and {at[1]}, but moved in between")


def _highest(subject: Subject, periods: Sequence[Period], one: Series, decimals: int) -> str:
    points = _ends(periods, one)
    if len(points) < 3:
        return ""
    high = max(value for _, value in points)
    when = [period_label(period, subject.language, months=are_months(periods)) for period, value in points if value == high]
    if len(when) > _NAMED:
        return ""
    return subject.say(f"สูงสุด {_in(points[0][0])}{listed(when, 'th')} ({show(high, decimals)})", f"highest in {listed(when, 'en')} ({show(high, decimals)})")


def _tally(subject: Subject, series: Sequence[Series]) -> str:
    ends = [present(one.values) for one in series]
    changes = [values[-1] - values[0] for values in ends if len(values) > 1]
    if not changes:
        return no_data(subject) if not any(ends) else subject.measure
    rose, fell = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
    if len(changes) in (rose, fell):
        verb = subject.say("เพิ่มขึ้น" if rose else "ลดลง", "rose" if rose else "fell")
        return subject.say(f"{glued(subject.measure, verb)}ทั้ง {len(changes)} รายการ", f"{subject.measure}: all {len(changes)} {verb}")
    return subject.say(
        f"{_spaced(subject.measure)} เพิ่มขึ้น {rose} จาก {len(changes)} รายการ ลดลง {fell} รายการ".strip(),
        f"{subject.measure}: {rose} of {len(changes)} rose, {fell} fell",
    )


def _in(period: Period) -> str:
    return "ปี " if isinstance(period, int) else "เมื่อ "


def _spaced(measure: str) -> str:
    """A Latin name does not touch the Thai word before it."""
    return measure if not measure or is_thai(measure[0]) else f" {measure}"
