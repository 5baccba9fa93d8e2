"""Two languages stand side by side: none is forgotten, and words break where Thai words end."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from mueang_site.portal import language
from mueang_site.portal.templatetags import face

TEMPLATES = Path(face.__file__).parents[1] / "templates"
THAI = re.compile("[ก-๛]")
PAIR = re.compile(r"""\{% tw? (?:"[^"]*"|'[^']*') (?:"[^"]*"|'[^']*')[^%]*%\}""")


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_thai_word_of_a_template_has_its_english(template):
    alone = PAIR.sub("", template.read_text("utf-8")).replace(">ไทย</a>", "")

    assert not THAI.findall(alone)


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_english_text_carries_thai(template):
    for pair in PAIR.findall(template.read_text("utf-8")):
        _, english = re.findall(r"""(?:"[^"]*"|'[^']*')""", pair)[:2]
        assert not THAI.search(english)


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_nothing_in_a_template_is_refused_by_the_policy(template):
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?! type=\"module\" src=)|https?://", template.read_text("utf-8"))


def test_a_heading_breaks_between_words_only():
    with translation.override("th"):
        assert language.in_words("ฝุ่นละออง <b> รายเขต") == '<span class="th">ฝุ่นละออง <wbr>&lt;b&gt; <wbr>รายเขต</span>'


def test_thai_on_an_english_page_is_marked_as_thai():
    with translation.override("en"):
        assert str(language.in_words("บางรัก")).startswith('<span class="th" lang="th">')


def test_hits_are_marked_and_the_rest_escaped():
    with translation.override("th"):
        shown = language.marked("PM2.5 & ฝุ่น", ["pm2.5"])

    assert shown == '<mark>PM2.5</mark><span class="th"> &amp; <wbr>ฝุ่น</span>'


def test_slots_are_escaped():
    with translation.override("en"):
        assert face.t("ไทย {q}", "English {q}", q="<b>") == "English &lt;b&gt;"


def test_a_long_name_of_a_file_may_break_after_its_hyphens():
    assert "รายสัปดาห์-<wbr>ปี-<wbr>2569.xlsx" in language.in_words("หายใจ-รายสัปดาห์-ปี-2569.xlsx")


@pytest.mark.parametrize(("size", "shown"), [(0, "0\u00a0ไบต์"), (48_000, "47\u00a0กิโลไบต์"), (5_500_000, "5.2\u00a0เมกะไบต์"), (2**31, "2.0\u00a0กิกะไบต์")])
def test_sizes_are_said_in_words(size, shown):
    with translation.override("th"):
        assert language.show_size(size) == shown
