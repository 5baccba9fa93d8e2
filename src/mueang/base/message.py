"""A sentence for people, in Thai and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_COUNTED = re.compile(
    r"\{(?P<slot>\w+)\} (?P<kind>(?:stray|total|blank|more|open) )?"
    r"(?P<thing>row|cell|column|point|shape|text|character|name|value|question|finding|thing|fault)s\b(?P<rest>[^.;:{]*)"
)
_VERBS = {
    "were": "was",
    "are": "is",
    "have": "has",
    "hold": "holds",
    "share": "shares",
    "overlap": "overlaps",
    "lie": "lies",
    "do": "does",
    "disagree": "disagrees",
}
_VERB = re.compile(rf"\b(?:{'|'.join(_VERBS)})\b")


def in_number(template: str, slots: Mapping[str, object]) -> str:
    """Return an English template in which the words after a slot of one stand in the singular: `{n} cells were` as `{n} cell was`."""
    return _COUNTED.sub(lambda found: _one(found) if slots.get(found["slot"]) in (1, "1") else found[0], template)


def _one(found: re.Match[str]) -> str:
    rest = _VERB.sub(lambda verb: _VERBS[verb[0]], found["rest"], count=1)
    return f"{{{found['slot']}}} {found['kind'] or ''}{found['thing']}{rest}"


@dataclass(frozen=True)
class Message:
    """One sentence in both languages: what is so, where, and how to mend it."""

    th: str
    en: str

    def fill(self, **slots: object) -> Message:
        """Return the message with `{slots}` filled in both languages; English agrees with a slot of one. Raises KeyError for a missing slot."""
        return Message(self.th.format(**slots), in_number(self.en, slots).format(**slots))

    def as_dict(self) -> dict[str, str]:
        """Return `{"th": ..., "en": ...}`, the form in which messages travel in JSON."""
        return {"th": self.th, "en": self.en}
