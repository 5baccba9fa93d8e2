"""Which kept files the catalogue names: what versions were read from, and documents."""

from __future__ import annotations

from mueang_site.catalogue.models import Document, Version
from mueang_site.catalogue.sources import names_files


@names_files
def named_by_versions(sha256: str) -> bool:
    """Return whether a version was read from the file."""
    return Version.objects.filter(source_sha256=sha256).exists()


@names_files
def named_by_documents(sha256: str) -> bool:
    """Return whether the file is a document."""
    return Document.objects.filter(sha256=sha256).exists()
