"""The options that a form of the review makes of those there were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from mueang_site.portal.pages.correcting import corrections_of
from mueang_site.submissions.corrections import options_of


def corrected(options: Mapping[str, Any], table: Mapping[str, Any], form: QueryDict) -> dict[str, Any]:
    """Return the options with what the form decides."""
    return options_of(options, corrections_of(table, form))
