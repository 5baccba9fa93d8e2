"""The colours of a theme as they will stand on pages, light and dark, and whether they can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang_site.faces.colours import Colour, contrast

TEXT = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""
_HUE, _CHROMA, _MOST_CHROMA = 255.0, 0.085, 0.12
_WHITE = (0.993, 0.002)


@dataclass(frozen=True)
class Colours:
    """Hue and chroma, or official colours in their place. What is not given follows from what is."""

    hue: float | None = None
    chroma: float | None = None
    plate: Colour | None = None
    on_plate: Colour | None = None
    brand: Colour | None = None

    @property
    def settled(self) -> tuple[float, float]:
        """Hue and chroma: as given, else those of the official colour, else the product's own."""
        official = self.brand or self.plate
        _, chroma, hue = official.oklch if official else (0.0, _CHROMA, _HUE)
        return self.hue if self.hue is not None else hue, self.chroma if self.chroma is not None else min(chroma, _MOST_CHROMA)


@dataclass(frozen=True)
class _Pair:
    token: str
    what: Message
    front: Colour
    back: Colour


def check(colours: Colours) -> None:
    """Raise BadInput naming the pair whose contrast is too low, with what was measured."""
    for pair in _pairs(colours):
        ratio = contrast(pair.front, pair.back)
        if ratio < TEXT:
            raise BadInput(
                Message(
                    f"{pair.what.th} อ่านยาก ความต่างของสี {ratio:.1f}:1 ต้องมีอย่างน้อย {TEXT}:1 เลือกสีที่เข้มหรืออ่อนกว่านี้",
                    f"{pair.what.en} cannot be read well: the contrast is {ratio:.1f}:1 and must be {TEXT}:1. Choose a darker or lighter colour.",
                ),
                code="theme.contrast",
                field=f"colours.{pair.token}",
            )


def _pairs(colours: Colours) -> Iterator[_Pair]:
    hue, chroma = colours.settled
    for plate in (colours.plate or Colour.of_oklch(0.41, chroma, hue), colours.plate or Colour.of_oklch(0.36, chroma, hue)):
        yield _Pair("plate", Message("ตัวหนังสือบนป้าย", "Text on the plate"), colours.on_plate or Colour.of_oklch(0.985, 0.01, hue), plate)
    light, dark = colours.brand or Colour.of_oklch(0.41, chroma, hue), Colour.of_oklch(0.82, chroma * 0.9, hue)
    on_light, on_dark = Message("ลิงก์บนพื้นสว่าง", "Links on light ground"), Message("ลิงก์บนพื้นมืด", "Links on dark ground")
    for ground in (Colour.of_oklch(*_WHITE, hue), Colour.of_oklch(0.94, 0.011, hue), Colour.of_oklch(0.935, chroma * 0.34, hue)):
        yield _Pair("brand", on_light, light, ground)
    for ground in (Colour.of_oklch(0.19, 0.014, hue), Colour.of_oklch(0.265, 0.02, hue), Colour.of_oklch(0.30, chroma * 0.55, hue)):
        yield _Pair("brand", on_dark, dark, ground)
    yield _Pair("brand", Message("ตัวหนังสือบนปุ่ม", "Text on buttons"), Colour.of_oklch(0.99, 0.01, hue), light)
