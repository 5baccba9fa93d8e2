"""From the form of the review to the options of reading: each correction is only other options for the same file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from mueang.tables.schema import ColumnType
from mueang_site.submissions.schemas import type_of

ENCODINGS = ("utf-8", "cp874", "utf-16", "tis-620")
DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
ERAS = ("be", "ce")


def corrected(options: Mapping[str, Any], table: Mapping[str, Any], form: QueryDict) -> dict[str, Any]:
    """Return the options with what the form decides: answers, rows, columns, encoding. The options given stay as they are."""
    changed = dict(options)
    for change in _answers(table, form):
        changed = merged(changed, change)
    act = form.get("act", "")
    rows = _rows(form, act)
    if act == "header" and rows:
        changed |= {"header_rows": rows, "first_row": None}
    if act == "no-header":
        changed |= {"header_rows": [], "first_row": None}
    if act == "exclude":
        changed |= {"excluded_rows": _union(changed, "excluded_rows", rows), "included_rows": _without(changed, "included_rows", rows)}
    if act.startswith("include"):
        changed |= {"included_rows": _union(changed, "included_rows", rows), "excluded_rows": _without(changed, "excluded_rows", rows)}
    if act == "columns":
        changed = merged(changed, {"columns": _columns(table, form)})
    if act == "text":
        changed |= _text(form)
    return changed


def merged(options: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options with a change put over them, key by key."""
    result = dict(options)
    for key, value in change.items():
        both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = merged(result[key], value) if both else value
    return result


def _answers(table: Mapping[str, Any], form: QueryDict) -> list[Mapping[str, Any]]:
    """Return the changes that the chosen answers make; questions left open change nothing."""
    changes = []
    for k, question in enumerate(table.get("questions") or []):
        chosen = form.get(f"question-{k}")
        changes += [choice["option"] for choice in question["choices"] if chosen is not None and str(choice["value"]) == chosen]
    return changes


def _rows(form: QueryDict, act: str) -> list[int]:
    """Return the rows that are ticked, or those that the button itself names (`include:3,7`)."""
    texts = act.partition(":")[2].split(",") if ":" in act else form.getlist("row")
    return sorted({int(text) for text in texts if text.isdecimal()})


def _union(options: Mapping[str, Any], name: str, rows: Sequence[int]) -> list[int]:
    return sorted({*(options.get(name) or ()), *rows})


def _without(options: Mapping[str, Any], name: str, rows: Sequence[int]) -> list[int]:
    return sorted(set(options.get(name) or ()) - set(rows))


def _columns(table: Mapping[str, Any], form: QueryDict) -> dict[str, Any]:
    """Return what was said of the columns, where it differs from what was read."""
    said: dict[str, Any] = {}
    for column in table["columns"]:
        position = column.get("source_column")
        change = _column(column, form, position) if position is not None else {}
        if change:
            said[str(position)] = change
    return said


def _column(column: Mapping[str, Any], form: QueryDict, position: int) -> dict[str, Any]:
    change: dict[str, Any] = {}
    name, kind, era = (form.get(f"{part}-{position}", "").strip() for part in ("name", "type", "era"))
    if name and name != column["name"]:
        change["name"] = name
    if kind in set(ColumnType) and kind != type_of(dict(column)):
        change["type"] = kind
    if era in ERAS:
        change["era"] = era
    if form.get(f"drop-{position}"):
        change["drop"] = True
    return change


def _text(form: QueryDict) -> dict[str, Any]:
    encoding, delimiter = form.get("encoding", ""), form.get("delimiter", "")
    return {"encoding": encoding if encoding in ENCODINGS else None, "delimiter": DELIMITERS.get(delimiter)}
