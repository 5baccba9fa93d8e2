"""`tests/permissions.csv` is the law of this site, written by hand: every route of the URL map is called over HTTP.

Each line says what one or more roles get from a route, for a thing of one or more classes in one or more states: the
status. Cells hold one word, several parted by blanks, or `*` for all; `-` stands where class and state play no part.

    route    as in the URL map, arguments in braces
    role     anonymous · stranger (signed in, no role) · outsider (administrator of another organisation) · viewer,
             editor, steward, admin (of the office that owns the thing) · above (steward of the organisation above) ·
             site (site administrator) · reader (API only: a steward's token that only reads)

A route without lines fails, and so does a cell that no line covers, a cell covered twice, a line of a route that is
gone, and a method without lines that is answered.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, get_resolver

import world as worlds
from mueang_site.access.policies import CLASSES
from worldly import data_dir, db, world

__all__ = ["data_dir", "db", "world"]

LAW = Path(__file__).parent.parent / "permissions.csv"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

STATES = {"slug": worlds.DATASET_STATES, "submission_id": worlds.SUBMISSION_STATES, "finding_id": worlds.SUBMISSION_STATES}
"""Argument of an address → the states in which the thing that it names can be."""

_FORM = {"columns": "1", "title_th": "แบบใหม่", "frequency": "month", "name-0": "โรค", "type-0": "string", "classification": "02"}
FORMS = {
    "/accounts/login/": {"login": "nobody@city.example", "password": "wrong"},
    "/upload": {"organisation": "strategy"},
    "/tables/new": {"organisation": "strategy", "name": "ตาราง", "head-0": "เขต", "cell-0-0": "พระนคร"},
    "/documents/new": {
        "organisation": "strategy",
        "kind": "page",
        "doc-url": "https://city.example/",
        "doc-title_th": "หน้าโครงการ",
        "category": "a",
        "licence": "U",
        "slug": "papers",
        "title_th": "เอกสาร",
        "description_th": "เอกสาร",
        "source": "ทดสอบ",
        "classification": "01",
    },
    "/datasets/{slug}/documents/{document_id}/edit": {"act": "describe", "doc-title_th": "รายงานใหม่"},
    "/submissions/{submission_id}/review": {"act": "table", "table": "ทดสอบ"},
    "/submissions/{submission_id}/details": {
        "category": "a",
        "licence": "U",
        "slug": "new",
        "title_th": "ใหม่",
        "description_th": "ใหม่",
        "source": "ใหม่",
        "classification": "01",
    },
    "/account/tokens": {"label": "รายงาน", "scope": "read", "days": "30"},
    "/submissions/{submission_id}/send": {"act": "send"},
    "/findings/{finding_id}": {"resolution": "drop"},
    "/organisations/{office}/settings": {"about_th": "ทดสอบ"},
    "/organisations/{office}/headlines/choose": {
        "act": "add",
        "dataset": "d01-published",
        "title_th": "ร้อยละเฉลี่ย",
        "measure": "ร้อยละ",
        "function": "mean",
    },
    "/datasets/{slug}/publication": {"act": "withdraw", "reason": "ตัวเลขผิด"},
    "/datasets/{slug}/schema": {"act": "end"},
    "/storage": {"organisation": "strategy", "gigabytes": "5"},
    "/rounds/{round_id}": {"act": "remind"},
    "/rounds/{round_id}/{office}": {"act": "nothing"},
    "/forms/new": {**_FORM, "organisation": "strategy", "slug": "water"},
    "/forms/{form_id}": {"act": "publish", "name_th": "รอบใหม่", "period": "2026-11", "due": "2099-12-31", "office": "strategy"},
    "/forms/{form_id}/edit": _FORM,
}
BODIES = {
    "/api/v1/rounds/{round_id}/filings/{office}/rows": {"rows": [["ไข้เลือดออก", "12"]]},
    "/api/v1/organisations/{office}/webhooks": {"url": "https://hooks.city.example/other", "events": ["version.published"]},
    "/api/v1/datasets/{slug}/withdraw": {"reason": "ตัวเลขผิด"},
    "/api/v1/datasets/{slug}/republish": {"reason": "ตรวจแล้ว"},
    "/api/v1/datasets/{slug}/schema": {"fields": [{"name": "เขต", "type": "string"}]},
    "/api/v1/datasets/{slug}/versions/{number}/restore": {"reason": "ตัวเลขผิด"},
    "/api/v1/submissions/{submission_id}/options": {"options": {}},
    "/api/v1/submissions/{submission_id}/description": {"slug": "new", "title_th": "ใหม่", "description_th": "ใหม่", "source": "ใหม่", "classification": "01"},
    "/api/v1/submissions/{submission_id}/mode": {"mode": "replace"},
    "/api/v1/submissions/{submission_id}/return": {"comment": "แก้หน่วย"},
    "/api/v1/submissions/{submission_id}/accept-faults": {"reason": "ตรวจกับต้นฉบับแล้ว"},
    "/api/v1/findings/{finding_id}": {"resolution": "drop"},
}
QUERIES = {
    "/datasets/{slug}/download": "?format=csv",
    "/api/v1/datasets/{slug}/aggregate": "?measure=count",
    "/api/v1/datasets/{slug}/versions/{number}/aggregate": "?measure=count",
}


@dataclass(frozen=True)
class Line:
    """One line of the law."""

    number: int
    route: str
    method: str
    roles: tuple[str, ...]
    classes: tuple[str, ...]
    states: tuple[str, ...]
    status: int

    def cells(self) -> Iterator[tuple[str, str, str]]:
        return itertools.product(self.roles, self.classes, self.states)


def routes() -> list[str]:
    """Return the routes of the URL map."""
    return sorted(_routes("/", get_resolver().url_patterns))


def _routes(prefix: str, patterns: list) -> Iterator[str]:
    for pattern in patterns:
        address = prefix + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield address
        else:
            yield from _routes(address, pattern.url_patterns)


def roles_of(route: str) -> tuple[str, ...]:
    return worlds.PROGRAMS if route.startswith("/api/") else worlds.ROLES


def states_of(route: str) -> tuple[str, ...]:
    return next((states for argument, states in STATES.items() if f"{{{argument}}}" in route), ())


def classes_of(route: str) -> tuple[str, ...]:
    return CLASSES if states_of(route) else ("-",)


def wanted_cells(route: str) -> set[tuple[str, str, str]]:
    return set(itertools.product(roles_of(route), classes_of(route), states_of(route) or ("-",)))


def read_law(text: str) -> list[Line]:
    """Return the lines; raises ValueError for a word that means nothing."""
    return [_line(number, row) for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2)]


def _line(number: int, row: dict[str, str]) -> Line:
    route = row["route"]
    roles = _words(number, row["role"], roles_of(route))
    return Line(
        number,
        route,
        row["method"],
        roles,
        _words(number, row["class"], classes_of(route)),
        _words(number, row["state"], states_of(route) or ("-",)),
        int(row["status"]),
    )


def _words(number: int, cell: str, known: tuple[str, ...]) -> tuple[str, ...]:
    words = known if cell == "*" else tuple(cell.split())
    if not words or set(words) - set(known):
        raise ValueError(f"line {number}: {cell!r} is not among {known}")
    return words


def faults_of(lines: list[Line], known: list[str]) -> list[str]:
    """Return what the law leaves out, says twice, or says of routes that are not there."""
    said: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for line in lines:
        said[line.route, line.method].extend(line.cells())
    faults = [f"{route}: no lines" for route in known if not any(route == named for named, _ in said)]
    faults += [f"{route}: not in the URL map" for route in sorted({route for route, _ in said} - set(known))]
    for (route, method), cells in said.items():
        faults += [f"{method} {route}: nothing said of {cell}" for cell in sorted(wanted_cells(route) - set(cells))]
        faults += [f"{method} {route}: {cell} said twice" for cell in sorted({cell for cell in cells if cells.count(cell) > 1})]
    return faults


LINES = read_law(LAW.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def callers(world):
    """Return one browser or program a role."""
    return {("page", role): world.browser(role) for role in worlds.ROLES} | {("api", role): world.program(role) for role in worlds.PROGRAMS}


def call(world, callers, route: str, method: str, cell: tuple[str, str, str]):
    """Call the route as this role for this thing, and leave the world as it was."""
    role, classification, state = cell
    caller = callers["api" if route.startswith("/api/") else "page", role]
    address = route.format(**world.arguments(classification, state)) + QUERIES.get(route, "")
    cookies = caller.cookies.copy()
    with transaction.atomic():
        response = caller.generic(method, address, **_sent(route, method))
        b"".join(response)  # to the end, as a client would: only then is a file that is sent closed
        transaction.set_rollback(True)
    caller.cookies = cookies
    return response


def _sent(route: str, method: str) -> dict:
    if method == "GET":
        return {}
    if route == "/api/v1/datasets/{slug}/rows":
        return {"data": worlds.FILE, "content_type": "text/csv"}
    if route == "/api/v1/uploads/bulk":
        return _multipart({"organisation": "strategy", "files": SimpleUploadedFile("ทดสอบ.csv", worlds.FILE)})
    if route in ("/upload", "/api/v1/uploads", "/api/v1/rounds/{round_id}/filings/{office}"):
        file = SimpleUploadedFile("ทดสอบ.csv", worlds.FILE)
        return _multipart({"organisation": "strategy", "file": file})
    if route.startswith("/api/"):
        return {"data": json.dumps(BODIES.get(route, {})), "content_type": "application/json"}
    return _multipart(FORMS.get(route, {}))


def _multipart(fields: dict) -> dict:
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    return {"data": encode_multipart(BOUNDARY, fields), "content_type": MULTIPART_CONTENT}


def test_the_law_says_one_thing_about_every_route_role_class_and_state():
    assert faults_of(LINES, routes()) == []


@pytest.mark.parametrize(("route", "method"), sorted({(line.route, line.method) for line in LINES}))
def test_the_site_keeps_the_law(world, callers, route, method):
    said = [(cell, line.status) for line in LINES if (line.route, line.method) == (route, method) for cell in line.cells()]

    broken = [
        f"{' '.join(cell)}: {status} by law, {got} in fact" for cell, status in said if (got := call(world, callers, route, method, cell).status_code) != status
    ]

    assert broken == []


@pytest.mark.parametrize("route", routes())
def test_a_method_that_the_law_does_not_name_is_refused(world, callers, route):
    named = {line.method for line in LINES if line.route == route}
    cell = ("admin", "01", "published") if states_of(route) else ("admin", "-", "-")

    answered = {method: call(world, callers, route, method, cell).status_code for method in METHODS if method not in named}

    assert {method: status for method, status in answered.items() if status != 405} == {}


@pytest.mark.parametrize("route", sorted({line.route for line in LINES if line.method == "GET"}))
def test_head_answers_as_get_does(world, callers, route):
    cells = [cell for cell in sorted(wanted_cells(route)) if cell[0] in ("anonymous", "editor")]

    unlike = [cell for cell in cells if call(world, callers, route, "GET", cell).status_code != call(world, callers, route, "HEAD", cell).status_code]

    assert unlike == []


def test_what_is_hidden_looks_like_what_is_not_there(world, callers):
    def told(route, slug):
        caller = callers["api" if route.startswith("/api/") else "page", "stranger"]
        response = caller.get(route.format(slug=slug, number=1, name="เขต", document_id=1))
        text = response.content.decode()
        for own in (response["X-Request-ID"], slug, slug.replace("-", " ")):
            text = text.replace(own, "")
        return response.status_code, re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text)

    for route in (route for route in routes() if "{slug}" in route):
        assert told(route, "d03-published") == told(route, "x03-published"), route


PLANTED = "route,method,role,class,state,status\n"


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("", "/healthz: no lines"),
        ("/healthz,GET,anonymous,-,-,200\n", "GET /healthz: nothing said of ('above', '-', '-')"),
        ("/healthz,GET,*,-,-,200\n/healthz,GET,viewer,-,-,404\n", "GET /healthz: ('viewer', '-', '-') said twice"),
        ("/gone,GET,*,-,-,200\n", "/gone: not in the URL map"),
    ],
)
def test_a_hole_in_the_law_would_be_noticed(lines, fault):
    assert fault in faults_of(read_law(PLANTED + lines), ["/healthz"])


def test_a_misspelt_word_of_the_law_would_be_noticed():
    with pytest.raises(ValueError, match="line 2: 'viewr'"):
        read_law(PLANTED + "/healthz,GET,viewr,-,-,200\n")
