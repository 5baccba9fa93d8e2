"""SVG as text: elements, escaping, the frame with its title and description."""

from __future__ import annotations

import hashlib
from html import escape

from mueang.documents.charts.values import Subject

Attribute = str | float | int | None


def number(value: float) -> str:
    """Return a coordinate: one decimal, no trailing zero."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """Return an element. Names of attributes: `_` stands for `-`, a trailing one is dropped; None leaves one out.

    Children are SVG already; use `text_of` for text.
    """
    shown = "".join(f' {_attribute(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{shown}>{''.join(children)}</{name}>" if children else f"<{name}{shown}/>"


def text_of(content: str) -> str:
    """Return the text escaped for SVG; marks that no XML may hold are left out."""
    return escape("".join(char for char in content if char >= " " or char in "\t\n"), quote=False)


def label(x: float, y: float, content: str, **attributes: Attribute) -> str:
    """Return a text element; size 14 unless told."""
    return element("text", text_of(content), **{"x": x, "y": y, "font_size": 14, **attributes})


def frame(width: float, height: float, *body: str, subject: Subject, title: str, description: str, role: str = "img", **attributes: Attribute) -> str:
    """Return the whole drawing, named by its title and description. Equal drawings of equal size get equal ids."""
    key = frame_key(title, description, width)
    titles = element("title", text_of(title), id=f"t{key}") + element("desc", text_of(description), id=f"d{key}")
    return element(
        "svg",
        titles,
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        lang=subject.language,
        role=role,
        aria_labelledby=f"t{key}",
        aria_describedby=f"d{key}",
        **attributes,
    )


def frame_key(title: str, description: str, width: float) -> str:
    """Return what the ids of a drawing end with."""
    return hashlib.sha256(f"{title}\0{description}\0{width}".encode()).hexdigest()[:8]


def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: Attribute) -> str:
    return escape(value) if isinstance(value, str) else number(float(value or 0))
