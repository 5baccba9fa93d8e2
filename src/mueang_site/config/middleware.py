"""What happens to every request: a code by which to find it, headers, language, session and actor."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from mueang.base.errors import MueangError
from mueang_site.access.http import actor_of, is_protocol
from mueang_site.access.sessions import note_seen
from mueang_site.config.refusals import refusal
from mueang_site.metering import metrics, request_id

Answer = Callable[[HttpRequest], HttpResponseBase]

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
followed = logging.getLogger("mueang_site.metering")


def incident(answer: Answer) -> Answer:
    """Give the request a short code, which logs, error pages and the header X-Request-ID carry."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        code = request_id.fresh()
        request.incident = code  # type: ignore[attr-defined]
        with request_id.carried(code):
            began = time.perf_counter()
            response = answer(request)
            _note(request, response, time.perf_counter() - began)
        response["X-Request-ID"] = code
        return response

    return middleware


def _note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Count the request and log it, by the name of its route: neither query nor person is in it."""
    route = (request.resolver_match and request.resolver_match.view_name) or "none"
    method = request.method if request.method in _METHODS else "other"
    metrics.REQUESTS.observe(seconds, route, method or "other", str(response.status_code))
    told = {"route": route, "method": method, "path": request.path[:200], "status": response.status_code, "ms": round(seconds * 1000, 1)}
    followed.info("request", extra={"told": told})


def secure_headers(answer: Answer) -> Answer:
    """Let a page load from its own origin alone, and be framed by nobody unless its view says so."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if not getattr(response, "xframe_options_exempt", False):
            response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=(), usb=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_protocol(request) else "same-origin")
        return response

    return middleware


def language(answer: Answer) -> Answer:
    """Speak the language asked for by `?lang=`, else the one chosen before, else the first of the site.

    The browser's own wish is left aside: most browsers in Thai offices say English.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = request.GET.get("lang", "")
        chosen = _known(asked) or _known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")) or settings.LANGUAGE_CODE
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = answer(request)
        response.headers.setdefault("Content-Language", chosen)
        if _known(asked) and not is_protocol(request) and not getattr(request, "leaves_no_cookie", False):
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, asked, max_age=31_536_000, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE)
        return response

    return middleware


class PagesOnly:
    """Goes before a middleware of Django's that needs the session: programs are let past it."""

    def __call__(self, request: HttpRequest) -> Any:
        """Answer a program at once, a page by way of the middleware."""
        page: Any = super()
        return self.get_response(request) if is_protocol(request) else page.__call__(request)  # type: ignore[attr-defined]


class PageSessions(PagesOnly, SessionMiddleware):
    """Sessions for pages. One in use is renewed from time to time, so that it ends only after hours without use."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session if it changed or is due."""
        session = request.session
        if session.accessed and SESSION_KEY in session and time.time() - session.get("seen", 0) > settings.SESSION_COOKIE_AGE / 8:
            session["seen"] = int(time.time())
            note_seen(session.session_key, now=timezone.now())
        return super().process_response(request, response)


class PageMessages(PagesOnly, MessageMiddleware):
    """Messages from one page to the next."""


class PageUsers(AuthenticationMiddleware):
    """The person of the session; for a program nobody, since tokens speak through the actor alone."""

    def process_request(self, request: HttpRequest) -> None:
        """Set `request.user`."""
        if is_protocol(request):
            request.user = AnonymousUser()
        else:
            super().process_request(request)


class PageCsrf(CsrfViewMiddleware):
    """Guards pages against forged forms; programs carry no cookie that could be abused."""

    def process_view(self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any) -> HttpResponseForbidden | None:
        """Refuse a forged request."""
        return None if is_protocol(request) else super().process_view(request, callback, callback_args, callback_kwargs)


class Acting:
    """Sets `request.actor`, found when first looked at, and turns expected failures of pages into answers."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the actor at hand."""
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an expected failure; others are bugs and go on to Django."""
        return refusal(request, exception) if isinstance(exception, MueangError) else None


def _known(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else ""
