"""Encodings in which each byte of ASCII stands for itself alone: their text is cut and parsed as bytes, and decoded value by value."""

from __future__ import annotations

import codecs
import encodings
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mueang.ingest.text.pieces import has_threes, in_pieces

REPLACED = "\ufffd"
_ASCII = bytes(range(128)).decode("ascii")
_UTF8 = ("utf-8", "utf-8-sig")

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Decoded(NamedTuple):
    """The text of values; how many characters of each could not be read, and whether each has some of another encoding (None: none)."""

    texts: pa.StringArray
    replaced: Counts | None = None
    strange: Flags | None = None


@dataclass(frozen=True)
class Charset:
    """UTF-8, or an encoding of one byte a character; what is no character becomes �. Thai in the other of UTF-8 and Windows-874 is read as what it is."""

    encoding: str

    def decode(self, data: bytes | memoryview) -> tuple[str, bool]:
        """Return the text of whole characters, and whether some are in another encoding."""
        raw = bytes(data)
        if raw.isascii():
            return raw.decode("ascii"), False
        if self._may_be_mixed(raw):
            return in_pieces(raw, self.encoding)
        return raw.decode(self.encoding, "replace"), False

    def _may_be_mixed(self, raw: bytes) -> bool:
        if self.encoding == "cp874":
            return has_threes(np.frombuffer(raw, np.uint8))
        if self.encoding != "utf-8":
            return False
        try:
            raw.decode()
        except UnicodeDecodeError:
            return True
        return False

    def texts(self, values: pa.BinaryArray) -> Decoded:
        """Return the text of each value. Values that differ may become one text."""
        data, offsets = _bytes_of(values)
        if data.max(initial=0) < 0x80:
            return Decoded(pa.StringArray.from_buffers(len(values), *values.buffers()[1:], offset=values.offset))
        if self.encoding == "utf-8":
            try:
                texts = values.cast(pa.string())
            except pa.ArrowInvalid:
                return self._one_by_one(values)
        elif self.encoding == "cp874" and has_threes(data):
            return self._one_by_one(values)
        else:
            texts = self._converted(data, offsets)
        return Decoded(texts, _replaced(texts))

    def _one_by_one(self, values: pa.BinaryArray) -> Decoded:
        read = [self.decode(value) for value in values.to_pylist()]
        texts = pa.array([text for text, _ in read], pa.string())
        strange = np.array([mixed for _, mixed in read], np.bool_)
        return Decoded(texts, _replaced(texts), strange if strange.any() else None)

    def _converted(self, data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int32]) -> pa.StringArray:
        ends = np.concatenate((np.zeros(1, np.int32), np.cumsum(self._sizes[data], dtype=np.int32)))
        text = data.tobytes().decode(self.encoding, "replace").encode()
        return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(ends[offsets - offsets[0]]), pa.py_buffer(text))

    @cached_property
    def _sizes(self) -> npt.NDArray[np.uint8]:
        """The bytes of UTF-8 that each byte becomes."""
        return np.array([len(bytes([code]).decode(self.encoding, "replace").encode()) for code in range(256)], np.uint8)


UTF8 = Charset("utf-8")


def charset_of(encoding: str) -> Charset | None:
    """Return how to decode single values, or None where bytes of ASCII may mean something else or two bytes the same."""
    if encoding in _UTF8:
        return UTF8
    name = codecs.lookup(encoding).name
    if not _is_a_table(name):
        return None
    known = bytes(range(256)).decode(name, "replace").replace(REPLACED, "")
    return Charset(name) if known.startswith(_ASCII) and len(set(known)) == len(known) else None


def _is_a_table(name: str) -> bool:
    """Return whether Python's codec decodes byte by byte, by a table."""
    try:
        return hasattr(import_module(f"encodings.{encodings.normalize_encoding(name)}"), "decoding_table")
    except ImportError:
        return False


def _bytes_of(values: pa.BinaryArray) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """Return the bytes of all values one behind the other, and where each begins and the last ends."""
    _, places, content = values.buffers()
    if not len(values) or content is None:
        return np.zeros(0, np.uint8), np.zeros(1, np.int32)
    offsets = np.frombuffer(places, np.int32)[values.offset : values.offset + len(values) + 1]
    return np.frombuffer(content, np.uint8)[offsets[0] : offsets[-1]], offsets


def _replaced(texts: pa.StringArray) -> Counts | None:
    """Return how many characters of each text were replaced, None if none was."""
    data, _ = _bytes_of(texts)
    if not np.any(data == REPLACED.encode()[0]) or not pc.any(pc.match_substring(texts, REPLACED)).as_py():
        return None
    return np.asarray(pc.count_substring(texts, REPLACED).to_numpy(zero_copy_only=False), np.int64)
