"""What the doctor asks of the machine and of the settings: each check yields findings, each bad one with how to mend it."""

from __future__ import annotations

import resource
import shutil
import sys
import time
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import mueang
from mueang.base.message import Message
from mueang_site import runtime
from mueang_site.commands import copies, release

OPEN_FILES_WANTED = 4096


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's word: `ok`, `warn` (works without it) or `bad`, and how to mend it."""

    state: str
    what: Message
    mend: Message | None = None


def clock() -> Iterator[Finding]:
    """The clock does not lag behind the program itself."""
    made = Path(mueang.__file__).stat().st_mtime
    if time.time() < made - 86_400:
        mend = Message("สั่ง timedatectl set-ntp true", "Run: timedatectl set-ntp true")
        yield Finding("bad", Message("นาฬิกาของเครื่องช้ากว่าวันที่ของโปรแกรม", "The clock of the machine is older than the program"), mend)
    else:
        now = time.strftime("%Y-%m-%d %H:%M %z")
        yield Finding("ok", Message(f"นาฬิกา {now}", f"Clock: {now}"))


def open_files() -> Iterator[Finding]:
    """A process may open enough files at a time."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    told = "unlimited" if limit == resource.RLIM_INFINITY else f"{limit:,}"
    message = Message(f"เปิดไฟล์พร้อมกันได้ {told}", f"Files that a process may open: {told}")
    if limit == resource.RLIM_INFINITY or limit >= OPEN_FILES_WANTED:
        yield Finding("ok", message)
    else:
        mend = f"ulimit -n {OPEN_FILES_WANTED}; systemd: LimitNOFILE=65536"
        yield Finding("warn", message, Message(f"เพิ่มด้วย {mend}", f"Raise it: {mend}"))


def limits() -> Iterator[Finding]:
    """The programs that hold the readers of files to their limits are there."""
    missing = " ".join(program for program in ("prlimit", "setpriv") if shutil.which(program) is None)
    if missing:
        mend = Message("apt-get install util-linux", "apt-get install util-linux")
        yield Finding("bad", Message(f"ไม่มี {missing} จึงอ่านไฟล์ที่อัปโหลดไม่ได้", f"No {missing}: no upload can be read"), mend)
    else:
        yield Finding("ok", Message("จำกัดการอ่านไฟล์ที่อัปโหลดได้", "Readers of uploaded files can be held to their limits"))


def time_zone() -> Iterator[Finding]:
    """The data of the time zone is there."""
    name = runtime.settings().time_zone
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        mend = Message("ตรวจ MUEANG_TIME_ZONE แล้วสั่ง apt-get install tzdata", "Check MUEANG_TIME_ZONE, then: apt-get install tzdata")
        yield Finding("bad", Message(f"ไม่มีข้อมูลเขตเวลา {name}", f"No data of the time zone {name}"), mend)
    else:
        yield Finding("ok", Message(f"เขตเวลา {name}", f"Time zone {name}"))


def locale() -> Iterator[Finding]:
    """Names of files may be Thai."""
    encoding = sys.getfilesystemencoding().lower()
    if encoding == "utf-8":
        yield Finding("ok", Message("ชื่อไฟล์เป็น UTF-8", "Names of files are UTF-8"))
    else:
        yield Finding("bad", Message(f"ชื่อไฟล์เป็น {encoding}", f"Names of files are {encoding}"), Message("ตั้ง LANG=C.UTF-8", "Set LANG=C.UTF-8"))


def folder_release() -> Iterator[Finding]:
    """The data folder is of this release."""
    settings = runtime.settings()
    found = release.written(settings)
    if release.is_unfinished(settings) or (found is not None and found < release.RELEASE):
        yield Finding("bad", release.older(settings).message)
    elif found is not None and found > release.RELEASE:
        yield Finding("bad", release.newer(settings, f"release {found}", f"release {release.RELEASE}").message)
    else:
        number = found or release.RELEASE
        yield Finding("ok", Message(f"โฟลเดอร์ข้อมูลรุ่น {number}", f"The data folder is of release {number}"))


def copying() -> Iterator[Finding]:
    """Backups can be made: PostgreSQL needs programs of its own for it."""
    if not copies.is_postgresql(runtime.settings()):
        yield Finding("ok", Message("สำรองฐานข้อมูลได้โดยไม่ต้องใช้โปรแกรมอื่น", "The database can be backed up without other programs"))
        return
    for program in ("pg_dump", "pg_restore"):
        path = copies.found(program)
        if path is None:
            mend = Message("apt-get install postgresql-client", "apt-get install postgresql-client")
            yield Finding("warn", Message(f"ไม่มี {program} จึงสำรองหรือกู้คืนไม่ได้", f"No {program}: no backup or no restore"), mend)
        else:
            yield Finding("ok", Message(f"{program}: {path}", f"{program}: {path}"))


def exposure() -> Iterator[Finding]:
    """Host names, HTTPS, proxies and debugging fit together."""
    settings = runtime.settings()
    public = sorted(set(settings.hosts) - {"localhost", "127.0.0.1", "[::1]"})
    hosts = ", ".join(settings.hosts)
    yield Finding("ok", Message(f"เว็บไซต์ตอบชื่อ {hosts}", f"The site answers to {hosts}"))
    if "*" in settings.hosts:
        yield Finding("bad", Message("MUEANG_HOSTS=* ตอบทุกชื่อ", "MUEANG_HOSTS=* answers to every name"), Message("ระบุชื่อโฮสต์", "Name the hosts"))
    if settings.debug:
        mend = Message("ลบ MUEANG_DEBUG", "Remove MUEANG_DEBUG")
        yield Finding("bad" if public else "warn", Message("MUEANG_DEBUG=1 แสดงรายละเอียดภายใน", "MUEANG_DEBUG=1 shows what is inside"), mend)
    if public and not settings.https:
        mend = Message("ตั้ง MUEANG_HTTPS=1 และ MUEANG_PROXIES=1 หลัง nginx", "Behind nginx set MUEANG_HTTPS=1 and MUEANG_PROXIES=1")
        yield Finding("warn", Message("มีชื่อโฮสต์สาธารณะแต่ไม่ได้ใช้ HTTPS", "A public host name without HTTPS"), mend)
    if settings.https and not settings.proxies:
        mend = Message("ตั้ง MUEANG_PROXIES เป็นจำนวนพร็อกซี", "Set MUEANG_PROXIES to the number of proxies before the site")
        yield Finding("bad", Message("MUEANG_HTTPS=1 แต่ MUEANG_PROXIES=0", "MUEANG_HTTPS=1 without a proxy that ends HTTPS: MUEANG_PROXIES=0"), mend)


def outgoing() -> Iterator[Finding]:
    """Where this site may send anything to; e-mail it sends none."""
    allowed = runtime.settings().outbound
    places = ", ".join(str(place) for place in allowed) if allowed else ""
    yield Finding(
        "ok",
        Message(f"ส่งข้อมูลออกได้เฉพาะ: {places}", f"May send to: {places}")
        if places
        else Message("ไม่ส่งข้อมูลออกไปที่ใด ไม่ส่งอีเมล", "Sends nothing to other hosts, and no e-mail"),
    )
