"""A file of which a reader may ask for parts (RFC 9110, 14): one range at a time; several are answered by the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_PIECE = 256 << 10


def send(request: HttpRequest, path: Path, *, etag: str, media_type: str, cache: str) -> HttpResponseBase:
    """Return the file or the part asked for; 304 to whoever has it, 416 where the part lies beyond its end. `etag` without quotes."""
    size = path.stat().st_size
    headers = {"ETag": f'"{etag}"', "Accept-Ranges": "bytes", "Cache-Control": cache, "X-Content-Type-Options": "nosniff"}
    if _is_held(request, etag):
        return _bare(304, headers)
    part = _part(request, etag, size)
    if part is not None and part[0] >= part[1]:
        return _bare(416, {**headers, "Content-Range": f"bytes */{size}"})
    start, end = part or (0, size)
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    body = iter(()) if request.method == "HEAD" else _pieces(path, start, end)
    return StreamingHttpResponse(body, status=206 if part else 200, content_type=media_type, headers=headers)


def _part(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """Return (start, end) of the part asked for, end exclusive; None for the whole."""
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or asked.groups() == ("", "") or request.headers.get("If-Range", f'"{etag}"') != f'"{etag}"':
        return None
    first, last = asked.groups()
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size


def _is_held(request: HttpRequest, etag: str) -> bool:
    held = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    return "*" in held or f'"{etag}"' in held


def _bare(status: int, headers: dict[str, str]) -> HttpResponse:
    response = HttpResponse(status=status, headers=headers)
    del response["Content-Type"]
    return response


def _pieces(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (piece := file.read(min(_PIECE, end - start))):
            start += len(piece)
            yield piece
