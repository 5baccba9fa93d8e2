"""The kind of a document by its content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import papers
from mueang.base.files import Source
from mueang.base.media import TYPES, media_type_of

KNOWN = {
    "application/pdf": papers.PDF,
    "image/png": papers.png(),
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "image/gif": b"GIF89a\x01\x00\x01\x00",
    "image/webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "image/svg+xml": papers.SVG,
    "text/html": papers.HTML,
    "application/rtf": b"{\\rtf1\\ansi}",
    "application/json": b' {"a": 1}',
    "text/plain": "หมายเหตุ".encode("cp874"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": papers.DOCX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": papers.packed("[Content_Types].xml", "ppt/presentation.xml"),
    "application/vnd.oasis.opendocument.text": papers.packed("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
    "application/msword": papers.compound("Root Entry", "WordDocument"),
    "application/vnd.ms-powerpoint": papers.compound("Root Entry", "PowerPoint Document"),
    "application/zip": papers.packed("รูป/1.jpg"),
}
NOT_TAKEN = {
    "a program": b"MZ\x90\x00\x03\x00\x00\x00",
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "noise": bytes(range(256)) * 4,
    "nothing": b"",
    "a document with macros": papers.packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "an old document with macros": papers.compound("WordDocument", "_VBA_PROJECT"),
    "a document behind a password": papers.compound("EncryptionInfo", "EncryptedPackage", "WordDocument"),
}


def kind_of(folder, content, name="รายงาน.csv"):
    path = folder / "document"
    path.write_bytes(content)
    return media_type_of(Source(path, name))


@pytest.mark.parametrize("name", KNOWN)
def test_a_document_is_known_by_its_content_whatever_it_is_called(tmp_path, name):
    assert kind_of(tmp_path, KNOWN[name]).name == name


@pytest.mark.parametrize("what", NOT_TAKEN)
def test_what_is_no_document_is_told_from_one(tmp_path, what):
    assert kind_of(tmp_path, NOT_TAKEN[what]) is None


def test_a_large_archive_is_known_by_its_ends(tmp_path):
    assert kind_of(tmp_path, papers.DOCX[:60] + b"\x55" * 3_000_000 + papers.DOCX[60:]).endings == ("docx",)


@pytest.mark.parametrize(
    ("before", "after"),
    [("รายงาน.csv", "รายงาน.pdf"), ("รายงาน.PDF", "รายงาน.PDF"), ("รายงาน ปี 2567", "รายงาน ปี 2567.pdf"), ("ฉบับที่ 1.2", "ฉบับที่ 1.2.pdf"), (".pdf", ".pdf.pdf")],
)
def test_the_ending_of_a_name_tells_the_truth(before, after):
    assert TYPES["application/pdf"].file_name(before) == after


@given(st.binary(max_size=4000))
def test_any_bytes_have_one_kind_or_none(tmp_path_factory, content):
    kind = kind_of(tmp_path_factory.mktemp("any"), content)

    assert kind is None or TYPES[kind.name] is kind
