"""Fixtures of an office with its people."""

from offices import description, editor, hand_in, office, person, publish, smoking, steward, work

__all__ = ["description", "editor", "hand_in", "office", "person", "publish", "smoking", "steward", "work"]
