"""What everybody sees: home, search, a dataset in all its states, and what is not there."""

import re
from dataclasses import replace
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.django_db

DISTRICTS = "รหัสเขต,ปี,ร้อยละ\n" + "\n".join(f"{1001 + k},256{5 + y},{10 + k + y}" for k in range(50) for y in range(2))


def links(response):
    return [href.replace("&amp;", "&") for href in re.findall(r'href="([^"#]+)"', response.content.decode())]


def test_a_site_without_data_says_what_to_expect(client, text):
    page = text(client.get("/"))

    assert "ยังไม่มีชุดข้อมูลที่วาดเป็นแผนที่ได้" in page


def test_the_home_page_tells_where_a_figure_is_highest_and_lowest(client, publish, text):
    publish(DISTRICTS.encode())

    page = text(client.get("/"))

    assert "อัตราการสูบบุหรี่สูงสุดที่บางบอน ต่ำสุดที่พระนคร" in page
    assert "มัธยฐานของ 50 พื้นที่" in page


def test_the_story_of_the_home_page_follows_the_data(client, publish, text):
    publish(DISTRICTS.encode())
    before = text(client.get("/"))
    publish(DISTRICTS.replace("1001,2566,11", "1001,2566,99").encode(), dataset="smoking", mode={"mode": "replace"})

    assert "สูงสุดที่บางบอน" in before
    assert "สูงสุดที่พระนคร" in text(client.get("/"))


def test_the_period_is_that_of_the_whole_table_whatever_file_brought_it(client, publish, text):
    publish(DISTRICTS.encode())
    publish("รหัสเขต,ปี,ร้อยละ\n1001,2567,9\n1002,2567,8\n".encode(), dataset="smoking", mode={"mode": "append"})

    assert "พ.ศ. 2565–2567" in text(client.get("/datasets/smoking"))


def test_a_word_inside_a_compound_is_found_and_marked(client, publish):
    publish()

    page = client.get("/datasets", {"q": "บุหรี่"}).content.decode()

    assert "ชุดข้อมูล 1 ชุด" in page
    assert "<mark>บุหรี่</mark>" in page


def test_nothing_found_leads_on(client, publish, text):
    publish()

    assert "ไม่พบชุดข้อมูลที่ตรงกับ “จักรยาน”" in text(client.get("/datasets", {"q": "จักรยาน"}))


def test_a_ticked_facet_narrows_and_can_be_taken_away(client, publish):
    publish()

    page = client.get("/datasets", {"topic": "health"})

    assert 'name="topic" value="health" checked' in page.content.decode()
    assert "?" in [href for href in links(page) if href.startswith("?") and "topic" not in href]


def test_a_dataset_shows_its_rows_before_anything_else(client, publish, text):
    publish()

    page = text(client.get("/datasets/smoking"))

    assert page.index("12.5") < page.index("ความหมายของแต่ละคอลัมน์")
    assert "แถวที่ 1–2 จาก 2 แถว" in page


def test_rows_can_be_filtered_and_sorted_by_the_address(client, publish, text):
    publish(DISTRICTS.encode())

    page = text(client.get(f"/datasets/smoking?{quote('ปี')}__eq=2023&sort=-{quote('ร้อยละ')}"))

    assert "แถวที่ 1–20 จาก 50 แถวที่กรองไว้ (ทั้งหมด 100 แถว)" in page
    assert page.index("60") < page.index("59") < page.index("58")


def test_years_are_buddhist_in_thai_and_common_in_english(client, publish, text):
    publish()

    assert "2566" in text(client.get("/datasets/smoking?lang=th"))
    assert "2023" in text(client.get("/datasets/smoking?lang=en"))


def test_a_chart_shows_the_newest_year_and_says_so(client, publish, text):
    publish(DISTRICTS.encode())

    page = client.get("/datasets/smoking?view=chart")

    assert "มากที่สุด บางบอน (60" in text(page)
    assert "ปี 2566" in text(page)
    assert page.content.decode().count("<svg xmlns") == 2


def test_a_map_of_districts_is_a_diagram_whose_tiles_lead_on(client, publish, text):
    publish(DISTRICTS.encode())

    page = client.get("/datasets/smoking?view=map&pick=1002")

    assert "แผนผัง ไม่ใช่แนวเขตจริง" in text(page)
    assert "ต่ำกว่ามัธยฐาน" in text(page)
    assert page.content.decode().count('aria-label="พระนคร') == 2


def test_what_is_shown_can_be_downloaded(client, publish):
    publish(DISTRICTS.encode())
    page = client.get(f"/datasets/smoking?{quote('ปี')}__eq=2023")

    for kind in ("csv", "xlsx", "json", "parquet"):
        wanted = [href for href in links(page) if f"format={kind}" in href and "2023" in href]
        answer = client.get(wanted[0])
        assert f"smoking-v1.{kind}" in answer["Content-Disposition"]


