"""In which form a table is answered: JSON in pages, or CSV and Arrow that stream."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.exports.streams import pieces
from mueang.query import Question, Rows
from mueang.tables.schema import TableSchema
from mueang_site.api import answers
from mueang_site.catalogue.table import TableView

MEDIA_TYPES = {"json": "application/json", "csv": "text/csv", "arrow": "application/vnd.apache.arrow.stream"}
_UNKNOWN = Message("ไม่มีรูปแบบ “{format}” เลือกได้: json csv arrow", "There is no format “{format}”. Choose json, csv or arrow.")


def chosen(request: HttpRequest) -> str:
    """Return json, csv or arrow: by `?format=`, else by the first of them that the header Accept likes best, else JSON.

    Raises BadInput for another `format`.
    """
    asked = request.GET.get("format", "")
    if asked and asked not in MEDIA_TYPES:
        raise BadInput(_UNKNOWN.fill(format=asked), code="input", field="format")
    if asked or "Accept" not in request.headers:
        return asked or "json"
    liked = request.get_preferred_type([*MEDIA_TYPES.values()])
    return next((name for name, media_type in MEDIA_TYPES.items() if media_type == liked), "json")


def stream(request: HttpRequest, view: TableView, question: Question, format: str, *, name: str) -> HttpResponseBase:
    """Return the whole answer as a stream; faults of the question show before the first byte."""

    def make() -> HttpResponseBase:
        found = pieces(format, view.ask(question), _shown(question))
        response = StreamingHttpResponse(found, content_type=MEDIA_TYPES[format] + ("; charset=utf-8" if format == "csv" else ""))
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{format}"
        return response

    return answers.unless_unchanged(request, (view.fingerprint, format), make)


def _shown(question: Question) -> TableSchema:
    if not isinstance(question, Rows):
        return question.answer
    return TableSchema(tuple(column for name in question.columns if (column := question.schema.get(name))))
