"""The sole reader of settings: the environment and the command line become one frozen `Settings`.

Nothing else in the site reads `os.environ`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mueang.base.endpoint import Endpoint
from mueang.base.errors import BadInput, MueangError
from mueang.base.mail import MailServer
from mueang.base.message import Message
from mueang_site.variables import SETTINGS

if TYPE_CHECKING:
    from mueang.lake import Lake
    from mueang.lake.engines.duckdb import DuckDBEngine
    from mueang.lake.engines.native import Copies
    from mueang.outbound import Outbound

MEBIBYTE = 1 << 20
LONGEST_ANSWER = 30.0
"""Seconds that one question may take."""
WEB_THREADS = 5
"""Requests that one web process answers at a time, twice the cores of a small machine and one; a slow upload holds one."""
OUTBOUND_SECONDS = 10.0
"""Seconds that another host may take."""
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"", "0", "false", "no", "off"}


@dataclass(frozen=True)
class Settings:
    """What the operator decided, read once."""

    data_dir: Path
    database_url: str = field(default="", repr=False)
    s3: Endpoint | None = None
    s3_copies: int = 10_240 * MEBIBYTE
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    https: bool = False
    proxies: int = 0
    copies: int = 10_240 * MEBIBYTE
    copy_rows: int = 500_000
    upload_limit: int = 1024 * MEBIBYTE
    languages: tuple[str, ...] = ("th", "en")
    time_zone: str = "Asia/Bangkok"
    metrics_from: tuple[str, ...] = ("127.0.0.1", "::1")
    outbound: tuple[str, ...] = ()
    mail: MailServer | None = None
    api_per_address: int = 3000
    api_per_token: int = 6000
    session_hours: int = 8
    lease_seconds: int = 30
    log: str = "text"
    demo: bool = False
    debug: bool = False

    @property
    def sources(self) -> Path:
        """Files as offices handed them in, named by their SHA-256."""
        return self.data_dir / "sources"

    @property
    def staging(self) -> Path:
        """Uploads under way and what a reading left for a person to check."""
        return self.data_dir / "staging"

    @property
    def lake(self) -> Path:
        """The tables, unless a bucket holds them."""
        return self.data_dir / "lake"

    @property
    def cache(self) -> Path:
        """Derived files, which may be thrown away at any time."""
        return self.data_dir / "cache"

    @property
    def pulses(self) -> Path:
        """Signs of life of the processes; see `jobs.pulse`."""
        return self.data_dir / "cache" / "pulses"

    @property
    def themes(self) -> Path:
        """Theme files of organisations, put there by the operator."""
        return self.data_dir / "themes"

    @property
    def local_governments(self) -> Path:
        """The list of local governments that was imported, if one was."""
        return self.data_dir / "places" / "local-governments.json"

    @property
    def sqlite_file(self) -> Path:
        """The database when no other is named."""
        return self.data_dir / "mueang.sqlite3"

    @property
    def demo_marker(self) -> Path:
        """Stands when the demo was loaded to its end."""
        return self.data_dir / "demo-loaded"

    def source(self, sha256: str) -> Path:
        """Return the path of the source file with this hash."""
        return self.sources / sha256[:2] / sha256

    def prepare(self) -> None:
        """Make the folders; what is there stays. Raises BadInput if the data folder cannot be written."""
        try:
            for folder in (self.data_dir, self.sources, self.staging, self.lake, self.cache):
                folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(
                Message(
                    f"สร้างโฟลเดอร์ข้อมูล {self.data_dir} ไม่ได้ เลือกโฟลเดอร์อื่นด้วย --data-dir",
                    f"The data folder {self.data_dir} cannot be made. Choose another with --data-dir.",
                ),
                code="settings.data-dir",
                field="MUEANG_DATA",
            ) from error

    def secret_key(self) -> str:
        """Return the key that signs sessions; the first call writes it to `secret.key`, readable by its owner alone."""
        path = self.data_dir / "secret.key"
        if not path.exists():
            self.prepare()
            _write_new(path, secrets.token_urlsafe(64))
        return path.read_text().strip()


def read(environ: Mapping[str, str], *, data_dir: Path | str | None = None) -> Settings:
    """Return the settings of an environment; `data_dir` goes before MUEANG_DATA. Raises BadInput naming the variable."""
    given = {setting.name: environ.get(setting.name, setting.default).strip() for setting in SETTINGS}
    return Settings(
        data_dir=Path(data_dir or given["MUEANG_DATA"] or "mueang-data").expanduser().resolve(),
        database_url=given["DATABASE_URL"],
        hosts=_words(given["MUEANG_HOSTS"]),
        https=_flag(given, "MUEANG_HTTPS"),
        proxies=_number(given, "MUEANG_PROXIES", least=0),
        s3=_bucket(given),
        s3_copies=_number(given, "MUEANG_S3_COPIES", least=1) * MEBIBYTE,
        copies=_number(given, "MUEANG_COPIES", least=0) * MEBIBYTE,
        copy_rows=_number(given, "MUEANG_COPY_ROWS", least=0),
        upload_limit=_number(given, "MUEANG_UPLOAD_LIMIT", least=1) * MEBIBYTE,
        languages=_languages(given["MUEANG_LANGUAGES"]),
        time_zone=given["MUEANG_TIME_ZONE"],
        metrics_from=_words(given["MUEANG_METRICS_FROM"]),
        outbound=_places(given["MUEANG_OUTBOUND"]),
        mail=_mail(given),
        api_per_address=_number(given, "MUEANG_API_PER_ADDRESS", least=0),
        api_per_token=_number(given, "MUEANG_API_PER_TOKEN", least=0),
        session_hours=_number(given, "MUEANG_SESSION_HOURS", least=1),
        lease_seconds=_number(given, "MUEANG_LEASE_SECONDS", least=1),
        log=_one_of(given, "MUEANG_LOG", ("text", "json")),
        demo=_flag(given, "MUEANG_DEMO"),
        debug=_flag(given, "MUEANG_DEBUG"),
    )


_current: Settings | None = None


def settings() -> Settings:
    """Return the settings of this process, read at the first call."""
    global _current  # noqa: PLW0603 - the one place where the process remembers what it was started with
    if _current is None:
        _current = read(os.environ)
    return _current


def choose(data_dir: Path | str | None = None, **changes: str) -> Settings:
    """Settle the settings of this process and of those that it will start, and return them.

    `changes` are variables of the environment. To be called before Django is set up.
    """
    global _current  # noqa: PLW0603
    os.environ.update(changes)
    _current = read(os.environ, data_dir=data_dir)
    os.environ["MUEANG_DATA"] = str(_current.data_dir)
    return _current


def change(**fields: object) -> Settings:
    """Put other values in place for this process and return the settings that stood before, for `restore`."""
    global _current  # noqa: PLW0603
    before = settings()
    _current = replace(before, **fields)  # type: ignore[arg-type]
    return before


def restore(before: Settings) -> None:
    """Put settings back as they stood before `change`."""
    global _current  # noqa: PLW0603
    _current = before


def lake() -> Lake:
    """Return the lake of this installation, one for the process."""
    return _lake_of(settings())


def outbound() -> Outbound:
    """Return the way out to the hosts that the operator named; short answers only, and soon."""
    from mueang.outbound import Allowed, Outbound

    return Outbound(Allowed(settings().outbound), seconds=OUTBOUND_SECONDS, max_bytes=MEBIBYTE)


def engine() -> DuckDBEngine:
    """Return the engine that answers questions about the lake, one for the process."""
    return _engine_of(settings())


def copies() -> Copies | None:
    """Return the native copies on this machine, None where the operator wants none."""
    return _copies_of(settings())


@lru_cache(maxsize=4)
def _lake_of(chosen: Settings) -> Lake:
    from mueang.lake import Lake

    if chosen.s3 is None:
        return Lake(chosen.lake, copies=_copies_of(chosen))
    from mueang.lake.bucket import Bucket

    return Lake(Bucket(chosen.s3, chosen.cache / "lake", most_bytes=chosen.s3_copies), copies=_copies_of(chosen))


@lru_cache(maxsize=4)
def _copies_of(chosen: Settings) -> Copies | None:
    from mueang.lake.engines.native import Copies

    return Copies(chosen.cache / "native", most_bytes=chosen.copies) if chosen.copies else None


@lru_cache(maxsize=4)
def _engine_of(chosen: Settings) -> DuckDBEngine:
    from mueang.lake.engines.duckdb import DuckDBEngine

    store = _lake_of(chosen).store
    return DuckDBEngine(store.folders, hold=store.held, seconds=LONGEST_ANSWER, spill=store.work / ".spill", copies=_copies_of(chosen))


def _write_new(path: Path, text: str) -> None:
    """Write a file readable by its owner alone; of several writers the first wins and readers see it whole."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


