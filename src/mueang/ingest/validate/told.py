"""The faults of one rule in one column as one issue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mueang.base.report import Issue
from mueang.ingest.validate import issues as said
from mueang.ingest.validate.rules import Rule
from mueang.ingest.validate.tally import Tally

_ISSUES: Mapping[Rule, type[said.ValueBreaks]] = {
    Rule.TYPE: said.ValueOfOtherType,
    Rule.MINIMUM: said.ValueOutOfRange,
    Rule.MAXIMUM: said.ValueOutOfRange,
    Rule.ABOVE: said.ValueOutOfRange,
    Rule.BELOW: said.ValueOutOfRange,
    Rule.MIN_LENGTH: said.TextOfOtherLength,
    Rule.MAX_LENGTH: said.TextOfOtherLength,
    Rule.PATTERN: said.TextOfOtherPattern,
    Rule.PLACES: said.NoSuchPlace,
}


def issue_of(tally: Tally) -> Issue:
    """Return the faults as one issue, which tells the first of them. There is at least one."""
    row, value = tally.first
    where: dict[str, Any] = {"column": tally.columns[0], "row": row, "count": tally.total, "before": value}
    if tally.rule is Rule.REQUIRED:
        return said.ValueMissing(**where)
    words = tally.rule.text
    return _ISSUES[tally.rule](**where, rule_th=words.th.format(allowed=tally.allowed.th), rule_en=words.en.format(allowed=tally.allowed.en))
