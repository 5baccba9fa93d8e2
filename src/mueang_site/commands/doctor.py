"""`mueang doctor`: is the installation sound, and if not, how to mend it."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mueang.base.errors import MueangError, Unavailable
from mueang.base.message import Message
from mueang_site import runtime
from mueang_site.commands import surroundings
from mueang_site.commands.start import data_dir_option, start_django, telling
from mueang_site.commands.surroundings import Finding

if TYPE_CHECKING:
    from mueang.lake import Lake

DISK_WANTED = 1 << 30
POSTGRESQL = 15
CLOCKS_APART = 5.0
TESTED = ((3, 11),)
SITE = Path(__file__).resolve().parent.parent
STORE_MENDS = {
    "store.key": Message(
        "ตรวจ MUEANG_S3_KEY MUEANG_S3_SECRET MUEANG_S3_REGION และให้กุญแจอ่าน เขียน ลบ และแสดงรายชื่อในบักเก็ตได้",
        "Check MUEANG_S3_KEY, MUEANG_S3_SECRET and MUEANG_S3_REGION, and let the key read, write, delete and list in the bucket.",
    ),
    "store.bucket": Message("สร้างบักเก็ตที่ MUEANG_LAKE ระบุ หรือแก้ชื่อให้ตรง", "Make the bucket that MUEANG_LAKE names, or mend the name."),
    "store.down": Message(
        "ตรวจว่าที่เก็บ S3 เปิดอยู่ และเครื่องนี้ติดต่อ MUEANG_S3_URL ได้ (พอร์ต http หรือ https ใบรับรอง ไฟร์วอลล์)",
        "See that the S3 store is up and that this machine reaches MUEANG_S3_URL (port, http or https, certificate, firewall).",
    ),
    "store.overwrites": Message("ปรับรุ่นของที่เก็บ S3 หรือใช้ที่เก็บอื่น", "Upgrade the S3 store, or use another."),
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@click.command()
@data_dir_option
@telling
def doctor(data_dir: Path | None) -> None:
    """Check the installation: exit code 0 if it is sound, with or without data, else 1."""
    runtime.choose(data_dir)
    worst = False
    for check in CHECKS:
        for finding in _found(check):
            worst = worst or finding.state == "bad"
            _tell(finding)
    sys.exit(1 if worst else 0)


def _found(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except MueangError as error:
        return [Finding("bad", error.message)]
    except Exception as error:  # noqa: BLE001 - whatever is broken, the other checks are still worth hearing
        name = check.__name__
        return [Finding("bad", Message(f"ตรวจ {name} ไม่ได้: {error}", f"{name} could not be checked: {error}"))]


def _tell(finding: Finding) -> None:
    click.echo(f"[{finding.state:^4}] {finding.what.th} · {finding.what.en}")
    if finding.mend is not None:
        click.echo(f"       → {finding.mend.th} · {finding.mend.en}")


def python() -> Iterator[Finding]:
    """Python is one that the tests ran on."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] in TESTED:
        yield Finding("ok", Message(f"Python {version}", f"Python {version}"))
    else:
        tested = ", ".join(f"{major}.{minor}" for major, minor in TESTED)
        yield Finding("warn", Message(f"Python {version} ยังไม่ได้ทดสอบ (ทดสอบกับ {tested})", f"Python {version} was not tested (tested: {tested})"))


def packages() -> Iterator[Finding]:
    """Every package that this installation names is there."""
    missing = sorted(name for name in _required() if not _installed(name))
    if not missing:
        yield Finding("ok", Message("แพ็กเกจครบ", "All packages are installed"))
    else:
        names = " ".join(missing)
        yield Finding("bad", Message(f"ขาดแพ็กเกจ {names}", f"Packages are missing: {names}"), Message("สั่ง make install", "Run: make install"))