_S3 = {"address": "MUEANG_LAKE", "url": "MUEANG_S3_URL", "key": "MUEANG_S3_KEY", "secret": "MUEANG_S3_SECRET"}


def _bucket(given: Mapping[str, str]) -> Endpoint | None:
    path_style = _flag(given, "MUEANG_S3_PATH_STYLE")
    if not given["MUEANG_LAKE"]:
        return None
    try:
        return Endpoint(**{part: given[name] for part, name in _S3.items()}, region=given["MUEANG_S3_REGION"], path_style=path_style)
    except BadInput as error:
        name = _S3[error.field or "address"]
        raise BadInput(Message(f"{name}: {error.message.th}", f"{name}: {error.message.en}"), code="settings", field=name) from error


def _mail(given: Mapping[str, str]) -> MailServer | None:
    if not given["MUEANG_MAIL"]:
        return None
    try:
        return MailServer.of(given["MUEANG_MAIL"], given["MUEANG_MAIL_FROM"])
    except BadInput as error:
        name = "MUEANG_MAIL_FROM" if error.field == "sender" else "MUEANG_MAIL"
        raise BadInput(Message(f"{name}: {error.message.th}", f"{name}: {error.message.en}"), code="settings", field=name) from error


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _places(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    from mueang.outbound import Allowed

    try:
        Allowed(_words(text))
    except (MueangError, ValueError) as error:
        raise _wrong("MUEANG_OUTBOUND", text, "hooks.city.go.th,http://10.1.2.3:5000") from error
    return _words(text)


def _flag(given: Mapping[str, str], name: str) -> bool:
    word = given[name].lower()
    if word not in _TRUE | _FALSE:
        raise _wrong(name, given[name], "0, 1")
    return word in _TRUE


def _one_of(given: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    if given[name] not in words:
        raise _wrong(name, given[name], ", ".join(words))
    return given[name]


def _number(given: Mapping[str, str], name: str, *, least: int) -> int:
    if not given[name].isdecimal() or int(given[name]) < least:
        raise _wrong(name, given[name], f"{least}, {least + 1} ...")
    return int(given[name])


def _languages(text: str) -> tuple[str, ...]:
    languages = _words(text)
    if not languages or set(languages) - {"th", "en"}:
        raise _wrong("MUEANG_LANGUAGES", text, "th,en")
    return languages


def _wrong(name: str, value: str, wanted: str) -> BadInput:
    return BadInput(
        Message(f"ค่า {name}={value} ใช้ไม่ได้ ใช้ได้เช่น {wanted}", f"{name}={value} cannot be used; use for example {wanted}."), code="settings", field=name
    )
