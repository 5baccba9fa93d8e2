"""Logs on the standard error: lines for people, or one JSON object a line for machines (MUEANG_LOG=json).

Every line carries the id of its request, which pages show, jobs hand on and the record of acts keeps. What could be a
secret or a person's address is taken out of every line, wherever it came from.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from mueang_site.metering import request_id

_HIDDEN = (
    (re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"), "***"),
    (re.compile(r"(?i)(?<=bearer )\S+"), "***"),
    (re.compile(r"(?i)((?:password|passwd|secret|token|api_?key)[\"']?\s*[=:]\s*)[\"']?[^\s,;&\"']+"), r"\1***"),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "***@***"),
    (re.compile(r"(?<!\d)\d-?\d{4}-?\d{5}-?\d{2}-?\d(?!\d)"), "***"),
    (re.compile(r"(?<=\?)[^\s\"'<>]*=[^\s\"'<>]*"), "***"),
)
"""Passwords in addresses, tokens, secrets by name, e-mail addresses, numbers of Thai identity cards, values of queries."""


def without_secrets(text: str) -> str:
    """Return the text without what could be a secret or tell who somebody is."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object: at, level, logger, message, request, incident, trace, and of a request what is told of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            **{key: without_secrets(value) if isinstance(value, str) else value for key, value in getattr(record, "told", {}).items()},
            "request": _request_of(record),
            "incident": getattr(record, "incident", ""),
            "trace": without_secrets(self.formatException(record.exc_info)) if record.exc_info else "",
        }
        return json.dumps({key: value for key, value in line.items() if value not in ("", None)}, ensure_ascii=False)


class Lines(logging.Formatter):
    """Formats a record as a line for people: time, level, logger, message, id of the request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a trace follows below it."""
        at = datetime.fromtimestamp(record.created).astimezone()
        ids = "".join(f" [{id}]" for id in (_request_of(record), getattr(record, "incident", "")) if id)
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return without_secrets(f"{at:%H:%M:%S} {record.levelname.lower()} {record.name}{ids}: {record.getMessage()}{trace}")


def _request_of(record: logging.LogRecord) -> str:
    return getattr(getattr(record, "request", None), "incident", "") or request_id.current()


def logging_to_stderr(*, debug: bool, as_json: bool) -> dict[str, Any]:
    """Return the configuration of logging."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": f"mueang_site.config.logs.{'JsonLines' if as_json else 'Lines'}"}},
        "filters": {"outage": {"()": "mueang_site.config.outage.InOneLine"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["outage"]}},
        "root": {"handlers": ["stderr"], "level": "INFO" if debug else "WARNING"},
        "loggers": {
            "mueang_site": {"level": "INFO"},
            "mueang_site.metering": {"level": "INFO" if as_json else "WARNING"},
            "django.request": {"level": "ERROR"},
        },
    }
