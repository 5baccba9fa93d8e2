"""The chain of rules that ties category, classification and licence (government catalogue's registration form).

Category a ⇒ class 01; b ⇒ 01-05; personal data ⇒ 02-05; c, d ⇒ 03-05. Class 01 ⇒ a licence that lets everybody use
the data, or an honest word that the owner has stated none; class 03 and above ⇒ the owner's conditions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from mueang.base.message import Message
from mueang.base.report import Issue, Severity

_CLASSES_OF_CATEGORY: dict[str, tuple[str, ...]] = {
    "a": ("01",),
    "b": ("01", "02", "03", "04", "05"),
    "p": ("02", "03", "04", "05"),
    "c": ("03", "04", "05"),
    "d": ("03", "04", "05"),
}
_LICENCES_OF_CLASS: dict[str, tuple[str, ...]] = {
    "01": ("G0", "SA", "G2", "U"),
    "02": ("G0", "SA", "G2", "G5", "U"),
    "03": ("G5",),
    "04": ("G5",),
    "05": ("G5",),
}


@dataclass(frozen=True, kw_only=True)
class ClassAgainstCategory(Issue):
    """The classification is not one that the category of the data allows."""

    code: ClassVar[str] = "standard.classification"
    severity: ClassVar[Severity] = "error"
    text: ClassVar[Message] = Message(
        "ระดับชั้นข้อมูลนี้ใช้กับหมวดหมู่ข้อมูลที่เลือกไม่ได้ เลือกระดับชั้นข้อมูลหรือหมวดหมู่ใหม่",
        "This classification does not fit the category. Choose another classification or category.",
    )


@dataclass(frozen=True, kw_only=True)
class LicenceAgainstClass(Issue):
    """The licence is not one that the classification allows."""

    code: ClassVar[str] = "standard.licence"
    severity: ClassVar[Severity] = "error"
    text: ClassVar[Message] = Message(
        "สัญญาอนุญาตนี้ใช้กับระดับชั้นข้อมูลที่เลือกไม่ได้ เลือกสัญญาอนุญาตใหม่",
        "This licence does not fit the classification. Choose another licence.",
    )


def check(category: str, classification: str, licence: str) -> tuple[Issue, ...]:
    """Return what breaks the chain of rules; empty when nothing does. Codes not on the lists break it too."""
    issues: list[Issue] = []
    if classification not in _CLASSES_OF_CATEGORY.get(category, ()):
        issues.append(ClassAgainstCategory(column="classification"))
    if licence not in _LICENCES_OF_CLASS.get(classification, ()):
        issues.append(LicenceAgainstClass(column="licence"))
    return tuple(issues)
