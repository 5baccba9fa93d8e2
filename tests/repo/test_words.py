"""Thai text that people see keeps the spelling of the Royal Society."""

from __future__ import annotations

import re
from pathlib import Path

from checkout import TOP, files, name

WRONG = ("อัพโหลด", "ดิจิตอล", "อินเตอร์เน็ต", "อีเมล์", "ลิงค์", "แอพ", "เวอร์ชั่น", "เว็ปไซต์")
"""Spellings that the Royal Society does not use; the right ones are in GLOSSARY.md."""


def wrong_words(text: str) -> list[str]:
    return [word for word in WRONG if word in text]


def readable() -> list[Path]:
    pages = [*files(".py", ".html", ".po", ".yaml", ".json", ".js", ".svg", ".txt", under="src"), *files(".js", ".mjs", under="frontend")]
    return [*pages, *files(".md", under="docs"), *TOP.glob("*.md")]


def test_no_text_is_spelt_against_the_royal_society():
    found = {name(path): wrong_words(path.read_text(encoding="utf-8")) for path in readable()}

    assert {path: words for path, words in found.items() if words} == {}


def test_a_wrong_spelling_would_be_noticed():
    assert wrong_words("อัพโหลดไฟล์ทางเว็ปไซต์") == ["อัพโหลด", "เว็ปไซต์"]


def test_no_page_addresses_people_as_a_machine_would():
    machine = re.compile("ทำการ(?:อัปโหลด|ดาวน์โหลด|บันทึก|ลบ|แก้ไข|ค้นหา|ตรวจสอบ)|ของคุณ|คลิกที่นี่|ล้มเหลว")
    found = {name(path): machine.findall(path.read_text(encoding="utf-8")) for path in readable()}

    assert {path: words for path, words in found.items() if words} == {}
