"""What a person may decide about the reading of a file. The same file with the same options gives the same result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from mueang.base.errors import BadInput
from mueang.base.message import Message
from mueang.ingest.paper.options import PaperOptions
from mueang.ingest.places import PlaceOptions
from mueang.ingest.text.dialect import Escape
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
    values      `{text: the value that it stands for}`; empty: every value stands for itself, and nobody asks again
    unit        the unit of its values; '' if they have none
    """

    name: str | None = None
    type: ColumnType | None = None
    drop: bool = False
    era: Era | None = None
    day_first: bool | None = None
    missing: tuple[str, ...] = ()
    values: Mapping[str, str] | None = None
    unit: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the decisions as JSON, those that were made only."""
        raw = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}
        return {key: list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value for key, value in raw.items()}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> ColumnOptions:
        """Return the decisions of their JSON. Raises BadInput for a key or a type that is not known."""
        _only_known(cls, raw)
        kind = raw.get("type")
        if kind is not None and kind not in set(ColumnType):
            raise BadInput(Message(f"ไม่รู้จักชนิดข้อมูล “{kind}”", f"There is no data type “{kind}”."), code="options.type", field="type")
        if raw.get("era") not in (None, "be", "ce"):
            raise BadInput(Message("ศักราชเป็นได้เพียง be หรือ ce", "The era is be or ce."), code="options.era", field="era")
        return cls(**{**raw, "type": ColumnType(kind) if kind else None, "missing": tuple(raw.get("missing") or ()), "values": _values(raw.get("values"))})


def _values(raw: object) -> dict[str, str] | None:
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or not all(isinstance(text, str) for pair in raw.items() for text in pair):
        raise BadInput(Message("values ต้องเป็นวัตถุ JSON ของข้อความ", "values is a JSON object of texts."), code="options.values", field="values")
    return dict(raw)


@dataclass(frozen=True)
class TidyOptions:
    """Decisions about turning columns into rows; None and empty leave them to the headings.

    columns     the columns to turn, of the source       names    `{name that would be given: name}` of the new columns
    value       name of the column of values             measures `rows`, or `columns`: a column of values for each measure
    drop_empty  True: leave out rows without any value
    """

    columns: tuple[int, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    value: str | None = None
    measures: Literal["rows", "columns"] | None = None
    drop_empty: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the decisions as JSON."""
        return {**{f.name: getattr(self, f.name) for f in fields(self)}, "columns": list(self.columns), "names": dict(self.names)}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> TidyOptions:
        """Return the decisions of their JSON. Raises BadInput for what is none."""
        _only_known(cls, raw)
        if raw.get("measures") not in (None, "rows", "columns"):
            raise BadInput(Message("measures เป็นได้เพียง rows หรือ columns", "measures is rows or columns."), code="options.measures", field="measures")
        return cls(**{**raw, "columns": tuple(int(column) for column in raw.get("columns") or ()), "names": dict(raw.get("names") or {})})


