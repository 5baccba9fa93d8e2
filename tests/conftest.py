"""What all tests share: the reference folder, golden files, a server of S3, and the rule on skips."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
NO_REFERENCE = "no reference data: set MUEANG_REFERENCE"

ORDER = ("journey/test_pages", "kills", "fuzz", "contract", "journey", "journey/test_main_job", "site/commands", "site/jobs", "site/demo", "property")
"""Files that take long come first, so that no process of the tests is left alone with one at the end. The first journey
loads the city while another process kills publications; the main job is the last journey, for it publishes in its city."""

settings.register_profile("fixed", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", max_examples=2000, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("MUEANG_HYPOTHESIS", "fixed"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top of this checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of files that we did not make; the test is skipped and counted where it is absent."""
    folder = Path(os.environ.get("MUEANG_REFERENCE") or REPOSITORY.parent / "shared").resolve()
    if not (folder / "data" / "MANIFEST.csv").is_file():
        pytest.skip(NO_REFERENCE)
    return folder


@pytest.fixture(scope="session")
def s3() -> Iterator[Any]:
    """A server of S3 that lasts as long as the tests."""
    import stores

    with stores.s3() as server:
        yield server


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare what people will read with tests/golden/NAME; `make accept` rewrites the files instead."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("MUEANG_ACCEPT"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"no golden file {name}: make accept"
        assert text == path.read_text(encoding="utf-8")

    return compare


class Skips:
    """Counts skipped tests. With CI=true only absent reference data excuses one; any other skip fails the run."""

    def __init__(self) -> None:
        self.excused = 0
        self.others: list[str] = []

    def note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if NO_REFERENCE in reason:
            self.excused += 1
        else:
            self.others.append(f"{report.nodeid}: {reason}")

    pytest_runtest_logreport = note
    pytest_collectreport = note

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.others and os.environ.get("CI") == "true":
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.excused:
            terminalreporter.write_line(f"{self.excused} tests skipped for want of reference data")
        if self.others and os.environ.get("CI") == "true":
            terminalreporter.section("skips that CI does not excuse", red=True)
            for line in self.others:
                terminalreporter.write_line(line)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)
    for item in items:
        used = getattr(item, "fixturenames", ())
        if "golden" in used:
            item.add_marker(pytest.mark.golden)
        if "cluster" in used:
            item.add_marker(pytest.mark.postgres)


def _turn(item: pytest.Item) -> int:
    """Return the turn of the file, by what most closely says where it stands."""
    place = item.path.relative_to(REPOSITORY / "tests").as_posix() if item.path.is_relative_to(REPOSITORY / "tests") else ""
    named = [start for start in ORDER if place.startswith(start)]
    return ORDER.index(max(named, key=len)) if named else len(ORDER)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Skips(), "skips")
