"""Who acts: roles inherited down the tree of organisations."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from mueang.base.errors import BadInput, Conflict, NotAllowed, NotFound
from mueang_site.access import actions, queries
from mueang_site.access.actor import ANONYMOUS, actor_for
from mueang_site.access.models import AuditEntry, Membership, Organisation, User

pytestmark = pytest.mark.django_db


def roles(actor):
    return {Organisation.objects.get(pk=id).slug: role for id, role in actor.roles.items()}


def test_a_steward_of_the_city_is_steward_of_its_districts_but_not_of_the_next_town(bangkok, actor):
    steward = actor("malee", steward="bma")

    assert roles(steward) == {"bma": "steward", "strategy": "steward", "phra-nakhon": "steward"}


def test_a_role_in_a_district_gives_none_in_the_city_above(bangkok, actor):
    assert roles(actor("wanna", admin="phra-nakhon")) == {"phra-nakhon": "admin"}


def test_of_two_roles_the_higher_holds(bangkok, actor):
    both = actor("wanna", viewer="bma", editor="strategy")

    assert roles(both) == {"bma": "viewer", "strategy": "editor", "phra-nakhon": "viewer"}


def test_roles_reach_down_any_depth(bangkok, organisation, actor):
    for number in range(8):
        organisation(f"level-{number}", parent=f"level-{number - 1}" if number else "strategy")

    assert roles(actor("malee", steward="bma"))["level-7"] == "steward"


def test_a_closed_account_keeps_no_role_and_no_token(bangkok, person, token_for, client, system, now):
    user = person("wanna", steward="bma")
    header = token_for(user)

    actions.deactivate_user(actor=system, email=user.email, now=now)

    assert actor_for(User.objects.get(pk=user.pk)).roles == {}
    assert client.get("/api/nowhere", headers=header).status_code in (401, 404)
    assert not user.tokens.filter(revoked_at__isnull=True).exists()


def test_a_new_role_takes_the_place_of_the_old_one_and_both_stand_in_the_record(bangkok, person, system, now):
    user = person("wanna", viewer="strategy")

    actions.grant_role(actor=system, email=user.email, organisation="strategy", role="editor", now=now)
    actions.grant_role(actor=system, email=user.email, organisation="strategy", role=None, now=now)

    assert not Membership.objects.exists()
    granted = AuditEntry.objects.filter(verb__startswith="role.").values_list("verb", "detail__before", "detail__role")
    assert list(granted) == [("role.grant", None, "viewer"), ("role.grant", "viewer", "editor"), ("role.revoke", "editor", None)]


def test_an_administrator_of_one_office_gives_no_role_in_another(bangkok, person, actor, now):
    person("somsak")
    administrator = actor("wanna", admin="strategy")

    with pytest.raises(NotAllowed):
        actions.grant_role(actor=administrator, email="somsak@city.example", organisation="phra-nakhon", role="viewer", now=now)
    actions.grant_role(actor=administrator, email="somsak@city.example", organisation="strategy", role="viewer", now=now)


@pytest.mark.parametrize("act", ["create_organisation", "create_user", "grant_role", "let_editors_publish_open"])
def test_the_public_changes_nothing(bangkok, person, now, act):
    person("wanna")
    before = AuditEntry.objects.count()
    given = {
        "create_organisation": {"slug": "x", "name_th": "x"},
        "create_user": {"email": "x@city.example", "name": "x", "password": None},
        "grant_role": {"email": "wanna@city.example", "organisation": "bma", "role": "admin"},
        "let_editors_publish_open": {"organisation": "bma", "allowed": True},
    }[act]

    with pytest.raises(NotAllowed):
        getattr(actions, act)(actor=ANONYMOUS, now=now, **given)

    assert AuditEntry.objects.count() == before


def test_names_that_are_taken_are_refused_with_clear_words(bangkok, person, system, now):
    person("wanna")

    with pytest.raises(Conflict, match="already"):
        actions.create_organisation(actor=system, slug="bma", name_th="กทม. อีกแห่ง", now=now)
    with pytest.raises(Conflict, match="already"):
        actions.create_user(actor=system, email="WANNA@City.example", name="", password=None, now=now)


@pytest.mark.parametrize("password", ["short", "123456789012345", "password1234", "wanna@city.example"])
def test_a_password_that_is_easy_to_guess_is_refused(system, now, password):
    with pytest.raises(BadInput) as refused:
        actions.create_user(actor=system, email="wanna@city.example", name="wanna", password=password, now=now)

    assert refused.value.field == "password"
    assert not User.objects.exists()


def test_unknown_people_and_offices_are_not_found(bangkok, system, now):
    with pytest.raises(NotFound, match="nobody@"):
        actions.grant_role(actor=system, email="nobody@city.example", organisation="bma", role="viewer", now=now)
    with pytest.raises(NotFound, match="atlantis"):
        actions.grant_role(actor=system, email="nobody@city.example", organisation="atlantis", role="viewer", now=now)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda city: Organisation.objects.filter(pk=city.pk).update(kind="kingdom"),
        lambda city: Organisation.objects.filter(pk=city.pk).update(parent=city),
        lambda city: Organisation.objects.filter(pk=city.pk).update(name_th=""),
        lambda city: Membership.objects.update(role="king"),
        lambda city: User.objects.update(email="Wanna@City.example"),
    ],
)
def test_the_database_keeps_what_must_hold(bangkok, person, wrong):
    person("wanna", viewer="bma")

    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(bangkok)


def test_administrators_see_their_own_people_and_nobody_else(bangkok, person, actor):
    person("somsak", editor="takhli")
    administrator = actor("wanna", admin="strategy")

    assert [user.email for user in queries.users(administrator)] == ["wanna@city.example"]
    assert len(queries.users(actor("operator", site_administrator=True))) == 3
    with pytest.raises(NotAllowed):
        queries.users(actor("visitor", steward="strategy"))


def test_stewards_read_the_record_of_their_office(bangkok, actor):
    steward = actor("malee", steward="strategy")
    strategy = Organisation.objects.get(slug="strategy").pk

    assert [entry.verb for entry in queries.audit_entries(steward, organisation_id=strategy)] == ["role.grant", "organisation.create"]
    with pytest.raises(NotAllowed):
        queries.audit_entries(steward)