@dataclass(frozen=True)
class ReadOptions:
    """Decisions about one file; None and empty leave them to the data. Rows count from 0, as in the source.

    encoding        encoding of a text file, by its Python name
    delimiter       what parts the cells of a text file, one character or several
    quote           what stands around cells of a text file; '' if nothing does
    escape          how a quote is written inside a quoted cell: `double`, `backslash` or `none`
    sheet           name of the only sheet or layer to read
    header_rows     the rows that hold the heading; empty: there is none
    first_row       the first row of data
    excluded_rows   rows to leave out besides those that the reader leaves out
    left_out_as     `{excluded row: "total" | "footnote"}`: what a person says they are
    included_rows   rows to keep though the reader would leave them out
    columns         `{source column: ColumnOptions}`
    headings        of the columns of the file for which all this was decided, where that was another file: the decisions
                    then hold for the columns that are called so, and its coordinate system only where this file names none
    declared        `{name of a column: ColumnOptions}`: what a schema says of columns, where no person has said otherwise of this file
    crs             coordinate system of the file, `EPSG:n`
    places          decisions about places
    stack           True: put sheets of one form under each other and give nothing else of them; False: never do
    tidy            True: turn columns into rows as offered, or as decided here; False: do not, and do not ask
    widths          `{source column: characters before which its cells are cut}`, for fixed-width text; empty: cut none
    groups          False: leave names of groups that stand in rows of their own among the rows
    paper           decisions about what was read from a picture
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: Escape | None = None
    sheet: str | None = None
    header_rows: tuple[int, ...] | None = None
    first_row: int | None = None
    excluded_rows: tuple[int, ...] = ()
    left_out_as: Mapping[int, str] = field(default_factory=dict)
    included_rows: tuple[int, ...] = ()
    columns: Mapping[int, ColumnOptions] = field(default_factory=dict)
    headings: tuple[str, ...] | None = None
    declared: Mapping[str, ColumnOptions] = field(default_factory=dict)
    crs: str | None = None
    places: PlaceOptions = field(default_factory=PlaceOptions)
    stack: bool | None = None
    tidy: TidyOptions | bool | None = None
    groups: bool | None = None
    widths: Mapping[int, tuple[int, ...]] | None = None
    paper: PaperOptions = field(default_factory=PaperOptions)

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
            "quote": self.quote,
            "escape": self.escape,
            "sheet": self.sheet,
            "header_rows": None if self.header_rows is None else list(self.header_rows),
            "first_row": self.first_row,
            "excluded_rows": list(self.excluded_rows),
            "left_out_as": {str(row): why for row, why in self.left_out_as.items()},
            "included_rows": list(self.included_rows),
            "columns": {str(position): column.as_dict() for position, column in self.columns.items()},
            "headings": None if self.headings is None else list(self.headings),
            "declared": {name: column.as_dict() for name, column in self.declared.items()},
            "crs": self.crs,
            "places": self.places.as_dict(),
            "stack": self.stack,
            "tidy": self.tidy.as_dict() if isinstance(self.tidy, TidyOptions) else self.tidy,
            "groups": self.groups,
            "widths": None if self.widths is None else {str(position): list(places) for position, places in self.widths.items()},
            **({"paper": self.paper.as_dict()} if self.paper != PaperOptions() else {}),
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> ReadOptions:
        """Return the options of their JSON; absent keys keep their defaults. Raises BadInput for what is not an option."""
        _only_known(cls, raw)
        _check_dialect(raw)
        rows, headings = raw.get("header_rows"), raw.get("headings")
        try:
            return cls(
                encoding=raw.get("encoding"),
                delimiter=raw.get("delimiter"),
                quote=raw.get("quote"),
                escape=raw.get("escape"),
                sheet=raw.get("sheet"),
                header_rows=None if rows is None else tuple(sorted(int(row) for row in rows)),
                first_row=raw.get("first_row"),
                excluded_rows=tuple(int(row) for row in raw.get("excluded_rows") or ()),
                left_out_as={int(row): _reason(why) for row, why in (raw.get("left_out_as") or {}).items()},
                included_rows=tuple(int(row) for row in raw.get("included_rows") or ()),
                columns={int(position): ColumnOptions.from_dict(column) for position, column in (raw.get("columns") or {}).items()},
                headings=None if headings is None else tuple(str(name) for name in headings),
                declared={str(name): ColumnOptions.from_dict(column) for name, column in (raw.get("declared") or {}).items()},
                crs=raw.get("crs"),
                places=PlaceOptions.from_dict(raw.get("places") or {}),
                stack=_yes_or_no(raw, "stack"),
                tidy=TidyOptions.from_dict(raw["tidy"]) if isinstance(raw.get("tidy"), Mapping) else _yes_or_no(raw, "tidy"),
                groups=_yes_or_no(raw, "groups"),
                widths=_widths(raw.get("widths")),
                paper=PaperOptions.from_dict(raw.get("paper") or {}),
            )
        except (TypeError, ValueError, AttributeError) as error:
            raise BadInput(Message("ตัวเลือกการอ่านไฟล์มีรูปแบบไม่ถูกต้อง", f"The options of reading are not well formed: {error}"), code="options.form") from error


def _check_dialect(raw: Mapping[str, Any]) -> None:
    """Raise BadInput for a delimiter, a quote or an escape that no reader could use."""
    delimiter, quote, escape = raw.get("delimiter"), raw.get("quote"), raw.get("escape")
    if delimiter is not None and (not isinstance(delimiter, str) or not 0 < len(delimiter) <= 8 or set(delimiter) & set("\r\n")):
        told = Message("ตัวคั่นต้องเป็นอักขระ 1 ถึง 8 ตัวและไม่ใช่การขึ้นบรรทัด", "The delimiter is 1 to 8 characters, no line break.")
        raise BadInput(told, code="options.delimiter", field="delimiter")
    if quote is not None and (not isinstance(quote, str) or len(quote) > 1 or quote in ("\r", "\n") or (quote and quote == delimiter)):
        told = Message("เครื่องหมายคำพูดต้องเป็นอักขระเดียวที่ไม่ใช่ตัวคั่น หรือว่างไว้", "The quote is one character other than the delimiter, or empty.")
        raise BadInput(told, code="options.quote", field="quote")
    if escape not in (None, "double", "backslash", "none"):
        raise BadInput(
            Message("escape เป็นได้เพียง double, backslash หรือ none", "The escape is double, backslash or none."), code="options.escape", field="escape"
        )


def _reason(why: str) -> str:
    if why not in ("total", "footnote"):
        raise BadInput(
            Message("แถวที่ไม่นำเข้าเป็นได้เพียง total หรือ footnote", "A row left out is a total or a footnote."), code="options.left_out", field="left_out_as"
        )
    return why


def _only_known(cls: type, raw: Mapping[str, Any]) -> None:
    if not isinstance(raw, Mapping):
        raise BadInput(Message("ตัวเลือกการอ่านไฟล์ต้องเป็นวัตถุ JSON", "The options of reading are a JSON object."), code="options.form")
    unknown = sorted(set(raw) - {f.name for f in fields(cls)})
    if unknown:
        names = ", ".join(unknown)
        raise BadInput(Message(f"ไม่รู้จักตัวเลือก {names}", f"There is no option {names}."), code="options.unknown", field=unknown[0])


def _yes_or_no(raw: Mapping[str, Any], key: str) -> bool | None:
    value = raw.get(key)
    if value is not None and not isinstance(value, bool):
        raise TypeError(f"{key}: true or false")
    return value


def _widths(raw: Any) -> dict[int, tuple[int, ...]] | None:
    return None if raw is None else {int(position): tuple(sorted({int(place) for place in places if int(place) > 0})) for position, places in raw.items()}
