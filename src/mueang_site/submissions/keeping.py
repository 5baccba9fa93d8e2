"""Where uploaded files and what was read of them are kept: sources by hash, readings by submission."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from mueang.base.errors import SourceError
from mueang.base.message import Message
from mueang_site import runtime

_UNSAFE = re.compile(r"[\x00-\x1f/\\:*?\"<>|]")
_LONGEST_NAME = 200
"""Bytes, below what file systems take."""
_LONGEST_ENDING = 16
_TOO_LARGE = Message("ไฟล์มีขนาดเกินที่รับได้ {max} แบ่งเป็นหลายไฟล์ หรือบันทึกเป็น CSV", "The file is over the limit of {max}. Split it or save as CSV.")
_EMPTY = Message("ไฟล์นี้ไม่มีข้อมูล ตรวจว่าบันทึกแผ่นงานที่ถูกต้อง", "The file has no data. Check that the right sheet was saved.")


def safe_name(name: str) -> str:
    """Return the last part of a file name without what file systems or terminals would take amiss."""
    cleaned = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ") or "file"
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, dot, ending = cleaned, "", ""
    room = _LONGEST_NAME - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending


def keep(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Keep the bytes under their hash and return (sha256, size); a file that is there already is not written again.

    The file is whole and on disk before its name exists. Raises SourceError (`refuse.size`, `refuse.empty`).
    """
    folder = runtime.settings().sources
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as file:
        try:
            sha256, size = _copy(chunks, file.write)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    target = runtime.settings().source(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    Path(file.name).replace(target)
    return sha256, size


def _copy(chunks: Iterable[bytes], write: object) -> tuple[str, int]:
    digest, size, limit = hashlib.sha256(), 0, runtime.settings().upload_limit
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise SourceError(_TOO_LARGE.fill(max=f"{limit // 1_000_000:,} MB"), code="refuse.size")
        digest.update(chunk)
        write(chunk)  # type: ignore[operator]
    if not size:
        raise SourceError(_EMPTY, code="refuse.empty")
    return digest.hexdigest(), size


def forget(sha256: str) -> None:
    """Remove a kept file; whoever calls has made sure that nothing names it."""
    runtime.settings().source(sha256).unlink(missing_ok=True)


def reading_folder(submission: UUID, number: int) -> Path:
    """Return the folder of one reading of a submission."""
    return runtime.settings().staging / str(submission) / str(number)


def fresh_reading_folder(submission: UUID, number: int) -> Path:
    """Return the folder of a new reading; earlier ones, and what a cut-off one left, are gone."""
    drop_readings(submission)
    folder = reading_folder(submission, number)
    folder.mkdir(parents=True)
    return folder


def drop_readings(submission: UUID) -> None:
    """Remove the readings of a submission."""
    shutil.rmtree(runtime.settings().staging / str(submission), ignore_errors=True)
