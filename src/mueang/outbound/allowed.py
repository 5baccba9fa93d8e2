"""The operator's list of hosts."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from mueang.base.errors import NotAllowed
from mueang.base.message import Message

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_PORTS = {"http": 80, "https": 443}
_HOST = Message("ผู้ดูแลระบบยังไม่อนุญาตให้ติดต่อ {host} เพิ่มชื่อนี้ในรายการที่อนุญาตก่อน", "The operator has not allowed {host}. Add it to the list of allowed hosts first.")
_ADDRESS = Message("{host} อยู่ในเครือข่ายภายใน ซึ่งไม่อยู่ในรายการที่อนุญาต", "{host} lies in a private network, which is not in the list of allowed hosts.")


@dataclass(frozen=True)
class Place:
    """Where a request goes: scheme, host in lower case, port."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Place:
        """Return the place of an address. Raises NotAllowed if it is none of HTTP, or carries a password."""
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError) as error:
            raise NotAllowed(_HOST.fill(host=url), code="outbound.host") from error
        if not parts.hostname or parts.username or parts.password:
            raise NotAllowed(_HOST.fill(host=parts.hostname or url), code="outbound.host")
        return cls(parts.scheme, parts.hostname.lower().rstrip("."), port)


class Allowed:
    """What the operator has named; an empty list allows nothing.

    `data.go.th`              this host by HTTPS
    `data.go.th:8443`         at another port
    `http://10.1.2.3:5000`    without encryption, only where it is said
    `10.1.0.0/16`             a private network that named hosts may lie in
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._networks: list[Network] = []
        self._places: set[Place] = set()
        for entry in entries:
            if "/" in entry and "//" not in entry:
                self._networks.append(ipaddress.ip_network(entry, strict=False))
            else:
                self._add(Place.of(entry if "//" in entry else f"https://{entry}"))

    def _add(self, place: Place) -> None:
        self._places.add(place)
        if address := address_of(place.host):
            self._networks.append(ipaddress.ip_network(address))

    def check_place(self, url: str) -> Place:
        """Return the place of the address. Raises NotAllowed (`outbound.host`) if it is not on the list."""
        place = Place.of(url)
        if place not in self._places:
            raise NotAllowed(_HOST.fill(host=place.host), code="outbound.host")
        return place

    def check_address(self, host: str, address: Address) -> None:
        """Raise NotAllowed (`outbound.address`) for an address that is not public, unless its network is on the list."""
        plain = getattr(address, "ipv4_mapped", None) or address
        public = plain.is_global and not plain.is_multicast and not plain.is_reserved
        if not public and not any(plain in network for network in self._networks if network.version == plain.version):
            raise NotAllowed(_ADDRESS.fill(host=host), code="outbound.address")


def address_of(host: str) -> Address | None:
    """Return the address that the host is written as, None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
