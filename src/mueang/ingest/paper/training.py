"""Trains the classifier of digits on rendered fonts: `python -m mueang.ingest.paper.training OUT FONT [FONT ...]`.

Numbers and words are drawn, spoilt as copiers and phones spoil them, and cut by the very code that cuts cells; the
numbers drawn are the labels. The same fonts, seed and packages give the same weights.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mueang.base.text import is_thai
from mueang.ingest.paper.digits import ARABIC, CLASSES, LETTER, THAI, Model
from mueang.ingest.paper.glyphs import Ink, Strip, features, lines_of

HIDDEN, ROUNDS, BATCH, RATE = 96, 30, 256, 2e-3
STRINGS = 110
"""Strings of each kind drawn in each font."""
_TEXT = """
พระนคร ดุสิต หนองจอก บางรัก บางเขน บางกะปิ ปทุมวัน ป้อมปราบศัตรูพ่าย มีนบุรี ลาดกระบัง ยานนาวา สัมพันธวงศ์ พญาไท ธนบุรี ห้วยขวาง คลองสาน
ตลิ่งชัน จำนวน งบประมาณ ประจำปี โรงเรียน ถนน หมู่ที่ ตำบล อำเภอ จังหวัด รวมทั้งสิ้น ครัวเรือน ผู้สูงอายุ เด็ก ฝุ่น ฎีกา ฏ ฐาน ฑ ฒ ณ ฌ ญ ซ ฉ
ฟ ฬ ฮ ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค. ฤดู ใหม่ ไทย แขวง เขต โอ ๆ ฯ District Total Population Office Road
School Budget Item Name SOI BKK kg km No Yes
"""
WORDS = tuple(_TEXT.split())


class Face:
    """A font: one file, or a folder of web fonts in which Thai and Latin stand apart."""

    def __init__(self, path: Path) -> None:
        def of(script: str) -> bytes:
            return (path / f"{path.parent.name}-{script}-400-normal.woff2").read_bytes()

        self._thai, self._latin = (of("thai"), of("latin")) if path.is_dir() else (path.read_bytes(),) * 2

    def of(self, letter: str, size: int) -> Any:
        """Return the font of that size in which the letter stands."""
        from PIL import ImageFont

        return ImageFont.truetype(io.BytesIO(self._thai if is_thai(letter) else self._latin), size)


def drawn(face: Face, text: str, size: int, chance: np.random.Generator) -> Ink:
    """Return the ink of a word, spoilt."""
    from PIL import Image, ImageDraw

    font = face.of(text, size)
    left, top, right, bottom = font.getbbox(text)
    picture = Image.new("L", (round(right - left) + 24, round(bottom - top) + 24), 255)
    ImageDraw.Draw(picture).text((12 - left, 12 - top), text, fill=int(chance.integers(0, 70)), font=font)
    return _spoilt(np.asarray(picture, np.float32), chance)[0]


def set_number(face: Face, text: str, size: int, chance: np.random.Generator) -> tuple[Ink, list[float]]:
    """Return the ink of a number, set wide or so close that digits touch, and where the middles of its letters stand."""
    from PIL import Image, ImageDraw

    fonts = [face.of(letter, size) for letter in text]
    between = chance.normal(0, 0.03) * size if chance.random() < 0.8 else -chance.uniform(0.03, 0.1) * size
    picture = Image.new(
        "L", (round(sum(font.getlength(letter) for font, letter in zip(fonts, text, strict=True)) + 40 + len(text) * abs(between)), 2 * size), 255
    )
    pen, x, middles, shade = ImageDraw.Draw(picture), 16.0, [], int(chance.integers(0, 70))
    for font, letter in zip(fonts, text, strict=True):
        pen.text((x, 1.4 * size), letter, fill=shade, font=font, anchor="ls")
        middles.append(x + font.getlength(letter) / 2)
        x += font.getlength(letter) + between
    ink, stretch = _spoilt(np.asarray(picture, np.float32), chance)
    return ink, [middle * stretch for middle in middles]


def _spoilt(gray: Ink, chance: np.random.Generator) -> tuple[Ink, float]:
    """Return the ink bent a little, blurred, noisy, and by how much it was stretched."""
    import cv2

    gray, stretch = _bent(gray, chance)
    blur = float(chance.uniform(0.0, 1.0)) * (0.5 + gray.shape[0] / 80)
    gray = cv2.GaussianBlur(gray, (0, 0), blur) if blur > 0.2 else gray
    gray = gray + chance.normal(0, chance.uniform(0, 14), gray.shape).astype(np.float32)
    return np.clip((235 - gray) / chance.uniform(150, 230), 0, 1).astype(np.float32), stretch


def _bent(gray: Ink, chance: np.random.Generator) -> tuple[Ink, float]:
    """Return the picture turned, leant and stretched a little, its strokes thinner or bolder, and the stretch."""
    import cv2

    high, wide = gray.shape
    stretch, lean, angle = chance.uniform(0.85, 1.15), chance.normal(0, 0.08), np.radians(chance.normal(0, 0.8))
    matrix = np.array([[stretch, lean - angle, -lean * high / 2], [angle, 1.0, -angle * wide / 2]], np.float32)
    bent = cv2.warpAffine(gray, matrix, (int(wide * 1.2) + 6, high + 4), flags=cv2.INTER_LINEAR, borderValue=255)
    if high > 50 and chance.random() < 0.3:
        kernel = np.ones((2 + (high > 100),) * 2, np.uint8)
        bent = cv2.dilate(bent, kernel) if high > 100 and chance.random() < 0.4 else cv2.erode(bent, kernel)
    return bent.astype(np.float32), float(stretch)


def numbers(chance: np.random.Generator, digits: str) -> str:
    """Return a number as offices write them."""
    size = int(chance.integers(1, 8))
    plain = "".join(chance.choice(list(digits), size))
    forms = (
        plain,
        f"{plain[:1]},{plain[1:]}",
        f"{plain}.{digits[int(chance.integers(10))]}{digits[int(chance.integers(10))]}",
        f"({plain})",
        f"-{plain}",
        f"{plain}%",
        f"{plain[:2]}/{plain[2:4]}",
        f"{plain[:2]}-{plain[2:4]}",
    )
    return forms[int(chance.choice(len(forms), p=[0.3, 0.2, 0.2, 0.08, 0.06, 0.06, 0.06, 0.04]))]


def samples(fonts: Sequence[Path], seed: int, strings: int = STRINGS) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Return features and classes of glyphs in these fonts."""
    chance = np.random.default_rng(seed)
    rows, classes = [], []
    for font in fonts:
        for made, kinds in _of_font(font, chance, strings):
            rows.append(made)
            classes += kinds
    return np.concatenate(rows), np.array(classes)


