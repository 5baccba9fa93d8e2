"""From the form of the review to corrections: each is only other options for the same file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import QueryDict

from mueang.tables.schema import ColumnType
from mueang_site.submissions.corrections import MOST_ROWS, Correction, of_rows
from mueang_site.submissions.schemas import type_of

ENCODINGS = ("utf-8", "cp874", "utf-16", "tis-620")
DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
ERAS = ("be", "ce")
_OF_ROWS = ("header", "data", "exclude", "total", "note", "include")


def corrections_of(table: Mapping[str, Any], form: QueryDict) -> list[Correction]:
    """Return what the form decides: answers, rows, columns, encoding; questions left open decide nothing."""
    act, _, about = form.get("act", "").partition(":")
    found = list(_answers(table, form))
    if act in _OF_ROWS and (rows := _rows(form, about)):
        found.append(of_rows(act, rows))
    if act == "no-header":
        found.append({"kind": "no-header"})
    if act == "columns":
        found += _columns(table, form, about)
    if act == "text":
        found.append({"kind": "text", "option": _text(form)})
    return found


def _answers(table: Mapping[str, Any], form: QueryDict) -> Iterator[Correction]:
    for k, question in enumerate(table.get("questions") or []):
        chosen = form.get(f"question-{k}")
        for choice in question["choices"]:
            if chosen is not None and str(choice["value"]) == chosen:
                yield {"kind": "answer", "label": _label(question, choice), "option": _of_one_row(choice["option"], form.get(f"row-of-{k}", ""))}


def _label(question: Mapping[str, Any], choice: Mapping[str, Any]) -> dict[str, str]:
    about = question.get("column")
    return {language: (f"{about}: " if about else "") + choice["label"][language] for language in ("th", "en")}


def _of_one_row(option: Mapping[str, Any], row: str) -> Mapping[str, Any]:
    """Return an answer about a shared name for the row only that the form names."""
    values = (option.get("places") or {}).get("values") or {}
    if not row.isdecimal() or not values:
        return option
    rows = {column: dict.fromkeys([row], code) for column, codes in values.items() for code in codes.values()}
    return {"places": {"rows": rows}}


def _rows(form: QueryDict, about: str) -> list[int]:
    """Return the rows that the button names (`include:3,7`), that are ticked, or that stand from one to another, counted there from 1."""
    first, last = form.get("first", ""), form.get("last", "")
    if not about and first.isdecimal():
        end = int(last) if last.isdecimal() else int(first)
        low, high = sorted((max(1, int(first)), max(1, end)))
        return list(range(low - 1, min(high, low + MOST_ROWS)))
    texts = about.split(",") if about else form.getlist("row")
    return sorted({int(text) for text in texts if text.isdecimal()})


def _columns(table: Mapping[str, Any], form: QueryDict, about: str) -> Iterator[Correction]:
    """Yield what was said of the columns, or of the one named, where it differs from what was read."""
    for column in table["columns"]:
        position = column.get("source_column")
        if position is not None and about in ("", str(position)) and (change := _column(column, form, position)):
            yield {"kind": "column", "column": str(column.get("source_name") or column["name"]), "option": {"columns": {str(position): change}}}


def _column(column: Mapping[str, Any], form: QueryDict, position: int) -> dict[str, Any]:
    change: dict[str, Any] = {}
    name, kind, era, unit = (form.get(f"{part}-{position}", "").strip() for part in ("name", "type", "era", "unit"))
    if name and name != column["name"]:
        change["name"] = name
    if kind in set(ColumnType) and kind != type_of(dict(column)):
        change["type"] = kind
    if era in ERAS:
        change["era"] = era
    if f"unit-{position}" in form and unit != (column.get("unit") or ""):
        change["unit"] = unit
    if form.get(f"drop-{position}"):
        change["drop"] = True
    return change


def _text(form: QueryDict) -> dict[str, Any]:
    encoding, delimiter = form.get("encoding", ""), form.get("delimiter", "")
    return {"encoding": encoding if encoding in ENCODINGS else None, "delimiter": DELIMITERS.get(delimiter)}
