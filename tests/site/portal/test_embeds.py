"""A chart or a map in a frame of another site: open data, its source, the way back, and no cookie."""

import re
from dataclasses import replace
from html import unescape

import pytest

from mueang_site.catalogue import withdrawing
from offices import NOW

pytestmark = pytest.mark.django_db

DISTRICTS = "รหัสเขต,ปี,ร้อยละ\n" + "\n".join(f"{1001 + k},2566,{10 + k}" for k in range(50))


def test_other_sites_may_frame_a_chart_and_no_other_page(client, publish):
    publish()

    framed, page = client.get("/embed/smoking?view=chart"), client.get("/datasets/smoking?view=chart")

    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("view", ["chart", "map"])
def test_it_shows_the_drawing_its_source_and_the_way_back(client, publish, text, view):
    publish(DISTRICTS.encode())

    answer = client.get(f"/embed/smoking?view={view}")

    assert answer.content.decode().count("<svg xmlns") == 2
    assert "ที่มา: สำนักอนามัย กรุงเทพมหานคร รุ่นที่ 1" in text(answer)
    assert f"http://testserver/datasets/smoking?view={view}" in answer.content.decode()


def test_it_sets_no_cookie_even_for_those_who_are_signed_in(as_editor, publish):
    publish()

    answer = as_editor.get("/embed/smoking?view=chart&lang=en")

    assert not answer.cookies
    assert '<html lang="en"' in answer.content.decode()


def test_internal_data_is_shown_in_no_frame_not_even_to_its_owner(as_steward, publish, description):
    publish(description=replace(description, classification="02", category="b"))

    answer = as_steward.get("/embed/smoking?view=chart")

    assert answer.status_code == 404
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "embed" not in re.findall(r'id="embed-code"', as_steward.get("/datasets/smoking?view=chart").content.decode())


def test_what_was_withdrawn_says_so_inside_the_frame(client, publish, text, steward):
    publish()
    withdrawing.withdraw(steward, "smoking", reason="คำนวณผิด", now=NOW)

    answer = client.get("/embed/smoking?view=chart")

    assert answer.status_code == 410
    assert "เหตุผล: คำนวณผิด" in text(answer)
    assert "X-Frame-Options" not in answer


def test_the_snippet_of_the_page_gives_the_same_drawing(client, publish):
    publish(DISTRICTS.encode())
    page = client.get("/datasets/smoking?view=map&ปี__eq=2023&page=3").content.decode()

    snippet = unescape(re.search(r'id="embed-code"[^>]*>(.*?)</pre>', page)[1])
    address = unescape(re.search(r'src="([^"]+)"', snippet)[1])

    assert "page=3" not in address
    assert "lang=th" in address
    assert client.get(address.removeprefix("http://testserver")).content.decode().count("<svg xmlns") == 2


def test_a_snippet_cannot_be_broken_by_its_filters(client, publish):
    publish(DISTRICTS.encode())

    page = client.get('/datasets/smoking?view=chart&รหัสเขต__contains="><script>alert(1)</script>').content.decode()

    assert "<script>alert" not in page
    assert "<script>alert" not in unescape(re.search(r'id="embed-code"[^>]*>(.*?)</pre>', page)[1])


def test_a_table_is_offered_no_frame(client, publish):
    publish()

    assert "embed-code" not in client.get("/datasets/smoking").content.decode()


def test_a_page_on_paper_says_where_and_when_it_was_printed(client, publish, text):
    publish()

    page = text(client.get("/datasets/smoking?view=chart"))

    assert re.search(r"พิมพ์จาก http://testserver/datasets/smoking\?view=chart เมื่อ \d+ \S+ 25\d\d", page)
