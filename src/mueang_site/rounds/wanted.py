"""What a steward says of a form, checked as one value: titles, columns, code lists, how often, what happens by itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.tables.form import Form
from mueang.tables.frictionless import to_json
from mueang.tables.schema import Column, ColumnType
from mueang_site.rounds.models import Frequency

if TYPE_CHECKING:
    from mueang.tables.declared import DatasetSchema
    from mueang.tables.form import Stamp

PERIOD, ROUND, OFFICE, PLACE = "งวด", "รอบ", "หน่วยงาน", "รหัสพื้นที่"
"""Columns that we put beside the rows of every office; a form may not have its own of these names."""
MOST_COLUMNS = 30
MOST_GIVEN = 200
FARTHEST_DAY = 60
_NO_TITLE = Message("กรอกชื่อแบบฟอร์ม", "Give the form a title.")
_NO_COLUMNS = Message("กำหนดอย่างน้อยหนึ่งคอลัมน์", "Name at least one column.")
_TOO_MANY = Message("แบบฟอร์มมีได้ไม่เกิน {most} คอลัมน์", "A form has at most {most} columns.")
_RESERVED = Message("ชื่อคอลัมน์ “{name}” ระบบใช้ระบุหน่วยงานและรอบของทุกแถวอยู่แล้ว ตั้งชื่ออื่น", "“{name}” is a column that we add beside every row. Choose another name.")
_NO_SHAPES = Message("คอลัมน์ “{name}” เป็นรูปทรงบนแผนที่ ซึ่งกรอกในแบบฟอร์มไม่ได้", "“{name}” holds shapes, which nobody can type.")
_GIVEN = Message("แถวที่กำหนดไว้ต้องไม่เกิน {most} แถว และมีคอลัมน์น้อยกว่าแบบฟอร์ม", "There may be {most} given rows at most, with fewer columns than the form.")
_FREQUENCY = Message("เลือกความถี่จากรายการ", "Choose how often from the list.")
_REMIND = Message("วันเตือนเป็นจำนวนวันไม่เกิน {most}", "Days of reminding are whole numbers up to {most}.")


@dataclass(frozen=True)
class Wanted:
    """What the form asks, and how often. `remind`: days from the due day, negative before it."""

    schema: DatasetSchema
    title_th: str
    title_en: str = ""
    instructions_th: str = ""
    instructions_en: str = ""
    given: tuple[tuple[str, ...], ...] = ()
    frequency: str = Frequency.MONTH
    auto_accept: bool = True
    remind: tuple[int, ...] = (-3, 1, 3, 7)

    def faults(self) -> dict[str, Message]:
        """Return what is wrong, by field."""
        found = {
            "title_th": None if self.title_th else _NO_TITLE,
            "schema": self._wrong_columns(),
            "given": None if self._sound_given() else _GIVEN.fill(most=MOST_GIVEN),
            "frequency": None if self.frequency in Frequency.values else _FREQUENCY,
            "remind": None if all(abs(day) <= FARTHEST_DAY for day in self.remind) else _REMIND.fill(most=FARTHEST_DAY),
        }
        return {name: message for name, message in found.items() if message is not None}

    def check(self) -> None:
        """Raise BadInput for the first fault."""
        for name, message in self.faults().items():
            raise BadInput(message, code=f"form.{name}", field=name)

    def as_fields(self) -> dict[str, Any]:
        """Return the values of the row that keeps it."""
        plain = {name: getattr(self, name) for name in ("title_th", "title_en", "instructions_th", "instructions_en", "frequency", "auto_accept")}
        return {**plain, "schema": to_json(self.schema), "given": [list(row) for row in self.given], "remind": sorted(set(self.remind))}

    def _wrong_columns(self) -> Message | None:
        names = self.schema.names
        shapes = [field.name for field in self.schema.fields if field.type is ColumnType.GEOMETRY]
        reserved = [name for name in names if name in (PERIOD, ROUND, OFFICE, PLACE)]
        if not names or len(names) > MOST_COLUMNS:
            return _TOO_MANY.fill(most=MOST_COLUMNS) if names else _NO_COLUMNS
        if reserved or shapes:
            return _RESERVED.fill(name=reserved[0]) if reserved else _NO_SHAPES.fill(name=shapes[0])
        return None

    def _sound_given(self) -> bool:
        return len(self.given) <= MOST_GIVEN and all(0 < len(row) < len(self.schema.fields) for row in self.given)


def asked_of(wanted: Any) -> dict[str, Any]:
    """Return what a round keeps of a form: all that decides what offices see and what counts as a fault."""
    names = ("schema", "given", "title_th", "title_en", "instructions_th", "instructions_en", "frequency", "version")
    return {name: getattr(wanted, name) for name in names}


def form_of(asked: dict[str, Any], *, stamp: Stamp | None = None, due: str = "") -> Form:
    """Return the form of a round, stamped for one office."""
    raw = {"schema": asked["schema"], "given": asked["given"], "title": asked["title_th"], "instructions": asked["instructions_th"], "due": due}
    return Form.from_dict({**raw, "stamp": asdict(stamp) if stamp else None})


def beside(frequency: str) -> tuple[Column, ...]:
    """Return the columns that stand beside the rows of every office."""
    when = {
        Frequency.MONTH: Column(PERIOD, ColumnType.DATE, title_th="งวด (วันแรกของเดือน)", title_en="Period (first day of the month)"),
        Frequency.QUARTER: Column(PERIOD, ColumnType.DATE, title_th="งวด (วันแรกของไตรมาส)", title_en="Period (first day of the quarter)"),
        Frequency.YEAR: Column(PERIOD, ColumnType.YEAR, title_th="ปี", title_en="Year"),
        Frequency.ONCE: Column(ROUND, ColumnType.STRING, title_th="รอบ", title_en="Round"),
    }[Frequency(frequency)]
    office = Column(OFFICE, ColumnType.STRING, title_th="หน่วยงานที่ส่ง", title_en="Filed by")
    return when, office, Column(PLACE, ColumnType.PLACE, title_th="รหัสพื้นที่ของหน่วยงาน", title_en="Place code of the office")
