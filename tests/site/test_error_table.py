"""The tree of expected failures and the table of their answers over HTTP agree."""

from __future__ import annotations

import inspect

from mueang.base import errors
from mueang_site.access.http import STATUS, status_of


def test_every_expected_failure_has_an_answer_over_http():
    expected = {cls for cls in vars(errors).values() if inspect.isclass(cls) and issubclass(cls, errors.MueangError)} - {errors.MueangError}

    assert {cls.__name__ for cls in expected if not STATUS.keys() & set(cls.__mro__)} == set()
    assert {cls for cls in STATUS if cls.__module__ == errors.__name__} <= expected


def test_the_nearest_class_decides():
    assert status_of(errors.NotFound()) == 404
    assert status_of(errors.BadQuery(errors.Message("ถามไม่ได้", "Cannot be asked."))) == 400
