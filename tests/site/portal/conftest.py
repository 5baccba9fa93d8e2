"""Fixtures of an office whose data stands on pages."""

import pytest

from mueang_site.access.models import User
from offices import description, editor, hand_in, office, person, publish, smoking, steward, work

__all__ = ["description", "editor", "hand_in", "office", "person", "publish", "smoking", "steward", "work"]


@pytest.fixture
def as_editor(client, editor, signed_in):
    return signed_in(User.objects.get(pk=editor.user_id))


@pytest.fixture
def as_steward(steward, signed_in):
    return signed_in(User.objects.get(pk=steward.user_id))


@pytest.fixture
def text():
    """Return the text of a page as people read it: without marks, words joined again."""
    import re

    def read(response):
        page = re.sub(r"<(script|style|svg).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.replace("<wbr>", "")))

    return read
