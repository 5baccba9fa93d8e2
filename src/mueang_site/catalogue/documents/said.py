"""What people say about a document, checked as one value."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from mueang.base.errors import BadInput
from mueang.base.message import Message

FILE, PAGE, API = "file", "page", "api"
KINDS = (FILE, PAGE, API)
LONGEST_URL = 1000
LONGEST_TITLE = 300
CHECK = Message(
    "เปิดดูทั้งฉบับแล้ว ไม่มีข้อมูลส่วนบุคคลที่ผู้เปิดดูไม่มีสิทธิรู้",
    "I have gone through the whole document; it holds no personal data that its readers have no right to.",
)
_NO_TITLE = Message("กรอกชื่อเอกสารหรือลิงก์", "Give the document or link a title.")
_LONG_TITLE = Message("ชื่อยาวเกิน 300 ตัวอักษร", "The title is over 300 characters.")
_NO_KIND = Message("เลือกว่าเป็นไฟล์ หน้าเว็บ หรือ API", "Choose a file, a page or an API.")
_BAD_URL = Message("ลิงก์ต้องขึ้นต้นด้วย https:// หรือ http:// และไม่มีรหัสผ่านอยู่ในลิงก์", "A link begins with https:// or http:// and holds no password.")
_UNCHECKED = Message("ต้องมีคนตรวจเอกสารก่อน แล้วยืนยันในช่องนี้", "Someone must go through the document first and say so here.")


@dataclass(frozen=True)
class Said:
    """The form of a document. `checked`: its sender declares to have looked for personal data; only files need it."""

    kind: str = FILE
    title_th: str = ""
    title_en: str = ""
    description_th: str = ""
    description_en: str = ""
    url: str = ""
    checked: bool = False

    def faults(self) -> dict[str, Message]:
        """Return what is wrong by field; empty when the form is complete."""
        found = {"title_th": _title_fault(self.title_th, needed=True), "title_en": _title_fault(self.title_en, needed=False)}
        if self.kind not in KINDS:
            found["kind"] = _NO_KIND
        if self.kind == FILE:
            found["checked"] = None if self.checked else _UNCHECKED
        else:
            found["url"] = None if is_link(self.url) else _BAD_URL
        return {name: fault for name, fault in found.items() if fault}

    def check(self) -> None:
        """Raise BadInput for the first fault."""
        for field, message in self.faults().items():
            raise BadInput(message, code=f"document.{field}", field=field)


def is_link(url: str) -> bool:
    """Return whether the address may stand as a link: of the web, whole, and without a secret in it."""
    if len(url) > LONGEST_URL or any(char.isspace() or not char.isprintable() for char in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _title_fault(title: str, *, needed: bool) -> Message | None:
    if needed and not title.strip():
        return _NO_TITLE
    return _LONG_TITLE if len(title) > LONGEST_TITLE else None
