"""Shapefiles: a .shp with the files that belong to it, in an archive or beside it in its folder."""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise
from pathlib import Path

from mueang.base.errors import BadInput
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.geo.gdal import restore_index
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse.issues import CodePageIgnored, PartMissing
from mueang.ingest.parse.layers import Layer, reading
from mueang.ingest.parse.shapefile_parts import fitted
from mueang.ingest.sheet import Sheet
from mueang.ingest.sniff.encoding import Encoding, encoding_of_bytes

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""What belongs to a Shapefile and is read; indices and metadata beside them are not."""
SAMPLE = 1 << 20
_NUMBER = re.compile(r"(\d{3,5})$")
_PAGES = {"65001": "utf-8", "88591": "cp1252", "1": "cp1252"}
_WORDS = {"utf-8": "utf-8", "utf8": "utf-8", "tis-620": "cp874", "tis620": "cp874", "iso-8859-1": "cp1252", "iso-8859-11": "cp874"}
_LOST = {
    ".dbf": ("จึงมีเพียงรูปทรงไม่มีข้อมูลของแต่ละรูป", "the shapes have no attributes."),
    ".shx": ("จึงหาตำแหน่งของแต่ละรูปเอง", "the places of its shapes were found again."),
}


def parse(source: Source, options: ReadOptions, scratch: Path) -> Iterable[Sheet]:
    """Return the layer of a .shp with the parts of the same name beside it. Raises SourceError if one is cut."""
    stem = source.path.stem.lower()
    siblings = (path for path in source.path.parent.iterdir() if path.stem.lower() == stem and path.is_file())
    beside = {path.suffix.lower(): path for path in siblings if path.suffix.lower() in PARTS}
    return [layer({**beside, ".shp": source.path}, Path(source.name).stem, options, scratch)]


def layer(parts: Mapping[str, Path], name: str, options: ReadOptions, scratch: Path) -> Sheet:
    """Return the layer of the parts, given by suffix. GDAL sees these alone, under names of ours. Raises SourceError if one is cut."""
    folder = scratch / f"layer-{sum(1 for _ in scratch.iterdir())}"
    folder.mkdir()
    given = parts
    fit = fitted(parts, folder, name)
    parts = fit.paths
    for suffix, path in parts.items():
        if suffix != ".cpg":
            (folder / f"layer{suffix}").symlink_to(path.resolve())
    if ".shx" not in parts:
        with reading():
            restore_index(folder / "layer.shp")
    encoding, issues = _encoding(parts, options)
    missing = [PartMissing(part=part, layer=name, th=th, en=en) for part, (th, en) in _LOST.items() if part not in given]
    return Layer(folder / "layer.shp", name, options, encoding=encoding, undecoded=True, issues=(*issues, *fit.issues, *missing)).sheet()


def _encoding(parts: Mapping[str, Path], options: ReadOptions) -> tuple[str, tuple[Issue, ...]]:
    """Return the encoding of the attributes: a person's choice, else the one that .cpg names if the attributes bear it out."""
    if options.encoding:
        return Encoding.chosen(options.encoding).name, ()
    cpg = _head(parts[".cpg"], 100).decode("latin-1").strip() if ".cpg" in parts else ""
    named, sample = _page(cpg), _attributes(parts[".dbf"]) if ".dbf" in parts else b""
    found = encoding_of_bytes([sample])
    if named is None or named == found.name or sample.isascii():
        return (named or "utf-8") if sample.isascii() else found.name, ()
    if found.name == "cp1252" and named != "utf-8":
        return named, ()
    return found.name, (CodePageIgnored(named=cpg, found=found.label),)


def _page(cpg: str) -> str | None:
    """Return the Python name of what a .cpg says: "UTF-8", "OEM 874", "ANSI 874", "65001"; None if it names nothing known."""
    if cpg.lower() in _WORDS:
        return _WORDS[cpg.lower()]
    number = _NUMBER.search(cpg)
    if number is None:
        return None
    name = _PAGES.get(number[1], f"cp{number[1]}")
    try:
        return Encoding.chosen(name).name
    except BadInput:
        return None


def _attributes(dbf: Path) -> bytes:
    """Return the names and cells of the head of a .dbf line by line. Fields end at a byte, so UTF-8 may be cut inside a letter there."""
    content = _head(dbf, SAMPLE)
    before, width = struct.unpack("<HH", content[8:12])
    fields = [content[at : at + 32] for at in range(32, min(before, len(content)) - 32, 32)]
    cells = [one[:11].split(b"\0")[0] for one in fields if len(one) == 32]
    ends = list(accumulate((one[16] for one in fields if len(one) == 32), initial=1))
    rows = [content[at : at + width] for at in range(before, len(content) - width + 1, width)] if width else []
    cells += [row[start:end].strip() for row in rows for start, end in pairwise(ends)]
    return b"\n".join(_without_cut_letter(cell) for cell in cells)


def _without_cut_letter(cell: bytes) -> bytes:
    try:
        return cell if cell.isascii() else codecs.getincrementaldecoder("utf-8")().decode(cell).encode()
    except UnicodeDecodeError:
        return cell


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)
