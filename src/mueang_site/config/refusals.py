"""Pages for what went wrong: expected failures, forged forms, addresses that lead nowhere, bugs.

The portal draws them (`error.html`, and `away.html`, which asks no database; given status, code, message, incident);
without them a bare page does.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, loader
from django.utils.html import format_html
from django.utils.translation import get_language

from mueang.base.errors import MueangError, NotAllowed, NotFound
from mueang.base.message import Message
from mueang_site.access.http import is_protocol, status_of
from mueang_site.api.errors import problem
from mueang_site.config import outage

log = logging.getLogger(__name__)

AWAY = 503

BROKEN = Message("ขออภัย ระบบขัดข้อง รายการล่าสุดยังไม่บันทึก ลองใหม่ใน 2–3 นาที", "Sorry, something broke. The last action was not saved. Retry in a few minutes.")
NOWHERE = Message("ไม่พบหน้านี้ หน้าอาจย้ายหรือลบแล้ว หรือเปิดให้เฉพาะผู้มีสิทธิ", "Page not found. It may have moved, been removed, or need a grant.")
FORGED = Message(
    "แบบฟอร์มนี้หมดอายุหรือไม่ได้มาจากเว็บไซต์นี้ เปิดหน้าเดิมใหม่แล้วส่งอีกครั้ง", "This form is too old or does not come from this site. Open the page again and resend."
)
UNCLEAR = Message("อ่านคำขอนี้ไม่ได้", "The request cannot be read.")


def refusal(request: HttpRequest, error: MueangError) -> HttpResponse:
    """Return the answer to an expected failure."""
    return answer(request, status_of(error), error.code, NOWHERE if type(error) is NotFound and error.code == "not-found" else error.message)


def answer(request: HttpRequest, status: int, code: str, message: Message) -> HttpResponse:
    """Return a page, or problem details to a program."""
    if is_protocol(request):
        return problem(request, status, message, code=code)
    incident = getattr(request, "incident", "")
    text = message.en if get_language() == "en" else message.th
    return HttpResponse(_page({"status": status, "code": code, "message": text, "incident": incident}, request), status=status)


def _page(context: dict[str, Any], request: HttpRequest) -> str:
    try:
        return loader.render_to_string("away.html" if context["status"] == AWAY else "error.html", context, request)
    except Exception as error:
        if not isinstance(error, TemplateDoesNotExist):
            log.exception("the page for errors cannot be drawn", extra={"incident": context["incident"]})
        page = '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><main><h1>{}</h1><p>{}</p></main></html>'
        return format_html(page, get_language(), context["status"], context["message"], context["incident"])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return answer(request, 404, "not-found", NOWHERE)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself forbids."""
    return answer(request, 403, "not-allowed", NotAllowed().message)


def unclear(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is malformed."""
    return answer(request, 400, "input", UNCLEAR)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without its guard against forgery."""
    return answer(request, 403, "forged", FORGED)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a bug with nothing but its code, under which the log holds the rest; a database that is away, with when to come again."""
    if not outage.is_away(sys.exc_info()[1]):
        return answer(request, 500, "bug", BROKEN)
    response = answer(request, AWAY, "away", outage.AWAY)
    response["Retry-After"] = str(outage.RETRY_SECONDS)
    return response
