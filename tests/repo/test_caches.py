"""Every cache in memory has a bound: a number of entries, or so few possible keys that they are one."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
FEW_KEYS = {"figures": "names of files of the demo", "grid": "two grids", "_by_last_digits": "levels of places"}


def unbounded(tree: ast.AST) -> set[str]:
    """The functions that remember all their answers, though what they are asked may be anything."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {one.name for one in functions if one.args.args and any(_keeps_all(decorator) for decorator in one.decorator_list)}


def _keeps_all(decorator: ast.expr) -> bool:
    name = ast.unparse(decorator).removeprefix("functools.")
    return name == "cache" or (name.startswith("lru_cache") and "maxsize=" not in name) or "maxsize=None" in name


def test_every_function_that_remembers_answers_forgets_some_or_has_few():
    found = {name: path.name for path in SOURCE.rglob("*.py") for name in unbounded(ast.parse(path.read_text("utf-8")))}

    assert found.keys() == FEW_KEYS.keys(), found


def test_a_cache_without_a_bound_is_seen():
    planted = "@cache\ndef a(x): ...\n@functools.lru_cache(maxsize=None)\ndef b(x): ...\n@lru_cache(maxsize=8)\ndef c(x): ...\n@cache\ndef d(): ..."

    assert unbounded(ast.parse(planted)) == {"a", "b"}


def test_the_page_of_the_architecture_tells_of_every_cache():
    told = (SOURCE.parent / "docs" / "architecture.md").read_text("utf-8").partition("## Caches")[2]
    modules = {path.stem for path in SOURCE.rglob("*.py") if "lru_cache(" in (text := path.read_text("utf-8")) or "OrderedDict[" in text}

    assert {name for name in modules if f"`{name}`" not in told} == set()
