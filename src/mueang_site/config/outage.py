"""A database that is away for a moment: told apart from a bug, so that visitors and programs are asked to come again."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError

from mueang.base.message import Message

AWAY = Message(
    "ระบบหยุดชั่วคราว เพราะฐานข้อมูลยังไม่ตอบ รายการล่าสุดยังไม่บันทึก ลองใหม่ใน 1 นาที",
    "The site is paused: its database does not answer. The last action was not saved. Try again in a minute.",
)
RETRY_SECONDS = 5

_POSTGRESQL = ("08", "53", "57P")
"""Classes of SQLSTATE: the connection failed, resources ran out, an operator stopped the server (PostgreSQL manual, appendix A)."""
_SQLITE = ("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR")


def is_away(error: BaseException | None) -> bool:
    """Return whether the error says that the database cannot be reached or cannot write now, rather than that we asked it wrongly."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    cause = error.__cause__ or error
    if hasattr(cause, "sqlstate"):
        return cause.sqlstate is None or cause.sqlstate.startswith(_POSTGRESQL)
    return str(getattr(cause, "sqlite_errorname", "")).startswith(_SQLITE)


class InOneLine(logging.Filter):
    """Tells of a request that met the outage in one line: a trace for each would bury the log, and says nothing more."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the first line of the error in place of its trace."""
        error = record.exc_info[1] if record.exc_info else None
        if is_away(error):
            record.msg, record.args = f"{record.getMessage()} ({str(error).partition(chr(10))[0]})", ()
            record.exc_info = None
        return True
