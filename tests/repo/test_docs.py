"""The docs are true: links lead somewhere, commands exist, generated blocks are current."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from checkout import TOP, files, name

PAGES = [*sorted(TOP.glob("*.md")), *files(".md", under="docs")]
LINK = re.compile(r"\]\(([^)#\s]+)")


def broken_links(page: Path, text: str) -> list[str]:
    return [link for link in LINK.findall(text) if "://" not in link and "{" not in link and not (page.parent / link).exists()]


def test_every_link_leads_to_a_file():
    found = {name(page): broken_links(page, page.read_text(encoding="utf-8")) for page in PAGES}

    assert {page: links for page, links in found.items() if links} == {}


def test_a_broken_link_would_be_noticed():
    assert broken_links(TOP / "README.md", "[gone](docs/gone.md) [there](LICENSE)") == ["docs/gone.md"]


def test_every_make_command_in_the_docs_can_be_made():
    targets = set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {word for page in PAGES for word in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)}

    assert {"demo", "test"} <= named <= targets


def test_generated_blocks_are_current():
    pages = [str(path) for path in files(".md", under="docs")]

    done = subprocess.run([sys.executable, "-m", "cogapp", "--check", *pages], cwd=TOP, capture_output=True, text=True, check=False)

    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nmake docs"


def test_decisions_are_half_a_page():
    words = {name(path): len(path.read_text(encoding="utf-8").split()) for path in files(".md", under="docs/decisions")}

    assert {path: count for path, count in words.items() if count > 450} == {}


def test_decisions_are_numbered_one_after_the_other():
    numbers = [int(path.name.partition("-")[0]) for path in sorted(files(".md", under="docs/decisions"))]

    assert numbers == list(range(1, len(numbers) + 1))
