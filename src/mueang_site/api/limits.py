"""How often a program may ask: so many requests a minute for each token, and for each address where there is none."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mueang.base.message import Message
from mueang_site import runtime
from mueang_site.access.http import BadToken, actor_of, address_of, bearer_of
from mueang_site.api.buckets import Buckets, Taken
from mueang_site.api.errors import problem

Answer = Callable[[HttpRequest], HttpResponseBase]
_TOO_OFTEN = Message("ถามถี่เกินไป รอ {wait} วินาทีแล้วถามใหม่", "Too many requests. Ask again in {wait} s.")


def limited(respond: Answer) -> Answer:
    """Refuse whoever asks too often with 429 and Retry-After, and tell the others how much is left."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        policy, name, per_minute = _share_of(request)
        if not per_minute:
            return respond(request)
        taken = _buckets(runtime.settings().cache / "api-limits").take(name, per_minute=per_minute, now=time.time())
        response = respond(request) if taken.passes else _refused(request, taken)
        response["RateLimit-Policy"] = f'"{policy}";q={per_minute};w=60'
        response["RateLimit"] = f'"{policy}";r={taken.left};t={math.ceil(taken.wait)}'
        return response

    return middleware


def _share_of(request: HttpRequest) -> tuple[str, str, int]:
    """Return what the request counts under: kind, name, requests a minute; 0 for no limit. A token that does not work is none."""
    settings = runtime.settings()
    if not request.path.startswith("/api/"):
        return "", "", 0
    secret = bearer_of(request)
    if secret and _works(request):
        return "token", f"token {secret}", settings.api_per_token
    return "address", f"address {address_of(request, settings.proxies)}", settings.api_per_address


def _works(request: HttpRequest) -> bool:
    try:
        return actor_of(request).signed_in
    except BadToken:
        return False


def _refused(request: HttpRequest, taken: Taken) -> HttpResponseBase:
    wait = max(1, math.ceil(taken.wait))
    response = problem(request, 429, _TOO_OFTEN.fill(wait=wait), code="limit.rate")
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=4)
def _buckets(path: Path) -> Buckets:
    return Buckets(path)
