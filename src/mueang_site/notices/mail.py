"""E-mail through the server that the operator named, one job for each; without a server none is written."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from mueang_site import runtime
from mueang_site.access.actor import system_actor
from mueang_site.jobs import actions as jobs

LONGEST_SUBJECT = 200


def ready() -> bool:
    """Return whether the operator has named a mail server."""
    return runtime.settings().mail is not None


def address_of(path: str) -> str:
    """Return the address of a page for people outside: by the first host name of the site."""
    chosen = runtime.settings()
    return f"{'https' if chosen.https else 'http'}://{chosen.hosts[0]}{path}"


def enqueue(to: str, subject: str, body: str, *, organisation_id: int, now: datetime) -> int:
    """Ask for one e-mail, in the caller's transaction; 1 if it will be sent, 0 without a server."""
    if not ready():
        return 0
    line = " ".join(subject.split())[:LONGEST_SUBJECT]
    jobs.enqueue(
        "notices.mail",
        {"to": to, "subject": line, "body": body},
        actor=system_actor("notices"),
        now=now,
        key="mail:" + hashlib.sha256(f"{to}\n{line}\n{now.isoformat()}".encode()).hexdigest(),
        label=line,
        organisation_id=organisation_id,
    )
    return 1


def send(to: str, subject: str, body: str) -> None:
    """Send one e-mail. Raises OSError, which smtplib's errors are, where the server does not take it."""
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [to]).send()
