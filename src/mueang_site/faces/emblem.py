"""The emblem in the plate: of tiles, or a drawing in SVG from which nothing is taken over but shapes in the plate's one colour."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from xml.etree import ElementTree

from mueang.base.errors import BadInput
from mueang.base.message import Message

LONGEST = 32_768
_MOST_SHAPES = 300
_MOST_TILES = 16
_STEP = 10
_SVG = "{http://www.w3.org/2000/svg}"
_NUMBERS = re.compile(r"[-+0-9eE.,\s%]*")
_PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE+\-.,\s]*")
_MOVES = re.compile(r"(?:\s*(?:translate|rotate|scale|matrix|skewX|skewY)\([-+0-9eE.,\s]*\)\s*,?)*")
_PAINT = re.compile(r"none|currentColor")
_WORD = re.compile(r"round|butt|square|miter|bevel|evenodd|nonzero")
_SHAPES = {"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_ATTRIBUTES: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(("x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "x1", "y1", "x2", "y2", "points", "stroke-width", "opacity"), _NUMBERS),
    **dict.fromkeys(("fill", "stroke"), _PAINT),
    **dict.fromkeys(("stroke-linecap", "stroke-linejoin", "fill-rule", "clip-rule"), _WORD),
    "d": _PATH,
    "transform": _MOVES,
}


def of_tiles(rows: object) -> str:
    """Return the emblem of rows such as `.##.`, a tile for each #. Raises BadInput."""
    if not isinstance(rows, list) or not 1 <= len(rows) <= _MOST_TILES or not all(isinstance(row, str) and re.fullmatch(r"[.#]{1,16}", row) for row in rows):
        raise _bad(
            f"ตราแบบช่อง (emblem: tiles) เป็นรายการข้อความที่มีแต่ . กับ # ไม่เกิน {_MOST_TILES} แถว แถวละไม่เกิน {_MOST_TILES} ช่อง",
            f"An emblem of tiles is a list of rows of . and #, up to {_MOST_TILES} by {_MOST_TILES}.",
        )
    tiles = [(x, y) for y, row in enumerate(rows) for x, char in enumerate(row) if char == "#"]
    drawn = "".join(f'<rect x="{x * _STEP + 0.8}" y="{y * _STEP + 0.8}" width="8.4" height="8.4"/>' for x, y in tiles)
    return f'<svg viewBox="0 0 {max(len(row) for row in rows) * _STEP} {len(rows) * _STEP}" aria-hidden="true">{drawn}</svg>'


def of_svg(text: object) -> str:
    """Return the drawing written anew from its shapes alone. Raises BadInput naming what may not stand in it."""
    if not isinstance(text, str) or len(text) > LONGEST or "<!" in text or "<?" in text.replace("<?xml", "", 1):
        raise _bad(
            "ตรา SVG ต้องเป็นข้อความไม่เกิน 32 กิโลไบต์ และไม่มี <! หรือคำสั่งประมวลผล",
            "An emblem in SVG is text of up to 32 KB without declarations (<!) and instructions (<?).",
        )
    try:
        root = ElementTree.fromstring(text.strip())  # noqa: S314 - without declarations there are no entities
    except (ElementTree.ParseError, RecursionError, ValueError) as error:
        raise _bad("ตรา SVG อ่านไม่ได้ ส่งออกใหม่เป็น SVG ธรรมดา", "The emblem is no readable SVG. Export it as plain SVG.") from error
    if root.tag.removeprefix(_SVG) != "svg" or sum(1 for _ in root.iter()) > _MOST_SHAPES:
        raise _bad(f"ตราต้องเป็น <svg> ที่มีรูปทรงไม่เกิน {_MOST_SHAPES} ชิ้น", f"An emblem is one <svg> of up to {_MOST_SHAPES} shapes.")
    box = re.fullmatch(r"\s*(-?[\d.]+)[\s,]+(-?[\d.]+)[\s,]+(\d[\d.]*)[\s,]+(\d[\d.]*)\s*", root.get("viewBox", ""))
    if box is None:
        raise _bad("ตรา SVG ต้องมี viewBox เป็นตัวเลขสี่ตัว", "The <svg> needs a viewBox of four numbers.")
    shapes = "".join(_shape(child, _shape) for child in root)
    return f'<svg viewBox="{" ".join(box.groups())}" aria-hidden="true">{shapes}</svg>'


def _shape(node: ElementTree.Element, inside: Callable[..., str]) -> str:
    name = node.tag.removeprefix(_SVG) if isinstance(node.tag, str) else "?"
    if name not in _SHAPES or (name != "g" and len(node)):
        raise _bad(
            f"ตรามี <{name}> ซึ่งไม่รับ ใช้ได้เฉพาะรูปทรง: {' '.join(sorted(_SHAPES))}",
            f"The emblem has <{name}>; only shapes are taken: {', '.join(sorted(_SHAPES))}.",
        )
    if (node.text or "").strip() or (node.tail or "").strip():
        raise _bad("ตราต้องไม่มีตัวหนังสือ แปลงเป็นเส้นก่อน", "An emblem holds no text. Turn letters into outlines.")
    attributes = "".join(_attribute(key, value) for key, value in node.attrib.items())
    return f"<{name}{attributes}>{''.join(inside(child, inside) for child in node)}</{name}>"


def _attribute(key: str, value: str) -> str:
    known = _ATTRIBUTES.get(key)
    if known is None or not known.fullmatch(value):
        hint_th = " สีใช้ได้เฉพาะ none กับ currentColor" if known is _PAINT else ""
        hint_en = " Colours are none or currentColor: the plate has one colour." if known is _PAINT else ""
        shown = value[:40]
        raise _bad(f"ตรามี {key}=“{shown}” ซึ่งไม่รับ{hint_th}", f"The emblem has {key}=“{shown}”, which is not taken.{hint_en}")
    return f' {key}="{escape(value)}"'


def _bad(th: str, en: str) -> BadInput:
    return BadInput(Message(th, en), code="theme.emblem", field="emblem")
