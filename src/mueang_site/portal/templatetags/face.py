"""Tags and filters: two languages, word breaks, numbers, dates, icons, built files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from django import template
from django.core.exceptions import DisallowedHost
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mueang.base import periods
from mueang.base.message import Message, in_number
from mueang.documents.charts.figures import decimals_of, show
from mueang_site import runtime
from mueang_site.portal import faces, language
from mueang_site.portal.assets import built as built_file
from mueang_site.portal.pages.shown import Link

register = template.Library()


@register.simple_tag
def t(th: str, en: str, **slots: Any) -> SafeString:
    """Return the text of the page's language with its `{slots}` filled."""
    return format_html(language.say(th, in_number(en, slots)), **slots) if slots else mark_safe(language.say(th, en))  # noqa: S308 - the text stands in our template


@register.simple_tag
def tw(th: str, en: str, **slots: Any) -> SafeString:
    """Return the text as `t` does, with its Thai broken between words only: for headings, labels, heads of tables."""
    return language.in_words(language.say(th, in_number(en, slots)).format(**slots))


@register.filter
def th(text: object) -> SafeString:
    """Return the text with its Thai broken between words only."""
    return language.in_words("" if text is None else str(text))


@register.filter
def marking(text: str, query: str) -> SafeString:
    """Return the text with the words of a search marked."""
    return language.marked(text, query.split())


@register.filter
def said(message: Message | None) -> str:
    """Return a message in the language of the page."""
    return language.said(message) if message else ""


@register.filter
def year(value: int | None) -> str:
    """Return a Gregorian year as people read it."""
    return "" if value is None else periods.show_year(value, language.spoken())


@register.filter
def day(value: date | datetime | None) -> str:
    """Return a date."""
    return "" if value is None else language.show_day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Return a date, with the time if it is of the last week."""
    return "" if value is None else language.show_moment(value)


@register.filter
def clock(value: datetime) -> str:
    """Return a moment to the second, as a log tells it; with its date if it is not of today."""
    return language.show_clock(value)


@register.filter
def number(value: float | None) -> str:
    """Return `1,234.5`; – for no value."""
    return show(value, decimals_of([value]))


@register.filter
def size(value: int) -> str:
    """Return a number of bytes as people say it."""
    return language.show_size(value)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon of the sprite; it always stands beside a word."""
    return format_html('<svg class="i" viewBox="0 0 20 20" aria-hidden="true"><use href="{}#i-{}"/></svg>', built_file("icons.svg"), name)


@register.simple_tag
def built(name: str) -> str:
    """Return the address of a built file."""
    return built_file(name)


@register.simple_tag(takes_context=True)
def site_face(context: template.Context) -> faces.Face:
    """Return the face that the page wears."""
    return faces.face_for(context.get("request"))


@register.simple_tag(takes_context=True)
def address_shown(context: template.Context) -> str:
    """Return the whole address of the page, for paper; without the host where its name is not ours."""
    request: HttpRequest = context["request"]
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return request.get_full_path()


@register.simple_tag
def is_demo() -> bool:
    """Return whether the demo city is shown, whose people and work are invented."""
    return runtime.settings().demo


@register.filter
def drawn(svg: str) -> SafeString:
    """Return a drawing of ours as it is: its texts were escaped when it was drawn."""
    return mark_safe(svg)  # noqa: S308


@register.simple_tag(takes_context=True)
def here(context: template.Context, **changes: Any) -> str:
    """Return this address with parameters changed; None takes one out. The page number falls away unless it is given."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name in ("lang", "page"):
        query.pop(name, None)
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    encoded = query.urlencode()
    return f"{request.path}?{encoded}" if encoded else request.path


@register.simple_tag
def now_shown() -> str:
    """Return this moment, for the foot of printed pages."""
    return language.show_moment(timezone.now())


@register.filter
def sign_in_fault(form: Form) -> Message:
    """Return why signing in failed, in our own words."""
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    if "too_many_login_attempts" in codes:
        return Message("ลองผิดหลายครั้ง บัญชีถูกล็อกชั่วคราว ลองใหม่ได้หลัง 15 นาที", "Too many tries. The account is locked for 15 minutes.")
    return Message("อีเมลหรือรหัสผ่านไม่ถูกต้อง", "Email or password is not right.")


@register.filter
def words_of_address(path: str) -> str:
    """Return the words of an address, to search for what was not found there."""
    return " ".join(re.findall(r"[^\W_]+", unquote(path).replace("datasets", "")))[:80]


@register.filter
def excel(links: Sequence[Link]) -> Link:
    """Return the link to the Excel file, what most people want."""
    return next(link for link in links if link.label == "Excel")


@register.filter
def others(links: Sequence[Link]) -> list[Link]:
    """Return the links to the other formats."""
    return [link for link in links if link.label != "Excel"]


@register.filter
def in_language(message: Mapping[str, str] | None) -> str:
    """Return a message that travelled as JSON in the language of the page."""
    return language.said(Message(message["th"], message["en"])) if message else ""
