"""The encoding of a text file.

No library's word is taken: those that guess by frequency read Thai as Japanese. A mark at the start decides; else text
that is valid UTF-8; else Windows-874, if its bytes make possible Thai: a vowel or tone mark above or below stands on a
consonant, a leading vowel before one. All that fails is Western, with a word to the user.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mueang.base.files import Source

SAMPLE = 1 << 18
SAMPLES = 8
PLAUSIBLE = 0.97
"""Share of the marks that must stand where Thai allows them; real Thai has more than 0.99, other text less than 0.9."""

_LABELS = {
    "cp874": "Windows-874",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
}
_CONSONANT, _VOWEL_BEFORE, _ABOVE_OR_BELOW, _OTHER = 1, 2, 4, 8
_THAI = re.compile("[\u0e01-\u0e5b]")
_GARBLED_874 = re.compile("[\u00a1-\u00fb]{2,}")
_GARBLED_UTF8 = re.compile("\u00e0[\u00b8\u00b9][\u0080-\u00bf\u20ac-\u2122\u0152-\u017e\u02c6\u02dc]")


def _kinds() -> npt.NDArray[np.uint8]:
    """Return for each character what it is in Thai; 0: it is not Thai."""
    kinds = np.zeros(1 << 16, np.uint8)
    kinds[0x0E01:0x0E5C] = _OTHER
    kinds[0x0E01:0x0E2F] = _CONSONANT
    kinds[0x0E40:0x0E45] = _VOWEL_BEFORE
    kinds[0x0E31] = kinds[0x0E34:0x0E3B] = kinds[0x0E47:0x0E4F] = _ABOVE_OR_BELOW
    return kinds


_KINDS = _kinds()


@dataclass(frozen=True)
class Encoding:
    """An encoding by its Python name; `mojibake` names the encoding in which garbled text has to be read again."""

    name: str
    mojibake: str | None = None

    @property
    def is_utf8(self) -> bool:
        """True if the text needs no conversion."""
        return self.name in ("utf-8", "utf-8-sig")

    @property
    def label(self) -> str:
        """The name that people know."""
        return _LABELS.get(self.name, self.name)

    @classmethod
    def chosen(cls, name: str) -> Encoding:
        """Return the encoding that a person named. Raises BadInput for one that there is not."""
        from mueang.base.errors import BadInput
        from mueang.base.message import Message

        try:
            return cls(codecs.lookup({"windows-874": "cp874", "tis-620": "cp874"}.get(name.lower(), name)).name)
        except LookupError as error:
            raise BadInput(Message(f"ไม่รู้จักรหัสอักขระ “{name}”", f"There is no encoding “{name}”."), code="options.encoding", field="encoding") from error


def encoding_of(source: Source) -> Encoding:
    """Return the encoding, judged by samples over the whole file."""
    head = source.head(SAMPLE)
    marked = _by_mark(head)
    if marked is not None and marked != "utf-8-sig":
        return Encoding(marked)
    return encoding_of_bytes(list(_samples(source)), marked)


def encoding_of_bytes(texts: list[bytes], marked: str | None = None) -> Encoding:
    """Return the encoding of pieces of one text; `marked` is what its byte order mark says."""
    if all(_is_utf8(text) for text in texts):
        sample = b"\n".join(texts).decode("utf-8", errors="ignore")
        return Encoding(marked or "utf-8", mojibake=garbled(sample))
    return Encoding(_single_byte(texts, marked))


def _by_mark(head: bytes) -> str | None:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    return _utf16_without_mark(head)


def _utf16_without_mark(head: bytes) -> str | None:
    even, odd = head[0:4096:2], head[1:4096:2]
    if len(odd) < 2 or 0 not in head[:4096]:
        return None
    if odd.count(0) + odd.count(0x0E) > len(odd) * 0.8:
        return "utf-16-le"
    return "utf-16-be" if even.count(0) + even.count(0x0E) > len(even) * 0.8 else None


def _samples(source: Source) -> Iterator[bytes]:
    """Yield pieces spread over the file, cut at line ends so that no character is split."""
    step = max(SAMPLE, source.size // SAMPLES)
    with source.path.open("rb") as file:
        for start in range(0, source.size, step):
            file.seek(start)
            piece = file.read(SAMPLE)
            inner = piece[piece.find(b"\n") + 1 :] if start and b"\n" in piece else piece
            yield inner[: inner.rfind(b"\n")] if b"\n" in inner and start + len(piece) < source.size else inner


def _is_utf8(piece: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(piece, final=False)
    except UnicodeDecodeError as error:
        # A piece without any line end may begin inside a character.
        return error.start < 4 and b"\n" not in piece
    return True


def _single_byte(texts: list[bytes], marked: str | None) -> str:
    if marked or _mostly_utf8(texts):
        return marked or "utf-8"
    return "cp874" if plausible_thai(b"\n".join(texts).decode("cp874", errors="replace")) else "cp1252"


def _mostly_utf8(texts: list[bytes]) -> bool:
    """True for UTF-8 with a few broken characters: cut cells, pasted bytes."""
    broken = sum(text.decode("utf-8", errors="replace").count("\ufffd") for text in texts)
    whole = sum(len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", text)) for text in texts)
    return whole > 20 * broken


def plausible_thai(text: str) -> bool:
    """True if the text has Thai letters whose vowels and marks stand where the script allows them."""
    kinds = _KINDS[np.frombuffer(text.encode("utf-16-le"), np.uint16)]
    thai = np.count_nonzero(kinds)
    if thai == 0 or text.count("\ufffd") > thai * 0.02:
        return False
    marks, leading, consonants = (kinds == kind for kind in (_ABOVE_OR_BELOW, _VOWEL_BEFORE, _CONSONANT))
    right = np.count_nonzero(marks[1:] & (consonants | marks)[:-1]) + np.count_nonzero(leading[:-1] & consonants[1:])
    return bool(right >= PLAUSIBLE * (np.count_nonzero(marks) + np.count_nonzero(leading)))


def garbled(sample: str) -> str | None:
    """Return the encoding in which garbled Thai of the sample has to be read again, or None if it is not garbled."""
    if len(_GARBLED_UTF8.findall(sample)) > 5 and len(_THAI.findall(sample)) < len(sample) // 50:
        return "utf-8"
    runs = "\n".join(_GARBLED_874.findall(sample))
    if len(runs) > 40 and plausible_thai(runs.encode("latin-1", errors="replace").decode("cp874", errors="replace")):
        return "cp874"
    return None
