from __future__ import annotations

from pathlib import Path

import pytest

import drawn
from mueang import exports

HEALTH = """
    code:place | name                | beds | rate  | opened:date | seen:datetime              | at:time  | open  | year:year | place:geometry
    -----------+---------------------+------+-------+-------------+----------------------------+----------+-------+-----------+------------------
    01001      | โรงพยาบาล ก, "ใหญ่" | 120  | 3.5   | 1900-02-27  | 2023-05-01T07:30:00        | 08:30:00 | true  | 2023      | POINT(100.5 13.75)
    00102      | =HYPERLINK("x")     | -7   | 1e-07 | 2023-05-01  | 2023-05-01T07:30:00.250000 | 16:00:00 | false | 2022      | POINT(100.4765 13.874)
    01003      | - ไม่ระบุ           |      |       |             |                            |          |       |           |
"""


@pytest.fixture
def health():
    """Three places of health care, with everything that a column can be: (schema, rows)."""
    return drawn.table(HEALTH)


@pytest.fixture
def exported(tmp_path, health):
    """Write the table in a format and return the file."""

    def write(format: str, table=None, **more) -> Path:
        schema, rows = table or health
        path = tmp_path / f"out.{format}"
        exports.write(format, drawn.batches(schema, rows, size=2), schema, path, **more)
        return path

    return write
