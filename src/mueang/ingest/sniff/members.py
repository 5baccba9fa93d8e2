"""The files of a zip archive by their names: which hold data, which are litter, and what they are really called."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath

from mueang.ingest.sniff.endings import DATA
from mueang.ingest.text.thai import plausible_thai

_UTF8_NAME = 0x800


def entry_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry with / between folders. Names of old programs, taken for cp437, are read as UTF-8 or Windows-874."""
    name = entry.filename.replace("\\", "/")
    if entry.flag_bits & _UTF8_NAME or name.isascii():
        return name
    raw = name.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        thai = raw.decode("cp874", "replace")
        return thai if plausible_thai(thai) else name


def is_data(name: str) -> bool:
    """True for a name under which data comes."""
    return _suffix(name) in DATA


def is_litter(name: str) -> bool:
    """True for what file managers leave in archives."""
    parts = PurePosixPath(name).parts
    return not parts or "__MACOSX" in parts or parts[-1].startswith((".", "~$")) or parts[-1].lower() in ("thumbs.db", "desktop.ini")


def is_shapefile(names: list[str]) -> bool:
    """True if the data of an archive is Shapefiles and nothing else."""
    data = [name for name in names if is_data(name)]
    return bool(data) and all(_suffix(name) == "shp" for name in data)


def is_kmz(names: list[str]) -> bool:
    """True if the data of an archive is KML and nothing else."""
    data = [name for name in names if is_data(name)]
    return bool(data) and all(_suffix(name) == "kml" for name in data)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")
