"""Lines end between Thai words, and the index sees the same words."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mueang.base.thai import break_words, segment

thai_text = st.text(st.sampled_from("กขคงนมยรวสอเแโไาำะิีุู่้์ๆฯ ()“”%/–PM2.5๒\u00a0"), max_size=60)


def test_a_heading_breaks_between_words():
    assert break_words("กรุงเทพฯ น่าอยู่ขึ้นเล็กน้อย") == ("กรุงเทพฯ ", "น่าอยู่", "ขึ้น", "เล็กน้อย")


def test_a_place_of_the_local_dictionary_stays_whole():
    assert break_words("ผู้ป่วยติดเตียงในลาดยาวรายเขต") == ("ผู้ป่วย", "ติดเตียง", "ใน", "ลาดยาว", "รายเขต")


@pytest.mark.parametrize("office", ["สำนักการวางผังและพัฒนาเมือง", "สำนักการโยธา", "สำนักการศึกษา", "สำนักการระบายน้ำ", "สำนักการแพทย์"])
def test_the_name_of_a_department_is_not_read_as_that_of_a_janitor(office):
    assert break_words(f"โดย{office}")[1].startswith("สำนัก")


def test_brackets_and_quotation_marks_stay_with_their_words():
    assert break_words("ใช้ได้ (สัญญาอนุญาต) ของ “ลาดยาว”") == ("ใช้ได้ ", "(สัญญาอนุญาต) ", "ของ ", "“ลาดยาว”")


@pytest.mark.parametrize("text", ["PM2.5", "12.5%", "2560–2567", "กรุงเทพฯ", "24\u00a0ชั่วโมง", "เขต/แขวง", "wanna.s@bangkok.example"])
def test_what_belongs_together_never_parts(text):
    assert break_words(text) == (text,)


def test_a_repeated_word_keeps_its_mark():
    assert "ต่าง ๆ " in break_words("เรื่องต่าง ๆ ในเมือง")


def test_english_breaks_at_its_spaces():
    assert break_words("Fine dust by district") == ("Fine ", "dust ", "by ", "district")


@given(thai_text)
def test_the_pieces_joined_are_the_text(text):
    assert "".join(break_words(text)) == text


@given(thai_text)
def test_no_line_begins_with_a_mark_that_hangs_on_a_letter(text):
    assert not [piece for piece in break_words(text)[1:] if piece[0] in "ะาำิีุู่้์ๆฯ)”%"]


def test_the_index_sees_words_and_no_punctuation():
    assert segment("ฝุ่นละออง PM2.5 (รายเขต)") == ["ฝุ่นละออง", "pm", "2.5", "รายเขต"]


def test_digits_and_forms_of_letters_do_not_hide_a_word():
    assert segment("น้ำ") == segment("น้\u200bำ")


def test_no_dictionary_is_loaded_before_it_is_needed():
    code = "import sys, mueang.base.thai; print([m for m in ('pythainlp', 'nlpo3') if m in sys.modules])"

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"