def data_folder() -> Iterator[Finding]:
    """The data folder can be made and written, has room, and its key is nobody else's to read."""
    settings = runtime.settings()
    settings.prepare()
    _write_and_read(settings.lake)
    yield Finding("ok", Message(f"โฟลเดอร์ข้อมูล {settings.data_dir}", f"Data folder {settings.data_dir}"))
    free = shutil.disk_usage(settings.data_dir).free
    room = Message(f"พื้นที่ว่าง {free / 2**30:,.1f} GiB", f"{free / 2**30:,.1f} GiB of disk are free")
    yield Finding("ok", room) if free >= DISK_WANTED else Finding("bad", room, Message("เพิ่มพื้นที่ให้เหลืออย่างน้อย 1 GiB", "Make room: at least 1 GiB."))
    key = settings.data_dir / "secret.key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield Finding("bad", Message("ผู้อื่นอ่านไฟล์ secret.key ได้", "Others can read secret.key"), Message(f"สั่ง chmod 600 {key}", f"Run: chmod 600 {key}"))


def database() -> Iterator[Finding]:
    """The database answers; an empty one is sound."""
    start_django(runtime.settings().data_dir)
    from django.db import connection

    connection.ensure_connection()
    name, mend = _kind(connection)
    yield Finding("bad" if mend else "ok", Message(f"ฐานข้อมูล {name}", f"The database answers: {name}"), mend)
    yield from _about_postgresql(connection)
    if not _is_migrated():
        later = Message("mueang serve จะปรับให้เอง หรือสั่ง mueang migrate", "`mueang serve` does it, or run: mueang migrate")
        yield Finding("warn", Message("ฐานข้อมูลยังว่างหรือยังไม่เป็นรุ่นล่าสุด", "The database is empty or not up to date"), later)


def _about_postgresql(connection: Any) -> Iterator[Finding]:
    """Yield what PostgreSQL needs beyond its version: an extension, an encoding, a clock that goes with ours."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'), current_setting('server_encoding'), extract(epoch FROM now())"
        )
        extension, encoding, seconds = cursor.fetchone()
    if not extension:
        mend = Message("apt-get install postgresql-contrib", "apt-get install postgresql-contrib")
        yield Finding("bad", Message("PostgreSQL ไม่มีส่วนขยาย pg_trgm", "PostgreSQL lacks the extension pg_trgm"), mend)
    if encoding != "UTF8":
        mend = Message("สร้างฐานข้อมูลใหม่ด้วย createdb --encoding UTF8", "Make the database anew: createdb --encoding UTF8")
        yield Finding("bad", Message(f"ฐานข้อมูลใช้รหัสอักขระ {encoding}", f"The database is in {encoding}"), mend)
    if abs(float(seconds) - time.time()) > CLOCKS_APART:
        mend = Message("ตั้งเวลาทั้งสองเครื่องด้วย NTP", "Let both machines keep time by NTP")
        yield Finding("warn", Message("นาฬิกาของฐานข้อมูลไม่ตรงกับเครื่องนี้", "The clock of the database differs from this machine's"), mend)


def _is_migrated() -> bool:
    from django.core.management import call_command

    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except SystemExit:
        return False
    return True


def _kind(connection: Any) -> tuple[str, Message | None]:
    """Return the name of the database with its version, and how to mend it if it cannot serve us."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version(), sqlite_compileoption_used('ENABLE_FTS5')")
            version, searches = cursor.fetchone()
            return f"SQLite {version}", None if searches else Message("ใช้ Python ที่ SQLite มี FTS5", "Use a Python whose SQLite has FTS5.")
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10000
        return f"PostgreSQL {version}", None if version >= POSTGRESQL else Message(f"ใช้ PostgreSQL {POSTGRESQL} ขึ้นไป", f"Use PostgreSQL {POSTGRESQL} or newer.")


def lake() -> Iterator[Finding]:
    """The store does what the lake needs, and a table can be written and read back."""
    try:
        runtime.lake().store.check()
    except Unavailable as error:
        yield Finding("bad", error.message, STORE_MENDS.get(error.code))
        return
    here, table = runtime.lake(), f"doctor-{uuid.uuid4().hex}"
    try:
        found = _through_the_lake(here, table, [1, 2, 3])
    finally:
        here.erase(table)
    if sorted(found) != [1, 2, 3]:
        raise ValueError(f"wrote 1, 2, 3 and read {found}")
    yield Finding("ok", Message("เขียนและอ่านตารางในคลังข้อมูลได้", "A table can be written to the lake and read back"))


