"""Values of a column that are probably one: written with another prefix, blank or case, or misspelt in a few rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.ingest.marks import mend_marks
from mueang.ingest.normalise import meanings
from mueang.ingest.normalise.plan import ColumnPlan
from mueang.ingest.normalise.profile import DISTINCT, Profile
from mueang.ingest.numbers import bare
from mueang.ingest.questions import Choice, Question
from mueang.tables.schema import ColumnType

REPEATED = 2
"""A column of categories holds each of its texts so often on the whole."""
LONGEST = 60
RARE = 10
"""A misspelling occurs so many times less often than what it stands for."""
_PREFIX = re.compile(r"^(?:จังหวัด|จ\.|อำเภอ|กิ่งอำเภอ|อ\.|เขต|ข\.|ตำบล|ต\.|แขวง|เทศบาลตำบล|ทต\.|เทศบาลเมือง|ทม\.)\s*(?=[ก-ฮเ-ไ]{2})")
_BETWEEN = re.compile(r"[\s.\-–_/,()ฯ]+")
_DIGITS = re.compile(r"\d+")
_NOT = re.compile(r"ไม่|มิ|non|not|un|in(?=[a-z])", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class ValuesAlike(Issue):
    """Several values of the column are probably one."""

    code = "column.alike"
    severity = "warning"
    text = Message(
        "คอลัมน์ “{column}” มี {count} ค่าที่น่าจะเขียนต่างจากค่าอื่นเพียงรูปแบบ เช่น “{before}” กับ “{after}” คงค่าไว้ตามเดิม เลือกว่าจะรวมเป็นค่าเดียวหรือไม่",
        "{count} values of “{column}” are probably others written differently, e.g. “{before}” and “{after}”. Kept as they are: choose whether to join them.",
    )


def alike(profile: Profile) -> dict[str, str]:
    """Return `{value: the more frequent one that it probably is}` of a column of categories; nothing for names and free text."""
    counts = {text: count for text, count in profile.texts.items() if len(text) <= LONGEST}
    if not 1 < len(counts) == len(profile.texts) < DISTINCT or sum(counts.values()) < REPEATED * len(counts):
        return {}
    mended: Counter[str] = Counter()
    for text, count in counts.items():
        mended[mend_marks(bare(text))] += count
    order = sorted(mended, key=lambda text: (-mended[text], text))
    found = _same_key(order)
    return found | _misspelt([text for text in order if text not in found], mended)


def _same_key(order: list[str]) -> dict[str, str]:
    first: dict[str, str] = {}
    for text in order:
        first.setdefault(_key(text), text)
    return {text: first[_key(text)] for text in order if first[_key(text)] != text}


def _key(text: str) -> str:
    """Return the text without its prefix, blanks, points and case: what two ways of writing one value share."""
    return _BETWEEN.sub("", _PREFIX.sub("", text).casefold()) or text


def _misspelt(order: list[str], counts: dict[str, int]) -> dict[str, str]:
    from rapidfuzz.distance import OSA

    found: dict[str, str] = {}
    for i, text in enumerate(order):
        for other in order[:i]:
            if counts[other] < RARE * counts[text] or len(text) < 5:
                break
            most = 1 if len(text) < 10 else 2
            if _may_be(text, other) and OSA.distance(text, other, score_cutoff=most) <= most:
                found[text] = other
                break
    return found


def _may_be(text: str, other: str) -> bool:
    """True unless a number or a word for no parts the two."""
    return _DIGITS.findall(text) == _DIGITS.findall(other) and len(_NOT.findall(text)) == len(_NOT.findall(other))


def told(plan: ColumnPlan, profile: Profile) -> Iterator[tuple[ValuesAlike, Question]]:
    """Yield what is told and asked of a column whose values may be joined, unless a person has decided; places are asked of elsewhere."""
    if plan.type is not ColumnType.STRING or plan.values is not None or meanings.says_place(plan.column.name):
        return
    joined = alike(profile)
    if joined:
        before, after = next(iter(joined.items()))
        issue = ValuesAlike(column=plan.column.name, count=len(joined), before=before, after=after)
        position = str(plan.position)
        choices = (
            Choice("join", Message(f"รวม {len(joined)} ค่า", f"Join {len(joined)} values"), {"columns": {position: {"values": joined}}}),
            Choice("keep", Message("คงไว้ทุกค่า", "Keep all values"), {"columns": {position: {"values": {}}}}),
        )
        yield issue, Question(issue.code, issue.message, choices, column=issue.column)
