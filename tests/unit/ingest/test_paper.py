"""Tables on paper: rules found whatever a copier or a phone did, numbers in either script, names by lists, totals as check sums."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import pytest
from PIL import Image

from mueang.ingest import extras
from mueang.ingest.paper import digits, letters, training
from mueang.ingest.paper.cells import PaperCell, PaperTable
from mueang.ingest.paper.glyphs import features, lines_of
from mueang.ingest.paper.review import corrected, open_totals
from mueang.ingest.paper.ruled import tables_of
from mueang.ingest.paper.upright import turned_by, upright
from paper_made import FONTS, SPOILT, Sheet, as_pdf, as_png, scanned, table

ARABIC, THAI = table(3, 10), table(4, 10, thai=True)


@cache
def page(thai=False):
    return Sheet(font=FONTS / "Norasi.ttf" if thai else FONTS / "Loma.ttf").draw(THAI if thai else ARABIC)


def texts(read):
    """The rows of the sheet as they were read, below the title."""
    return [tuple(row[f"c{k}"] or "" for k in range(6)) for row in read.raw[1:]]


def right(read, shown, columns):
    """The share of the cells of these columns, below the heading, that read as they were printed."""
    pairs = [(a[k].replace(" ", ""), b[k].replace(" ", "")) for a, b in zip(texts(read), shown.cells, strict=True) for k in columns if b[k]]
    return sum(a == b for a, b in pairs[2 * len(columns) :]) / len(pairs[2 * len(columns) :])


@pytest.mark.parametrize("kind", SPOILT)
def test_the_grid_is_found_whatever_was_done_to_the_paper(kind):
    sheet = upright(np.asarray(SPOILT[kind](page()).convert("RGB")))
    found = [tables_of(turned_by(sheet, quarters).ink)[0] for quarters in ((1, 3) if kind == "turned" else (0,))]

    assert all([(one.rows, one.columns, len(one.merges)) for one in tables] == [(13, 6, 5)] for tables in found)


@pytest.mark.parametrize("thai", [False, True])
def test_a_scan_becomes_a_table(file, thai):
    shown = THAI if thai else ARABIC
    read = file(as_png(scanned(page(thai))), "ทะเบียน.png", text=True)

    assert right(read, shown, (0, 2, 3)) >= (0.85 if thai else 0.95)
    assert right(read, shown, (1,)) >= 0.95
    assert right(read, shown, (5,)) >= 0.9


def test_what_was_read_of_paper_is_typed_as_any_table(file):
    read = file(as_png(scanned(page())), "ทะเบียน.png")

    assert [str(column.type) for column in read.table.schema.columns if column.source_column is not None] == [
        "integer",
        "string",
        "integer",
        "number",
        "string",
        "date",
    ]
    assert (read.n_rows, read.reading.paper[0]["open_totals"]) == (10, [2, 3])
    assert "paper.read" in read.codes


def test_a_page_that_lies_upside_down_in_a_pdf_is_turned(file):
    read = file(as_pdf([SPOILT["upside down"](page())]), "สแกน.pdf", text=True)

    assert right(read, ARABIC, (1, 2)) >= 0.95


def test_pages_of_one_table_are_read_as_one(file):
    first, second = table(5, 8, groups=False, total=False), table(6, 8, groups=False, total=False)
    read = file(as_pdf([scanned(Sheet().draw(first)), scanned(Sheet().draw(second), 7)]), "สแกน.pdf")

    assert (read.table.sheet.name, read.n_rows) == ("หน้า 1-2", 16)
    assert "paper.pages-joined" in read.codes


def bomb():
    kept = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(kept, "PNG")
    return kept.getvalue()


WRONG = {
    "a picture without a table": (as_png(Image.effect_noise((900, 1200), 40)), "ภาพ.png", "refuse.no_table"),
    "a picture of one colour": (as_png(Image.new("RGB", (900, 1200), "white")), "ภาพ.png", "refuse.no_table"),
    "too small": (as_png(Image.new("L", (120, 90), 255)), "ภาพ.png", "refuse.no_table"),
    "half a picture": (as_png(Image.effect_noise((900, 1200), 40))[:9000], "ภาพ.png", "refuse.corrupt"),
    "a picture that would fill the memory": (bomb(), "ภาพ.png", "refuse.size"),
    "a PDF whose pages are empty": (as_pdf([Image.new("L", (900, 1200), 255)]), "สแกน.pdf", "refuse.no_table"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_picture_that_cannot_be_read_is_refused_with_the_reason(file, kind):
    content, name, code = WRONG[kind]

    assert file(content, name).reading.refused.code == code


def test_without_the_part_that_reads_pictures_the_refusal_names_what_to_install(file, monkeypatch):
    monkeypatch.setattr(extras, "PAPER", ("no_such_package_of_anybody",))

    assert "mueang[paper]" in file(as_png(page()), "ภาพ.png").reading.refused.message.th


def test_without_the_thai_model_of_tesseract_the_refusal_names_its_package(file, monkeypatch, tmp_path):
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    refused = file(as_png(page()), "ภาพ.png").reading.refused

    assert (refused.code, "tesseract-ocr-tha" in refused.message.en) == ("refuse.part-missing", True)


def test_the_classifier_knows_digits_of_either_script_in_fonts_drawn_anew():
    rows, classes = training.samples([FONTS / "Loma.ttf", FONTS / "Norasi.ttf", FONTS / "Laksaman.ttf"], seed=99, strings=20)
    shares = digits.model().shares(rows)
    of_digits = classes < 20

    assert (shares.argmax(axis=1) == classes)[of_digits].mean() >= 0.97


def test_the_same_fonts_give_the_same_classifier():
    fonts = [FONTS / "Loma.ttf", FONTS / "Norasi.ttf"]
    rows, classes = training.samples(fonts, seed=1, strings=8)
    one, other = (training.train(rows, classes, seed=2, rounds=3) for _ in range(2))

    assert np.array_equal(rows, training.samples(fonts, seed=1, strings=8)[0])
    assert np.array_equal(one.shares(rows), other.shares(rows))


@pytest.mark.parametrize("text", ["0123456789", "๐๑๒๓๔๕๖๗๘๙", "1,234,567.89", "(๑,๒๓๔)", "-12.5"])
def test_a_number_is_read_in_its_own_script(text):
    ink, _ = training.set_number(training.Face(FONTS / "Loma.ttf"), text, 48, np.random.default_rng(1))
    numbers = digits.read(lines_of(ink)[0])

    assert numbers[digits.better(numbers)].text == text


def test_digits_that_touch_are_parted():
    ink, _ = training.set_number(training.Face(FONTS / "Loma.ttf"), "26", 60, np.random.default_rng(0))
    strip = lines_of(ink)[0]
    glyphs = strip.glyphs
    gap = glyphs[1].left - glyphs[0].right
    closer = np.concatenate([ink[:, : glyphs[0].right + 1], ink[:, glyphs[0].right + gap - 2 :]], axis=1)
    (joined,) = lines_of(closer)

    assert digits.read(joined)["arabic"].text == "26"
    assert features(joined).shape[1] == features(strip).shape[1]


def cells(rows):
    return tuple(PaperCell(r, c, text, 0.7, "digits" if c else "words", "", 1, 0, 0, 1, 1) for r, row in enumerate(rows) for c, text in enumerate(row))


def paper(*rows):
    return PaperTable(cells((("เขต", "ชาย", "หญิง", "รวม"), *rows)), len(rows) + 1, 4, (), (1, 2, 3), (0.0, 0.5, 1.0), (1, 1))


def by_place(read):
    return {(cell.row, cell.column): cell for cell in read.cells}


def test_numbers_that_add_up_to_the_total_on_the_paper_are_believed():
    read = by_place(corrected(paper(("พระนคร", "๑๐", "๒๐", "๓๐"), ("ดุสิต", "๑", "๒", "๓"), ("รวม", "๑๑", "๒๒", "๓๓")), {}))

    assert {read[1, 1].check, read[3, 3].check} == {"agrees"}
    assert not read[1, 1].is_doubtful


def test_a_number_that_breaks_its_row_and_its_column_is_found():
    read = by_place(corrected(paper(("พระนคร", "10", "20", "30"), ("ดุสิต", "7", "2", "3"), ("รวม", "11", "22", "33")), {}))

    assert [place for place, cell in read.items() if cell.check == "differs"] == [(2, 1)]


def test_what_a_person_saw_is_believed_and_added_up_anew():
    wrong = paper(("พระนคร", "10", "20", "30"), ("ดุสิต", "7", "2", "3"), ("รวม", "11", "22", "33"))
    seen = corrected(wrong, {"2,1": "1"})

    assert by_place(seen)[2, 1].how == "person"
    assert not any(cell.check == "differs" for cell in seen.cells)
    assert (open_totals(wrong, {"1": "11"}), open_totals(seen, {"1": "11"}).keys()) == ({1: "17", 2: "22", 3: "33"}, {2, 3})


def test_a_tired_reader_of_letters_is_tidied():
    assert [letters.tidied(text) for text in ("ถนน |", ". ไฟฟ้า", "น้าประปา", "นำเข้า")] == ["ถนน", "ไฟฟ้า", "น้ำประปา", "นำเข้า"]
