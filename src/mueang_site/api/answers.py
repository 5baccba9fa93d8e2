"""Answers that know what they are made of, so that nobody is sent, and nothing computed, twice.

The key of an answer holds all that its body follows from beside the address: fingerprint of the permit, version, state
of the catalogue. It becomes the ETag. Whoever has that very answer gets 304; bodies are kept in memory by ETag, up to a bound.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime, time
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from mueang_site.access.http import is_protocol

KEPT_BYTES = 16 << 20
LARGEST_KEPT = 256 << 10
_VARY = "Accept, Authorization"


class Bodies:
    """The bodies used last, by ETag. Safe for threads; holds no more than its bound."""

    def __init__(self, most_bytes: int = KEPT_BYTES, largest: int = LARGEST_KEPT) -> None:
        self._most, self._largest = most_bytes, largest
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self.bytes = 0

    def get(self, etag: str) -> bytes | None:
        """Return the body, None if it is not kept."""
        with self._lock:
            if etag in self._kept:
                self._kept.move_to_end(etag)
            return self._kept.get(etag)

    def put(self, etag: str, body: bytes) -> None:
        """Keep the body and drop what was not used for longest."""
        if len(body) > self._largest:
            return
        with self._lock:
            self.bytes += len(body) - len(self._kept.pop(etag, b""))
            self._kept[etag] = body
            while self.bytes > self._most:
                self.bytes -= len(self._kept.popitem(last=False)[1])


_bodies = Bodies()


def answer(request: HttpRequest, key: Hashable, make: Callable[[], Any]) -> HttpResponseBase:
    """Return what `make` gives as JSON; 304 to whoever has it."""
    etag = etag_of(request, key)
    if is_held(request, etag):
        return _unchanged(etag)
    body = _bodies.get(etag)
    if body is None:
        body = rendered(make())
        _bodies.put(etag, body)
    return HttpResponse(body, content_type="application/json", headers={"ETag": etag})


def kept(request: HttpRequest, key: Hashable) -> HttpResponseBase | None:
    """Return the answer under this key if it is at hand, or held by the one who asks; None if it is to be made."""
    etag = etag_of(request, key)
    body = _bodies.get(etag)
    if is_held(request, etag) and body is not None:
        return _unchanged(etag)
    return None if body is None else HttpResponse(body, content_type="application/json", headers={"ETag": etag})


def unless_unchanged(request: HttpRequest, key: Hashable, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return the response that `make` gives; 304 to whoever has it."""
    etag = etag_of(request, key)
    if is_held(request, etag):
        return _unchanged(etag)
    response = make()
    response["ETag"] = etag
    return response


def etag_of(request: HttpRequest, key: Hashable) -> str:
    """Return the ETag of what stands at this address, in the form asked for, when these are the facts."""
    asked = (request.scheme, request.get_host(), request.get_full_path(), request.headers.get("Accept", ""), key)
    return f'W/"{hashlib.sha256(repr(asked).encode()).hexdigest()[:32]}"'


def is_held(request: HttpRequest, etag: str) -> bool:
    """True if the one who asks has this answer already."""
    held = request.headers.get("If-None-Match", "")
    return held.strip() == "*" or any(_opaque(one) == _opaque(etag) for one in held.split(","))


def _opaque(etag: str) -> str:
    return etag.strip().removeprefix("W/")


def _unchanged(etag: str) -> HttpResponse:
    response = HttpResponse(status=304, headers={"ETag": etag})
    del response["Content-Type"]
    return response


def rendered(value: Any) -> bytes:
    """Return the value as JSON in UTF-8."""
    return orjson.dumps(value, default=_plain)


def _plain(value: object) -> object:
    if hasattr(value, "model_dump"):
        return value.model_dump()
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON")


def conditional(respond: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let every answer to a program be asked for again cheaply; one without an ETag of its own gets that of its bytes."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        if not is_protocol(request) or request.method != "GET":
            return response
        if response.status_code not in (200, 304):
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        if "ETag" not in response.headers and not response.streaming:
            response = _by_bytes(request, response)
        response.headers.setdefault("Cache-Control", "private, no-cache" if "Authorization" in request.headers else "public, no-cache")
        response.headers["Vary"] = _VARY
        return response

    return middleware


def _by_bytes(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    content = response.content  # type: ignore[attr-defined]
    etag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    if is_held(request, etag):
        return _unchanged(etag)
    response.headers["ETag"] = etag
    return response
