"""The record of every act: chained, without gaps, and never changed."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, connection, transaction

from mueang_site.access import append_only
from mueang_site.access.audit import FIRST, Subject, hash_of, plain, record, verify
from mueang_site.access.models import AuditEntry, AuditHead

WELL = Subject("dataset", "7", "บ่อน้ำบาดาล")

pytestmark = pytest.mark.django_db


def write(system, now, *verbs):
    with transaction.atomic():
        return [record(system, verb, WELL, {"step": number}, now=now) for number, verb in enumerate(verbs)]


def tamper(sql, *values):
    """Do what the triggers forbid, as someone with the keys of the database could."""
    append_only.unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    append_only.protect(connection)


def test_each_entry_carries_the_hash_of_the_one_before_it(system, now):
    first, second = write(system, now, "dataset.create", "dataset.publish")

    assert (first.number, first.previous) == (1, FIRST)
    assert (second.number, second.previous) == (2, first.hash)
    assert verify().ok


def test_an_entry_reads_back_from_the_database_as_it_was_hashed(system, now):
    detail = {"ชื่อ": "เขตบางรัก", "share": 0.1, "at": now, "n": 10**18, "none": None, "list": [True, {"deep": "ลึก"}], "nul": "a\x00b"}
    with transaction.atomic():
        record(system, "dataset.edit", WELL, detail, now=now)

    assert verify().ok
    assert AuditEntry.objects.get().detail == plain(detail)


def test_the_same_act_has_the_same_hash_on_both_databases(system, now):
    (entry,) = write(system, now, "dataset.create")

    assert entry.hash == hash_of(entry) == "b05c20189fa256b10d694f4007619bf441fe341861807afbe2cd294859eeb0fb"


def test_a_changed_entry_is_named(system, now):
    write(system, now, "dataset.create", "dataset.edit", "dataset.publish")

    tamper("UPDATE access_auditentry SET actor = %s WHERE number = 2", "someone else")

    assert (verify().broken, verify().reason) == (2, "changed")


def test_an_entry_whose_hash_was_made_again_breaks_the_next_one(system, now):
    write(system, now, "dataset.create", "dataset.edit", "dataset.publish")
    entry = AuditEntry.objects.get(number=2)
    entry.actor = "someone else"

    tamper("UPDATE access_auditentry SET actor = %s, hash = %s WHERE number = 2", entry.actor, hash_of(entry))

    assert verify().broken == 3


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_entry_is_named_even_if_it_was_the_last(system, now, number):
    write(system, now, "dataset.create", "dataset.edit", "dataset.publish")

    tamper("DELETE FROM access_auditentry WHERE number = %s", number)

    assert (verify().broken, verify().reason) == (number, "missing")


def test_an_entry_put_in_by_hand_is_named(system, now):
    (entry,) = write(system, now, "dataset.create")
    forged = AuditEntry(number=2, at=now, actor="x", verb="y", subject_kind="", subject_id="", subject_label="", detail={}, previous=entry.hash, hash="0" * 64)

    AuditEntry.objects.bulk_create([forged])

    assert verify().broken == 2


def test_the_model_refuses_to_change_or_delete(system, now):
    (entry,) = write(system, now, "dataset.create")

    for act in (entry.save, entry.delete, AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(actor="x")):
        with pytest.raises(TypeError, match="never"):
            act()


@pytest.mark.parametrize("sql", ["UPDATE access_auditentry SET actor = 'x'", "DELETE FROM access_auditentry"])
def test_the_database_itself_refuses_to_change_or_delete(system, now, sql):
    write(system, now, "dataset.create")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert verify().ok


def test_postgresql_refuses_to_empty_the_table(system, now):
    if connection.vendor == "sqlite":
        return  # SQLite has no TRUNCATE
    write(system, now, "dataset.create")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE access_auditentry")


def test_an_act_that_fails_leaves_no_entry_and_no_gap(system, now):
    write(system, now, "dataset.create")

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(system, "dataset.edit", WELL, {"planted": 1 // (record(system, "dataset.edit", WELL, now=now).number - 2)}, now=now)
    write(system, now, "dataset.publish")

    assert list(AuditEntry.objects.values_list("number", "verb")) == [(1, "dataset.create"), (2, "dataset.publish")]
    assert AuditHead.objects.get().number == 2


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction(system, now):
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record(system, "dataset.create", WELL, now=now)


def test_what_json_cannot_hold_alike_on_both_databases_becomes_text(now):
    kept = plain({"half": 0.5, "when": now, "set": {"b", "a"}, 3: (1, "\ud800")})

    assert json.loads(json.dumps(kept)) == {"half": "0.5", "when": str(now), "set": ["a", "b"], "3": [1, "?"]}
