"""Secrets of webhooks, and the signature by which a receiver knows that a notice is ours and new.

The secret of a webhook is HMAC-SHA256 of its id and its turn under the key of the site: it can be made again to sign and
need not be kept, and without the site's key nobody can make it. Another turn is another secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from mueang_site import runtime

BEGINNING = "whsec_"
"""By which a leaked secret is known."""


def secret_of(webhook_id: UUID, turn: int) -> str:
    """Return the secret: `whsec_` and 256 bits in base64."""
    told = f"mueang webhook {webhook_id} {turn}".encode()
    return BEGINNING + base64.b64encode(hmac.digest(runtime.settings().secret_key().encode(), told, hashlib.sha256)).decode()


def headers(secret: str, delivery_id: UUID, body: bytes, *, now: datetime) -> dict[str, str]:
    """Return the headers of a notice: its id, the seconds since 1970, and the signature over both and the body.

    They are those of the Standard Webhooks specification, for which receivers have libraries.
    """
    at = int(now.timestamp())
    return {"webhook-id": str(delivery_id), "webhook-timestamp": str(at), "webhook-signature": _signature(secret, str(delivery_id), at, body)}


def _signature(secret: str, id: str, at: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(BEGINNING))
    return "v1," + base64.b64encode(hmac.digest(key, f"{id}.{at}.".encode() + body, hashlib.sha256)).decode()
