"""Sniff: format, and for text its encoding and delimiter."""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.errors import SourceError
from mueang.base.files import Source
from mueang.base.report import Issue
from mueang.ingest import refusals
from mueang.ingest.issues import EncodingConverted, NameDiffers
from mueang.ingest.options import ReadOptions
from mueang.ingest.sniff.content import KIND_NAMES, Format, format_of, kind_name
from mueang.ingest.sniff.dialect import Found, dialect_of
from mueang.ingest.sniff.encoding import Encoding, encoding_of
from mueang.ingest.sniff.endings import EXPECTED

_TEXTS = ("json", "jsonl", "geojson")
"""Formats of text whose encoding is found and not told: they are UTF-8 by rule."""


@dataclass(frozen=True)
class Sniffed:
    """What a file is. `letters`: its encoding with what speaks for it. `mojibake`: its Thai was garbled before it was saved, and may be repaired."""

    format: str
    encoding: str | None = None
    dialect: Found | None = None
    letters: Encoding | None = None
    mojibake: str | None = None
    issues: tuple[Issue, ...] = ()


def sniff(source: Source, options: ReadOptions | None = None) -> Sniffed:
    """Return what the file is. Raises SourceError (`refuse.*`) for what is empty, locked, damaged or of no known kind."""
    options = options or ReadOptions()
    if source.size == 0:
        raise refusals.empty()
    kind = format_of(source)
    if kind not in EXPECTED:
        raise _unread(source, kind)
    named = _name_issues(source, kind)
    if kind in _TEXTS:
        return Sniffed(kind, encoding=encoding_of(source).name, issues=named)
    if kind not in ("csv", "html"):
        return Sniffed(kind, issues=named)
    return _sniff_text(source, kind, options, named)


def _unread(source: Source, kind: Format) -> SourceError:
    real = kind_name(kind)
    if source.extension == kind:
        return refusals.unread_format(real)
    return refusals.wrong_type(source.extension, real)


def _name_issues(source: Source, kind: Format) -> tuple[Issue, ...]:
    if source.extension in EXPECTED[kind]:
        return ()
    return (NameDiffers(extension=source.extension, real=KIND_NAMES[kind]),)


def _sniff_text(source: Source, kind: Format, options: ReadOptions, named: tuple[Issue, ...]) -> Sniffed:
    encoding = encoding_of(source) if options.encoding is None else Encoding.chosen(options.encoding)
    dialect = dialect_of(source, encoding.name, options) if kind == "csv" else None
    converted = () if encoding.is_utf8 else (EncodingConverted(encoding=encoding.label),)
    return Sniffed(kind, encoding.name, dialect, encoding, encoding.mojibake, (*named, *converted))
