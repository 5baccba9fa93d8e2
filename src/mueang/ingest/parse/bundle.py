"""Zip archives of data files: each file inside is read by its own format, a Shapefile with all its parts."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from mueang.base.errors import SourceError
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.ingest import refusals
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse import shapefile
from mueang.ingest.parse.archive import refuse_unsafe
from mueang.ingest.parse.issues import MemberRefused, MembersLeft
from mueang.ingest.sheet import Sheet
from mueang.ingest.sniff.members import entry_name, is_data, is_litter

MOST_MEMBERS = 1_000


ParseFile = Callable[[Source, ReadOptions, Path], list[Sheet]]
"""Returns the sheets of one file of an archive, whatever its format."""


@dataclass(frozen=True)
class _Member:
    """One data file of an archive: its name there and where it was unpacked, with the parts of a Shapefile by suffix."""

    name: str
    parts: Mapping[str, Path]


def parse(source: Source, options: ReadOptions, scratch: Path, *, parse_file: ParseFile) -> Iterable[Sheet]:
    """Return the sheets of all data files inside. What is no table, or cannot be read, is told; SourceError if nothing is left."""
    refuse_unsafe(source, office=False)
    folder = scratch / "members"
    folder.mkdir()
    members, left = _unpack(source, folder)
    sheets: list[Sheet] = []
    refused: list[tuple[_Member, SourceError]] = []
    for number, member in enumerate(members, 1):
        own = folder / f"work-{number}"
        own.mkdir()
        try:
            sheets += _sheets(member, replace(options, sheet=None), own, parse_file)
        except SourceError as error:
            refused.append((member, error))
    if not sheets:
        raise refused[0][1] if len(refused) == 1 else refusals.nothing_inside(", ".join((*(one.name for one, _ in refused), *left))[:200])
    return [replace(sheet, of_file=(*sheet.of_file, *_told(refused, left))) for sheet in sheets]


def _told(refused: list[tuple[_Member, SourceError]], left: list[str]) -> list[Issue]:
    told: list[Issue] = [MemberRefused(file=member.name, th=error.message.th, en=error.message.en) for member, error in refused]
    return [*told, MembersLeft(count=len(left), example=left[0])] if left else told


def _unpack(source: Source, folder: Path) -> tuple[list[_Member], list[str]]:
    """Return the data files of the archive, unpacked in the folder, and the names of the other files."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            entries = {entry_name(entry): entry for entry in archive.infolist() if not entry.is_dir()}
            names = [name for name in entries if not is_litter(name)]
            groups = list(_groups(names))
            if len(groups) > MOST_MEMBERS:
                raise refusals.unsafe(f"มีไฟล์ข้อมูลมากกว่า {MOST_MEMBERS:,} ไฟล์", f"it holds more than {MOST_MEMBERS:,} data files")
            members = [_extracted(archive, entries, name, parts, folder / str(number)) for number, (name, parts) in enumerate(groups, 1)]
    except (zipfile.BadZipFile, OSError) as error:
        raise refusals.corrupt() from error
    taken = {part for _, parts in groups for part in parts}
    return members, [PurePosixPath(name).name for name in names if name not in taken]


def _groups(names: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each data file with the names of the files that it consists of."""
    shapes = {name[:-4].lower(): name for name in names if name.lower().endswith(".shp")}
    only_texts = not any(is_data(name) for name in names)
    for name in names:
        stem, suffix = name.lower().rpartition(".")[::2]
        if suffix == "shp":
            yield name, [other for other in names if other[:-4].lower() == stem and other[-4:].lower() in shapefile.PARTS]
        elif stem not in shapes and (is_data(name) or (only_texts and suffix == "txt")):
            yield name, [name]


def _extracted(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], name: str, parts: list[str], folder: Path) -> _Member:
    folder.mkdir()
    paths = {}
    for part in parts:
        suffix = PurePosixPath(part).suffix.lower()
        paths[suffix] = folder / f"data{suffix}"
        with archive.open(entries[part]) as packed, paths[suffix].open("wb") as file:
            shutil.copyfileobj(packed, file, 1 << 20)
    return _Member(PurePosixPath(name).name, paths)


def _sheets(member: _Member, options: ReadOptions, scratch: Path, parse_file: ParseFile) -> list[Sheet]:
    stem = member.name.rsplit(".", 1)[0]
    if ".shp" in member.parts:
        return [shapefile.layer(member.parts, stem, options, scratch)]
    found = parse_file(Source.at(next(iter(member.parts.values())), member.name), options, scratch)
    return [replace(sheet, name=stem if len(found) == 1 else f"{stem} / {sheet.name}") for sheet in found]
