"""Logs: one JSON object a line on the standard error, with the code that pages show for an incident."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

incident_code: ContextVar[str] = ContextVar("incident_code", default="")


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object: at, level, logger, message, incident, trace."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "incident": getattr(record, "incident", "") or getattr(getattr(record, "request", None), "incident", "") or incident_code.get(),
            "trace": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return json.dumps({key: value for key, value in line.items() if value}, ensure_ascii=False)


def logging_to_stderr(*, debug: bool) -> dict[str, Any]:
    """Return the configuration of logging."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "mueang_site.config.logs.JsonLines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "INFO" if debug else "WARNING"},
        "loggers": {"mueang_site": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
    }
