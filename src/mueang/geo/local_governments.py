"""Local governments (อบจ. เทศบาล อบต.) of a list that the operator imports, found by name within what is around them.

There are some 7,850 of them, and their list changes: it is no part of this program. A name alone is seldom enough (there are dozens
of อบต.บ้านใหม่), so what the row or the text itself says of district and province narrows it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.base.text import arabic_digits, squeeze
from mueang.geo.addresses import address_of, inside
from mueang.geo.gazetteer import Gazetteer, Level, gazetteer
from mueang.geo.names import normalise_name
from mueang.geo.spellings import sound

KINDS = {
    "อบจ.": ("องค์การบริหารส่วนจังหวัด", "อบจ"),
    "ทน.": ("เทศบาลนคร", "ทน"),
    "ทม.": ("เทศบาลเมือง", "ทม"),
    "ทต.": ("เทศบาลตำบล", "ทต"),
    "อบต.": ("องค์การบริหารส่วนตำบล", "อบต"),
}
"""Short form of a kind, and how it is written."""
TOWNS = ("ทน.", "ทม.", "ทต.")
_WRITTEN = tuple((kind, re.compile(rf"(?:{full}|{short}\s*\.|{short}(?=\s))\s*")) for kind, (full, short) in KINDS.items())
_ANY_TOWN = re.compile(r"(?:สำนักงาน)?เทศบาล\s*")
_OFFICE = re.compile(r"^(?:สำนักงาน|ที่ทำการ)\s*")
_HEADINGS = (
    ("code", re.compile("รหัส|code|id", re.IGNORECASE)),
    ("province", re.compile("จังหวัด|prov|changwat", re.IGNORECASE)),
    ("district", re.compile("อำเภอ|district|amph", re.IGNORECASE)),
    ("kind", re.compile("ประเภท|ชนิด|type|kind", re.IGNORECASE)),
    ("name", re.compile("ชื่อ|อปท|ท้องถิ่น|name|local", re.IGNORECASE)),
)
MOST = 50_000
_WRONG_TOLD = 5


@dataclass(frozen=True, slots=True)
class LocalGovernment:
    """One local government: code of the list, kind (`ทต.`), name without its kind, codes of district ("" for an อบจ.) and province."""

    code: str
    kind: str
    name: str
    province: str
    district: str = ""

    @property
    def title_th(self) -> str:
        """Kind in full and name: เทศบาลตำบลท่าม่วง."""
        return f"{KINDS[self.kind][0]}{self.name}" if self.kind in KINDS else self.name


class LocalGovernments:
    """A list of local governments."""

    def __init__(self, every: Iterable[LocalGovernment]) -> None:
        self._every = {one.code: one for one in every}

    def __len__(self) -> int:
        return len(self._every)

    def get(self, code: str) -> LocalGovernment | None:
        """Return the local government of a code, or None."""
        return self._every.get(code)

    def find(self, text: str, around: Collection[str] = ()) -> tuple[LocalGovernment, ...]:
        """Return those that the text may mean, `ทต.ท่าม่วง` or `อบต. บ้านใหม่ อ.เมือง`, inside any of the places around (codes)."""
        kinds, rest = parted(text)
        bare, said = _without_address(rest)
        found = [one for one in self._named(bare) if not kinds or one.kind in kinds]
        for codes in (said, around):
            found = [one for one in found if not codes or any(_lies_in(one, code) for code in codes)]
        return tuple(found)

    def _named(self, name: str) -> Sequence[LocalGovernment]:
        return self._by_name.get(normalise_name(name)) or self._by_sound.get(sound(name) or "-") or ()

    @cached_property
    def _by_name(self) -> Mapping[str, list[LocalGovernment]]:
        found: dict[str, list[LocalGovernment]] = {}
        for one in self._every.values():
            found.setdefault(normalise_name(one.name), []).append(one)
        return found

    @cached_property
    def _by_sound(self) -> Mapping[str, list[LocalGovernment]]:
        found: dict[str, list[LocalGovernment]] = {}
        for one in self._every.values():
            found.setdefault(sound(one.name), []).append(one)
        return found

    def path_th(self, one: LocalGovernment, places: Gazetteer | None = None) -> str:
        """Return kind, name, district and province."""
        places = places or gazetteer()
        around = [place.title_th for code in (one.district, one.province) if (place := places.get(code))]
        return " ".join((one.title_th, *around))


def parted(text: str) -> tuple[tuple[str, ...], str]:
    """Return the kinds that a text states (three for a mere เทศบาล, none if it states none) and the name after it."""
    plain = _OFFICE.sub("", arabic_digits(squeeze(text)))
    for kind, pattern in _WRITTEN:
        if match := pattern.match(plain):
            return (kind,), plain[match.end() :]
    match = _ANY_TOWN.match(plain)
    return (TOWNS, plain[match.end() :]) if match else ((), plain)


def _without_address(rest: str) -> tuple[str, frozenset[str]]:
    """Return the name before any word of a level, and the codes of the place that those words state."""
    address = address_of(rest)
    if not address.parts or not (rest.split()[1:] or "(" in rest):
        return rest, frozenset()
    arounds = frozenset([""])
    for level in (Level.PROVINCE, Level.DISTRICT):
        if level in address.parts:
            arounds = inside(address.parts[level], level, arounds, gazetteer()).codes or arounds
    return rest.split()[0].split("(")[0], arounds - {""}


def _lies_in(one: LocalGovernment, code: str) -> bool:
    return one.province == code if len(code) == Level.PROVINCE.digits else (one.district or one.province) == code[: Level.DISTRICT.digits]


def read_list(content: bytes) -> list[LocalGovernment]:
    """Return the local governments of a CSV file with columns of code, name, province and, if there are, kind and district.

    Raises BadInput naming the column that lacks (`places.column`) or the first rows that are wrong (`places.rows`).
    """
    text = _text(content)
    head, *rows = csv.reader(io.StringIO(text))
    at = _columns(head)
    found: dict[str, LocalGovernment] = {}
    wrong: list[int] = []
    for number, row in enumerate(rows[:MOST], 2):
        if not any(cell.strip() for cell in row):
            continue
        one = _of_row({name: row[k].strip() if k < len(row) else "" for name, k in at.items()})
        if one is None or found.setdefault(one.code, one) != one:
            wrong.append(number)
    if wrong:
        told = ", ".join(map(str, wrong[:_WRONG_TOLD]))
        thai = f"มี {len(wrong)} แถวที่ไม่มีรหัส ชื่อ หรือจังหวัดที่รู้จัก หรือรหัสซ้ำ เช่นแถว {told} แก้แล้วนำเข้าใหม่"
        english = f"{len(wrong)} rows lack a code, a name or a known province, or repeat a code, e.g. rows {told}. Mend them and import again."
        raise BadInput(Message(thai, english), code="places.rows")
    return list(found.values())


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp874", "replace")


def _columns(head: Sequence[str]) -> dict[str, int]:
    at: dict[str, int] = {}
    for k, heading in enumerate(head):
        name = next((name for name, pattern in _HEADINGS if pattern.search(heading) and name not in at), None)
        if name is not None:
            at[name] = k
    for name, thai in (("code", "รหัส"), ("name", "ชื่อ"), ("province", "จังหวัด")):
        if name not in at:
            raise BadInput(Message(f"ไฟล์ไม่มีคอลัมน์{thai}", f"The file has no column of the {name}."), code="places.column", field=name)
    return at


def _of_row(row: Mapping[str, str]) -> LocalGovernment | None:
    places = gazetteer()
    kinds, name = parted(row["name"])
    stated, _ = parted(f"{row.get('kind', '')} ")
    kind = next((k for k in (*stated, *kinds) if len(stated or kinds) == 1), "")
    province = _place(row["province"], Level.PROVINCE, "", places)
    district = _place(row.get("district", ""), Level.DISTRICT, province, places)
    return LocalGovernment(row["code"].removesuffix(".0"), kind, name.strip(), province, district) if row["code"] and name and province else None


def _place(text: str, level: Level, within: str, places: Gazetteer) -> str:
    found = {place.code for place in (places.find(text, level, within) or places.sounding(text, level, within))} if text else set()
    return places.parse_code(text) or (found.pop() if len(found) == 1 else "") if text else ""


def write_list(every: Iterable[LocalGovernment], path: Path) -> None:
    """Write the list as this program reads it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps([asdict(one) for one in every], ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


_in_force: list[LocalGovernments] = []
"""The list that this process links by: none, or one."""


def use(path: Path | None) -> None:
    """Link by the list that `write_list` wrote, from now on in this process; by none where there is no such file."""
    _in_force.clear()
    if path is not None and path.exists():
        _in_force.append(LocalGovernments(LocalGovernment(**one) for one in json.loads(path.read_text(encoding="utf-8"))))


def in_force() -> LocalGovernments | None:
    """Return the list that this process links by, None if there is none."""
    return _in_force[0] if _in_force else None
