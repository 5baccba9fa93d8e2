"""What a page costs the database, however much there is to show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mueang_site.catalogue.models import Version
from offices import description, editor, hand_in, office, person, publish, smoking, steward, work

pytestmark = pytest.mark.django_db
__all__ = ["description", "editor", "hand_in", "office", "person", "publish", "smoking", "steward", "work"]


def test_a_dataset_page_asks_at_most_fifteen_questions_however_many_versions_there_are(client, publish):
    publish()
    newest = Version.objects.get()
    Version.objects.filter(pk=newest.pk).update(number=12)
    for number in range(1, 12):
        newest.pk, newest.number, newest.delta_version = None, number, 1000 + number
        newest.save(force_insert=True)

    with CaptureQueriesContext(connection) as asked:
        page = client.get("/datasets/smoking")

    assert (page.status_code, len(asked) <= 15) == (200, True), [one["sql"][:120] for one in asked.captured_queries]
