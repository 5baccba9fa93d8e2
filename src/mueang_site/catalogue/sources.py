"""Files as offices handed them in: each kept once under its hash, until nobody names it any more."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from django.utils.module_loading import autodiscover_modules

from mueang.base.errors import SourceError
from mueang.base.files import Source
from mueang.base.message import Message
from mueang.flows.ahead import Beside
from mueang_site import runtime
from mueang_site.catalogue.models import Holding, Kept

Names = Callable[[str], bool]

_UNSAFE = re.compile(r"[\x00-\x1f/\\:*?\"<>|]")
_LONGEST_NAME = 200
"""Bytes, below what file systems take."""
_LONGEST_ENDING = 16
_TOO_LARGE = Message("ไฟล์มีขนาดเกินที่รับได้ {max} แบ่งเป็นหลายไฟล์ หรือบันทึกเป็น CSV", "The file is over the limit of {max}. Split it or save as CSV.")
_EMPTY = Message("ไฟล์นี้ไม่มีข้อมูล ตรวจว่าบันทึกแผ่นงานที่ถูกต้อง", "The file has no data. Check that the right sheet was saved.")


_namers: list[Names] = []


def names_files(names: Names) -> Names:
    """Register, in the `naming` module of an app, what tells whether the app still names the file of a hash."""
    _namers.append(names)
    return names


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
    with Beside() as beside:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise SourceError(_TOO_LARGE.fill(max=f"{limit // 1_000_000:,} MB"), code="refuse.size")
            beside(digest.update, chunk)
            write(chunk)  # type: ignore[operator]
    if not size:
        raise SourceError(_EMPTY, code="refuse.empty")
    return digest.hexdigest(), size


def is_named(sha256: str) -> bool:
    """Return whether any app names the file."""
    autodiscover_modules("naming")
    return any(names(sha256) for names in _namers)


def forget_unnamed(sha256: str) -> bool:
    """Remove a kept file unless some app names it, and return whether it is gone."""
    if is_named(sha256):
        return False
    runtime.settings().source(sha256).unlink(missing_ok=True)
    Holding.objects.filter(kind=Kept.SOURCE, key=sha256).delete()
    return True


def kept(sha256: str, name: str) -> Source:
    """Return a kept file under the name that its owner gave it."""
    return Source(runtime.settings().source(sha256), name)
