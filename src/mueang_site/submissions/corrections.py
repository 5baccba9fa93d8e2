"""What a person corrected in the reading of a file, one after the other: a list that makes the options of reading, so that each can be undone.

A correction is JSON: `kind` with its rows, or with the `option` that it puts over the others; `label` says it in both languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from mueang.base.errors import BadInput
from mueang.base.message import Message

Correction = Mapping[str, Any]
Options = dict[str, Any]
MOST_ROWS = 20_000
_TOO_MANY = Message("เลือกได้ครั้งละไม่เกิน {n} แถว", "At most {n} rows are chosen at a time.")


def options_of(first: Mapping[str, Any], corrections: Iterable[Correction]) -> Options:
    """Return the options of reading: the first ones, with each correction put over them in their order."""
    return reduce(_with, corrections, dict(first))


def merged(options: Mapping[str, Any], change: Mapping[str, Any]) -> Options:
    """Return the options with a change put over them, key by key."""
    result = dict(options)
    for key, value in change.items():
        both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = merged(result[key], value) if both else value
    return result


def of_rows(kind: str, rows: Sequence[int]) -> Correction:
    """Return a correction about rows, as runs of (first, last). Raises BadInput for too many."""
    if len(rows) > MOST_ROWS:
        raise BadInput(_TOO_MANY.fill(n=f"{MOST_ROWS:,}"), code="correction.rows", field="last")
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return {"kind": kind, "rows": runs}


def rows_of(correction: Correction) -> list[int]:
    """Return the rows that a correction is about."""
    return [row for first, last in correction.get("rows") or () for row in range(first, last + 1)]


def _with(options: Options, correction: Correction) -> Options:
    rows, kind = rows_of(correction), correction["kind"]
    if kind == "header":
        return options | {"header_rows": rows, "first_row": None}
    if kind == "no-header":
        return options | {"header_rows": [], "first_row": None}
    if kind == "data":
        return options | {"first_row": rows[0]}
    if kind in ("exclude", "total", "note"):
        return _left_out(options, rows, kind)
    if kind == "include":
        return options | {"included_rows": _union(options, "included_rows", rows), "excluded_rows": _without(options, "excluded_rows", rows)}
    return merged(options, correction.get("option") or {})


def _left_out(options: Options, rows: Sequence[int], kind: str) -> Options:
    reasons = {row: why for row, why in (options.get("left_out_as") or {}).items() if int(row) not in set(rows)}
    why = {"total": "total", "note": "footnote"}.get(kind)
    return options | {
        "excluded_rows": _union(options, "excluded_rows", rows),
        "included_rows": _without(options, "included_rows", rows),
        "left_out_as": reasons | ({str(row): why for row in rows} if why else {}),
    }


def _union(options: Mapping[str, Any], name: str, rows: Sequence[int]) -> list[int]:
    return sorted({*(options.get(name) or ()), *rows})


def _without(options: Mapping[str, Any], name: str, rows: Sequence[int]) -> list[int]:
    return sorted(set(options.get(name) or ()) - set(rows))
