"""The description of a dataset as one value, which every page and protocol renders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mueang.tables.schema import TableSchema


@dataclass(frozen=True)
class DatasetMetadata:
    """What is known about one published dataset. Codes are those of `mueang.standard.codes`; moments are aware."""

    slug: str
    title_th: str
    title_en: str
    description_th: str
    description_en: str
    organisation_slug: str
    organisation_th: str
    organisation_en: str
    keywords: tuple[str, ...]
    topic: str
    category: str
    classification: str
    licence: str
    source: str
    source_en: str
    source_url: str
    licence_note: str
    frequency: str
    contact_name: str
    contact_email: str
    is_sample: bool
    state: str
    created_at: datetime
    updated_at: datetime
    version: int | None
    row_count: int | None
    content_hash: str | None
    schema: TableSchema

    def title(self, language: str) -> str:
        """Return the title in that language, or in the other one where it is missing."""
        return (self.title_th if language == "th" else self.title_en) or self.title_th or self.title_en

    def description(self, language: str) -> str:
        """Return the description in that language, or in the other one where it is missing."""
        return (self.description_th if language == "th" else self.description_en) or self.description_th or self.description_en

    def organisation(self, language: str) -> str:
        """Return the name of the owner in that language."""
        return (self.organisation_th if language == "th" else self.organisation_en) or self.organisation_th

    def credit(self, language: str) -> str:
        """Return whose figures these are: the source where one is given, else the owner."""
        return self.source_name(language) or self.organisation(language)

    def source_name(self, language: str) -> str:
        """Return what is said of the source in that language, or in Thai where nothing else is."""
        return (self.source if language == "th" else self.source_en.strip() or self.source).strip()

    def publisher(self, language: str) -> str:
        """Return the owner where the figures come from somebody else, else nothing."""
        names = {self.organisation_th, self.organisation_en} - {""}
        return "" if any(name in self.credit(language) for name in names) else self.organisation(language)
