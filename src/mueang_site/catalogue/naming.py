"""Which kept files the catalogue names: what versions were read from, and documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models.functions import Coalesce

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


@dataclass(frozen=True)
class Named:
    """What a version needs to be there: the commit of its table that it is read from, and the file that it came from."""

    table: str
    commit: int
    source_sha256: str


def named_by_the_record(*, using: str = "default") -> Iterator[Named]:
    """Yield what every version names, in the database of this alias: a copy of the record may be asked, too."""
    commit = Coalesce("served_commit", "delta_version")
    for row in Version.objects.using(using).values_list("resource__table", commit, "source_sha256").order_by("pk").iterator():
        yield Named(*row)


def documents_of_the_record(*, using: str = "default") -> Iterator[str]:
    """Yield the hash of every file that is a document."""
    yield from Document.objects.using(using).exclude(sha256="").values_list("sha256", flat=True).iterator()
