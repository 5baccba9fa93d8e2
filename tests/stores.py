"""The stores that tests of the lake run on: a folder, and a bucket of an S3 server of our own on the loopback."""

from __future__ import annotations

import itertools
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.request import Request, urlopen

import pyarrow as pa

from mueang.base.endpoint import Endpoint
from mueang.lake import Lake, Snapshot
from mueang.lake.bucket import Bucket
from mueang.lake.engines.duckdb import DuckDBEngine
from mueang.lake.engines.native import Copies
from mueang.lake.storage import Store
from mueang.query import Permit, Question

KINDS = ("folder", "bucket")
BUCKET, KEY, SECRET = "tables", "OPERATORKEY0001", "not-so-secret-4821-ตลาดน้ำ".encode().hex()


@dataclass
class S3:
    """A server of S3, and prefixes of a bucket that nobody else uses."""

    url: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def endpoint(self, **changes: str) -> Endpoint:
        """Return where a place of its own is."""
        asked = {"address": f"s3://{BUCKET}/{os.getpid()}-{next(self._numbers)}", "url": self.url, "key": KEY, "secret": SECRET} | changes
        return Endpoint(**asked)  # type: ignore[arg-type]

    def bucket(self, work: Path, **changes: str) -> Bucket:
        """Return a store at a place of its own; `work` is the folder of this machine."""
        return Bucket(self.endpoint(**changes), work)


@contextmanager
def s3() -> Iterator[S3]:
    """Serve as long as the caller needs it: from an address given in MUEANG_TEST_S3 (with the keys above), or by a process of our own.

    A process, not a thread: Delta holds the interpreter's lock while it waits for a store to restore a table.
    """
    if running := os.environ.get("MUEANG_TEST_S3"):
        yield S3(running)
        return
    server = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        urlopen(Request(f"{url}/{BUCKET}", method="PUT")).close()
        yield S3(url)
        server.terminate()


def _serve() -> None:
    """Serve until whoever started this is gone; the first line printed is the address."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    print("http://{}:{}".format(*server.get_host_and_port()), flush=True)
    sys.stdin.read()


def store(kind: str, folder: Path, server: S3) -> Store | Path:
    """Return a store of this kind; `folder` is the caller's own."""
    return folder / "lake" if kind == "folder" else server.bucket(folder / "machine")


def engine(lake: Lake, **settings: object) -> DuckDBEngine:
    """Return an engine that answers about this lake."""
    return DuckDBEngine(lake.store.folders, hold=lake.store.held, **settings)  # type: ignore[arg-type]


class Copying:
    """An engine that makes a native copy of every version before it is asked about it, and reads no file then."""

    def __init__(self, lake: Lake, folder: Path) -> None:
        self.copies = Copies(folder, most_bytes=1 << 30)
        self.engine = engine(lake, copies=self.copies)
        self._lake = lake

    def answer(self, snapshot: Snapshot, question: Question, permit: Permit, *, now: datetime) -> pa.RecordBatchReader:
        """Return the answer from the copy."""
        if snapshot.files and not self.copies.has(snapshot):
            self.copies.make(snapshot, hold=self._lake.store.held, folders=self._lake.store.folders)
        return self.engine.answer(snapshot, question, permit, now=now)

    def count(self, snapshot: Snapshot, question: Question, permit: Permit, *, now: datetime) -> int:
        """Return the rows of the whole answer."""
        return self.engine.count(snapshot, question, permit, now=now)


def data_files(lake: Lake, table: str = "air") -> set[str]:
    """Return the names of the data files that the store has, whoever names them."""
    return {entry.name for entry in lake.store.place(table).entries() if entry.is_data}


def told(lake: Lake) -> dict[str, str]:
    """Return what another process is told to open the same lake with `opened`."""
    if isinstance(lake.store, Bucket):
        return {"work": str(lake.store.work), "address": lake.store.endpoint.address, "url": lake.store.endpoint.url}
    return {"work": str(lake.store.work)}


def opened(work: str, **endpoint: str) -> Lake:
    """Return the lake of which another process told."""
    return Lake(Bucket(Endpoint(**endpoint, key=KEY, secret=SECRET), work) if endpoint else work)  # type: ignore[arg-type]


def again(lake: Lake) -> Lake:
    """Return the lake as another machine sees it, which has read nothing yet."""
    if isinstance(lake.store, Bucket):
        return Lake(Bucket(lake.store.endpoint, lake.store.work.with_name(f"{lake.store.work.name}-")))
    return Lake(lake.store.work)


if __name__ == "__main__":
    _serve()
