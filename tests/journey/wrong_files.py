"""Files that are not what they seem, one of each kind, with the words by which the page says what to do."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl

SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass(frozen=True)
class Wrong:
    """A wrong file: its name, how its bytes are made, and words of the message in Thai and in English."""

    name: str
    content: Callable[[], bytes]
    thai: str
    english: str


def pdf() -> bytes:
    """Return a small PDF."""
    objects = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + objects + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def workbook() -> bytes:
    """Return a sound workbook of some size."""
    book, kept = openpyxl.Workbook(), io.BytesIO()
    for k in range(2000):
        book.active.append([k, f"เขต {k}", k / 7])
    book.save(kept)
    return kept.getvalue()


def cut_short() -> bytes:
    """Return the first half of a workbook, as a broken transfer leaves it."""
    whole = workbook()
    return whole[: len(whole) // 2]


def cut_zip() -> bytes:
    """Return the first half of a ZIP."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("ข้อมูล.csv", "เขต,ราย\n" + "บางรัก,5\n" * 3000)
    return kept.getvalue()[:20_000]


def page() -> bytes:
    """Return a page of a web site, saved under the name of a sheet."""
    return "<!doctype html><html><head><meta charset='utf-8'><title>รายงาน</title></head><body><h1>กรุณาเข้าสู่ระบบ</h1><p>หมดเวลา</p></body></html>".encode()


def one_long_line() -> bytes:
    """Return one line of ten million columns."""
    return b"0," * 9_999_999 + b"0\n"


def noise() -> bytes:
    """Return bytes that mean nothing."""
    return random.Random(2569).randbytes(60_000)


def locked() -> bytes:
    """Return a workbook behind a password, as Office keeps it: a compound file with the streams of the encryption."""
    streams = {"EncryptionInfo": b"\x04\x00\x04\x00\x40\x00\x00\x00<encryption/>".ljust(4096, b"\0"), "EncryptedPackage": noise()[:8192]}
    names = ["Root Entry", *streams]
    starts, at = {}, 2
    for name, content in streams.items():
        starts[name], at = at, at + len(content) // SECTOR
    fat = [_FAT, _END]
    for content in streams.values():
        count, first = len(content) // SECTOR, len(fat)
        fat += [*range(first + 1, first + count), _END]
    fat += [_FREE] * (128 - len(fat))
    entries = b"".join(_entry(name, starts.get(name), len(streams.get(name, b"")), at=names.index(name)) for name in names)
    body = struct.pack("<128I", *fat) + entries.ljust(SECTOR, b"\0") + b"".join(streams.values())
    return _header() + body


def _header() -> bytes:
    """Return the head of a compound file (MS-CFB 2.2) with one sector of allocation table and the directory in sector 1."""
    fixed = struct.pack("<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    return (fixed[:76] + struct.pack("<109I", 0, *[_FREE] * 108)).ljust(SECTOR, b"\0")


def _entry(name: str, start: int | None, size: int, *, at: int) -> bytes:
    """Return an entry of the directory (MS-CFB 2.6): the root has the first stream as child, that one the second as sibling."""
    text = name.encode("utf-16-le") + b"\0\0"
    root = start is None
    right, child = (2 if at == 1 else _FREE), (1 if root else _FREE)
    head = struct.pack("<64sHBBIII", text, len(text), 5 if root else 2, 1, _FREE, right, child)
    return head + struct.pack("<16sIQQIQ", b"", 0, 0, 0, _END if root else start, size)


WRONG = {
    "empty": Wrong("ว่าง.csv", lambda: b"", "ไฟล์นี้ไม่มีข้อมูล ตรวจว่าบันทึกแผ่นงานที่ถูกต้อง", "The file has no data. Check that the right sheet was saved."),
    "a PDF named .csv": Wrong("รายงาน.csv", pdf, "PDF", "PDF"),
    "a workbook behind a password": Wrong("งบประมาณ.xlsx", locked, "รหัสผ่าน", "password"),
    "half a workbook": Wrong("ครึ่งเดียว.xlsx", cut_short, "ไม่สมบูรณ์", "incomplete"),
    "half a ZIP": Wrong("ครึ่งเดียว.zip", cut_zip, "ไม่สมบูรณ์", "incomplete"),
    "a web page without a table": Wrong("ส่งออก.xls", page, "ตาราง", "table"),
    "a line of ten million columns": Wrong("ยาว.csv", one_long_line, "คอลัมน์", "columns"),
    "noise": Wrong("เสียง.csv", noise, "ลงท้าย .csv", ".csv"),
}
