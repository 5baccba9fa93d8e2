"""A document as an answer over HTTP, which nothing in it can turn into a page of this site."""

from __future__ import annotations

from django.http import FileResponse

from mueang_site.access.actor import Actor
from mueang_site.catalogue.documents import queries

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def answer(actor: Actor, slug: str, document_id: int, *, shown: bool = False) -> FileResponse:
    """Return the file to be saved; `shown` lets a picture be looked at in place. Raises NotFound, NotAllowed.

    Everything else, PDF too, is only ever saved: browsers refuse to show a PDF in a sandbox, and without one it may run scripts.
    """
    path, document = queries.file_for(actor, slug, document_id)
    saved = not (shown and document.type and document.type.is_picture)
    response = FileResponse(path.open("rb"), as_attachment=saved, filename=document.file_name, content_type=document.media_type)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response
