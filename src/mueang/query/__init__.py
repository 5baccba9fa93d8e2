"""Questions as frozen values, and the rule that no question is answered without a permit."""

from mueang.query.permit import Permit, restrict
from mueang.query.question import Condition, Groups, Measure, Question, Rows, Sort

__all__ = ["Condition", "Groups", "Measure", "Permit", "Question", "Rows", "Sort", "restrict"]
