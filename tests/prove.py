"""The long proof, by hand before a release: runs every part, then writes what came out to docs/proof.md."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from checkout import TOP

PYTEST = (sys.executable, "-m", "pytest", "-q")
ON_POSTGRES = (sys.executable, "tests/postgres.py")


@dataclass(frozen=True)
class Proof:
    """One part: what it shows, the command, and what its surroundings carry beyond ours."""

    shows: str
    command: tuple[str, ...]
    surroundings: tuple[tuple[str, str], ...] = ()


PROOFS = (
    Proof("All tests, the site on SQLite", (*PYTEST, "-n", "2", "--dist", "loadfile", "-m", "not kills")),
    Proof("The site on PostgreSQL", (*ON_POSTGRES, *PYTEST, "-n", "2", "--dist", "loadfile", "tests/site")),
    Proof("1,000 kills during publish", (*PYTEST, "-s", "-m", "kills", "tests/kills"), (("MUEANG_KILLS", "1000"),)),
    Proof(
        "Laws on 2,000 examples each, other ones every time", (*PYTEST, "-n", "2", "--dist", "loadfile", "tests/property"), (("MUEANG_HYPOTHESIS", "search"),)
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
    """Run one part, show what it prints, and keep its last line."""
    print(f"== {proof.shows}", flush=True)
    began = time.monotonic()
    done = subprocess.Popen(proof.command, cwd=TOP, env=os.environ | dict(proof.surroundings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = ""
    for line in done.stdout or ():
        print(line, end="", flush=True)
        said = line.strip() or said
    return Outcome(proof, done.wait() == 0, (time.monotonic() - began) / 60, said)


def page(outcomes: list[Outcome], commit: str, day: str) -> Iterator[str]:
    """Yield the lines of docs/proof.md."""
    yield "# The long proof\n"
    yield f"`make prove` on {day}, commit {commit}, {os.cpu_count()} cores.\n"
    yield "| what | held | minutes | last line |\n|---|---|---|---|"
    for outcome in outcomes:
        yield f"| {outcome.proof.shows} | {'yes' if outcome.held else '**no**'} | {outcome.minutes:.1f} | `{outcome.said.strip('= ')}` |"


def commit_at_hand() -> str:
    """Return the commit, marked if files were changed since."""
    told = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=TOP, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def main() -> int:
    """Run all parts, also after one failed."""
    commit = commit_at_hand()
    outcomes = [run(proof) for proof in PROOFS]
    day = f"{datetime.now(UTC):%-d %B %Y}"
    (TOP / "docs" / "proof.md").write_text("\n".join(page(outcomes, commit, day)) + "\n", encoding="utf-8")
    return 0 if all(outcome.held for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
