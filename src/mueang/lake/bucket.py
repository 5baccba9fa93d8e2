"""Tables in a bucket of any store that speaks S3: a folder's name is a key's beginning, and a copy on this machine is what is read.

Nothing here goes anywhere but to the endpoint that is named. Keys stay in the settings: no repr and no error text holds them.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import obstore
from deltalake.exceptions import CommitFailedError, DeltaError
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from mueang.base.endpoint import Endpoint
from mueang.base.errors import NotFound, Unavailable
from mueang.base.message import Message
from mueang.lake.cache import Cache
from mueang.lake.storage import LOG, Entry, checked, locked

CONNECT, ANSWER, RETRY = 5, 30, 20
"""Seconds: to be connected, for one answer, and for all attempts at one request."""
ATTEMPTS = 4
REMOVERS = 8
_REFUSED = ("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "403 Forbidden", "401 Unauthorized", "AuthorizationHeaderMalformed")
_KEYS = Message(
    "ที่เก็บตาราง S3 ไม่รับกุญแจหรือภูมิภาคที่ตั้งไว้ ให้ผู้ดูแลระบบสั่ง mueang doctor",
    "The S3 store of the tables refuses the key or the region that is set. Let the operator run: mueang doctor",
)
_BUCKET = Message(
    "ไม่พบบักเก็ตของตารางในที่เก็บ S3 ให้ผู้ดูแลระบบสั่ง mueang doctor", "The bucket of the tables is not in the S3 store. Let the operator run: mueang doctor"
)
_DOWN = Message(
    "ที่เก็บตาราง S3 ไม่ตอบในขณะนี้ ลองใหม่ในอีกสักครู่ ถ้ายังไม่ได้ให้ผู้ดูแลระบบสั่ง mueang doctor",
    "The S3 store of the tables does not answer now. Try again in a while; if that does not help, let the operator run: mueang doctor",
)
_OVERWRITES = Message(
    "ที่เก็บ S3 นี้เขียนทับไฟล์แม้สั่งให้เขียนเฉพาะเมื่อยังไม่มี (If-None-Match) ผู้เขียนสองคนจึงลบงานกันได้ ใช้ที่เก็บรุ่นที่รองรับ",
    "This S3 store overwrites even when told to write only what is absent (If-None-Match): two writers could undo each other. Use a version that heeds it.",
)


def _options(endpoint: Endpoint) -> dict[str, str]:
    """Return what Delta and the store's client are told, by the names that both know."""
    return {
        "aws_endpoint": endpoint.url,
        "aws_region": endpoint.region,
        "aws_access_key_id": endpoint.key,
        "aws_secret_access_key": endpoint.secret,
        "aws_virtual_hosted_style_request": str(not endpoint.path_style).lower(),
        "aws_conditional_put": "etag",
    }


class BucketPlace:
    """One table below a prefix."""

    def __init__(self, bucket: Bucket, table_id: str) -> None:
        self._bucket = bucket
        self._table = table_id
        self.uri = f"{bucket.name_of_prefix}/{table_id}"
        self.options: dict[str, str] | None = bucket.delta_options

    @property
    def drafts(self) -> Path:
        """A folder of this machine; what lies there outside a write is left from one that was killed."""
        return self._bucket.work / ".drafts" / self._table

    def entries(self) -> list[Entry]:
        """Return every object of the table."""
        start = len(self._table) + 1
        return [Entry(found["path"][start:], found["size"], found["last_modified"].timestamp()) for found in self._bucket.listed(self._table)]

    def commit_text(self, version: int) -> str | None:
        """Return the entry of the log."""
        content = self._bucket.read(self._commit(version))
        return None if content is None else content.decode()

    def committed_at(self, version: int) -> float | None:
        """Return when the commit was written."""
        return self._bucket.written_at(self._commit(version))

    def take(self, drafts: Sequence[str]) -> None:
        """Bring the files into the bucket, each whole or not at all, and keep them here as copies."""
        for draft in drafts:
            self._bucket.bring(f"{self._table}/{Path(draft).name}", Path(draft))

    def settle(self, versions: Iterable[int]) -> None:
        """Be content: what the store has answered for, it keeps."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove data files from the bucket and from here."""
        self._bucket.remove([f"{self._table}/{name}" for name in names])

    def faults(self) -> AbstractContextManager[None]:
        """Tell faults of the store as Unavailable."""
        return told_plainly()

    def _commit(self, version: int) -> str:
        return f"{self._table}/{LOG}/{version:020d}.json"


