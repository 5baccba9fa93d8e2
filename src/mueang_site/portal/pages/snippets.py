"""Calls that give the same rows as the page, ready to run, and the words to cite it by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from mueang.base import periods
from mueang.standard import DatasetMetadata
from mueang_site.portal.language import say, show_day, spoken

LANGUAGES = ("curl", "Python", "R")


@dataclass(frozen=True)
class Snippet:
    """One call; `runs` names the program that runs it."""

    language: str
    runs: str
    text: str


def snippets(base: str, slug: str, query: str) -> dict[str, Snippet]:
    """Return the call in each language, by its name in small letters. Nothing has to be installed beside the language."""
    rows = f"{base}api/v1/datasets/{slug}/rows{'?' if query else ''}{query}"
    csv = f"{base}api/v1/datasets/{slug}/download?format=csv{'&' if query else ''}{query}"
    python = "\n".join(
        (
            "import json",
            "import urllib.request",
            "",
            f'with urllib.request.urlopen("{rows}") as answer:',
            '    rows = json.load(answer)["items"]',
            "print(len(rows), rows[:1])",
        )
    )
    r = f'rows <- read.csv("{csv}", fileEncoding = "UTF-8-BOM", check.names = FALSE)\nhead(rows)'
    made = (Snippet("curl", "sh", f'curl "{rows}"'), Snippet("Python", "python3", python), Snippet("R", "Rscript", r))
    return {snippet.language.lower(): snippet for snippet in made}


def caption(dataset: DatasetMetadata, *, number: int, published_at: datetime) -> str:
    """Return whose figures a chart or map shows, who published them if that is another, the version and its day."""
    credit, publisher, day = dataset.credit(spoken()), dataset.publisher(spoken()), show_day(published_at)
    if publisher:
        return say(f"{credit} เผยแพร่โดย{publisher} รุ่นที่ {number} ({day})", f"{credit}; published by {publisher}, version {number} ({day})")
    return say(f"{credit} รุ่นที่ {number} ({day})", f"{credit}, version {number} ({day})")


def citation(dataset: DatasetMetadata, *, number: int, published_at: datetime, site: str, url: str, now: datetime) -> str:
    """Return the words to cite a version by."""
    year = periods.show_year(timezone.localtime(published_at).year, spoken())
    day = periods.show_date(timezone.localtime(now).date(), spoken())
    credit, publisher, title = dataset.credit(spoken()), dataset.publisher(spoken()), dataset.title(spoken())
    by = f"{publisher}. " if publisher else ""
    return say(
        f"{credit}. ({year}). {title} (รุ่นที่ {number}) [ชุดข้อมูล]. {by}{site}. {url} สืบค้นเมื่อ {day}",
        f"{credit} ({year}). {title} (version {number}) [Data set]. {by}{site}. {url}. Retrieved {day}",
    )
