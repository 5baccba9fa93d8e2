"""What a page costs the database, however much there is to show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mueang_site.access.models import User
from mueang_site.catalogue.models import Version
from offices import description, editor, hand_in, office, person, publish, smoking, steward, work

pytestmark = pytest.mark.django_db
__all__ = ["description", "editor", "hand_in", "office", "person", "publish", "smoking", "steward", "work"]


def sent_for(client, address: str) -> list[str]:
    """Return what the database is asked for a page that is there."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in asked.captured_queries]


@pytest.mark.parametrize("reader", ["anybody", "steward"])
def test_a_dataset_page_asks_at_most_fifteen_questions_however_many_versions_there_are(client, publish, steward, reader):
    publish()
    newest = Version.objects.get()
    Version.objects.filter(pk=newest.pk).update(number=12)
    for number in range(1, 12):
        newest.pk, newest.number, newest.delta_version = None, number, 1000 + number
        newest.save(force_insert=True)
    if reader == "steward":
        client.force_login(User.objects.get(pk=steward.user_id))

    asked = sent_for(client, "/datasets/smoking")

    assert len(asked) <= 15, [sql[:120] for sql in asked]


def test_no_page_reads_every_organisation_for_the_words_in_its_plate(client, publish):
    publish()

    for address in ("/", "/datasets", "/datasets/smoking", "/about"):
        assert [sql for sql in sent_for(client, address) if 'FROM "access_organisation"' in sql and "WHERE" not in sql] == []


def test_of_many_versions_only_the_one_looked_at_is_read_with_its_report(client, publish):
    publish()

    whole = [sql for sql in sent_for(client, "/datasets/smoking") if '"catalogue_version"."report"' in sql]

    assert [sql.count('"number" IN') for sql in whole] == [1]
