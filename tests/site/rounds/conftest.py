"""Fixtures of a department that asks and the offices that file."""

from collecting import asked, city, clock, form, officer, someone, steward

__all__ = ["asked", "city", "clock", "form", "officer", "someone", "steward"]
