"""Paper of our own making: ruled tables as offices print them, then spoilt as copiers, scanners and phones spoil them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from checkout import TOP

FONTS = Path("/usr/share/fonts/truetype/tlwg")
WEB = TOP / "node_modules" / "@fontsource"
SARABUN, TRIRONG, PRIDI = (WEB / name / "files" for name in ("sarabun", "trirong", "pridi"))
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
_NAMES = """
พระนคร ดุสิต หนองจอก บางรัก บางเขน บางกะปิ ปทุมวัน ป้อมปราบศัตรูพ่าย พระโขนง มีนบุรี ลาดกระบัง ยานนาวา สัมพันธวงศ์ พญาไท ธนบุรี บางกอกใหญ่
ห้วยขวาง คลองสาน ตลิ่งชัน บางกอกน้อย บางขุนเทียน ภาษีเจริญ หนองแขม ราษฎร์บูรณะ บางพลัด ดินแดง บึงกุ่ม สาทร บางซื่อ จตุจักร
"""
DISTRICTS = tuple(_NAMES.split())
SERVICES = ("น้ำประปา", "ไฟฟ้า", "ถนน", "สวนสาธารณะ")
Picture = Image.Image


@dataclass(frozen=True)
class Table:
    """What stands on the paper: titles above, headings with groups (text, columns), rows of texts."""

    titles: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    groups: tuple[tuple[str, int, int], ...] = ()
    widths: tuple[float, ...] = (0.75, 2.0, 1.55, 1.75, 1.7, 1.75)

    @property
    def cells(self) -> list[tuple[str, ...]]:
        """The texts by row as the reader should give them; those under a group stand in the second row."""
        top = ["" for _ in self.heads]
        low = list(self.heads)
        for text, first, last in self.groups:
            top[first] = text
            for k, head in enumerate(self.heads):
                if not any(a <= k <= b for _, a, b in self.groups):
                    top[k], low[k] = head, ""
            del last
        return [*([tuple(top)] if self.groups else []), tuple(low), *self.rows]


def table(seed: int = 1, rows: int = 12, *, thai: bool = False, groups: bool = True, total: bool = True) -> Table:
    """Return a table of districts with counts, amounts, a service and a date; the last row holds the sums."""
    chance = np.random.default_rng(seed)
    names = chance.choice(DISTRICTS, rows, replace=False)
    counts, amounts = chance.integers(1, 9000, rows), chance.integers(1000, 9_000_000, rows)
    body = [(str(k + 1), names[k], f"{counts[k]:,}", f"{amounts[k] / 100:,.2f}", str(chance.choice(SERVICES)), _day(chance)) for k in range(rows)]
    if total:
        body.append(("", "รวมทั้งสิ้น", f"{counts.sum():,}", f"{amounts.sum() / 100:,.2f}", "", ""))
    texts = tuple(tuple(cell.translate(THAI_DIGITS) if thai else cell for cell in row) for row in body)
    heads = ("ลำดับ", "สำนักงานเขต", "จำนวน (แห่ง)", "งบประมาณ (บาท)", "บริการ", "วันที่สำรวจ")
    spans = (("ผลการดำเนินงาน", 2, 3),) if groups else ()
    return Table(("รายงานบริการสาธารณะของสำนักงานเขต",), heads, texts, spans)


def _day(chance: np.random.Generator) -> str:
    return f"{int(chance.integers(1, 29))} {chance.choice(MONTHS)} {int(chance.integers(2560, 2569))}"


@dataclass
class Sheet:
    """Draws tables on paper of A4 at `inch` points an inch."""

    font: Path = FONTS / "Loma.ttf"
    size: float = 11.5
    inch: int = 200
    _fonts: dict[bool, ImageFont.FreeTypeFont] = field(default_factory=dict)

    def draw(self, shown: Table) -> Picture:
        """Return the page."""
        page = Image.new("L", (round(8.27 * self.inch), round(11.69 * self.inch)), 255)
        pen = ImageDraw.Draw(page)
        high = round(self.size / 72 * self.inch * 1.75)
        left, top = round(0.7 * self.inch), round(0.8 * self.inch)
        for line in shown.titles:
            self._write(pen, (left, top, page.width - left, top + high), line)
            top += high
        edges = left + np.concatenate([[0], np.cumsum(shown.widths)]) / sum(shown.widths) * (page.width - 2 * left)
        for number, row in enumerate(shown.cells):
            for k, cell in enumerate(row):
                self._cell(pen, shown, number, k, cell, edges, top, high)
        return page

    def _cell(self, pen: ImageDraw.ImageDraw, shown: Table, row: int, column: int, text: str, edges: np.ndarray, top: int, high: int) -> None:
        last, down = column, 1
        if shown.groups and row < 2:
            group = next(((a, b) for _, a, b in shown.groups if a <= column <= b), None)
            if row == 0 and group:
                if column != group[0]:
                    return
                last = group[1]
            elif group is None:
                if row == 1:
                    return
                down = 2
        box = (round(edges[column]), top + row * high, round(edges[last + 1]), top + (row + down) * high)
        pen.rectangle(box, outline=0, width=max(2, self.inch // 90))
        self._write(pen, box, text, right=bool(text) and text[-1] in "0123456789๐๑๒๓๔๕๖๗๘๙" and " " not in text and column > 1)

    def _write(self, pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], text: str, *, right: bool = False) -> None:
        pad = self.inch // 22
        pieces = self._pieces(text)
        wide = sum(font.getlength(piece) for piece, font in pieces)
        x = box[2] - pad - wide if right else box[0] + pad
        for piece, font in pieces:
            pen.text((x, (box[1] + box[3]) / 2 + 0.36 * font.size), piece, font=font, fill=0, anchor="ls")
            x += font.getlength(piece)

    def _pieces(self, text: str) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        """Part a text by script, for web fonts keep Thai and Latin in files of their own."""
        pieces: list[tuple[str, bool]] = []
        for letter in text:
            thai = "ก" <= letter <= "๛"
            if pieces and (pieces[-1][1] == thai or letter == " "):
                pieces[-1] = (pieces[-1][0] + letter, pieces[-1][1])
            else:
                pieces.append((letter, thai))
        return [(piece, self._font(thai)) for piece, thai in pieces]

    def _font(self, thai: bool) -> ImageFont.FreeTypeFont:
        if thai not in self._fonts:
            path = self.font
            if path.is_dir():
                path = path / f"{path.parent.name}-{'thai' if thai else 'latin'}-400-normal.woff2"
            self._fonts[thai] = ImageFont.truetype(io.BytesIO(path.read_bytes()), round(self.size / 72 * self.inch))
        return self._fonts[thai]


def scanned(page: Picture, seed: int = 1, *, angle: float = 1.3, blur: float = 0.8, noise: float = 9, quality: int = 65) -> Picture:
    """Return the page as a scanner gives it: turned, blurred, noisy, specked, shaded, as JPEG."""
    chance = np.random.default_rng(seed)
    import cv2

    gray = np.asarray(page.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=250), np.float32)
    gray = cv2.GaussianBlur(gray, (0, 0), blur)
    slope = np.linspace(0, chance.uniform(20, 60), gray.shape[1])[None, :] + np.linspace(chance.uniform(0, 30), 0, gray.shape[0])[:, None]
    gray = gray - slope.astype(np.float32) + chance.normal(0, noise, gray.shape).astype(np.float32)
    for _ in range(gray.size // 20_000):
        y, x = chance.integers(0, gray.shape[0] - 3), chance.integers(0, gray.shape[1] - 3)
        gray[y : y + 2, x : x + 2] = chance.integers(0, 120)
    return _jpeg(Image.fromarray(np.clip(gray, 0, 255).astype(np.uint8)), quality)


def photographed(page: Picture, seed: int = 1, *, lean: float = 0.05, quality: int = 70) -> Picture:
    """Return the page as a phone sees it on a table: leaning away, unevenly lit."""
    import cv2

    chance = np.random.default_rng(seed)
    high, wide = page.height, page.width
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    margin = 0.06 * wide
    target = corners + margin + chance.uniform(-lean, lean, (4, 2)).astype(np.float32) * wide
    matrix = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    size = (round(wide + 2 * margin), round(high + 2 * margin))
    seen = cv2.warpPerspective(np.asarray(page, np.uint8), matrix, size, flags=cv2.INTER_AREA, borderValue=90).astype(np.float32)
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    light = 1 - 0.35 * np.hypot((x - size[0] * 0.3) / size[0], (y - size[1] * 0.3) / size[1])
    seen = cv2.GaussianBlur(seen * light.astype(np.float32), (0, 0), 0.9) + chance.normal(0, 5, seen.shape)
    return _jpeg(Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8)), quality)


def stamped(page: Picture) -> Picture:
    """Return the page with a red stamp over its cells."""
    coloured = page.convert("RGB")
    pen = ImageDraw.Draw(coloured)
    x, y, r = coloured.width * 0.62, coloured.height * 0.22, coloured.width * 0.09
    for k in range(6):
        pen.ellipse((x - r + k, y - r + k, x + r - k, y + r - k), outline=(205, 40, 50))
    pen.line((x - r, y, x + r, y), fill=(205, 40, 50), width=5)
    return coloured


def worn(page: Picture, seed: int = 1, gaps: int = 260) -> Picture:
    """Return the page with its rules broken in many places."""
    chance = np.random.default_rng(seed)
    gray = np.array(page)
    rows = np.flatnonzero((gray < 100).mean(axis=1) > 0.5)
    columns = np.flatnonzero((gray < 100).mean(axis=0) > 0.3)
    for _ in range(gaps):
        size = int(chance.integers(4, 12))
        if chance.random() < 0.5 and rows.size:
            x = int(chance.integers(0, gray.shape[1] - size))
            gray[chance.choice(rows), x : x + size] = 255
        elif columns.size:
            y = int(chance.integers(0, gray.shape[0] - size))
            gray[y : y + size, chance.choice(columns)] = 255
    return Image.fromarray(gray)


SPOILT: dict[str, Callable[[Picture], Picture]] = {
    "clean": lambda page: page,
    "scan": scanned,
    "scan, 3 degrees": lambda page: scanned(page, 2, angle=-3.0, blur=1.0, noise=12, quality=60),
    "photo": photographed,
    "photo, leaning": lambda page: photographed(page, 3, lean=0.08),
    "stamp": lambda page: stamped(page),
    "worn rules": lambda page: scanned(worn(page), 4, angle=0.7),
    "turned": lambda page: scanned(page, 5).rotate(90, expand=True),
    "upside down": lambda page: scanned(page, 6).rotate(180, expand=True),
}
"""Kinds of paper, by how they were spoilt."""


def as_png(page: Picture) -> bytes:
    """Return the bytes of a PNG."""
    kept = io.BytesIO()
    page.save(kept, "PNG")
    return kept.getvalue()


def as_pdf(pages: Sequence[Picture], inch: int = 200) -> bytes:
    """Return a PDF of pictures, as scanners make them."""
    kept = io.BytesIO()
    first, *more = [page.convert("RGB") for page in pages]
    first.save(kept, "PDF", save_all=True, append_images=more, resolution=inch)
    return kept.getvalue()


def _jpeg(page: Picture, quality: int) -> Picture:
    kept = io.BytesIO()
    page.save(kept, "JPEG", quality=quality)
    return Image.open(io.BytesIO(kept.getvalue())).copy()


def smaller(shown: Table, rows: int) -> Table:
    """Return the table with its first rows only."""
    return replace(shown, rows=shown.rows[:rows])
