"""gzip for programs that understand it: text above a size, never what is compressed already."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_sequence

from mueang_site.access.http import is_protocol

SMALLEST = 1_000
"""Bytes below which the headers would weigh as much as what is saved."""
LEVEL = 5
TYPES = frozenset(
    {"application/json", "application/problem+json", "application/geo+json", "application/x-ndjson", "application/vnd.apache.arrow.stream", "text/csv"}
)
_GZIP = re.compile(r"(^|[\s,])gzip\s*(;\s*q=(?!0(\.0*)?\s*(,|$))[\d.]+\s*)?(,|$)", re.IGNORECASE)

Answer = Callable[[HttpRequest], HttpResponseBase]


def compressed(respond: Answer) -> Answer:
    """Compress what a program is answered, where it says that it understands gzip and where that saves something."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        if not is_protocol(request) or response.get("Content-Type", "").partition(";")[0] not in TYPES:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if _GZIP.search(request.headers.get("Accept-Encoding", "")) and "Content-Encoding" not in response.headers:
            _compress(request, response)
        return response

    return middleware


def _compress(request: HttpRequest, response: HttpResponseBase) -> None:
    if isinstance(response, StreamingHttpResponse):
        if request.method != "HEAD":
            response.streaming_content = compress_sequence(response.streaming_content)  # type: ignore[arg-type]
        del response["Content-Length"]
    elif isinstance(response, HttpResponse) and len(response.content) >= SMALLEST:
        response.content = gzip.compress(response.content, LEVEL, mtime=0)
        response["Content-Length"] = str(len(response.content))
    else:
        return
    response["Content-Encoding"] = "gzip"
