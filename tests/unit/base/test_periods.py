"""Spans of months as people read them."""

from datetime import date

import pytest

from mueang.base.periods import show_months


@pytest.mark.parametrize(
    ("first", "months", "thai", "english"),
    [
        (date(2026, 1, 1), 1, "ม.ค. 2569", "Jan 2026"),
        (date(2026, 12, 1), 1, "ธ.ค. 2569", "Dec 2026"),
        (date(2026, 10, 1), 3, "ต.ค.–ธ.ค. 2569", "Oct–Dec 2026"),
        (date(2025, 10, 1), 6, "ต.ค. 2568–มี.ค. 2569", "Oct 2025–Mar 2026"),
    ],
)
def test_months_are_shown_with_their_year_once_where_it_is_one(first, months, thai, english):
    assert show_months(first, months, "th") == thai
    assert show_months(first, months, "en") == english
