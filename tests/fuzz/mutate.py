"""Small files of every format that is read, and ways to spoil them; the same seed gives the same file."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

import made

WORDS = ["เขต", "บางรัก", "ดุสิต", "1,234.50", "๑๒", "2566", "31/12/2566", "", "-", 'ท่อ 5"', "a;b", "é", "วัด\nแขก", "N/A", "0812345678"]
BYTES = [
    b"",
    b"\x00",
    b'"',
    b"'",
    b"\n",
    b"\r",
    b"\r\n",
    b",",
    b";",
    b"\t",
    b"|",
    b" ",
    b"\\",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe0\xb8",
    b"\xa1",
    b"\x1e",
    b"<",
    b"PK",
]
ENCODINGS = ["utf-8", "cp874", "utf-8-sig", "utf-16", "utf-16-be", "utf-32-le", "cp1252", "cp932", "gb18030"]


def text(draw: random.Random) -> tuple[str, bytes]:
    """Return a text file in some dialect and encoding, or of bytes that mean nothing."""
    if draw.random() < 0.1:
        return "noise.csv", draw.randbytes(draw.randint(1, 3000))
    width, content = draw.randint(1, 8), io.StringIO(newline="")
    ends, quoting = draw.choice(["\n", "\r\n", "\r", "\x1e"]), draw.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    writer = csv.writer(content, delimiter=draw.choice(",;\t|^ :"), quotechar=draw.choice("\"'"), lineterminator=ends, quoting=quoting)
    writer.writerows([[draw.choice(WORDS) for _ in range(width)] for _ in range(draw.randint(1, 60))])
    return "table.csv", content.getvalue().encode(draw.choice(ENCODINGS), "ignore")


def others() -> list[tuple[str, bytes]]:
    """Return a small file of each other format."""
    with TemporaryDirectory() as name:
        folder, files = Path(name), made.FILES
        shapes = made.shapefile(folder)
        records = [{"เขต": "บางรัก", "ที่": {"ซอย": 5}}, {"เขต": "ดุสิต", "ที่": None}]
        return [
            ("a.xlsx", _workbook()),
            ("a.json", json.dumps(records).encode()),
            ("a.jsonl", "\n".join(map(json.dumps, records)).encode()),
            ("a.html", "<table><tr><th>เขต<th>ราย<tr><td>บางรัก<td>5<tr><td>ดุสิต<td>7</table>".encode()),
            ("a.parquet", made.parquet({"เขต": ["บางรัก", "ดุสิต"], "ราย": [5, 7]})),
            ("a.gpkg", made.layer(folder / "a.gpkg").read_bytes()),
            *(
                (f"a{part}", (files / f"{file}{part}").read_bytes())
                for file, part in (("gdal", ".kml"), ("gdal", ".kmz"), ("office", ".ods"), ("office", ".xls"))
            ),
            ("shapes.zip", made.zipped({f"a{suffix}": part for suffix, part in shapes.items()})),
        ]


def _workbook() -> bytes:
    content, book = io.BytesIO(), openpyxl.Workbook()
    for row in (["เขต", "ราย"], ["บางรัก", 5], ["ดุสิต", 7]):
        book.active.append(row)
    book.save(content)
    return content.getvalue()


LARGEST = 1 << 20
"""Bytes: what is repeated again and again would take gigabytes before it is cut."""


def spoilt(content: bytes, draw: random.Random) -> bytes:
    """Return the content with a few things done to it."""
    for _ in range(draw.choice([0, 1, 1, 2, 3, 8, 30])):
        content = draw.choice(_WAYS)(content, draw)[:LARGEST]
    return content


def _put(content: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(content) + 1)
    return content[:at] + draw.choice(BYTES) * draw.choice([1, 1, 2, 50]) + content[at + draw.choice([0, 0, 1, 5, 40]) :]


def _flip(content: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(content) + 1)
    return content[:at] + draw.randbytes(draw.randint(1, 4)) + content[at + 1 :]


def _cut(content: bytes, draw: random.Random) -> bytes:
    return content[: draw.randrange(len(content) + 1)]


def _repeat(content: bytes, draw: random.Random) -> bytes:
    first, last = sorted((draw.randrange(len(content) + 1), draw.randrange(len(content) + 1)))
    return content[:first] + content[first:last] * draw.choice([2, 3, 40]) + content[last:]


def _mix(content: bytes, draw: random.Random) -> bytes:
    return content + text(draw)[1]


_WAYS: list[Callable[[bytes, random.Random], bytes]] = [_put, _put, _put, _flip, _cut, _repeat, _mix]
