"""Preview: what a file would be read as, by a sample of its rows; provisional until all of them have been read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mueang.base.errors import SourceError
from mueang.base.files import Source
from mueang.flows.composing import options_of_sheets
from mueang.flows.kept import KeptSheet, kept_sheets
from mueang.flows.read import Reading, read_sheets
from mueang.ingest.options import ReadOptions
from mueang.ingest.parse import parse
from mueang.ingest.sample import Sample
from mueang.ingest.sniff import Sniffed, sniff


@dataclass(frozen=True)
class Preview:
    """A reading of some rows. `whole` is True where these are all that the file has: then nothing about it is provisional."""

    reading: Reading
    whole: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the reading in the form of the contract of `mueang read`, with `provisional` beside it."""
        return {**self.reading.as_dict(), "provisional": not self.whole}


def preview(source: Source, options: ReadOptions | None = None, *, out: Path | None = None, kept: Path | None = None) -> Preview:
    """Return what the file would be read as; Parquet files of the sample are written in `out`, which exists.

    `kept` is the folder in which a reading of the same file kept its sheets: these are then sampled without being taken
    apart again. A refusal that concerns the whole file may come only with the reading of all rows.
    """
    options = options or ReadOptions()
    known = tuple(one for one in kept_sheets(kept) if not one.made) if kept is not None else ()
    sniffed = Sniffed("unknown")
    try:
        sniffed = _sniffed(source, options, known)
        with TemporaryDirectory(prefix="mueang-") as scratch:
            of_sheets = options_of_sheets(options)
            samples = _from_kept(known, of_sheets) or _from_file(source, sniffed, of_sheets, known, Path(scratch))
            reading = read_sheets(source, sniffed, [sample.sheet for sample in samples], options, out=out)
    except SourceError as error:
        return Preview(Reading(source.name, sniffed.format, refused=error))
    return Preview(reading, all(sample.whole for sample in samples))


def _sniffed(source: Source, options: ReadOptions, known: tuple[KeptSheet, ...]) -> Sniffed:
    """Return what the file is; the encoding of a text that was read as a whole is known, and costs the most to find."""
    text = known[0].described if len(known) == 1 and known[0].starts and options.encoding is None else {}
    if not text.get("encoding"):
        return sniff(source, options)
    return replace(sniff(source, replace(options, encoding=text["encoding"])), mojibake=text["mojibake"])


def _from_kept(known: tuple[KeptSheet, ...], options: ReadOptions) -> list[Sample]:
    sheets = [sheet for one in known if (sheet := one.sheet()) is not None and options.sheet in (None, one.name)]
    return [Sample(sheet) for sheet in sheets] if len(sheets) == len(known) or options.sheet is not None else []


def _from_file(source: Source, sniffed: Sniffed, options: ReadOptions, known: tuple[KeptSheet, ...], scratch: Path) -> list[Sample]:
    starts = {one.name: one.starts for one in known}
    return [Sample(sheet, starts.get(sheet.name, ())) for sheet in parse(source, sniffed, options, scratch=scratch)]
