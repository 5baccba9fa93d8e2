"""One shape for every error that a program gets.

The shape is problem details (RFC 9457), media type `application/problem+json`:

    type      `urn:mueang:problem:CODE`
    title     the HTTP status in words
    status    the HTTP status
    detail    what is wrong and how to mend it, in English
    detail_th the same in Thai
    code      stable, for programs
    field     the parameter or field at fault, where there is one
    issues    what the data was rejected for, where it was
    instance  the incident code under which the operator finds the request in the log
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from mueang.base import errors
from mueang.base.message import Message
from mueang_site.access.http import status_of

_SIGN_IN = Message("ต้องใช้โทเคนสำหรับ API ที่ยังใช้ได้", "A valid API token is needed.")
_BAD_PARAMETER = Message("พารามิเตอร์ “{field}” ไม่ถูกต้อง: {why}", "The parameter “{field}” is not right: {why}")


def problem(request: HttpRequest, status: int, message: Message, *, code: str, **more: Any) -> HttpResponse:
    """Return the one shape of an error."""
    body = {
        "type": f"urn:mueang:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": message.en,
        "detail_th": message.th,
        "code": code,
        **{key: value for key, value in more.items() if value is not None},
        "instance": getattr(request, "incident", None),
    }
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/problem+json"
    return response


def for_error(request: HttpRequest, error: Any) -> HttpResponse:
    """Return the response to an expected failure."""
    report = getattr(error, "report", None)
    issues = [issue.as_dict() for issue in report] if report is not None else None
    return problem(request, status_of(error), error.message, code=error.code, field=getattr(error, "field", None), issues=issues)


def attach(api: NinjaAPI) -> None:
    """Let the API answer every failure in the one shape."""
    api.add_exception_handler(errors.MueangError, for_error)
    api.add_exception_handler(AuthenticationError, lambda request, _: _unauthenticated(request))
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _other)


def _unauthenticated(request: HttpRequest) -> HttpResponse:
    response = problem(request, 401, _SIGN_IN, code="not-signed-in")
    response["WWW-Authenticate"] = "Bearer"
    return response


def _other(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(request, error.status_code, Message(str(error), str(error)), code="http")


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0]
    field = str(first["loc"][-1])
    return problem(request, 422, _BAD_PARAMETER.fill(field=field, why=first["msg"]), code="input", field=field)
