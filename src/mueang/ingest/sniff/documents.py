"""Which kind of JSON a text is, by its first tokens: one document, records line by line, or GeoJSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_KINDS = re.compile(rb'"(?:FeatureCollection|Feature|Point|LineString|Polygon|Multi\w+|GeometryCollection)"')

JsonFormat = Literal["json", "jsonl", "geojson", "topojson"]


def json_format(head: bytes) -> JsonFormat | None:
    """Return the format of a text that begins with { or [, None if it is no JSON."""
    if head[:1] == b"[":
        return "json" if re.match(rb"\[\s*[\[{\]]", head) else None
    outline = _outline(head)
    if _KINDS.fullmatch(outline.members.get(b'"type"', b"")) or outline.members.get(b'"features"') == b"[":
        return "geojson"
    if outline.members.get(b'"type"') == b'"Topology"':
        return "topojson"
    if outline.members or outline.ended:
        return "jsonl" if outline.after == b"{" else "json"
    return None


@dataclass
class _Outline:
    """The first object of a text: its members with the token that each value begins with, and the token behind its end."""

    members: dict[bytes, bytes] = field(default_factory=dict)
    ended: bool = False
    after: bytes = b""


def _outline(head: bytes) -> _Outline:
    found, depth, before, key = _Outline(), 0, b"", b""
    for token in _tokens(head):
        if found.ended:
            found.after = token
            return found
        if depth == 1 and before == b":":
            found.members.setdefault(key, token)
        if depth == 1 and token == b":":
            key = before
        depth += (token in (b"{", b"[")) - (token in (b"}", b"]"))
        found.ended = depth == 0
        before = token
    return found


def _tokens(head: bytes) -> Iterator[bytes]:
    return (match[0] for match in _TOKEN.finditer(head))
