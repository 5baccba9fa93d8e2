"""A sentence for people, in Thai and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """One sentence in both languages: what is so, where, and how to mend it."""

    th: str
    en: str

    def fill(self, **slots: object) -> Message:
        """Return the message with `{slots}` filled in both languages. Raises KeyError for a missing slot."""
        return Message(self.th.format(**slots), self.en.format(**slots))

    def as_dict(self) -> dict[str, str]:
        """Return `{"th": ..., "en": ...}`, the form in which messages travel in JSON."""
        return {"th": self.th, "en": self.en}
