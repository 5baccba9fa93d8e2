"""Where a bucket of an S3 store is, and how to get in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mueang.base.errors import BadInput
from mueang.base.message import Message

_ADDRESS = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9._/-]*))?")
_URL = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?")


@dataclass(frozen=True)
class Endpoint:
    """A place in a bucket. Raises BadInput, naming the field, for what cannot be one; no repr holds the keys.

    address     s3://bucket or s3://bucket/prefix
    url         of the store: http(s)://host or http(s)://host:port
    path_style  the bucket stands in the path of a request; else it stands before the host
    """

    address: str
    url: str
    region: str = "us-east-1"
    path_style: bool = True
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse what is not well formed."""
        if not _ADDRESS.fullmatch(self.address):
            raise _wrong("address", self.address, "s3://bucket/prefix")
        if not _URL.fullmatch(self.url):
            raise _wrong("url", self.url, "https://s3.example.go.th")
        if not self.key or not self.secret:
            raise BadInput(Message("ยังไม่ได้ตั้งกุญแจของที่เก็บ S3", "The keys of the S3 store are not set."), code="endpoint", field="secret" if self.key else "key")

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return self.address.removeprefix("s3://").partition("/")[0]

    @property
    def prefix(self) -> str:
        """What every key begins with, without a stroke at its ends."""
        return self.address.removeprefix("s3://").partition("/")[2].strip("/")


def _wrong(name: str, value: str, wanted: str) -> BadInput:
    return BadInput(Message(f"ค่า “{value}” ใช้ไม่ได้ ใช้ได้เช่น {wanted}", f"“{value}” cannot be used; use for example {wanted}."), code="endpoint", field=name)
