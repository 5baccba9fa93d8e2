"""HEAD wherever GET is: the same answer without its body."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
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
        headers = dict(whole.items())
        if not whole.streaming:
            headers.setdefault("Content-Length", str(len(whole.content)))  # type: ignore[attr-defined]
        whole.close()
        return HttpResponse(status=whole.status_code, headers=headers)

    return middleware
