"""The glossary: one word for one thing, in the wording that was agreed."""

from __future__ import annotations

import re

import pytest

from checkout import TOP

ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def terms() -> list[tuple[str, str, str]]:
    rows = ROW.findall((TOP / "GLOSSARY.md").read_text(encoding="utf-8"))
    return [row for row in rows if row[0] != "English"]


def test_every_term_stands_once_and_in_order():
    english = [term.lower() for term, _, _ in terms()]

    assert len(english) > 40
    assert english == sorted(set(english))


def test_no_two_things_share_a_thai_word():
    thai = [word for _, word, _ in terms() if word != "–"]

    assert len(thai) == len(set(thai))


def test_words_for_people_are_thai():
    assert [term for term, word, _ in terms() if word != "–" and not re.search("[ก-๙]", word)] == []


@pytest.mark.reference
def test_words_for_people_are_the_agreed_ones(reference):
    agreed = (reference / "words.md").read_text(encoding="utf-8")

    assert [word for _, word, _ in terms() if word != "–" and word not in agreed] == []