class Bucket:
    """Tables below one prefix of a bucket; `work` is the folder of this machine for drafts and for copies of at most `most_bytes`."""

    def __init__(self, endpoint: Endpoint, work: Path | str, *, most_bytes: int = 10 << 30) -> None:
        self.endpoint = endpoint
        self.work = Path(work).resolve()
        self.name_of_prefix = f"s3://{endpoint.bucket}/{endpoint.prefix}".rstrip("/")
        self.name = f"{endpoint.url} {self.name_of_prefix}"
        self.cache = Cache(self.work / "copies", most_bytes)
        self.folders: tuple[Path, ...] = (self.cache.folder,)
        seconds = {"timeout": f"{ANSWER}s", "connect_timeout": f"{CONNECT}s"}
        plain = {"allow_http": str(endpoint.url.startswith("http://")).lower()}
        self.delta_options = {**_options(endpoint), **seconds, **plain, "max_retries": str(ATTEMPTS - 1), "retry_timeout": f"{RETRY}s"}
        self._store = S3Store(
            endpoint.bucket,
            prefix=endpoint.prefix or None,
            config=_options(endpoint),  # type: ignore[arg-type]
            client_options={**seconds, **plain},  # type: ignore[arg-type]
            retry_config={"max_retries": ATTEMPTS - 1, "retry_timeout": timedelta(seconds=RETRY)},
        )
        self._is_checked = False

    def __repr__(self) -> str:
        return f"Bucket({self.name!r})"

    def place(self, table_id: str) -> BucketPlace:
        """Return the place of the table."""
        return BucketPlace(self, checked(table_id))

    @contextmanager
    def locked(self, table_id: str, *, wait: bool = True) -> Iterator[None]:
        """Hold the table's lock on this machine, and clear what a killed writer left here. The first time, try what the store can."""
        if not self._is_checked:
            self.check()
        with locked(self.work, table_id, wait=wait):
            drafts = self.place(table_id).drafts
            shutil.rmtree(drafts, ignore_errors=True)
            drafts.mkdir(parents=True)
            try:
                yield
            finally:
                shutil.rmtree(drafts, ignore_errors=True)

    def held(self, addresses: Sequence[str]) -> AbstractContextManager[list[str]]:
        """Give copies of the files on this machine."""
        names = [address.removeprefix(f"{self.name_of_prefix}/") for address in addresses]
        return self.cache.held(names, self._fetch)

    def erase(self, table_id: str) -> None:
        """Remove the table: without its first commit it is not there; then every object goes, and every copy here.

        Other machines keep copies of its files, which nothing leads to, until they are unused for as long as the cache allows.
        """
        first = f"{checked(table_id)}/{LOG}/{0:020d}.json"
        with told_plainly():
            self.remove([first])
            self.remove([found["path"] for found in self.listed(table_id)])
        self.cache.forget(f"{table_id}/")

    def tables(self) -> tuple[str, ...]:
        """Return the ids of the tables that are there."""
        with told_plainly():
            found = obstore.list_with_delimiter(self._store)
        return tuple(sorted(name for prefix in found["common_prefixes"] if self.place(name := prefix.strip("/")).committed_at(0) is not None))

    def check(self) -> None:
        """Write, read, list and remove a small object, and see that what is there is not overwritten unasked. Raises Unavailable."""
        path = f".doctor/{uuid.uuid4().hex}"
        with told_plainly():
            try:
                obstore.put(self._store, path, b"1", mode="create")
                overwrites = self._overwrites(path)
                list(obstore.list(self._store, ".doctor"))
                obstore.get(self._store, path).bytes()
            finally:
                obstore.delete(self._store, path)
        if overwrites:
            raise Unavailable(_OVERWRITES, code="store.overwrites")
        self._is_checked = True

    def _overwrites(self, path: str) -> bool:
        try:
            obstore.put(self._store, path, b"2", mode="create")
        except AlreadyExistsError:
            return False
        return True

    def listed(self, folder: str) -> list[Any]:
        """Return what the store says of every object below the folder."""
        with told_plainly():
            return [found for page in obstore.list(self._store, folder) for found in page]

    def read(self, path: str) -> bytes | None:
        """Return a small object, None if it is not there."""
        with told_plainly():
            try:
                return bytes(obstore.get(self._store, path).bytes())
            except FileNotFoundError as error:
                _mind_the_bucket(error)
                return None

    def written_at(self, path: str) -> float | None:
        """Return when the object was written, None if it is not there."""
        with told_plainly():
            try:
                return float(obstore.head(self._store, path)["last_modified"].timestamp())
            except FileNotFoundError:
                return None

    def bring(self, path: str, file: Path) -> None:
        """Write the file into the bucket and keep it here as the copy."""
        with told_plainly():
            obstore.put(self._store, path, file)
        self.cache.keep(path, file)

    def remove(self, paths: Sequence[str]) -> None:
        """Remove objects, and their copies here; what is not there is let be."""
        with told_plainly(), ThreadPoolExecutor(REMOVERS) as removers:
            list(removers.map(self._remove, paths))

    def _remove(self, path: str) -> None:
        try:
            obstore.delete(self._store, path)
        except FileNotFoundError as error:
            _mind_the_bucket(error)
        (self.cache.folder / path).unlink(missing_ok=True)

    def _fetch(self, path: str, draft: Path) -> None:
        with told_plainly():
            try:
                found = obstore.get(self._store, path)
                with draft.open("wb") as file:
                    for chunk in found.stream(min_chunk_size=4 << 20):
                        file.write(chunk)
            except FileNotFoundError as error:
                _mind_the_bucket(error)
                raise NotFound(code="lake.absent") from None
        if draft.stat().st_size != found.meta["size"]:
            raise Unavailable(_DOWN, code="store.down")


@contextmanager
def told_plainly() -> Iterator[None]:
    """Tell faults of the store in our words, without its own: they name requests, and what a request held."""
    try:
        yield
    except CommitFailedError:
        raise
    except (BaseError, OSError, DeltaError) as error:
        if (told := _told(error)) is None:
            raise
        raise told from None


def _told(error: Exception) -> Unavailable | None:
    text = str(error)
    if "NoSuchBucket" in text:
        return Unavailable(_BUCKET, code="store.bucket")
    if any(sign in text for sign in _REFUSED):
        return Unavailable(_KEYS, code="store.key")
    if isinstance(error, BaseError) or "S3" in text or "Error performing" in text:
        return Unavailable(_DOWN, code="store.down")
    return None


def _mind_the_bucket(error: Exception) -> None:
    """What is not there may lack the bucket around it."""
    if "NoSuchBucket" in str(error):
        raise Unavailable(_BUCKET, code="store.bucket") from None
