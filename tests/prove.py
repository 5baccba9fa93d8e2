"""The long proof, by hand before a release: runs every part, or those named, and writes what came out to docs/proof.md.

    python tests/prove.py [tests] [postgresql] [kills] [bundle] [fuzzing] [laws]

Each line of the page carries the commit that was proven; the lines of parts that were not run stay as they are.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from checkout import TOP

PYTEST = (sys.executable, "-m", "pytest", "-q")
PAGE = TOP / "docs" / "proof.md"
HEAD = f"""# The long proof

`make prove` writes this page, here on {os.cpu_count()} cores.

| what | held | day | commit | minutes | in its words |
|---|---|---|---|---|---|"""
ON_POSTGRES = (sys.executable, "tests/postgres.py")


@dataclass(frozen=True)
class Proof:
    """One part: its name, what it shows, the command, what its surroundings carry beyond ours, and words of the line that says how it ended."""

    name: str
    shows: str
    command: tuple[str, ...]
    surroundings: tuple[tuple[str, str], ...] = ()
    telling: str = ""


PROOFS = (
    Proof("tests", "All tests, the site on SQLite", (*PYTEST, "-n", "2", "--dist", "loadfile", "-m", "not kills")),
    Proof("postgresql", "The site on PostgreSQL", (*ON_POSTGRES, *PYTEST, "-n", "2", "--dist", "loadfile", "-m", "not postgres", "tests/site")),
    Proof("kills", "1,000 kills during publish", (*PYTEST, "-s", "-m", "kills", "tests/kills"), (("MUEANG_KILLS", "1000"),), telling=" killed of "),
    Proof("bundle", "The bundle, made anew, installs and serves without a network", ("sh", "-c", f"make bundle && {sys.executable} tests/offline.py")),
    Proof("fuzzing", "20 minutes of spoilt files of every format", (*PYTEST, "-s", "tests/fuzz"), (("MUEANG_FUZZ", "1200"),), telling=" spoilt files"),
    Proof(
        "laws",
        "Laws on 2,000 examples each, on fewer where one costs much; other ones every time",
        (*PYTEST, "-n", "2", "--dist", "load", "tests/property"),
        (("MUEANG_HYPOTHESIS", "search"),),
    ),
)


@dataclass(frozen=True)
class Outcome:
    """How one part ended."""

    proof: Proof
    held: bool
    minutes: float
    said: str


def run(proof: Proof) -> Outcome:
    """Run one part, show what it prints, and keep the last line that tells how it ended."""
    print(f"== {proof.shows}", flush=True)
    began = time.monotonic()
    done = subprocess.Popen(proof.command, cwd=TOP, env=os.environ | dict(proof.surroundings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = ""
    for line in done.stdout or ():
        print(line, end="", flush=True)
        said = line.strip() if line.strip() and proof.telling in line else said
    return Outcome(proof, done.wait() == 0, (time.monotonic() - began) / 60, said)


def line(outcome: Outcome, commit: str, day: str) -> str:
    """Return the line of one part."""
    held = "yes" if outcome.held else "**no**"
    return f"| {outcome.proof.shows} | {held} | {day} | {commit} | {outcome.minutes:.1f} | `{outcome.said.strip('= ')}` |"


def kept() -> dict[str, str]:
    """Return the lines that the page holds, by what they show."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return {found[1]: found[0] for found in re.finditer(r"^\| ([^|]+) \| .* `\S.*$", text, re.MULTILINE)}


def write(lines: dict[str, str]) -> None:
    """Write docs/proof.md, the parts in their order."""
    told = [lines[proof.shows] for proof in PROOFS if proof.shows in lines]
    PAGE.write_text("\n".join((HEAD, *told, "")), encoding="utf-8")


def commit_at_hand() -> str:
    """Return the commit, marked if files were changed since."""
    told = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=TOP, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def main() -> int:
    """Run the parts asked for, also after one failed."""
    asked, lines, whole = sys.argv[1:], kept(), True
    commit = commit_at_hand()
    for proof in PROOFS:
        if not asked or proof.name in asked:
            day = f"{datetime.now(UTC):%-d %B %Y}"
            outcome = run(proof)
            whole = whole and outcome.held
            lines[proof.shows] = line(outcome, commit, day)
            write(lines)
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
