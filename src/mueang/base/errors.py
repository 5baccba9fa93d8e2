"""Everything that may go wrong as expected. Anything else is a bug.

    MueangError
    ├── SourceError      the file cannot be read as a table: empty, damaged, locked, not what its name says
    ├── DataRejected     the file was read, but its data may not become a version; carries the report
    ├── BadInput         a value given by a caller is wrong: a field, an option, a parameter
    │   └── BadQuery     a question names a column that is not there, or asks what cannot be answered
    ├── NotFound         absent, or hidden from this caller: both look the same
    │   └── Gone         was there for this caller and was withdrawn; says when, by whom and why
    ├── NotAllowed       known to the caller, but not permitted
    ├── Conflict         the thing changed meanwhile, or overlaps with what is there
    ├── LimitReached     too large, too long, too often
    └── Unavailable      a part that we rely on does not answer as it should; the same may succeed later

Each carries a `code` (stable, dotted, lower case) and a `message` in Thai and English.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mueang.base.message import Message

if TYPE_CHECKING:
    from mueang.base.report import Report


class MueangError(Exception):
    """An expected failure, with a code for programs and a message for people."""

    code = "error"

    def __init__(self, message: Message, *, code: str | None = None) -> None:
        super().__init__(message.en)
        self.message = message
        self.code = code or self.code


class SourceError(MueangError):
    """The file cannot be read as a table."""

    code = "source"


class DataRejected(MueangError):
    """The file was read, but its data may not become a version."""

    code = "data.rejected"

    def __init__(self, message: Message, *, report: Report, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.report = report


class BadInput(MueangError):
    """A value given by a caller is wrong; `field` names it where there is one."""

    code = "input"

    def __init__(self, message: Message, *, code: str | None = None, field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field


class BadQuery(BadInput):
    """A question that cannot be asked of this table."""

    code = "query"


class NotFound(MueangError):
    """Absent, or hidden from this caller."""

    code = "not-found"

    def __init__(self, message: Message | None = None, *, code: str | None = None) -> None:
        super().__init__(message or Message("ไม่พบสิ่งที่ขอ หรือเปิดให้เฉพาะผู้มีสิทธิ", "Not found, or open only to people with a grant."), code=code)


class Gone(NotFound):
    """Was there for this caller, and was withdrawn."""

    code = "gone"


class NotAllowed(MueangError):
    """Known to the caller, but not permitted."""

    code = "not-allowed"

    def __init__(self, message: Message | None = None, *, code: str | None = None) -> None:
        super().__init__(
            message or Message("ทำรายการนี้ไม่ได้ด้วยสิทธิที่มีอยู่ ติดต่อผู้ดูแลระบบของหน่วยงาน", "Your role does not allow this. Ask your organisation's administrator."),
            code=code,
        )


class Conflict(MueangError):
    """The thing changed meanwhile, or overlaps with what is there."""

    code = "conflict"


class LimitReached(MueangError):
    """Too large, too long or too often."""

    code = "limit"


class Unavailable(MueangError):
    """A part that we rely on does not answer as it should; the same may succeed later."""

    code = "unavailable"
