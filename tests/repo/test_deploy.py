"""What lies in deploy/ fits what it is for."""

from __future__ import annotations

import re

from checkout import TOP, files
from mueang_site.variables import SETTINGS

VARIABLE = re.compile(r"\bMUEANG_[A-Z_0-9]+\b")


def text(name: str) -> str:
    return (TOP / "deploy" / name).read_text(encoding="utf-8")


def test_every_setting_that_is_named_is_one():
    known = {setting.name for setting in SETTINGS}
    pages = [*files(under="deploy"), *files(".md", under="docs")]

    named = {word for page in pages for word in VARIABLE.findall(page.read_text(encoding="utf-8"))}

    assert len(named) > 5
    assert named - known - {"MUEANG_REFERENCE", "MUEANG_TEST_S3"} == set()


def test_everything_that_is_deployed_is_explained_to_the_operator():
    told = (TOP / "docs" / "operator.md").read_text(encoding="utf-8")

    assert [path.name for path in files(under="deploy") if path.name not in told] == []


def test_the_service_is_held_on_a_short_lead():
    unit = text("mueang.service")

    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "CapabilityBoundingSet=", "StateDirectory=mueang", "User=mueang"):
        assert f"\n{line}\n" in unit, line


def test_the_proxy_takes_no_visitors_word_for_where_they_come_from():
    proxy = text("nginx.conf")

    assert "proxy_set_header X-Forwarded-For $remote_addr;" in proxy
    assert "$proxy_add_x_forwarded_for" not in proxy
    assert re.search(r"location = /metrics \{\s*return 404;", proxy)


def test_the_container_runs_as_nobody_in_particular_and_says_how_it_is():
    build = text("Containerfile")

    assert build.count("\nFROM ") == 3
    assert "\nUSER mueang\n" in build
    assert "HEALTHCHECK" in build
    assert "--require-hashes" in build
