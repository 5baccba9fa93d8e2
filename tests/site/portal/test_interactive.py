"""What the interactive map is told: the values, classes and words of the still one, under the permit of whoever asks."""

import re
from dataclasses import replace

import pytest
import shapely

from mueang_site.areas import tiles as areas
from mueang_site.areas.models import Area, BoundarySet
from mueang_site.catalogue import tiles as rows
from mueang_site.catalogue.models import Dataset
from offices import DESCRIPTION, NOW

pytestmark = pytest.mark.django_db
BUTTON = "data-live="
PARKS = "ชื่อสวน,ประเภท,ปี,ไร่,latitude,longitude\nสวนลุมพินี,สวนระดับเมือง,๒๕๖๖,1360,13.7314,100.5415\nสวนจตุจักร,สวนระดับเมือง,๒๕๖๕,155.5,13.8062,100.5538\n"


@pytest.fixture
def districts(db):
    made = BoundarySet.objects.create(level="district", source_name="เขต.geojson", source_sha256="0" * 64, attribution="สำนักการวางผัง", imported_at=NOW)
    for k, (code, th, en) in enumerate((("1001", "พระนคร", "Phra Nakhon"), ("1002", "ดุสิต", "Dusit"), ("1003", "หนองจอก", "Nong Chok"))):
        shape = shapely.to_wkb(shapely.box(100.4 + 0.1 * k, 13.7, 100.5 + 0.1 * k, 13.8))
        Area.objects.create(boundary_set=made, code=code, name_th=th, name_en=en, shape=shape, square_metres=1e8)
    return made


@pytest.fixture
def cut(districts):
    areas.make("district", lambda done, total: None)


@pytest.fixture
def parks(publish, work):
    publish(content=PARKS.encode(), description=replace(DESCRIPTION, slug="parks", title_th="สวนสาธารณะ", title_en="Parks"))
    work()


def told(client, address):
    return client.get(address).json()


def test_places_have_the_figures_and_classes_of_the_still_map(client, publish, cut):
    publish()
    still = client.get("/datasets/smoking?view=map").content.decode()

    live = told(client, "/datasets/smoking/map?view=map")

    assert live["places"] == {"1001": ["เขตพระนคร", "12.5", 4], "1002": ["เขตดุสิต", "11.0", 2], "1003": ["เขตหนองจอก", "–", 0]}
    for code, (_, figure, shade) in live["places"].items():
        name = {"1001": "พระนคร", "1002": "ดุสิต", "1003": "หนองจอก"}[code]
        assert re.search(rf'aria-label="{name} {figure}"><path[^>]*class="q{shade}"', still), code
    assert (live["measure"], live["unit"], live["period"]) == ("ร้อยละ", "", "ปี 2566")
    assert live["bounds"] == pytest.approx([100.4, 13.7, 100.7, 13.8])
    assert "สำนักการวางผัง" in live["owed"]


def test_it_speaks_the_language_of_the_page(client, publish, cut):
    publish()

    live = told(client, "/datasets/smoking/map?view=map&lang=en")

    assert live["places"]["1001"][0] == "Phra Nakhon"
    assert (live["name"], live["period"], live["words"]["locale"]["NavigationControl.ZoomIn"]) == ("name_en", "2023", "Zoom in")


def test_the_button_stands_under_maps_of_boundaries_and_positions_alone(client, publish, parks, districts):
    publish()

    def page(address):
        return client.get(address).content.decode()

    assert BUTTON in page("/datasets/smoking?view=map")
    assert BUTTON in page("/datasets/parks?view=map")
    assert BUTTON not in page("/datasets/parks?view=map&ประเภท__eq=สวนระดับเมือง")
    assert BUTTON not in page("/datasets/smoking?view=chart")
    assert BUTTON not in page("/embed/smoking?view=map")


def test_without_boundaries_the_map_of_tiles_stays(client, publish):
    publish()

    assert BUTTON not in client.get("/datasets/smoking?view=map").content.decode()
    assert told(client, "/datasets/smoking/map?view=map") == {"state": "none"}


def test_a_map_that_is_asked_for_before_its_tiles_are_there_has_them_made(client, publish, districts, work):
    publish()

    assert told(client, "/datasets/smoking/map?view=map") == {"state": "missing"}
    work()
    assert told(client, "/datasets/smoking/map?view=map")["state"] == "ready"


def test_positions_come_with_the_way_to_their_rows(client, parks):
    live = told(client, "/datasets/parks/map?view=map")

    assert live["state"] == "ready"
    assert live["rows"].startswith("/datasets/parks/versions/1/tiles?key=rows-")
    assert client.get(live["rows"], headers={"Range": "bytes=0-126"}).status_code == 206
    assert live["areas"] == ""


def test_what_stands_in_a_row_is_told_in_the_words_of_a_table(client, parks):
    thai = told(client, "/datasets/parks/map?version=1&row=1&of=1")
    english = told(client, "/datasets/parks/map?version=1&row=1&of=1&lang=en")

    assert thai["title"] == english["title"] == "สวนลุมพินี"
    assert ["ปี", "2566"] in thai["lines"]
    assert ["ปี", "2023"] in english["lines"]
    assert ["ไร่", "1,360"] in [[head, value.removesuffix(" ไร่").removesuffix(".0")] for head, value in thai["lines"]]


@pytest.mark.parametrize("asked", ["row=99&of=1", "row=2&of=9", "row=x&of=1", "row=2", "row=-1&of=1", "row=9999999999999999999&of=1"])
def test_a_row_that_is_not_there_is_not_found(client, parks, asked):
    assert client.get(f"/datasets/parks/map?version=1&{asked}").status_code == 404


def test_neither_values_nor_rows_of_a_restricted_dataset_are_told(client, parks, publish, cut):
    publish()
    Dataset.objects.update(classification="02")

    for address in ("/datasets/smoking/map?view=map", "/datasets/parks/map?view=map", "/datasets/parks/map?row=2&of=1"):
        assert client.get(address).status_code == 404, address


def test_a_damaged_archive_is_made_again_before_the_map_opens(client, parks, work):
    from mueang_site.access.actor import ANONYMOUS
    from mueang_site.catalogue.queries import table_for

    path = rows.tiles_of(table_for(ANONYMOUS, "parks", now=NOW)).path
    path.write_bytes(path.read_bytes()[:200])

    assert told(client, "/datasets/parks/map?view=map") == {"state": "missing"}
    work()
    assert told(client, "/datasets/parks/map?view=map")["state"] == "ready"
