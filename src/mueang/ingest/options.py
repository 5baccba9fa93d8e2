"""What a person may decide about the reading of a file. The same file with the same options gives the same result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.ingest.places import PlaceOptions
from mueang.tables.schema import ColumnType

Era = Literal["be", "ce"]


@dataclass(frozen=True)
class ColumnOptions:
    """Decisions about one source column; None and empty leave them to the data.

    name        its name
    type        what its values are
    drop        True: leave the column out
    era         the era of its years: `be` (พ.ศ.) or `ce` (ค.ศ.)
    day_first   the order of day and month in dates of digits
    missing     texts that mean "no data" beside the usual ones
    """

    name: str | None = None
    type: ColumnType | None = None
    drop: bool = False
    era: Era | None = None
    day_first: bool | None = None
    missing: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the decisions as JSON, those that were made only."""
        raw = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in raw.items()}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> ColumnOptions:
        """Return the decisions of their JSON. Raises BadInput for a key or a type that is not known."""
        _only_known(cls, raw)
        kind = raw.get("type")
        if kind is not None and kind not in set(ColumnType):
            raise BadInput(Message(f"ไม่รู้จักชนิดข้อมูล “{kind}”", f"There is no data type “{kind}”."), code="options.type", field="type")
        if raw.get("era") not in (None, "be", "ce"):
            raise BadInput(Message("ศักราชเป็นได้เพียง be หรือ ce", "The era is be or ce."), code="options.era", field="era")
        return cls(**{**raw, "type": ColumnType(kind) if kind else None, "missing": tuple(raw.get("missing") or ())})


@dataclass(frozen=True)
class ReadOptions:
    """Decisions about one file; None and empty leave them to the data. Rows count from 0, as in the source.

    encoding        encoding of a text file, by its Python name
    delimiter       what parts the cells of a text file
    sheet           name of the only sheet or layer to read
    header_rows     the rows that hold the heading; empty: there is none
    first_row       the first row of data
    excluded_rows   rows to leave out besides those that the reader leaves out
    included_rows   rows to keep though the reader would leave them out
    columns         `{source column: ColumnOptions}`
    headings        of the columns of the file for which all this was decided, where that was another file: the decisions
                    then hold for the columns that are called so, and its coordinate system only where this file names none
    declared        `{name of a column: ColumnOptions}`: what a schema says of columns, where no person has said otherwise of this file
    crs             coordinate system of the file, `EPSG:n`
    places          decisions about places
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_rows: tuple[int, ...] | None = None
    first_row: int | None = None
    excluded_rows: tuple[int, ...] = ()
    included_rows: tuple[int, ...] = ()
    columns: Mapping[int, ColumnOptions] = field(default_factory=dict)
    headings: tuple[str, ...] | None = None
    declared: Mapping[str, ColumnOptions] = field(default_factory=dict)
    crs: str | None = None
    places: PlaceOptions = field(default_factory=PlaceOptions)

    def column(self, position: int) -> ColumnOptions:
        """Return the decisions about one source column."""
        return self.columns.get(position) or ColumnOptions()

    def chosen(self, position: int, name: str) -> ColumnOptions:
        """Return the decisions about one source column, by what a schema says of its name where no person has decided."""
        own, declared = self.column(position), self.declared.get(name, ColumnOptions())
        return replace(own, type=own.type or declared.type, missing=own.missing or declared.missing)

    def as_dict(self) -> dict[str, Any]:
        """Return the options as JSON."""
        return {
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheet": self.sheet,
            "header_rows": None if self.header_rows is None else list(self.header_rows),
            "first_row": self.first_row,
            "excluded_rows": list(self.excluded_rows),
            "included_rows": list(self.included_rows),
            "columns": {str(position): column.as_dict() for position, column in self.columns.items()},
            "headings": None if self.headings is None else list(self.headings),
            "declared": {name: column.as_dict() for name, column in self.declared.items()},
            "crs": self.crs,
            "places": self.places.as_dict(),
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> ReadOptions:
        """Return the options of their JSON; absent keys keep their defaults. Raises BadInput for what is not an option."""
        _only_known(cls, raw)
        rows, headings = raw.get("header_rows"), raw.get("headings")
        try:
            return cls(
                encoding=raw.get("encoding"),
                delimiter=raw.get("delimiter"),
                sheet=raw.get("sheet"),
                header_rows=None if rows is None else tuple(sorted(int(row) for row in rows)),
                first_row=raw.get("first_row"),
                excluded_rows=tuple(int(row) for row in raw.get("excluded_rows") or ()),
                included_rows=tuple(int(row) for row in raw.get("included_rows") or ()),
                columns={int(position): ColumnOptions.from_dict(column) for position, column in (raw.get("columns") or {}).items()},
                headings=None if headings is None else tuple(str(name) for name in headings),
                declared={str(name): ColumnOptions.from_dict(column) for name, column in (raw.get("declared") or {}).items()},
                crs=raw.get("crs"),
                places=PlaceOptions.from_dict(raw.get("places") or {}),
            )
        except (TypeError, ValueError, AttributeError) as error:
            raise BadInput(Message("ตัวเลือกการอ่านไฟล์มีรูปแบบไม่ถูกต้อง", f"The options of reading are not well formed: {error}"), code="options.form") from error


def _only_known(cls: type, raw: Mapping[str, Any]) -> None:
    if not isinstance(raw, Mapping):
        raise BadInput(Message("ตัวเลือกการอ่านไฟล์ต้องเป็นวัตถุ JSON", "The options of reading are a JSON object."), code="options.form")
    unknown = sorted(set(raw) - {f.name for f in fields(cls)})
    if unknown:
        names = ", ".join(unknown)
        raise BadInput(Message(f"ไม่รู้จักตัวเลือก {names}", f"There is no option {names}."), code="options.unknown", field=unknown[0])
