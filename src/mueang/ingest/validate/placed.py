"""Values that must be names or codes in an official list of places."""

from __future__ import annotations

import pyarrow as pa

from mueang.geo.gazetteer import Level, gazetteer
from mueang.ingest.validate.checks import Cells
from mueang.ingest.validate.rules import Allowed, Rule


class Placed(Cells):
    """The values of a column must be known places of a level."""

    def __init__(self, column: str, name: str) -> None:
        level = Level(name)
        allowed = Allowed(level.label.th, level.label.en)
        super().__init__(column, Rule.PLACES, allowed, lambda values: pa.array([text is not None and not is_place(text, level) for text in values.to_pylist()]))


def is_place(text: str, level: Level) -> bool:
    """Return whether the text is the official code of a place of the level, or its name in Thai or English."""
    code = gazetteer().parse_code(text)
    return (code is not None and len(code) == level.digits) or bool(gazetteer().find(text, level))
