"""The encoding of a text file, by what can be counted in samples of it.

No library's word is taken: those that guess by frequency read Thai as Japanese. A mark at the start is believed where the
text bears it out; else text that is valid UTF-8, as a whole or in most lines; else Windows-874, if its bytes make possible
Thai; else an encoding of two bytes a character, if most of these are frequent ones. All that fails is Western. What
comes near is asked.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mueang.base.files import Source
from mueang.ingest.sniff.asian import asian_in, goes_by_pairs, near
from mueang.ingest.sniff.garbled import garbled
from mueang.ingest.sniff.wide import marks_before, wide_encoding
from mueang.ingest.text.thai import Thai, thai_in

SAMPLE = 1 << 18
SAMPLES = 8
EXAMPLE = 40
ENOUGH = 40_000
"""Characters that show whether text is garbled."""
CHANCE = 2000
"""Characters up to which all of a text may be valid UTF-8 by chance."""
DOUBTFUL = 0.85
"""Share of right marks from which text that is no plausible Thai may still be it."""

_LABELS = {
    "cp874": "Windows-874",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-16": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "cp1252": "Windows-1252",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp949": "EUC-KR",
}
_CHANCE = re.compile("[\u0250-\u0e00\u0e3b-\u0e3e\u0e5c-\u1dff\u2150-\u218f\u2400-\u24ff\u2800-\u2e7f\u3400-\u4dff]")
"""Characters that three bytes of Thai in Windows-874 may seem to be."""
_BEYOND = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True)
class Encoding:
    """An encoding by its Python name, and what speaks for it.

    mojibake    the way in which garbled text has to be read again
    others      encodings that come near, likeliest first
    evidence    what was counted
    """

    name: str
    mojibake: str | None = None
    others: tuple[str, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def is_utf8(self) -> bool:
        """True if the text needs no conversion."""
        return self.name in ("utf-8", "utf-8-sig")

    @property
    def label(self) -> str:
        """The name that people know."""
        return label_of(self.name)

    def as_dict(self) -> dict[str, Any]:
        """Return the encoding and what speaks for it as JSON."""
        return {"name": self.name, "label": self.label, "garbled": self.mojibake, "others": list(self.others), "evidence": dict(self.evidence)}

    @classmethod
    def chosen(cls, name: str) -> Encoding:
        """Return the encoding that a person named. Raises BadInput for one that there is not, or that is none of text."""
        from mueang.base.errors import BadInput
        from mueang.base.message import Message

        try:
            found = codecs.lookup({"windows-874": "cp874", "tis-620": "cp874"}.get(name.lower(), name)).name
            b"a".decode(found, "replace")
        except (LookupError, UnicodeError, TypeError, ValueError) as error:
            raise BadInput(Message(f"ไม่รู้จักรหัสอักขระ “{name}”", f"There is no encoding “{name}”."), code="options.encoding", field="encoding") from error
        return cls(found, evidence={"chosen": True})


def label_of(name: str) -> str:
    """Return the name of an encoding that people know."""
    return _LABELS.get(name, name)


def samples_in(text: bytes, encodings: Iterable[str]) -> dict[str, str]:
    """Return how a piece of the text with letters beyond ASCII reads in each encoding."""
    found = re.search(rb"[^\r\n,;\t\"]*[\x80-\xff][^\r\n,;\t\"]*", text)
    piece = found[0][:EXAMPLE] if found else b""
    return {name: piece.decode(name, "replace").strip() for name in encodings}


def encoding_of(source: Source) -> Encoding:
    """Return the encoding, judged by samples over the whole file."""
    head = source.head(SAMPLE)
    skipped = marks_before(head)
    wide = wide_encoding(head[:skipped], head[skipped:])
    if wide is not None:
        return Encoding(wide, evidence={"marks": skipped > 0})
    return encoding_of_bytes(list(_samples(source, skipped)), "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else None)


def encoding_of_bytes(texts: list[bytes], marked: str | None = None) -> Encoding:
    """Return the encoding of pieces of one text; `marked` is what its byte order mark says."""
    sample = b"\n".join(texts).decode("utf-8", errors="ignore")
    if all(_is_utf8(text) for text in texts) and not (_CHANCE.search(sample) and not marked and len(sample) < CHANCE):
        counted = {"marks": marked is not None, "valid_utf8": True, "beyond_ascii": not sample.isascii()}
        return Encoding(marked or "utf-8", mojibake=garbled(_telling(sample)), evidence=counted)
    return _by_lines(b"\n".join(texts), marked)


def _telling(sample: str) -> str:
    """Return lines with letters beyond ASCII from all over a sample, no more than are needed to see whether they are garbled."""
    lines = [line for line in sample.splitlines() if not line.isascii()]
    return "\n".join(line[:ENOUGH] for line in lines[:: max(1, len(lines) // 200)])[:ENOUGH]


def _samples(source: Source, skipped: int) -> Iterator[bytes]:
    """Yield pieces spread over the file, cut at line ends so that no character is split."""
    step = max(SAMPLE, source.size // SAMPLES)
    with source.path.open("rb") as file:
        for start in range(skipped, source.size, step):
            file.seek(start)
            piece = file.read(SAMPLE)
            inner = piece[piece.find(b"\n") + 1 :] if start > skipped and b"\n" in piece else piece
            yield inner[: inner.rfind(b"\n")] if b"\n" in inner and start + len(piece) < source.size else inner


def _is_utf8(piece: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(piece, final=False)
    except UnicodeDecodeError as error:
        # A piece without any line end may begin inside a character.
        return error.start < 4 and b"\n" not in piece
    return True


def _by_lines(text: bytes, marked: str | None) -> Encoding:
    """Return the encoding of text that is not all UTF-8: most of its lines may be, some may, or none."""
    valid: list[bytes] = []
    other: list[bytes] = []
    for line in text.splitlines():
        if not line.isascii():
            (valid if _is_utf8_text(line) else other).append(line)
    counted = {"marks": marked is not None, "utf8_lines": len(valid), "other_lines": len(other)}
    found = _single_byte(b"\n".join(other), counted)
    if not valid or (found.name == "cp874" and len(other) > 50 * len(valid)):
        return Encoding(marked or "utf-8", evidence=counted) if (marked or found.name != "cp874") and _is_broken_utf8(other) else found
    if found.name != "cp874" or _is_broken_utf8(other):
        # Cut cells and pasted bytes do not make it another encoding, nor does a part of the file that is Western.
        return Encoding(marked or "utf-8", evidence=counted) if len(valid) > len(other) or _is_broken_utf8(other) else found
    mixed = {**found.evidence, "mixed": True}
    return Encoding(marked or "utf-8", evidence=mixed)


def _is_utf8_text(line: bytes) -> bool:
    """Return whether a line is UTF-8; a word of Windows-874 may be so by chance, but then of letters that nobody writes."""
    try:
        return not _CHANCE.search(line.decode())
    except UnicodeDecodeError:
        return False


def _is_broken_utf8(lines: list[bytes]) -> bool:
    """Return whether most of what is beyond ASCII is whole characters of UTF-8."""
    text = b"\n".join(lines)
    whole = sum(len(found) for found in re.findall(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+", text))
    return whole > 0.8 * len(_BEYOND.findall(text))


def _single_byte(text: bytes, counted: Mapping[str, Any]) -> Encoding:
    """Return the encoding of text that is not UTF-8."""
    thai, asian = thai_in(text.decode("cp874", errors="replace")), asian_in(text)
    told = {**counted, **_told(thai), "asian": {one.name: round(one.share, 3) for one in asian}}
    if thai.is_plausible and not (asian and _is_thin(thai) and goes_by_pairs(text)):
        return Encoding("cp874", others=tuple(one.name for one in asian) if _is_thin(thai) else (), evidence=told)
    if asian:
        others = tuple(one.name for one in near(asian))
        return Encoding(asian[0].name, others=(*others, *(("cp874",) if _is_doubtful(thai) else ())), evidence=told)
    return Encoding("cp1252", others=("cp874",) if _is_doubtful(thai) else (), evidence=told)


def _told(thai: Thai) -> dict[str, Any]:
    return {"thai_letters": thai.letters, "thai_marks": thai.marks, "thai_marks_right": round(thai.share, 4), "not_windows_874": thai.lost}


def _is_thin(thai: Thai) -> bool:
    """Return whether there is too little text for chance to be ruled out."""
    return thai.marks < 20


def _is_doubtful(thai: Thai) -> bool:
    """Return whether it may be Thai though some of it is not."""
    return thai.letters > 0 and thai.share >= DOUBTFUL and thai.marks > 0 and thai.lost <= thai.letters * 0.1
