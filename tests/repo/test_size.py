"""Modules stay short enough to be read in one sitting."""

from __future__ import annotations

from checkout import files, name

LONGEST = 400


def test_no_module_is_longer_than_a_sitting():
    sizes = {name(path): path.read_text(encoding="utf-8").count("\n") for path in files(".py", under="src") if "migrations" not in path.parts}

    assert len(sizes) > 10
    assert {module: lines for module, lines in sizes.items() if lines > LONGEST} == {}
