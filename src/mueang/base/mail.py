"""The mail server that an operator names, and how to speak to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from mueang.base.errors import BadInput
from mueang.base.message import Message

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_FROM = Message("ระบุที่อยู่อีเมลของผู้ส่ง", "Name the e-mail address of the sender.")


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed in. `smtp://` is without encryption, `smtp+tls://` turns it on first, `smtps://` has it from the start."""

    scheme: str
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str, sender: str) -> MailServer:
        """Return the server of an address. Raises BadInput, naming the part (`url`, `sender`); no message tells the password."""
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError) as error:
            raise _wrong() from error
        if not parts.hostname or parts.path.strip("/") or parts.query:
            raise _wrong()
        if not _ADDRESS.fullmatch(sender):
            raise BadInput(_FROM, code="mail", field="sender")
        return cls(parts.scheme, parts.hostname, port, sender, unquote(parts.username or ""), unquote(parts.password or ""))


def _wrong() -> BadInput:
    wanted = "smtp+tls://user:password@mail.city.go.th:587"
    return BadInput(Message(f"ที่อยู่ของเครื่องส่งอีเมลต้องเป็นแบบ {wanted}", f"The address of the mail server must be such as {wanted}."), code="mail", field="url")
