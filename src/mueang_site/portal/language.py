"""The language of the page under way, and words in it (docs/decisions/0003)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mueang.base import periods
from mueang.base import text as texts
from mueang.base.message import Message
from mueang.base.text import is_thai
from mueang.base.thai import break_words
from mueang.documents.charts import Language

_WEEK = timedelta(days=7)
_LONG_WORD = 20
_OFTEN_SAID = 200
"""Characters of the longest text that is kept in words."""
_AFTER_HYPHEN = re.compile(r"(?<=[-_])")


def spoken() -> Language:
    """Return the language of the page."""
    return "en" if (get_language() or "th").startswith("en") else "th"


def said(message: Message) -> str:
    """Return the message in the language of the page."""
    return message.en if spoken() == "en" else message.th


def say(th: str, en: str) -> str:
    """Return the one of the two texts that is in the language of the page."""
    return en if spoken() == "en" else th


def in_words(text: str) -> SafeString:
    """Return Thai text as words between which a line may end; other text escaped as it is."""
    if not is_thai(text):
        return conditional_escape(text)
    return _known_words(str(text), spoken()) if len(text) <= _OFTEN_SAID else _in_words(str(text), spoken())


def _in_words(text: str, page: Language) -> SafeString:
    words = format_html_join(mark_safe("<wbr>"), "{}", ((part,) for word in break_words(text) for part in _parts(word)))
    mark = mark_safe(' lang="th"') if page == "en" else ""
    return format_html('<span class="th"{}>{}</span>', mark, words)


_known_words = lru_cache(maxsize=4096)(_in_words)
"""Labels, headings and names, which stand on page after page: what a text becomes follows from it alone."""


def _parts(word: str) -> list[str]:
    """Return a word; one as long as names of files can be, in the parts between its hyphens, which fit a telephone."""
    return [word] if len(word) <= _LONG_WORD else _AFTER_HYPHEN.split(word)


def marked(text: str, terms: Iterable[str]) -> SafeString:
    """Return the text in words, with every place where a term occurs marked; case plays no part."""
    wanted = sorted({term for term in terms if term}, key=len, reverse=True)
    if not wanted:
        return in_words(text)
    parts = re.split("(" + "|".join(re.escape(term) for term in wanted) + ")", text, flags=re.IGNORECASE)
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", part) if k % 2 else in_words(part),) for k, part in enumerate(parts) if part))


def show_moment(moment: datetime) -> str:
    """Return the date, with the time for the last week's."""
    local = timezone.localtime(moment)
    shown = periods.show_date(local.date(), spoken())
    recent = timezone.now() - moment < _WEEK
    return f"{shown} {periods.show_time(local, spoken())}" if recent else shown


def show_clock(moment: datetime) -> str:
    """Return the time to the second, with its date unless that is today."""
    local = timezone.localtime(moment)
    time = f"{local:%H:%M:%S}"
    return time if local.date() == timezone.localdate() else f"{periods.show_date(local.date(), spoken())} {time}"


def show_day(day: date | datetime) -> str:
    """Return the date alone."""
    return periods.show_date(timezone.localtime(day).date() if isinstance(day, datetime) else day, spoken())


def show_span(seconds: float) -> str:
    """Return how long something takes, in the largest unit of which there are at least two."""
    units = ((86_400, "วัน", "days"), (3_600, "ชั่วโมง", "hours"), (60, "นาที", "min"))
    for size, th, en in units:
        if seconds >= 2 * size:
            return f"{seconds / size:.0f}\u00a0{say(th, en)}"
    return f"{max(seconds, 0):.0f}\u00a0{say('วินาที', 's')}"


def show_size(size: int) -> str:
    """Return a number of bytes as people say it."""
    return texts.show_size(size, spoken())


def show_years(first: int | None, last: int | None) -> str:
    """Return `2561–2568`, or one year; empty if there is none."""
    shown = [periods.show_year(year, spoken()) for year in (first, last) if year is not None]
    return "–".join(dict.fromkeys(shown))
