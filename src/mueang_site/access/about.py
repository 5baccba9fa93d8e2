"""What an organisation tells of itself: who it is and how to reach it, checked as one value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from mueang.base.errors import BadInput
from mueang.base.message import Message

_LONGEST = {"about_th": 2000, "about_en": 2000, "website": 500, "email": 254, "phone": 60}
_TOO_LONG = Message("ข้อความยาวเกินกำหนด ตัดให้สั้นลง", "The text is too long. Shorten it.")
_NO_EMAIL = Message("ไม่ใช่อีเมล ใช้อีเมลกลางของหน่วยงาน", "This is no e-mail address. Give that of the office.")
_NO_WEBSITE = Message("ไม่ใช่ที่อยู่เว็บไซต์ ขึ้นต้นด้วย https://", "This is no address of a website. It begins with https://")


@dataclass(frozen=True)
class About:
    """Texts in both languages, website, e-mail and telephone of the office; each may be empty."""

    about_th: str = ""
    about_en: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""

    def checked(self) -> dict[str, str]:
        """Return the values, blanks at their ends cut. Raises BadInput naming the field."""
        told = {name: value.strip() for name, value in asdict(self).items()}
        for name, value in told.items():
            if len(value) > _LONGEST[name]:
                raise BadInput(_TOO_LONG, code="organisation.too-long", field=name)
        _check_email(told["email"])
        _check_website(told["website"])
        return told


def _check_email(email: str) -> None:
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise BadInput(_NO_EMAIL, code="organisation.email", field="email") from error


def _check_website(website: str) -> None:
    try:
        parts = urlsplit(website)
    except ValueError as error:
        raise BadInput(_NO_WEBSITE, code="organisation.website", field="website") from error
    if website and (parts.scheme not in ("http", "https") or not parts.hostname or " " in website):
        raise BadInput(_NO_WEBSITE, code="organisation.website", field="website")
