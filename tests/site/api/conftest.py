"""Fixtures of an office with its people, and of programs that act for them."""

import pytest

from mueang_site.access import actions as access
from mueang_site.access.actor import system_actor
from mueang_site.access.models import User
from offices import NOW, description, editor, hand_in, office, person, publish, smoking, steward, work


@pytest.fixture
def token_of():
    """Return the header by which a program acts for the person."""

    def token(actor, *scopes):
        email = User.objects.get(pk=actor.user_id).email
        issued = access.issue_token(actor=system_actor("test"), email=email, label="test", scopes=scopes or ("read", "write"), now=NOW)
        return {"Authorization": f"Bearer {issued.secret}"}

    return token


__all__ = ["description", "editor", "hand_in", "office", "person", "publish", "smoking", "steward", "work"]
