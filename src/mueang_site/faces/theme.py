"""A theme: what an organisation may set of its look, read from YAML or JSON and checked as one value.

    name:                      # the words above the name of the organisation, both languages
      th: ข้อมูลเปิดตาคลี
      en: Open data of Takhli
    colours: {hue: 42, chroma: 0.09}          # or official ones: {plate: "#7a2d12", on_plate: "#ffffff", brand: "#7a2d12"}
    display: Trirong           # Pridi, Trirong, Sarabun
    plate_cut: 10              # 0 to 14 px
    radius: 4                  # 0 to 6 px
    ramp: earth                # water, earth, leaf
    emblem: {tiles: [".##.", "####"]}         # or {svg: "<svg ...>"}
    sections: [headlines, latest, datasets, offices, contact]
    hosts: [data.example.go.th]               # in the data folder only: the operator decides who answers to a name

Everything may be left out. Lightness is ours, so that contrast holds for any hue; official colours are measured.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import yaml

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site.faces import emblem, palette
from mueang_site.faces.colours import Colour

LONGEST = 65_536
"""Bytes that a theme file may have."""
SECTIONS = ("headlines", "datasets", "latest", "offices", "contact")
DISPLAYS = ("Pridi", "Trirong", "Sarabun")
RAMPS = ("water", "earth", "leaf")
_TOKENS = ("name", "colours", "display", "plate_cut", "radius", "ramp", "emblem", "sections", "hosts")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Theme:
    """A checked theme; None and empty leave a thing as it is. `emblem` is safe SVG."""

    name: Message | None = None
    colours: palette.Colours = field(default_factory=palette.Colours)
    display: str = ""
    plate_cut: float | None = None
    radius: float | None = None
    ramp: str = "water"
    emblem: str = ""
    sections: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def read(text: str) -> Theme:
    """Return the theme. Raises BadInput that says what is wrong, in which token."""
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise _bad("", "ไฟล์รูปแบบใหญ่เกิน 64 กิโลไบต์", "The theme file is larger than 64 KB.")
    raw = _parsed(text)
    unknown = [str(key) for key in raw if key not in _TOKENS]
    if unknown:
        raise _bad(unknown[0], f"ไม่รู้จัก “{unknown[0]}” ใช้ได้: {' '.join(_TOKENS)}", f"“{unknown[0]}” is no part of a theme; there are: {', '.join(_TOKENS)}.")
    theme = Theme()
    for key, value in raw.items():
        theme = replace(theme, **{key: _READERS[key](value)})
    palette.check(theme.colours)
    return theme


class _Plain(yaml.SafeLoader):
    """Plain values only: no alias, which could make a small file endless, and no key twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(map(str, keys))):
            raise yaml.YAMLError("a key stands twice")
        return super().construct_mapping(node, deep)


def _parsed(text: str) -> Mapping[Any, Any]:
    try:
        raw = yaml.load(text, Loader=_Plain)  # noqa: S506 - a safe loader, made safer
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise _bad(
            "", "อ่านไฟล์ไม่ได้ ต้องเป็น YAML หรือ JSON ธรรมดา ไม่ใช้ & และ * และไม่มีชื่อซ้ำ", "The file cannot be read: plain YAML or JSON, without & and *, no name twice."
        ) from error
    if not isinstance(raw, dict):
        raise _bad("", "ไฟล์รูปแบบต้องเป็นรายการชื่อกับค่า", "A theme is a list of names with values.")
    return raw


def _name(value: object) -> Message:
    texts = [value.get("th"), value.get("en", value.get("th"))] if isinstance(value, dict) and not set(value) - {"th", "en"} else []
    thai, english = (_short(text) for text in texts) if texts else ("", "")
    if not thai or not english:
        raise _bad("name", "name ต้องมี th และ en เป็นข้อความไม่เกิน 60 ตัวอักษร", "name holds th and en, texts of up to 60 letters.")
    return Message(thai, english)


def _short(text: object) -> str:
    """Return a text of one short line; empty for anything else."""
    return text.strip() if isinstance(text, str) and len(text) <= _LONGEST_NAME and text.isprintable() else ""


def _colours(value: object) -> palette.Colours:
    known = {"hue": (0, 360), "chroma": (0, 0.12)}
    if not isinstance(value, dict) or set(value) - {*known, "plate", "on_plate", "brand"}:
        raise _bad("colours", "colours มีได้เฉพาะ hue chroma plate on_plate brand", "colours holds hue, chroma, plate, on_plate and brand alone.")
    numbers = {name: _number(f"colours.{name}", value[name], *span) for name, span in known.items() if name in value}
    official = {name: _hex(f"colours.{name}", value[name]) for name in ("plate", "on_plate", "brand") if name in value}
    return palette.Colours(**numbers, **official)  # type: ignore[arg-type]


def _hex(token: str, value: object) -> Colour:
    try:
        return Colour.of_hex(str(value))
    except ValueError as error:
        raise _bad(token, f"{token} ต้องเป็นสีแบบ #7a2d12", f"{token} is a colour such as #7a2d12.") from error


def _number(token: str, value: object, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not least <= value <= most:
        raise _bad(token, f"{token} ต้องเป็นตัวเลข {least}–{most}", f"{token} is a number from {least} to {most}.")
    return float(value)


def _one_of(token: str, known: tuple[str, ...]) -> Callable[[object], str]:
    def read_one(value: object) -> str:
        if not isinstance(value, str) or value not in known:
            raise _bad(token, f"{token} เลือกได้จาก: {' '.join(known)}", f"{token} is one of: {', '.join(known)}.")
        return value

    return read_one


def _emblem(value: object) -> str:
    if not isinstance(value, dict) or len(value) != 1 or not set(value) <= {"tiles", "svg"}:
        raise _bad("emblem", "emblem มีได้อย่างเดียว: tiles หรือ svg", "emblem holds one of: tiles, svg.")
    return emblem.of_tiles(value["tiles"]) if "tiles" in value else emblem.of_svg(value["svg"])


def _sections(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or len(value) != len(set(map(str, value))) or any(one not in SECTIONS for one in value):
        raise _bad("sections", f"sections เรียงได้จาก: {' '.join(SECTIONS)} อย่างละครั้ง", f"sections holds, once each: {', '.join(SECTIONS)}.")
    return tuple(value)


def _hosts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(host, str) and _HOST.fullmatch(host) for host in value):
        raise _bad("hosts", "hosts เป็นรายการชื่อโฮสต์ เช่น data.example.go.th", "hosts is a list of host names such as data.example.go.th.")
    return tuple(value)


_READERS: dict[str, Callable[[object], Any]] = {
    "name": _name,
    "colours": _colours,
    "display": _one_of("display", DISPLAYS),
    "plate_cut": lambda value: _number("plate_cut", value, 0, 14),
    "radius": lambda value: _number("radius", value, 0, 6),
    "ramp": _one_of("ramp", RAMPS),
    "emblem": _emblem,
    "sections": _sections,
    "hosts": _hosts,
}


def _bad(token: str, th: str, en: str) -> BadInput:
    return BadInput(Message(th, en), code="theme", field=token or None)
