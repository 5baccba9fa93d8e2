"""A theme as a style sheet of custom properties: the only form in which it reaches a page."""

from __future__ import annotations

import hashlib

from mueang_site.faces.colours import Colour
from mueang_site.faces.theme import Theme


def sheet(theme: Theme, tenant: str) -> str:
    """Return the sheet for pages whose `data-tenant` is this one."""
    body = "".join(f"{name}:{value};" for name, value in _properties(theme))
    return f'@layer tokens{{[data-tenant="{tenant}"]{{{body}}}}}\n'


def fingerprint(text: str) -> str:
    """Return what changes with the sheet, for its address."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _properties(theme: Theme) -> list[tuple[str, str]]:
    colours = theme.colours
    hue, chroma = colours.settled
    found = [("--h", f"{hue:.2f}"), ("--c", f"{chroma:.4f}")]
    if colours.plate:
        found += [("--plate", _hex(colours.plate)), ("--plate-2", _hex(colours.plate))]
    if colours.on_plate:
        found.append(("--on-plate", _hex(colours.on_plate)))
    if colours.brand:
        found.append(("--brand", f"light-dark({_hex(colours.brand)},oklch(82% calc(var(--c) * .9) var(--h)))"))
    if theme.display:
        found.append(("--face-display", f'"{theme.display}"'))
    sizes = (("--plate-cut", theme.plate_cut), ("--radius", theme.radius))
    return found + [(name, f"{size:g}px") for name, size in sizes if size is not None]


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in (colour.red, colour.green, colour.blue))
