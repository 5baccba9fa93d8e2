"""What people say about a dataset: the short form, checked as one value."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.standard import CATEGORIES, CLASSIFICATIONS, FREQUENCIES, LICENCES, TOPICS, rules
from mueang.standard.codes import CodeList

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 70
_REQUIRED = {
    "title_th": Message("กรอกชื่อชุดข้อมูล", "Give the dataset a title."),
    "description_th": Message("กรอกรายละเอียดอย่างน้อยหนึ่งประโยค", "Describe the dataset in at least one sentence."),
    "source": Message("กรอกแหล่งที่มาของข้อมูล", "Say where the data comes from."),
}
_CODES: dict[str, CodeList] = {"topic": TOPICS, "category": CATEGORIES, "classification": CLASSIFICATIONS, "licence": LICENCES, "frequency": FREQUENCIES}
_UNKNOWN = Message("ค่าที่เลือกไม่อยู่ในรายการ เลือกใหม่", "The value is not on the list. Choose again.")
_BAD_SLUG = Message("ชื่อในลิงก์ใช้ a-z 0-9 และขีดกลางเท่านั้น ไม่เกิน 70 ตัว", "The name in the link takes a-z, 0-9 and hyphens only, up to 70 characters.")


@dataclass(frozen=True)
class Description:
    """The short form. Codes are those of `mueang.standard.codes`; `keywords` in the order given."""

    slug: str = ""
    title_th: str = ""
    title_en: str = ""
    description_th: str = ""
    description_en: str = ""
    keywords: tuple[str, ...] = ()
    topic: str = "other"
    category: str = "a"
    classification: str = "01"
    licence: str = "U"
    licence_note: str = ""
    source: str = ""
    source_en: str = ""
    source_url: str = ""
    frequency: str = "U"
    contact_name: str = ""
    contact_email: str = ""
    is_sample: bool = False

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Description:
        """Return the description of its JSON; unknown keys are left out, blanks at the ends of texts cut."""
        known = {f.name for f in fields(cls)}
        values: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in raw.items() if key in known}
        return cls(**{**values, "keywords": tuple(values.get("keywords") or ())})

    def as_dict(self) -> dict[str, Any]:
        """Return the description as JSON."""
        return {**asdict(self), "keywords": list(self.keywords)}

    def faults(self) -> dict[str, Message]:
        """Return what is wrong by field; empty when the form is complete."""
        faults = {name: message for name, message in _REQUIRED.items() if not getattr(self, name)}
        faults.update({name: _UNKNOWN for name, codes in _CODES.items() if getattr(self, name) not in codes})
        if not SLUG.fullmatch(self.slug) or len(self.slug) > LONGEST_SLUG:
            faults["slug"] = _BAD_SLUG
        for issue in rules.check(self.category, self.classification, self.licence):
            faults.setdefault(str(issue.column), issue.message)
        return faults

    def check(self) -> None:
        """Raise BadInput for the first fault."""
        for field, message in self.faults().items():
            raise BadInput(message, code=f"description.{field}", field=field)
