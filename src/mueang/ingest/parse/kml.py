"""KML and KMZ: each folder with placemarks is a layer, their names, descriptions and extended data its columns.

Read by expat, piece by piece: entities are refused, links to other files or addresses are counted and never followed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import pyarrow as pa

from mueang import hooks
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.base.text import squeeze
from mueang.geo.crs import WGS84
from mueang.ingest import refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.archive import refuse_unsafe
from mueang.ingest.parse.issues import LinksLeft
from mueang.ingest.parse.placemarks import Placemark
from mueang.ingest.parse.shapes import Shapes
from mueang.ingest.sheet import GEOMETRY, Sheet, batch_of_rows
from mueang.ingest.sniff import Sniffed

MOST_BYTES = 512 << 20
"""Shapes and texts of a file are held in memory."""
BATCH_ROWS = 20_000
_PIECE = 1 << 18
_FOLDERS = frozenset(("Document", "Folder"))
_PLACES = {
    "name": ("Placemark",), "description": ("Placemark",), "address": ("Placemark",), "phoneNumber": ("Placemark",),
    "when": ("TimeStamp",), "begin": ("TimeSpan",), "end": ("TimeSpan",),
}  # fmt: skip
"""Values of a placemark, and the elements in which they are its own and not those of a style or an author."""
_TEXTS = frozenset((*_PLACES, "value", "SimpleData", "coordinates", "coord", "href"))
_SHAPES = frozenset(("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack", "innerBoundaryIs"))
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w-]+)["']""")
_THAI = frozenset(("windows-874", "tis-620", "iso-8859-11", "cp874"))


@hooks.impl
def parsers() -> Mapping[str, Any]:
    """Register KML and KMZ."""
    return {"kml": parse_kml, "kmz": parse_kmz}


