"""The pictures of a file: a photo, the pages of a TIFF, the pages of a PDF drawn by PDFium."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mueang.base.files import Source
from mueang.ingest import refusals

MOST_POINTS = 120_000_000
"""A picture of more points would not fit the memory of the reader."""
MOST_PAGES = 40
WANTED = 3_300
"""Points of the longer side, about 280 an inch of A4; larger pictures are made smaller."""
LEAST = 300

Colours = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Picture:
    """One page as red, green and blue; `page` counts from 1."""

    page: int
    points: Colours


def pictures_of(source: Source) -> Iterator[Picture]:
    """Yield the pages of a picture file. Raises SourceError for a damaged one, or too large a one."""
    from PIL import Image, ImageOps

    with _damage(), Image.open(source.path) as image:
        pages = getattr(image, "n_frames", 1)
        if pages > MOST_PAGES:
            raise refusals.too_many_pages(pages, MOST_PAGES)
        for page in range(pages):
            image.seek(page)
            if image.width * image.height > MOST_POINTS:
                raise refusals.too_large()
            upright = ImageOps.exif_transpose(image)
            yield Picture(page + 1, _sized(_on_white(upright)))


def pages_of(source: Source, numbers: Sequence[int]) -> Iterator[Picture]:
    """Yield these pages of a PDF (from 1). Raises SourceError for a damaged file, or too many pages."""
    import pypdfium2

    if len(numbers) > MOST_PAGES:
        raise refusals.too_many_pages(len(numbers), MOST_PAGES)
    with _damage(), pypdfium2.PdfDocument(source.path) as document:
        for number in numbers:
            page = document[number - 1]
            scale = WANTED / max(1.0, *page.get_size())
            yield Picture(number, _sized(page.render(scale=min(scale, 8.0), rev_byteorder=True).to_numpy()[:, :, :3].copy()))


def _on_white(image: Any) -> Colours:
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", clear.size, (255, 255, 255, 255)), clear)
    elif image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    return np.asarray(image.convert("RGB"))


def _sized(points: Colours) -> Colours:
    """Return the picture no larger than is useful. Raises SourceError if nothing could be read from it."""
    import cv2

    longer = max(points.shape[:2])
    if longer < LEAST:
        raise refusals.too_coarse()
    if longer <= WANTED * 1.1:
        return points
    share = WANTED / longer
    return cv2.resize(points, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)  # type: ignore[no-any-return]


@contextmanager
def _damage() -> Iterator[None]:
    from PIL import Image
    from pypdfium2 import PdfiumError

    try:
        yield
    except Image.DecompressionBombError as error:
        raise refusals.too_large() from error
    except (OSError, SyntaxError, ValueError, EOFError, PdfiumError) as error:
        raise refusals.corrupt() from error
