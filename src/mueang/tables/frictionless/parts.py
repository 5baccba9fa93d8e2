"""Objects in the JSON of a schema, read property by property; what is wrong is refused under its place, such as `fields[2].constraints.minimum`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from mueang.base.errors import BadInput
from mueang.base.message import Message


class Part:
    """One object of the JSON, and where it stands."""

    def __init__(self, raw: object, place: str = "") -> None:
        self.place = place
        if not isinstance(raw, dict):
            raise self.refused("", "ต้องเป็นวัตถุ JSON ({ ... })", "a JSON object ({ ... }) is needed")
        self.raw: dict[str, Any] = raw

    def refused(self, name: str, th: str, en: str) -> BadInput:
        """Return the refusal of a property."""
        place = ".".join(filter(None, (self.place, name)))
        where_th, where_en = (f"ที่ “{place}”", f" at “{place}”") if place else ("", "")
        message = Message(f"โครงสร้างตารางไม่ถูกต้อง{where_th} {th}".replace("  ", " "), f"The schema is wrong{where_en}: {en}.")
        return BadInput(message, code="schema.form", field=place or "schema")

    def without(self, known: Collection[str]) -> dict[str, Any]:
        """Return the properties that are not among those known."""
        return {name: value for name, value in self.raw.items() if name not in known}

    def text(self, name: str) -> str:
        """Return a text, empty where there is none."""
        value = self.raw.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.refused(name, "ต้องเป็นข้อความ", "a text is needed")
        return value

    def flag(self, name: str) -> bool:
        """Return a truth value, False where there is none."""
        value = self.raw.get(name, False)
        if not isinstance(value, bool):
            raise self.refused(name, "ต้องเป็น true หรือ false", "true or false is needed")
        return value

    def length(self, name: str) -> int | None:
        """Return a number of characters, or None."""
        value = self.raw.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.refused(name, "ต้องเป็นจำนวนเต็มตั้งแต่ 0 ขึ้นไป", "a whole number of at least 0 is needed")
        return value

    def part(self, name: str) -> Part:
        """Return the object of that name, an empty one where there is none."""
        return Part(self.raw.get(name, {}), ".".join(filter(None, (self.place, name))))

    def items(self, name: str) -> list[Any]:
        """Return the list of that name, an empty one where there is none."""
        value = self.raw.get(name, [])
        if not isinstance(value, list):
            raise self.refused(name, "ต้องเป็นรายการ ([ ... ])", "a list ([ ... ]) is needed")
        return value

    def parts(self, name: str) -> list[Part]:
        """Return the objects of a list."""
        return [Part(one, f"{self._under(name)}[{k}]") for k, one in enumerate(self.items(name))]

    def lists(self, name: str) -> list[Part]:
        """Return the lists of a list, each as an object whose nameless property it is."""
        return [Part({"": one}, f"{self._under(name)}[{k}]") for k, one in enumerate(self.items(name))]

    def names(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Return names of fields: a list, or one text as version 1 allows."""
        value = self.raw.get(name, [])
        chosen = [value] if isinstance(value, str) and value else value
        if not isinstance(chosen, list) or not all(isinstance(one, str) for one in chosen):
            raise self.refused(name, "ต้องเป็นรายชื่อคอลัมน์", "a list of names of fields is needed")
        for one in chosen:
            if one not in known:
                raise self.refused(name, f"ไม่มีคอลัมน์ “{one}”", f"there is no field “{one}”")
        return tuple(dict.fromkeys(chosen))

    def missing(self) -> tuple[str, ...]:
        """Return the texts that mean "no data": texts, or objects with a value and a label as version 2 allows."""
        values = [one.get("value") if isinstance(one, dict) else one for one in self.items("missingValues")]
        texts = [one for one in values if isinstance(one, str)]
        if len(texts) != len(values):
            raise self.refused("missingValues", "ต้องเป็นรายการข้อความ", "a list of texts is needed")
        return tuple(dict.fromkeys(texts))

    def _under(self, name: str) -> str:
        return ".".join(filter(None, (self.place, name)))