def train(rows: npt.NDArray[np.float32], classes: npt.NDArray[np.int64], seed: int, rounds: int = ROUNDS) -> Model:
    """Return the model: Adam (Kingma and Ba, 2015) on the cross entropy, the rate falling to nothing."""
    chance = np.random.default_rng(seed)
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 0.05
    scaled = (rows - mean) / spread
    shapes = [(rows.shape[1], HIDDEN), (HIDDEN,), (HIDDEN, len(CLASSES)), (len(CLASSES),)]
    weights = [(chance.normal(0, 1, shape) * np.sqrt(2 / shape[0]) if len(shape) == 2 else np.zeros(shape)).astype(np.float32) for shape in shapes]
    moments = [(np.zeros_like(weight), np.zeros_like(weight)) for weight in weights]
    steps, step = rounds * (len(rows) // BATCH), 0
    for _ in range(rounds):
        order = chance.permutation(len(rows))
        for start in range(0, len(rows) - BATCH + 1, BATCH):
            chosen, step = order[start : start + BATCH], step + 1
            _improve(weights, moments, _slopes(weights, scaled[chosen], classes[chosen], chance), step, RATE * (1 - step / (steps + 1)))
    first, first_bias, second, second_bias = weights
    return Model(first, first_bias, second, second_bias, mean, spread)


def save(model: Model, path: Path) -> None:
    """Write the model in half precision."""
    np.savez_compressed(path, **{name: getattr(model, name).astype(np.float16) for name in Model.__dataclass_fields__})


def _of_font(path: Path, chance: np.random.Generator, strings: int) -> Iterator[tuple[npt.NDArray[np.float32], list[int]]]:
    face = Face(path)
    for _ in range(strings):
        size = int(chance.integers(19, 64))
        for digits in (ARABIC, THAI):
            text = numbers(chance, digits)
            ink, middles = set_number(face, text, size, chance)
            strips = lines_of(ink)
            if len(strips) == 1:
                yield _labelled(strips[0], text, middles)
        for strip in lines_of(drawn(face, str(chance.choice(WORDS)), size, chance)):
            letters = [glyph for glyph in strip.glyphs if glyph.height > 0.4 * strip.height]
            yield features(strip, letters), [CLASSES.index(LETTER)] * len(letters)


def _labelled(strip: Strip, text: str, middles: Sequence[float]) -> tuple[npt.NDArray[np.float32], list[int]]:
    """Return the glyphs under the classes of their letters; where some touch, those that surely hold several, which are no digit."""
    if len(strip.glyphs) == len(text):
        return features(strip), [CLASSES.index(letter) for letter in text]
    inner = 0.12 * strip.height
    several = [glyph for glyph in strip.glyphs if sum(glyph.left + inner < middle < glyph.right - inner for middle in middles) > 1]
    return features(strip, several), [CLASSES.index(LETTER)] * len(several)


def _slopes(
    weights: Sequence[npt.NDArray[np.float32]], rows: npt.NDArray[np.float32], classes: npt.NDArray[np.int64], chance: np.random.Generator
) -> list[npt.NDArray[np.float32]]:
    kept = (chance.random((len(rows), HIDDEN)) > 0.15).astype(np.float32) / 0.85
    hidden = np.maximum(rows @ weights[0] + weights[1], 0) * kept
    scores = hidden @ weights[2] + weights[3]
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    shares[np.arange(len(rows)), classes] -= 1
    shares /= len(rows)
    back = (shares @ weights[2].T) * (hidden > 0) * kept
    return [rows.T @ back, back.sum(axis=0), hidden.T @ shares, shares.sum(axis=0)]


def _improve(weights: list[Any], moments: list[tuple[Any, Any]], slopes: Sequence[Any], step: int, rate: float) -> None:
    for weight, (first, second), slope in zip(weights, moments, slopes, strict=True):
        slope = slope + 1e-5 * weight
        first += 0.1 * (slope - first)
        second += 0.001 * (slope * slope - second)
        weight -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)


def main(arguments: Sequence[str]) -> None:
    """Train on the fonts that are named and write the model."""
    out, *fonts = map(Path, arguments)
    rows, classes = samples(sorted(fonts), seed=1)
    save(train(rows, classes, seed=2), out)


if __name__ == "__main__":
    main(sys.argv[1:])
