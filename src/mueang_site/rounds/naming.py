"""Which kept files rounds name: all that offices ever handed in for them."""

from __future__ import annotations

from mueang_site.catalogue.sources import names_files
from mueang_site.rounds.models import Attempt


@names_files
def named_by_rounds(sha256: str) -> bool:
    """Return whether an office handed the file in."""
    return Attempt.objects.filter(file_sha256=sha256).exists()
