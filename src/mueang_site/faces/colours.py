"""Colours: from OKLCH to sRGB and back, and the contrast between two, as WCAG 2 measures it.

The matrices are those of the OKLab colour space (B. Ottosson, 2020); contrast is (L1 + 0.05) / (L2 + 0.05) of the
relative luminances (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Colour:
    """A colour as red, green and blue of sRGB, each 0 to 1."""

    red: float
    green: float
    blue: float

    @classmethod
    def of_hex(cls, text: str) -> Colour:
        """Return the colour of `#1b4d3e`. Raises ValueError for another form."""
        if not _HEX.fullmatch(text):
            raise ValueError(text)
        return cls(*(int(text[k : k + 2], 16) / 255 for k in (1, 3, 5)))

    @classmethod
    def of_oklch(cls, lightness: float, chroma: float, hue: float) -> Colour:
        """Return the colour; lightness 0 to 1, hue in degrees. What sRGB cannot show is cut to what it can."""
        a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
        l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741 - the names of the source
        m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        linear = (
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
        )
        return cls(*(_encoded(min(max(part, 0.0), 1.0)) for part in linear))

    @property
    def oklch(self) -> Triple:
        """Lightness, chroma and hue in degrees."""
        red, green, blue = (_linear(part) for part in (self.red, self.green, self.blue))
        l = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)  # noqa: E741 - the names of the source
        m = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        s = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
        b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
        return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 to 1."""
        return 0.2126 * _linear(self.red) + 0.7152 * _linear(self.green) + 0.0722 * _linear(self.blue)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio, 1 to 21."""
    high, low = sorted((one.luminance, other.luminance), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _encoded(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)
