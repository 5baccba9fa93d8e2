"""Every fault explains itself: issues in data, expected failures, and what they answer over HTTP."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import string

import mueang
from checkout import files, name
from mueang.base import errors
from mueang.base.report import Issue

THAI = re.compile("[ก-๙]")


def issues() -> list[type[Issue]]:
    for module in pkgutil.walk_packages(mueang.__path__, "mueang."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, waiting = [], [Issue]
    while waiting:
        subclasses = waiting.pop().__subclasses__()
        found += [issue for issue in subclasses if issue.__module__.startswith("mueang")]
        waiting += subclasses
    return found


def slots(text: str) -> set[str]:
    """The slots of a sentence; what is given in both languages ({level_th}, {level_en}) counts as one."""
    return {re.sub("_?(th|en)$", "", field) for _, field, _, _ in string.Formatter().parse(text) if field}


def is_fair(th: str, en: str) -> bool:
    """True if the sentence is Thai and English and says the same; what is typed to a machine may be alike in both."""
    return slots(th) == slots(en) and (th == en or bool(THAI.search(th) and en and not THAI.search(en)))


def sentences() -> list[tuple[str, str, str]]:
    """Every `Message(th, en)` written out in the code: where, Thai, English."""
    found = []
    for path in files(".py", under="src"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
                if len(texts) == 2:
                    found.append((f"{name(path)}:{node.lineno}", *texts))
    return found


def test_every_issue_explains_itself_in_a_docstring():
    silent = [issue.__qualname__ for issue in issues() if not (issue.__dict__.get("__doc__") or "").strip() or issue.__doc__.startswith(issue.__name__ + "(")]

    assert silent == []


def test_a_code_means_one_fault_told_in_one_place():
    told: dict[str, set[str]] = {}
    for issue in issues():
        if "code" in issue.__dict__:
            told.setdefault(issue.code, set()).add(issue.__module__)

    assert {code: modules for code, modules in told.items() if len(modules) > 1} == {}
    assert [code for code in told if not re.fullmatch(r"[a-z]+(?:[.-][a-z0-9]+)*", code)] == []


def test_every_issue_says_the_same_in_thai_and_in_english():
    texts = [(issue.__qualname__, issue.text.th, issue.text.en) for issue in issues() if "text" in issue.__dict__]

    assert [where for where, th, en in texts if not is_fair(th, en)] == []


def test_every_message_is_thai_first_and_fills_the_same_slots():
    assert [where for where, th, en in sentences() if not is_fair(th, en)] == []


def test_an_unfair_sentence_would_be_noticed():
    assert not is_fair("แถว {row} ผิด", "It is wrong.")
    assert not is_fair("Row {row} is wrong.", "Row {row} is not right.")


def test_the_drawing_of_the_errors_is_their_tree():
    tree = {cls.__name__: cls.__bases__[0].__name__ for cls in vars(errors).values() if inspect.isclass(cls) and issubclass(cls, errors.MueangError)}

    assert parents_drawn() == {child: parent for child, parent in tree.items() if child != "MueangError"}


def parents_drawn() -> dict[str, str]:
    parents, last = {}, {}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r" {4}((?:│ {3}| {4})*)(├── |└── )?([A-Z]\w+)", line)
        if found:
            depth = len(found[1]) // 4 + bool(found[2])
            last[depth] = found[3]
            if depth:
                parents[found[3]] = last[depth - 1]
    return parents
