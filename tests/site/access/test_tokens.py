"""Tokens: programs act for people, within scopes, until the end that was set."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory

from mueang.base.errors import BadInput, NotAllowed, NotFound
from mueang_site.access import actions, queries
from mueang_site.access.actor import ANONYMOUS, actor_for
from mueang_site.access.http import BadToken, actor_of, by_token, status_of
from mueang_site.access.models import AuditEntry, Token

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanna(bangkok, person):
    return person("wanna", editor="strategy")


@pytest.fixture
def issue(wanna, now):
    def issue(**given):
        return actions.issue_token(actor=actor_for(wanna), email=wanna.email, label="script", now=now, **given)

    return issue


def test_a_token_speaks_for_its_person_within_its_scopes(wanna, issue, now):
    found = by_token(issue(scopes=["read"]).secret, now=now)

    assert (found.user_id, found.name, found.scopes) == (wanna.pk, "wanna", {"read"})
    assert found.roles == actor_for(wanna).roles


def test_the_secret_is_kept_nowhere(issue):
    secret = issue().secret

    kept = str(Token.objects.values().get()) + str(list(AuditEntry.objects.values()))

    assert secret not in kept
    assert secret.removeprefix("mueang_") not in kept


@pytest.mark.parametrize("spoil", [lambda secret: secret + "x", lambda secret: "", lambda secret: "mueang_" + "0" * 43])
def test_an_unknown_token_is_refused_and_does_not_become_the_public(issue, now, spoil):
    with pytest.raises(BadToken) as refused:
        by_token(spoil(issue().secret), now=now)

    assert status_of(refused.value) == 401


def test_a_token_ends_at_its_time(issue, now):
    secret = issue(expires_at=now + timedelta(days=1)).secret

    assert by_token(secret, now=now + timedelta(hours=23)).signed_in
    with pytest.raises(BadToken):
        by_token(secret, now=now + timedelta(days=1))


def test_a_revoked_token_works_no_more(wanna, issue, now):
    token = issue()

    actions.revoke_token(actor=actor_for(wanna), token_id=token.id, now=now)

    with pytest.raises(BadToken):
        by_token(token.secret, now=now)
    assert queries.tokens_of(actor_for(wanna)) == []


def test_nobody_revokes_or_makes_tokens_of_others(wanna, issue, actor, now):
    stranger = actor("somsak", admin="strategy")

    with pytest.raises(NotFound):
        actions.revoke_token(actor=stranger, token_id=issue().id, now=now)
    with pytest.raises(NotAllowed):
        actions.issue_token(actor=stranger, email=wanna.email, label="x", now=now)


def test_a_token_does_not_beget_tokens(wanna, issue, now):
    program = by_token(issue(scopes=["write"]).secret, now=now)

    with pytest.raises(NotAllowed):
        actions.issue_token(actor=program, email=wanna.email, label="child", now=now, scopes=["manage"])


@pytest.mark.parametrize("scopes", [[], ["everything"]])
def test_only_known_scopes_are_given(issue, scopes):
    with pytest.raises(BadInput):
        issue(scopes=scopes)


def test_when_a_token_was_used_is_known_to_five_minutes(issue, now):
    secret = issue().secret
    for minutes in (0, 3, 7):
        by_token(secret, now=now + timedelta(minutes=minutes))

    assert Token.objects.get().last_used_at == now + timedelta(minutes=7)


def test_a_request_without_a_token_to_the_api_is_the_public_whatever_cookie_it_has():
    request = RequestFactory().get("/api/v1/datasets", headers={"Cookie": "mueang_session=stolen"})

    assert actor_of(request) is ANONYMOUS
