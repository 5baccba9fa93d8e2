"""The search is answered out of its indexes, on both databases: what it costs must not grow with what does not match."""

import pytest
from django.db import connection

from mueang_site.search import lanes

pytestmark = pytest.mark.django_db


def plans_of(ask):
    """Yield how the database would go about each thing that is asked of it meanwhile, sequences left aside on PostgreSQL."""
    asked = []

    def note(execute, sql, parameters, many, context):
        asked.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        ask()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # an empty table would be read as a whole
        for sql, parameters in asked:
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}", parameters)
            yield " ".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("lane", "index", "term"),
    [(lanes.by_words, "search_words_words", "น้ำ"), (lanes.by_substrings, "search_trigrams_body", "น้ำท่วม"), (lanes.by_substrings, "search_words_words", "น้")],
)
def test_every_lane_is_asked_by_its_index(lane, index, term):
    wanted = index if connection.vendor == "postgresql" else "VIRTUAL TABLE INDEX"

    plans = list(plans_of(lambda: lane([term])))

    assert plans
    assert all(wanted in plan for plan in plans), plans