def assets() -> Iterator[Finding]:
    """The sheet and the scripts of the pages are built."""
    built = SITE / "static" / "built"
    if any(built.glob("*.css")):
        yield Finding("ok", Message("สไตล์และสคริปต์ของหน้าเว็บพร้อม", "The sheet and the scripts of the pages are built"))
    else:
        mend = Message("สั่ง npm ci แล้ว npm run build หรือ make demo", "Run: npm ci && npm run build, or make demo")
        yield Finding("warn", Message("ยังไม่ได้สร้างสไตล์และสคริปต์ของหน้าเว็บ", "The sheet and the scripts of the pages are not built"), mend)


def browser() -> Iterator[Finding]:
    """Chromium, which only printing needs."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found:
        yield Finding("ok", Message(f"Chromium {found}", f"Chromium {found}"))
    else:
        yield Finding(
            "warn",
            Message("ไม่มี Chromium จึงทำ PDF ไม่ได้ อย่างอื่นใช้ได้ครบ", "No Chromium: no PDF, all else works"),
            Message("apt-get install chromium", "apt-get install chromium"),
        )


def paper() -> Iterator[Finding]:
    """What reads PDFs and paper, which is installed by choice."""
    from mueang.ingest import extras
    from mueang.ingest.paper import letters

    if not extras.has_pdf():
        mend = Message("pip install -r requirements/pdf.txt", "pip install -r requirements/pdf.txt")
        yield Finding("warn", Message("ไม่มีส่วนเสริม [pdf] จึงอ่านตารางใน PDF ไม่ได้", "Without the extra [pdf], tables in PDFs are not read"), mend)
    if not extras.has_paper():
        mend = Message("pip install -r requirements/paper.txt", "pip install -r requirements/paper.txt")
        yield Finding("warn", Message("ไม่มีส่วนเสริม [paper] จึงอ่านตารางจากภาพไม่ได้", "Without the extra [paper], tables in pictures are not read"), mend)
    models = letters.folder()
    if models is None:
        mend = Message("apt-get install tesseract-ocr tesseract-ocr-tha", "apt-get install tesseract-ocr tesseract-ocr-tha")
        yield Finding("warn", Message("ไม่มี Tesseract ภาษาไทย จึงอ่านตารางจากภาพไม่ได้", "No Thai model of Tesseract: tables in pictures are not read"), mend)
    else:
        yield Finding("ok", Message(f"Tesseract ภาษาไทยใน {models}", f"Thai model of Tesseract in {models}"))


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    python,
    packages,
    surroundings.clock,
    surroundings.time_zone,
    surroundings.locale,
    surroundings.open_files,
    surroundings.limits,
    data_folder,
    surroundings.folder_release,
    database,
    surroundings.copying,
    lake,
    assets,
    surroundings.exposure,
    surroundings.outgoing,
    browser,
    paper,
)


def _required() -> set[str]:
    """Return the names of the packages that this one asks for, without extras."""
    asked = importlib.metadata.requires("mueang") or []
    return {re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in asked if "extra ==" not in line}


def _installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _through_the_lake(here: Lake, table: str, values: list[int]) -> list[int]:
    """Return what is read back after a publication of these values."""
    import pyarrow as pa

    from mueang.lake import Replace
    from mueang.query import Permit, Rows
    from mueang.tables import Column, ColumnType, TableSchema

    schema = TableSchema((Column("value", ColumnType.INTEGER),))
    rows = pa.record_batch([values, list(range(len(values)))], schema=schema.arrow())
    snapshot = here.write(table, [rows], schema, mode=Replace(), base=None, job=table, version_number=1)
    answer = runtime.engine().answer(snapshot, Rows(schema), Permit(table, purpose="system"), now=datetime.now(UTC))
    return answer.read_all().column("value").to_pylist()  # type: ignore[no-any-return]


def _write_and_read(folder: Path) -> None:
    probe = folder / ".doctor-probe"
    try:
        probe.write_text("ทดสอบ", encoding="utf-8")
        written = probe.read_text(encoding="utf-8")
    finally:
        probe.unlink(missing_ok=True)
    if written != "ทดสอบ":
        raise OSError(f"{folder} does not give back what was written")
