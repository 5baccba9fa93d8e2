"""Run every benchmark, one after another, and write what they print to docs/benchmarks.md.

    python benchmarks/report.py [NAME ...]

A benchmark is a program `bench_NAME.py` that prints a table; its docstring says what ours, the peer and the limit are.
Named ones alone are run anew; the tables of the others stay as they are.
"""

from __future__ import annotations

import ast
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

`make bench` writes this page. Each table comes from one run in which our figure, the peer's and the limit of the machine
were measured one after another on a machine that did nothing else; read the ratios, not the seconds.
"""


def names() -> list[str]:
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def section(name: str) -> str:
    """Return the section of one benchmark, run now."""
    path = HERE / f"bench_{name}.py"
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    title, _, rest = said.partition("\n")
    legend = "\n".join(f"- {line}" for line in re.findall(r"^(?:ours|peer|limit) .*", rest, re.MULTILINE))
    done = subprocess.run([sys.executable, str(path)], stdout=subprocess.PIPE, text=True, check=True)
    return f"## {name}\n\n{title}\n\n{legend}\n\n{done.stdout.strip()}\n\n{_told()}\n"


def _told() -> str:
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()
    return f"{datetime.now(UTC):%-d %B %Y}, commit {commit}, {os.cpu_count()} cores, Python {platform.python_version()}"


def kept() -> dict[str, str]:
    """Return the sections that the page holds."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return {part.partition("\n")[0]: f"## {part.rstrip()}\n" for part in text.split("\n## ")[1:]}


def main() -> None:
    sections = kept()
    for name in sys.argv[1:] or names():
        print(f"== {name}", flush=True)
        sections[name] = section(name)
        PAGE.write_text("\n".join([HEAD, *(sections[key] for key in sorted(sections))]), encoding="utf-8")


if __name__ == "__main__":
    main()
