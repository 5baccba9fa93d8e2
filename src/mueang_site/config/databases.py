"""The database that DATABASE_URL names, in Django's words."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site.runtime import Settings

BUSY_SECONDS = 20
"""How long a writer waits for another on SQLite; with IMMEDIATE it waits at the start, not in the middle."""

IDLE_SECONDS = 60
"""How long PostgreSQL lets a process stand still inside a transaction before it takes its locks away."""

_POSTGRESQL_START = f"-c idle_in_transaction_session_timeout={IDLE_SECONDS}s -c jit=off"
"""Without compiling: our questions take milliseconds, as long as PostgreSQL would take to compile them."""
_SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"


def database(settings: Settings) -> dict[str, Any]:
    """Return the entry for DATABASES. Raises BadInput for a URL of another kind."""
    if not settings.database_url:
        return _sqlite(str(settings.sqlite_file))
    url = urlsplit(settings.database_url)
    if url.scheme == "sqlite":
        return _sqlite(unquote(url.path.removeprefix("/")))
    if url.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.removeprefix("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"options": _POSTGRESQL_START, **dict(parse_qsl(url.query))},
        }
    raise BadInput(
        Message("DATABASE_URL ต้องขึ้นต้นด้วย postgresql:// หรือ sqlite:///", "DATABASE_URL must begin with postgresql:// or sqlite:///."),
        code="settings",
        field="DATABASE_URL",
    )


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": BUSY_SECONDS, "init_command": _SQLITE_START},
    }
