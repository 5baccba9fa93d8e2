"""Code lists of the Thai government metadata standard, each value with its code and its words.

Sources: data classification มสพร. 8-2565 of the Digital Government Development Agency (levels 1-5); the frequency,
category and licence codes of the government catalogue's registration form. Of the
licences, SA and U stand in the catalogue's list without a code: these two are ours. `stored` is the Thai text that catalogues
of the government keep verbatim, kept byte for byte; `th` and `en` are what people read on our pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One value of a code list. `days` is the longest time between two updates, where the value is a frequency."""

    code: str
    th: str
    en: str
    stored: str = ""
    days: int | None = None


@dataclass(frozen=True)
class CodeList:
    """The values that one field may take, in the order in which people should see them."""

    name: str
    values: tuple[Code, ...]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.values)

    def __contains__(self, code: object) -> bool:
        return any(value.code == code for value in self.values)

    def __getitem__(self, code: str) -> Code:
        """Return the value of that code. Raises KeyError if there is none."""
        found = next((value for value in self.values if value.code == code), None)
        if found is None:
            raise KeyError(f"{self.name} has no code {code}")
        return found


CLASSIFICATIONS = CodeList(
    "classification",
    (
        Code("01", "เปิดเผย", "Public", "เปิดเผย"),
        Code("02", "เผยแพร่ภายในองค์กร", "Internal", "เผยแพร่ภายในองค์กร"),
        Code("03", "ลับ", "Confidential", "ลับ"),
        Code("04", "ลับมาก", "Secret", "ลับมาก"),
        Code("05", "ลับที่สุด", "Top secret", "ลับที่สุด"),
    ),
)
PUBLIC, INTERNAL = "01", "02"

CATEGORIES = CodeList(
    "category",
    (
        Code("a", "ข้อมูลสาธารณะ", "Public data", "ข้อมูลสาธารณะ"),
        Code("b", "ข้อมูลใช้ภายใน", "Internal data", "ข้อมูลใช้ภายใน"),
        Code("p", "ข้อมูลส่วนบุคคล", "Personal data", "ข้อมูลส่วนบุคคล"),
        Code("c", "ข้อมูลความลับทางราชการ", "Official secrets", "ข้อมูลความลับทางราชการ"),
        Code("d", "ข้อมูลความมั่นคง", "National security", "ข้อมูลความมั่นคง"),
    ),
)

LICENCES = CodeList(
    "licence",
    (
        Code("G0", "ใช้ได้ทุกวัตถุประสงค์ เพียงระบุที่มา", "Any use, naming the source", "Open Data Common"),
        Code("SA", "ใช้ได้ทุกวัตถุประสงค์ ระบุที่มา และใช้สัญญาอนุญาตเดียวกัน", "Any use, naming the source, on the same terms", "Creative Commons Attribution Share-Alike"),
        Code("G2", "ใช้ได้ ยกเว้นเพื่อการค้า ต้องระบุที่มา", "Non-commercial use, naming the source", "Creative Commons Non-Commercial (Any)"),
        Code("G5", "ตามเงื่อนไขของเจ้าของข้อมูล", "On the owner's conditions", "อื่นๆ"),
        Code("U", "เจ้าของข้อมูลไม่ได้ระบุสัญญาอนุญาต", "The owner states no licence", "License not specified"),
    ),
)

FREQUENCIES = CodeList(
    "frequency",
    (
        Code("A", "ทุกปี", "Yearly", "ปี", 366),
        Code("S", "ทุกครึ่งปี", "Half-yearly", "ครึ่งปี", 184),
        Code("Q", "ทุกไตรมาส", "Quarterly", "ไตรมาส", 92),
        Code("M", "ทุกเดือน", "Monthly", "เดือน", 31),
        Code("W", "ทุกสัปดาห์", "Weekly", "สัปดาห์", 7),
        Code("D", "ทุกวัน", "Daily", "วัน", 1),
        Code("R", "ตามเวลาจริง", "In real time", "ตามเวลาจริง", 1),
        Code("O", "ไม่มีการปรับปรุงหลังจากการจัดเก็บ", "Not updated after collection", "ไม่มีการปรับปรุงหลังจากการจัดเก็บข้อมูล"),
        Code("U", "ไม่ทราบ", "Not known", "ไม่ทราบ"),
    ),
)

TOPICS = CodeList(
    "topic",
    (
        Code("environment", "สิ่งแวดล้อม", "Environment"),
        Code("health", "สุขภาพ", "Health"),
        Code("transport", "การเดินทางและจราจร", "Transport"),
        Code("education", "การศึกษา", "Education"),
        Code("welfare", "สังคมและสวัสดิการ", "Welfare"),
        Code("economy", "เศรษฐกิจ", "Economy"),
        Code("population", "ประชากร", "Population"),
        Code("planning", "ผังเมืองและที่ดิน", "Planning and land"),
        Code("safety", "ความปลอดภัย", "Safety"),
        Code("budget", "งบประมาณและจัดซื้อ", "Budget and procurement"),
        Code("other", "อื่น ๆ", "Other"),
    ),
)
"""Topics of the home page: ours, not of the standard."""
