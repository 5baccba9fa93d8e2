"""Sentences for people agree with what is counted."""

import pytest

from mueang.base.message import Message

STRAY = Message("พบ {count} เซลล์", "{count} stray cells were left out, e.g. “{before}”.")


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, "1 stray cell was left out, e.g. “1 rows”."), (21, "21 stray cells were left out, e.g. “1 rows”.")],
)
def test_one_cell_is_no_cells_and_what_the_file_says_stays_as_it_is(count, expected):
    assert STRAY.fill(count=count, before="1 rows").en == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{n} rows overlap with the last version.", "1 row overlaps with the last version."),
        ("“ปี” has {n} values that do not fit its type.", "“ปี” has 1 value that does not fit its type."),
        ("{n} columns share the name.", "1 column shares the name."),
        ("{n} total rows were left out.", "1 total row was left out."),
    ],
)
def test_the_verb_agrees_too(template, expected):
    assert Message("", template).fill(n="1").en == expected
