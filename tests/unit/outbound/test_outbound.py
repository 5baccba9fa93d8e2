"""Requests go where the operator has said, and nowhere else. Against a real server on this machine."""

from __future__ import annotations

import gzip
import ipaddress
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mueang.base.errors import LimitReached, NotAllowed, SourceError
from mueang.outbound import Allowed, Outbound, client

SEEN: list[tuple[str, dict[str, str], bytes]] = []


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        length = int(self.headers.get("content-length") or 0)
        SEEN.append((self.path, {name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length)))
        route, _, argument = self.path.lstrip("/").partition("/")
        getattr(self, f"do_{route}", self.do_hello)(argument)

    do_GET = do_POST = answer  # noqa: N815

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_hello(self, argument: str) -> None:
        self.reply(200, "สวัสดี".encode())

    def do_to(self, argument: str) -> None:
        self.reply(302, Location=argument if "//" in argument else f"/{argument}")

    def do_loop(self, argument: str) -> None:
        self.reply(302, Location="/loop")

    def do_large(self, argument: str) -> None:
        self.reply(200, b"x" * 5_000_000)

    def do_bomb(self, argument: str) -> None:
        self.reply(200, gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip")

    def do_drip(self, argument: str) -> None:
        self.send_response(200)
        self.end_headers()
        self.drip()

    def do_drip_headers(self, argument: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.drip()

    def drip(self) -> None:
        for _ in range(100):
            try:
                self.wfile.write(b".")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def server():
    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=found.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{found.server_port}"
    found.shutdown()
    thread.join()
    found.server_close()


@pytest.fixture
def outbound(server):
    SEEN.clear()
    return Outbound(Allowed([server]), seconds=3, max_bytes=1_000_000)


def test_a_host_that_is_named_answers(server, outbound):
    answer = outbound.get(f"{server}/hello", headers={"Authorization": "key"})

    assert (answer.status, answer.body.decode()) == (200, "สวัสดี")
    assert SEEN[0][1]["authorization"] == "key"


def test_an_empty_list_lets_nothing_out(server):
    for url in (server, "https://example.org/", "https://10.0.0.1/", "file:///etc/passwd", "http://", "ftp://x/", "https://[::1", "not an address"):
        with pytest.raises(NotAllowed) as refused:
            Outbound(Allowed([])).get(url)
        assert refused.value.code == "outbound.host"


def test_another_port_or_scheme_is_another_place(server, outbound):
    for url in ("http://127.0.0.1:1/", server.replace("http:", "https:"), server.replace("//", "//user:pass@")):
        with pytest.raises(NotAllowed):
            outbound.get(url)
    assert SEEN == []


def test_a_redirect_to_a_named_host_is_followed(server, outbound):
    assert outbound.get(f"{server}/to/hello").url == f"{server}/hello"


def test_a_redirect_off_the_list_is_not_followed(server, outbound):
    with pytest.raises(NotAllowed):
        outbound.get(f"{server}/to/http://127.0.0.1:1/secret")


def test_a_key_is_not_carried_to_another_host(server, outbound):
    second = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=second.serve_forever)
    thread.start()
    other = f"http://127.0.0.1:{second.server_port}"

    Outbound(Allowed([server, other])).get(f"{server}/to/{other}/hello", headers={"Authorization": "key"})

    second.shutdown()
    thread.join()
    second.server_close()
    assert ["authorization" in headers for _, headers, _ in SEEN] == [True, False]


def test_redirects_in_a_circle_end(server, outbound):
    with pytest.raises(LimitReached) as refused:
        outbound.get(f"{server}/loop")

    assert refused.value.code == "outbound.hops"


def test_a_body_that_is_sent_is_not_sent_on(server, outbound):
    answer = outbound.post(f"{server}/to/hello", b"data")

    assert answer.status == 302
    assert [(path, body) for path, _, body in SEEN] == [("/to/hello", b"data")]


@pytest.mark.parametrize("route", ["large", "bomb"])
def test_too_much_is_refused_also_when_it_is_packed(server, outbound, route):
    with pytest.raises(LimitReached) as refused:
        outbound.get(f"{server}/{route}")

    assert refused.value.code == "outbound.size"


@pytest.mark.parametrize("route", ["drip", "drip_headers"])
def test_a_host_that_drips_is_left(server, route):
    started = time.monotonic()

    with pytest.raises(LimitReached) as refused:
        Outbound(Allowed([server]), seconds=0.5).get(f"{server}/{route}")

    assert refused.value.code == "outbound.time"
    assert time.monotonic() - started < 3


def test_a_host_that_is_down_is_told():
    with pytest.raises(SourceError) as refused:
        Outbound(Allowed(["http://127.0.0.1:1"])).get("http://127.0.0.1:1/")

    assert refused.value.code == "outbound.failed"


def test_a_name_that_leads_into_a_private_network_is_refused(server):
    port = server.rpartition(":")[2]
    url = f"http://localhost:{port}"

    with pytest.raises(NotAllowed) as refused:
        Outbound(Allowed([url])).get(f"{url}/hello")

    assert refused.value.code == "outbound.address"


def test_a_private_network_may_be_named(server):
    port = server.rpartition(":")[2]
    url = f"http://localhost:{port}"

    assert Outbound(Allowed([url, "127.0.0.0/8", "::1/128"])).get(f"{url}/hello").status == 200


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "100.64.0.1", "224.0.0.1"]
)
def test_addresses_that_are_not_public_are_known(address):
    with pytest.raises(NotAllowed):
        Allowed(["data.go.th"]).check_address("data.go.th", ipaddress.ip_address(address))


def test_public_addresses_are_public():
    Allowed(["data.go.th"]).check_address("data.go.th", ipaddress.ip_address("8.8.8.8"))


def test_every_address_of_a_name_is_checked():
    both = [ipaddress.ip_address("8.8.8.8"), ipaddress.ip_address("127.0.0.1")]
    transport = client._Pinned(Allowed(["data.go.th"]), resolve=lambda host, port: both)

    with pytest.raises(NotAllowed):
        transport.handle_request(client.httpx.Request("GET", "https://data.go.th/"))


def test_proxies_of_the_environment_are_not_used(server, outbound, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    assert outbound.get(f"{server}/hello").status == 200