def test_the_call_on_the_page_gives_the_rows_of_the_page(client, publish):
    publish(DISTRICTS.encode())

    page = client.get(f"/datasets/smoking?{quote('ปี')}__eq=2023&sort=-{quote('ร้อยละ')}").content.decode()
    call = re.search(r"curl &quot;http://testserver(/api/[^&]*(?:&amp;[^&]*)*)&quot;", page)
    rows = client.get(call.group(1).replace("&amp;", "&")).json()["items"]

    assert len(rows) == 50
    assert rows[0]["ร้อยละ"] == 60


def test_an_older_version_says_that_there_is_a_newer_one(client, publish, text):
    publish()
    publish(DISTRICTS.encode(), dataset="smoking", mode={"mode": "replace"})

    assert "กำลังดูรุ่นที่ 1 ซึ่งมีรุ่นใหม่กว่าแล้ว" in text(client.get("/datasets/smoking?version=1"))


def test_rows_that_are_not_for_the_public_are_told_to_those_who_may_know_of_them(publish, description, person, signed_in, text):
    from mueang_site.access.models import Organisation, User

    publish(description=replace(description, classification="02", category="b", licence="G5"))
    other = Organisation.objects.create(slug="other", name_th="สำนักอื่น", created_at="2026-11-20T00:00Z")
    stranger = signed_in(User.objects.get(pk=person("viewer", "other", other).user_id))

    assert "เปิดให้เฉพาะผู้ได้รับสิทธิ (ระดับชั้นข้อมูล: เผยแพร่ภายในองค์กร)" in text(stranger.get("/datasets/smoking"))


def test_an_address_that_leads_nowhere_offers_a_search_for_its_words(client, text):
    answer = client.get("/datasets/pm25-khet")

    assert answer.status_code == 404
    assert 'value="pm25 khet"' in answer.content.decode()
    assert "รหัสแจ้งเหตุ" in text(answer)


def test_a_filter_that_no_column_takes_is_refused_in_words(client, publish, text):
    publish()

    answer = client.get(f"/datasets/smoking?{quote('ปี')}__eq=abc")

    assert answer.status_code == 400
    assert "ใช้กับคอลัมน์" in text(answer)


def test_english_pages_carry_thai_only_as_data(client, publish):
    publish(DISTRICTS.encode())
    data = re.compile("สำนักอนามัย( กรุงเทพมหานคร)?|รหัสเขต|ปี|ร้อยละ|สูบบุหรี่_2566")
    as_thai = re.compile(r'<span class="th" lang="th">.*?</span>|<a [^>]*lang="th"[^>]*>.*?</a>|<meta name="description".*?>')

    for path in ("/", "/datasets", "/about", "/accounts/login/", "/nowhere", *(f"/datasets/smoking?view={view}" for view in ("table", "chart", "map"))):
        page = client.get(path, headers={"Cookie": "mueang_language=en"}).content.decode()
        assert '<html lang="en"' in page
        assert not re.findall("[ก-๛]+", data.sub("", as_thai.sub("", page))), path


def test_pages_load_nothing_from_elsewhere(client, publish):
    publish()

    for path in ("/", "/datasets", "/datasets/smoking", "/about"):
        page = client.get(path).content.decode()
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_figures_of_another_office_are_credited_to_it(publish, client, text, description):
    publish(description=replace(description, source="กรมควบคุมมลพิษ"))

    chart, table = text(client.get("/datasets/smoking?view=chart")), text(client.get("/datasets/smoking"))

    assert "กรมควบคุมมลพิษ เผยแพร่โดยสำนักอนามัย รุ่นที่ 1" in chart
    assert "กรมควบคุมมลพิษ. (2569). อัตราการสูบบุหรี่ รายเขต (รุ่นที่ 1) [ชุดข้อมูล]. สำนักอนามัย." in table


def test_the_source_is_named_in_english_on_english_pages(publish, client, text, description):
    publish(description=replace(description, source="กรมควบคุมมลพิษ", source_en="Pollution Control Department"))

    said = text(client.get("/datasets/smoking?view=chart&lang=en"))

    assert "Pollution Control Department" in said
    assert "กรมควบคุมมลพิษ" not in said


def test_figures_of_the_office_itself_are_credited_once(publish, client, text):
    publish()

    chart = text(client.get("/datasets/smoking?view=chart"))

    assert "สำนักอนามัย กรุงเทพมหานคร รุ่นที่ 1" in chart
    assert "เผยแพร่โดย" not in chart