def parse_kml(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the layers of the file. Raises SourceError if it breaks off, defines entities or has no placemarks."""
    if source.size > MOST_BYTES:
        raise refusals.too_large()
    reader = _Reader(Path(source.name).stem)
    with source.path.open("rb") as file:
        reader.read(file)
    return reader.sheets()


def parse_kmz(source: Source, sniffed: Sniffed, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:  # noqa: ARG001
    """Return the layers of all KML files of the archive, the main one first. Raises SourceError as for KML."""
    refuse_unsafe(source, office=False)
    try:
        with zipfile.ZipFile(source.path) as archive:
            reader = _Reader(Path(source.name).stem, archived=True)
            entries = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".kml")]
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise refusals.too_large()
            for entry in sorted(entries, key=lambda one: one.filename.lower() != "doc.kml"):
                with archive.open(entry) as file:
                    reader.read(file)
    except (zipfile.BadZipFile, OSError) as error:
        raise refusals.corrupt() from error
    return reader.sheets()


@dataclass
class _Folder:
    """A folder that is open, or a layer that is done, by its number in the document: its placemarks as rows of text and shapes, by batches."""

    name: str
    number: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[Placemark] = field(default_factory=list)
    batches: list[tuple[int, list[list[str | None]], list[bytes | None]]] = field(default_factory=list)
    count: int = 0
    unread: list[int] = field(default_factory=list)

    def add(self, placemark: Placemark) -> None:
        if placemark.broken:
            self.unread.append(self.count)
        self.rows.append(placemark)
        self.count += 1
        if len(self.rows) == BATCH_ROWS:
            self.close()

    def close(self) -> None:
        if self.rows:
            first = self.count - len(self.rows)
            self.batches.append((first, [self._cells(one.values) for one in self.rows], [one.wkb for one in self.rows]))
            self.rows = []

    def _cells(self, values: Mapping[str, str]) -> list[str | None]:
        for name in values:
            self.columns.setdefault(name, len(self.columns))
        return [values.get(name) for name in self.columns]


class _Reader:
    """Gathers the layers of one or several KML documents. Links of an `archived` one to other files mean those of its archive."""

    def __init__(self, name: str, *, archived: bool = False) -> None:
        self.name = name
        self.archived = archived
        self.done: list[_Folder] = []
        self.links = self.folders = 0
        self._open: list[_Folder] = []
        self._placemark: Placemark | None = None
        self._path: list[str] = []
        self._text: list[str] | None = None

    def read(self, file: IO[bytes]) -> None:
        """Take in one document."""
        first = file.read(_PIECE)
        told = _ENCODING.match(first)
        parser = expat.ParserCreate("cp874" if told and told[1].decode().lower() in _THAI else None)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = _refuse_entities
        self.folders += 1
        self._open, self._path, self._placemark = [_Folder(self.name, self.folders)], [], None
        try:
            parser.Parse(first, False)
            while piece := file.read(_PIECE):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise refusals.corrupt() from error
        self._finish(self._open.pop())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self._path.append(tag)
        if tag in _FOLDERS:
            self.folders += 1
            self._open.append(_Folder(self.name if len(self._open) == 1 else "", self.folders))
        elif tag == "Placemark":
            self._placemark = Placemark()
        elif self._placemark is not None and tag in _SHAPES:
            self._placemark.open_shape(tag)
        if tag in ("Data", "SimpleData") and self._placemark is not None:
            self._placemark.naming = attributes.get("name", "")
        if tag in _TEXTS:
            self._text = []

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:  # noqa: ARG002
        tag = self._path.pop()
        text = None
        if tag in _TEXTS and self._text is not None:
            text, self._text = "".join(self._text).strip(), None
        if self._placemark is None:
            self._end_outside(tag, text)
        elif tag == "Placemark":
            self._open[-1].add(self._placemark)
            self._placemark = None
        else:
            self._end_inside(self._placemark, tag, text)

    def _end_outside(self, tag: str, text: str | None) -> None:
        if tag in _FOLDERS:
            self._finish(self._open.pop())
        elif tag == "name" and text and self._path and self._path[-1] in _FOLDERS:
            self._open[-1].name = squeeze(text) or self._open[-1].name
        elif tag == "href" and "NetworkLink" in self._path and not (self.archived and "://" not in (text or "")):
            self.links += 1

    def _end_inside(self, placemark: Placemark, tag: str, text: str | None) -> None:
        if tag in _SHAPES:
            placemark.close_shape(tag)
        elif text is None:
            return
        elif tag == "coordinates":
            placemark.coordinates(text)
        elif tag == "coord":
            placemark.coordinates(",".join(text.split()))
        elif tag in ("value", "SimpleData"):
            placemark.put(placemark.naming, text)
        elif self._path[-1] in _PLACES.get(tag, ()):
            placemark.put(tag, text)

    def _finish(self, folder: _Folder) -> None:
        folder.close()
        if folder.count:
            folder.name = folder.name or self.name
            self.done.append(folder)

    def sheets(self) -> list[Sheet]:
        """Return the layers in the order in which they begin."""
        if not self.done:
            raise refusals.no_placemarks(self.links)
        return [_sheet(folder, self.links) for folder in sorted(self.done, key=lambda folder: folder.number)]


def _refuse_entities(*declaration: Any) -> None:  # noqa: ARG001
    raise refusals.entities()


def _sheet(folder: _Folder, links: int) -> Sheet:
    shapes = Shapes(WGS84)
    has_shapes = any(wkb is not None for _, _, column in folder.batches for wkb in column)
    told: tuple[Issue, ...] = (LinksLeft(count=links),) if links else ()
    return Sheet(
        folder.name,
        _rows(folder, shapes, with_shapes=has_shapes),
        heading=tuple(folder.columns),
        crs=WGS84 if has_shapes else None,
        of_file=told,
        remarks=lambda _: shapes.remarks(),
    )


def _rows(folder: _Folder, shapes: Shapes, *, with_shapes: bool) -> Callable[[], Iterator[pa.RecordBatch]]:
    def rows() -> Iterator[pa.RecordBatch]:
        shapes.start()
        shapes.note_unread(folder.unread, 0)
        for first, cells, column in folder.batches:
            batch = batch_of_rows(first, cells)
            yield batch.append_column(GEOMETRY, shapes.carried(pa.array(column, pa.binary()), first)) if with_shapes else batch

    return rows
