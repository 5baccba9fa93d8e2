"""HEAD wherever GET is: the same answer without its body."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from mueang_site.access.http import is_protocol

Answer = Callable[[HttpRequest], HttpResponseBase]


def head_as_get(answer: Answer) -> Answer:
    """Ask a protocol as by GET when HEAD is asked, and send the headers alone."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD" or not is_protocol(request):
            return answer(request)
        request.method = "GET"
        whole = answer(request)
        request.method = "HEAD"
        return _without_body(whole)

    return middleware


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """Empty the response; a file in it is closed by the server, as ever."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response
