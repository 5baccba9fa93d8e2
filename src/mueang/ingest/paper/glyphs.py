"""A cell cut into glyphs, and the features by which a glyph is known.

The features are gradients by direction in a grid of blocks (Dalal and Triggs, CVPR 2005, without overlap) with the
picture itself made small, how wide it is, and where it stands on its line: a comma and a dot differ from 1 and 0 by that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ink = npt.NDArray[np.float32]
"""A picture as ink: 0 is paper, 1 is black."""

INKED = 0.45
"""From here on a point is part of a glyph."""
SIDE, BLOCKS, DIRECTIONS, SMALL = 24, 4, 8, 12
FEATURES = BLOCKS * BLOCKS * DIRECTIONS + SMALL * SMALL + 4
OVERLAP = 0.5
"""Pieces that share so much of the smaller one's width are one glyph."""
SPECK = 0.014
"""A piece smaller than this share of the square of the line's height is dirt."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a line: its place in the cell and its ink."""

    left: int
    top: int
    right: int
    bottom: int
    ink: Ink

    @property
    def width(self) -> int:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """How high it is."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Strip:
    """The glyphs of one line from left to right; `top` and `bottom` of its tall ones."""

    glyphs: tuple[Glyph, ...]
    top: int
    bottom: int

    @property
    def height(self) -> int:
        """The height of its tall glyphs."""
        return max(1, self.bottom - self.top)

    def words(self, gap: float = 0.35) -> list[Strip]:
        """Return the runs of glyphs between which there is a gap of that share of the height."""
        runs: list[list[Glyph]] = []
        for glyph in self.glyphs:
            if runs and glyph.left - runs[-1][-1].right <= gap * self.height:
                runs[-1].append(glyph)
            else:
                runs.append([glyph])
        return [Strip(tuple(run), self.top, self.bottom) for run in runs]


def lines_of(ink: Ink) -> list[Strip]:
    """Return the lines of a cell, from the top down, cut into glyphs."""
    pieces = _pieces(ink)
    return [_strip(line, ink) for line in _rows(pieces)]


def features(strip: Strip, glyphs: Sequence[Glyph] | None = None) -> npt.NDArray[np.float32]:
    """Return the features of the glyphs of a line, a row each."""
    chosen = strip.glyphs if glyphs is None else glyphs
    return np.stack([_features(glyph, strip) for glyph in chosen]) if chosen else np.zeros((0, FEATURES), np.float32)


def parts_of(glyph: Glyph, cuts: Sequence[int]) -> list[Glyph]:
    """Return what becomes of a glyph that is cut at these columns (counted from its left)."""
    edges = [0, *cuts, glyph.width]
    parts = []
    for left, right in pairwise(edges):
        ink = glyph.ink[:, left:right]
        rows = np.flatnonzero((ink > INKED).any(axis=1))
        top, bottom = (int(rows[0]), int(rows[-1]) + 1) if rows.size else (0, glyph.height)
        parts.append(Glyph(glyph.left + left, glyph.top + top, glyph.left + right, glyph.top + bottom, ink[top:bottom]))
    return parts


def _pieces(ink: Ink) -> list[tuple[int, int, int, int]]:
    """Return (left, top, right, bottom) of what hangs together, without dirt."""
    import cv2

    count, _, found, _ = cv2.connectedComponentsWithStats((ink > INKED).astype(np.uint8), connectivity=8)
    boxes = [(int(x), int(y), int(x + w), int(y + h), int(area)) for x, y, w, h, area in found[1:count]]
    highest = max((box[3] - box[1] for box in boxes), default=0)
    usual = float(np.median([box[3] - box[1] for box in boxes if box[3] - box[1] >= 0.5 * highest])) if boxes else 0.0
    return [box[:4] for box in boxes if box[4] >= max(3.0, SPECK * usual * usual)]


def _rows(pieces: Sequence[tuple[int, int, int, int]]) -> list[list[tuple[int, int, int, int]]]:
    """Part the pieces into lines: where no piece stands there is a gap between lines."""
    rows: list[list[tuple[int, int, int, int]]] = []
    bottom = -1
    for piece in sorted(pieces, key=lambda one: one[1]):
        if not rows or piece[1] > bottom:
            rows.append([])
        rows[-1].append(piece)
        bottom = max(bottom, piece[3])
    return _with_marks(rows)


def _with_marks(rows: list[list[tuple[int, int, int, int]]]) -> list[list[tuple[int, int, int, int]]]:
    """Put rows of marks alone to the line under them, of which they are tones and vowels; those of commas to the one above."""
    if len(rows) < 2:
        return rows
    heights = [max(piece[3] for piece in row) - min(piece[1] for piece in row) for row in rows]
    usual, joined = max(heights), [rows[0]]
    for before, row, height in zip(heights, rows[1:], heights[1:], strict=False):
        near = min(piece[1] for piece in row) - max(piece[3] for piece in joined[-1]) < 0.25 * usual
        if near and (before < 0.45 * usual or height < 0.3 * usual):
            joined[-1] = [*joined[-1], *row]
        else:
            joined.append(row)
    return joined


def _strip(pieces: Sequence[tuple[int, int, int, int]], ink: Ink) -> Strip:
    merged: list[list[int]] = []
    for left, top, right, bottom in sorted(pieces):
        if merged and min(right, merged[-1][2]) - left > OVERLAP * min(right - left, merged[-1][2] - merged[-1][0]):
            last = merged[-1]
            merged[-1] = [min(last[0], left), min(last[1], top), max(last[2], right), max(last[3], bottom)]
        else:
            merged.append([left, top, right, bottom])
    glyphs = tuple(Glyph(left, top, right, bottom, ink[top:bottom, left:right]) for left, top, right, bottom in merged)
    tall = [glyph for glyph in glyphs if glyph.height >= 0.7 * max(one.height for one in glyphs)]
    return Strip(glyphs, int(np.median([glyph.top for glyph in tall])), int(np.median([glyph.bottom for glyph in tall])))


def _features(glyph: Glyph, strip: Strip) -> npt.NDArray[np.float32]:
    square = _square(glyph.ink)
    down, across = np.gradient(square)
    strength = np.hypot(down, across)
    direction = ((np.arctan2(down, across) + np.pi) / (2 * np.pi) * DIRECTIONS).astype(int) % DIRECTIONS
    size = SIDE // BLOCKS
    place = (np.arange(SIDE) // size).clip(max=BLOCKS - 1)
    bins = (place[:, None] * BLOCKS + place[None, :]) * DIRECTIONS + direction
    counts = np.bincount(bins.ravel(), weights=strength.ravel(), minlength=BLOCKS * BLOCKS * DIRECTIONS)
    gradients = counts / (np.sqrt((counts**2).sum()) + 1e-6)
    small = square.reshape(SMALL, SIDE // SMALL, SMALL, SIDE // SMALL).mean(axis=(1, 3)).ravel()
    line = strip.height
    standing = [
        glyph.width / max(1, glyph.height),
        glyph.height / line,
        (glyph.top - strip.top) / line,
        (glyph.bottom - strip.top) / line,
    ]
    return np.concatenate([gradients * 2, small, np.clip(standing, -2, 3)]).astype(np.float32)


def _square(ink: Ink) -> Ink:
    """Return the ink in the middle of a square, as large as it goes."""
    import cv2

    height, width = ink.shape
    share = (SIDE - 4) / max(height, width)
    size = (max(1, round(width * share)), max(1, round(height * share)))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if share < 1 else cv2.INTER_LINEAR)
    square = np.zeros((SIDE, SIDE), np.float32)
    top, left = (SIDE - size[1]) // 2, (SIDE - size[0]) // 2
    square[top : top + size[1], left : left + size[0]] = small.reshape(size[1], size[0])
    return square
