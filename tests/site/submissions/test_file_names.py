"""Names of uploaded files, which anybody may choose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mueang_site.catalogue.sources import safe_name


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_any_name_becomes_one_that_a_file_may_have(name):
    safe = safe_name(name)

    assert 0 < len(safe.encode()) <= 200
    assert not set(safe) & set('/\\:*?"<>|\x00\n')
    assert safe not in (".", "..")


@pytest.mark.parametrize("name", ["ก" * 300 + ".xlsx", "รายงาน." + "x" * 300, "." + "x" * 300, "x" * 300])
def test_a_name_of_any_length_is_cut(name):
    assert len(safe_name(name).encode()) <= 200


def test_the_ending_that_tells_the_format_survives_the_cut():
    assert safe_name("../../งบ" + "ก" * 300 + ".xlsx").endswith("ก.xlsx")
