"""From a picture to an even, upright page: shades taken out, turned so that rules run level, a photo drawn straight.

Rules decide everything: the angle is that of most long lines (Hough), and where the outer frame of a table is found its
four corners tell how the page stood before the camera.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mueang.ingest.paper.glyphs import Ink
from mueang.ingest.paper.pictures import Colours

GLANCE = 1_200
"""Points of the longer side of the small picture in which lines are looked for."""
STRAIGHT = 0.002
"""Sides of a frame that differ from a rectangle by less than this share need no drawing straight."""
LEAST_FRAME = 0.12
"""Share of the picture that the frame of a table covers at least."""

_Corners = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Sheet:
    """A page made upright: its ink for reading, and the picture that people see beside it."""

    ink: Ink
    shown: Colours


def upright(points: Colours) -> Sheet:
    """Return the page with level rules, drawn straight. Upside down it may still stand."""
    ink = even(points)
    points, ink = _turned(points, ink, _angle(ink))
    corners = _frame(ink)
    if corners is not None and _is_askew(corners):
        points, ink = _straight(points, ink, corners)
        points, ink = _turned(points, ink, _angle(ink))
    return Sheet(ink, points)


def turned_by(sheet: Sheet, quarters: int) -> Sheet:
    """Return the page turned by quarters against the clock."""
    return Sheet(np.ascontiguousarray(np.rot90(sheet.ink, quarters)), np.ascontiguousarray(np.rot90(sheet.shown, quarters)))


def even(points: Colours) -> Ink:
    """Return the ink of a picture: 0 is paper whatever its shade, coloured stamps are faint."""
    import cv2

    gray = _without_colour(points)
    size = max(15, min(gray.shape) // 40) | 1
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((max(5, size // 4 * 2 + 1),) * 2, np.uint8))
    paper = cv2.resize(cv2.medianBlur(paper, min(255, size | 1)), (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    share = gray.astype(np.float32) / np.maximum(paper.astype(np.float32), 32)
    reach = max(0.2, 0.93 - float(np.percentile(share, 0.5)))
    ink: Ink = np.clip((0.93 - share) / reach * 1.1, 0, 1).astype(np.float32)
    return ink


def _without_colour(points: Colours) -> npt.NDArray[np.uint8]:
    """Return the picture in gray in which strong colours are light, unless most of the ink is coloured."""
    import cv2

    gray: npt.NDArray[np.uint8] = cv2.cvtColor(points, cv2.COLOR_RGB2GRAY)
    strong = points.max(axis=2).astype(np.int16) - points.min(axis=2) > 70
    ink = gray < 140
    if np.count_nonzero(strong & ink) > 0.5 * np.count_nonzero(ink) + 1:
        return gray
    return np.where(strong, np.maximum(gray, points.max(axis=2)), gray)


def _angle(ink: Ink) -> float:
    """Return by how many degrees most long lines are off level or plumb, between -45 and 45."""
    import cv2

    share = GLANCE / float(max(ink.shape))
    small = cv2.resize(ink, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) if share < 1 else ink
    lines = cv2.HoughLinesP((small > 0.25).astype(np.uint8) * 255, 1, np.pi / 1440, 120, minLineLength=max(small.shape) // 8, maxLineGap=6)
    if lines is None:
        return 0.0
    x0, y0, x1, y1 = np.asarray(lines, np.float64).reshape(-1, 4).T
    angles = (np.degrees(np.arctan2(y1 - y0, x1 - x0)) + 45) % 90 - 45
    lengths = np.hypot(x1 - x0, y1 - y0)
    return _most(angles, lengths)


def _most(angles: npt.NDArray[np.float64], lengths: npt.NDArray[np.float64]) -> float:
    """Return the angle around which most length lies, by its weighted mean within a degree and a half."""
    counts, edges = np.histogram(angles, bins=180, range=(-45, 45), weights=lengths)
    middle = edges[int(counts.argmax())] + 0.25
    near = np.abs(angles - middle) < 1.5
    return float(np.average(angles[near], weights=lengths[near])) if near.any() else 0.0


def _turned(points: Colours, ink: Ink, angle: float) -> tuple[Colours, Ink]:
    import cv2

    if abs(angle) < 0.03:
        return points, ink
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (round(height * sin + width * cos), round(height * cos + width * sin))
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return _warped(points, ink, lambda picture, white: cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderValue=white))


def _straight(points: Colours, ink: Ink, corners: _Corners) -> tuple[Colours, Ink]:
    """Draw the page so that the frame is a rectangle of its mean size."""
    import cv2

    wide = (np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2
    high = (np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    left, top = corners[0]
    target = np.array([[left, top], [left + wide, top], [left + wide, top + high], [left, top + high]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    size = (int(ink.shape[1] * 1.05), int(ink.shape[0] * 1.05))
    return _warped(points, ink, lambda picture, white: cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderValue=white))


def _warped(points: Colours, ink: Ink, warp: Any) -> tuple[Colours, Ink]:
    return warp(points, (255, 255, 255)), warp(ink, 0)


def _frame(ink: Ink) -> _Corners | None:
    """Return the corners of the outer frame of the largest table, clockwise from the upper left; None if none is found."""
    import cv2

    share = GLANCE / max(ink.shape)
    small = (cv2.resize(ink, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) > 0.25).astype(np.uint8)
    rules = _long_runs(small)
    outlines, _ = cv2.findContours(cv2.dilate(rules, np.ones((5, 5), np.uint8)), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(outlines, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < LEAST_FRAME * small.size:
        return None
    around = cv2.convexHull(largest)
    for slack in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(around, slack * cv2.arcLength(around, True), True).reshape(-1, 2)
        if len(corners) == 4:
            found: _Corners = _clockwise(corners.astype(np.float32)) / share
            return found
    return None


def _long_runs(small: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    import cv2

    run = max(12, max(small.shape) // 45)
    across = cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    down = cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((run, 1), np.uint8))
    return across | down  # type: ignore[no-any-return]


def _clockwise(corners: _Corners) -> _Corners:
    total, difference = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    return np.array([corners[total.argmin()], corners[difference.argmax()], corners[total.argmax()], corners[difference.argmin()]], np.float32)


def _is_askew(corners: _Corners) -> bool:
    """True if the frame is no level rectangle."""
    left, top, right, bottom = corners[:, 0].min(), corners[:, 1].min(), corners[:, 0].max(), corners[:, 1].max()
    level = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    return bool(np.abs(corners - level).max() > STRAIGHT * max(right - left, bottom - top) + 2)
