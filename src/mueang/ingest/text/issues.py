"""What is told of how a text file is written, where it is not as most are, and what is asked where two ways are as likely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mueang.base.message import Message
from mueang.base.report import Issue
from mueang.ingest.questions import Choice, Question
from mueang.ingest.text.dialect import Dialect, shown


@dataclass(frozen=True, kw_only=True)
class WrittenOtherwise(Issue):
    """The file is not written as CSV usually is."""

    code = "file.dialect"
    severity = "info"
    text = Message(
        "ไฟล์นี้ไม่ได้เขียนแบบ CSV ทั่วไป: {th} อ่านตามนั้นแล้ว ดูตัวอย่างว่าแบ่งคอลัมน์ถูกต้อง",
        "The file is not written as CSV usually is: {en}. It was read so; check that the sample has the right columns.",
    )
    th: str
    en: str


@dataclass(frozen=True, kw_only=True)
class EncodingsMixed(Issue):
    """Some cells are in another encoding than the rest of the file."""

    code = "file.encodings"
    severity = "warning"
    text = Message(
        "ไฟล์นี้มีรหัสอักขระปนกัน ส่วนใหญ่เป็น {encoding} แต่มี {count} เซลล์เป็น {other} เริ่มที่แถว {row} อ่านแต่ละส่วนตามรหัสของส่วนนั้นแล้ว",
        "The file mixes encodings: mostly {encoding}, but {count} cells are in {other}, first in row {row}. Each part was read in its own.",
    )
    encoding: str
    other: str


def told_of(dialect: Dialect) -> tuple[Issue, ...]:
    """Return what people are told of the dialect: nothing of a usual one."""
    if dialect.is_usual:
        return ()
    parts = tuple(_parts(dialect))
    return (WrittenOtherwise(th=" ".join(part.th for part in parts), en=", ".join(part.en for part in parts)),)


def _parts(dialect: Dialect) -> Iterable[Message]:
    mark = shown(dialect.delimiter)
    if dialect.delimiter not in (",", ";", "\t", "|"):
        yield Message(f"คั่นคอลัมน์ด้วย “{mark}”", f"“{mark}” parts the columns")
    if dialect.quote not in ('"', ""):
        yield Message(f"ครอบข้อความด้วย “{dialect.quote}”", f"“{dialect.quote}” stands around texts")
    if dialect.escape == "backslash":
        yield Message("ใช้ “\\” นำหน้าเครื่องหมายคำพูดในข้อความ", "a backslash stands before quotes inside texts")
    if dialect.ends.strip("\r"):
        code = f"U+{ord(dialect.ends):04X}"
        yield Message(f"จบแถวด้วยอักขระ {code}", f"rows end with the character {code}")
    if dialect.wrapped:
        yield Message("ครอบทั้งแถวด้วยเครื่องหมายคำพูด", "whole rows stand in quotes")
    if dialect.others:
        others = " ".join(f"“{shown(mark)}”" for mark in dialect.others)
        yield Message(f"บางส่วนคั่นคอลัมน์ด้วย {others} แทน “{mark}”", f"some parts use {others} instead of “{mark}” between columns")


def asked_of_letters(examples: Mapping[str, str], labels: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the question in which encoding the file is, where several make sense: each with how a piece of the file reads in it."""
    if len(examples) < 2:
        return ()
    choices = tuple(Choice(name, Message(f"{labels[name]}: {text}", f"{labels[name]}: {text}"), {"encoding": name}) for name, text in examples.items())
    told = Message("ไฟล์นี้ใช้รหัสอักขระใด อ่านได้หลายแบบ เลือกแบบที่ตัวอักษรถูกต้อง", "Which encoding is the file in? Several make sense; choose the one that reads well.")
    return (Question("file.encoding", told, choices),)


def asked_of(dialect: Dialect, others: Iterable[str]) -> tuple[Question, ...]:
    """Return the question which delimiter it is, where others part the rows nearly as well."""
    marks = (dialect.delimiter, *others)
    if len(marks) < 2:
        return ()
    choices = tuple(Choice(mark, _by(mark), {"delimiter": mark}) for mark in marks)
    told = Message("อักขระใดคั่นคอลัมน์ของไฟล์นี้ มีหลายตัวที่เป็นไปได้ใกล้เคียงกัน", "Which character parts the columns? Several are about as likely.")
    return (Question("file.dialect", told, choices),)


def _by(mark: str) -> Message:
    names: Mapping[str, Message] = {
        ",": Message("จุลภาค (,)", "Comma (,)"), ";": Message("อัฒภาค (;)", "Semicolon (;)"),
        "\t": Message("แท็บ", "Tab"), " ": Message("ช่องว่าง", "Space"), "|": Message("เส้นตั้ง (|)", "Bar (|)"),
    }  # fmt: skip
    return names.get(mark, Message(f"“{shown(mark)}”", f"“{shown(mark)}”"))


def as_json(**parts: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return how a text is written as JSON, the parts that are known."""
    return {name: dict(part) for name, part in parts.items() if part is not None}
