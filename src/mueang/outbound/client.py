"""The client: every hop checked, the name resolved once and the connection made to that very address."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx

from mueang.base.errors import LimitReached, SourceError
from mueang.base.message import Message
from mueang.outbound.allowed import Address, Allowed, address_of

HOPS = 5
CONNECT_SECONDS = 10.0
_FAILED = Message("ติดต่อ {host} ไม่ได้ ตรวจว่าเครื่องปลายทางเปิดอยู่แล้วลองใหม่", "{host} cannot be reached. Check that it is up and try again.")
_TOO_LARGE = Message("{host} ส่งข้อมูลมามากกว่า {limit} ไบต์ จึงหยุดรับ", "{host} sent more than {limit} bytes, so receiving was stopped.")
_TOO_SLOW = Message("{host} ตอบไม่เสร็จใน {limit} วินาที จึงหยุดรอ", "{host} did not finish within {limit} s, so waiting was stopped.")
_TOO_FAR = Message("{host} ส่งต่อไปที่อื่นเกิน {limit} ทอด", "{host} sent us on more than {limit} times.")


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers with names in lower case, the whole body, and the address that gave it."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str


class Outbound:
    """Sends requests to allowed hosts. Proxies and passwords of the environment are not used.

    seconds     longest time for one request with all its hops
    max_bytes   largest body, after unpacking
    """

    def __init__(self, allowed: Allowed, *, seconds: float = 30, max_bytes: int = 50 << 20) -> None:
        self._allowed = allowed
        self._seconds = seconds
        self._max_bytes = max_bytes

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch.

        Raises NotAllowed (`outbound.host`, `outbound.address`), LimitReached (`outbound.size`, `outbound.time`,
        `outbound.hops`), SourceError (`outbound.failed`).
        """
        return self._send("GET", url, b"", headers or {})

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a body. A redirect is not followed but returned, for it would send the body elsewhere. Raises as `get`."""
        return self._send("POST", url, body, headers or {})

    def _send(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        deadline = time.monotonic() + self._seconds
        for _ in range(HOPS + 1):
            answer = self._hop(method, url, body, headers, deadline)
            onward = answer.headers.get("location")
            if method != "GET" or answer.status not in (301, 302, 303, 307, 308) or not onward:
                return answer
            headers = headers if self._same_place(url, urljoin(url, onward)) else {}
            url = urljoin(url, onward)
        raise LimitReached(_TOO_FAR.fill(host=url, limit=HOPS), code="outbound.hops")

    def _same_place(self, one: str, other: str) -> bool:
        return self._allowed.check_place(one) == self._allowed.check_place(other)

    def _hop(self, method: str, url: str, body: bytes, headers: Mapping[str, str], deadline: float) -> Answer:
        host = self._allowed.check_place(url).host
        with (
            self._explained(host, deadline),
            self._client(deadline) as client,
            _closed_at(client, deadline),
            client.stream(method, url, content=body or None, headers=dict(headers)) as response,
        ):
            found = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, found, self._body(host, response), url)

    def _client(self, deadline: float) -> httpx.Client:
        left = max(0.01, deadline - time.monotonic())
        timeout = httpx.Timeout(left, connect=min(left, CONNECT_SECONDS))
        return httpx.Client(transport=_Pinned(self._allowed), timeout=timeout, follow_redirects=False, trust_env=False, headers={"user-agent": "mueang"})

    def _body(self, host: str, response: httpx.Response) -> bytes:
        pieces, size = [], 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > self._max_bytes:
                raise LimitReached(_TOO_LARGE.fill(host=host, limit=self._max_bytes), code="outbound.size")
            pieces.append(piece)
        return b"".join(pieces)

    @contextmanager
    def _explained(self, host: str, deadline: float) -> Iterator[None]:
        try:
            yield
        except (httpx.HTTPError, OSError, RuntimeError) as error:
            if isinstance(error, httpx.TimeoutException) or time.monotonic() >= deadline:
                raise LimitReached(_TOO_SLOW.fill(host=host, limit=self._seconds), code="outbound.time") from error
            raise SourceError(_FAILED.fill(host=host), code="outbound.failed") from error


@contextmanager
def _closed_at(client: httpx.Client, deadline: float) -> Iterator[None]:
    """Close the client when time is up, whatever it waits for: time-outs of single reads do not end a host that drips."""
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), client.close)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Pinned(httpx.HTTPTransport):
    """Connects to the address that was checked, whatever the name says a moment later; certificates are checked for the name."""

    def __init__(self, allowed: Allowed, resolve: Callable[[str, int], list[Address]] | None = None) -> None:
        super().__init__(retries=0, trust_env=False)
        self._allowed = allowed
        self._resolve = resolve or addresses_of

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        place = self._allowed.check_place(str(request.url))
        addresses = self._resolve(place.host, place.port)
        for address in addresses:
            self._allowed.check_address(place.host, address)
        request.extensions = {**request.extensions, "sni_hostname": place.host}
        return self._first_that_answers(request, addresses)

    def _first_that_answers(self, request: httpx.Request, addresses: list[Address]) -> httpx.Response:
        *others, last = addresses
        for address in others:
            with contextlib.suppress(httpx.ConnectError):
                return self._to(request, address)
        return self._to(request, last)

    def _to(self, request: httpx.Request, address: Address) -> httpx.Response:
        request.url = request.url.copy_with(host=str(address))
        return super().handle_request(request)


def addresses_of(host: str, port: int) -> list[Address]:
    """Return the addresses of the host. Raises OSError if it has none."""
    literal = address_of(host)
    found = (
        [literal]
        if literal
        else [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    )
    if not found:
        raise OSError(f"{host} has no address")
    return found
