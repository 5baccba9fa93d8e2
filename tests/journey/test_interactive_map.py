"""The map that zooms: opened on request, drawn from our own tiles, and never instead of a map that cannot be drawn."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journey import city as cities
from journey import looking
from journey.browsing import CHROMIUM, OPTIONS, Visits
from journey.city import City
from mueang.documents.charts import grid

DISTRICTS = "/datasets/traffic-deaths?view=map"
POINTS = "/datasets/health-places?view=map"
SIDE = 0.05
_DRAWN = """async (picture) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const sheet = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height}).getContext('2d', {willReadFrequently: true});
  sheet.drawImage(image, 0, 0);
  const raw = new Uint32Array(sheet.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const one of raw) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...document.querySelectorAll('.key i')].map((entry) => {
    sheet.fillStyle = getComputedStyle(entry).backgroundColor;
    sheet.fillRect(0, 0, 1, 1);
    return counts.get(new Uint32Array(sheet.getImageData(0, 0, 1, 1).data.buffer)[0]) ?? 0;
  });
}"""


def squares(path: Path) -> Path:
    """Write the districts as squares that touch, where the map of tiles has them."""
    features = []
    for tile in grid("bangkok").tiles:
        west, north = 100.3 + tile.column * SIDE, 14.0 - tile.row * SIDE
        ring = [[west, north], [west, north - SIDE], [west + SIDE, north - SIDE], [west + SIDE, north], [west, north]]
        features.append({"type": "Feature", "properties": {"dcode": tile.code}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def mapped(city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A copy of the demo city with boundaries of districts."""
    kept = cities.copied(city.data, tmp_path_factory.mktemp("mapped") / "data")
    file = squares(kept.parent / "districts.geojson")
    program = Path(sys.executable).parent / "mueang"
    subprocess.run([program, "boundaries", "import", file, "--attribution", "สำนักการวางผัง", "--data-dir", kept], check=True, capture_output=True)
    running = cities.started(kept)
    yield running
    running.stop()


@pytest.fixture
def people(browser, mapped: City, tmp_path: Path) -> Iterator[Visits]:
    made = Visits(browser, mapped, tmp_path)
    yield made
    for watch in made.watches:
        assert watch.strangers == []


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("[data-live] button").click()
    page.locator(".live-shown .live-stage").wait_for()


def drawn(page: Page) -> list[int]:
    """Return for each class of the legend how many points of the map have exactly its colour."""
    picture = base64.b64encode(page.locator(".live-box").screenshot()).decode()
    return list(page.evaluate(_DRAWN, f"data:image/png;base64,{picture}"))


def some_point(page: Page) -> tuple[float, float]:
    """Return where on the screen the pointer says that there is something to read."""
    box = page.locator(".live-box").bounding_box()
    assert box is not None
    for y in range(int(box["height"] * 0.4), int(box["height"] * 0.6), 6):
        for x in range(int(box["width"] * 0.3), int(box["width"] * 0.7), 6):
            page.mouse.move(box["x"] + x, box["y"] + y)
            if page.locator(".maplibregl-canvas").evaluate("(canvas) => canvas.style.cursor") == "pointer":
                return box["x"] + x, box["y"] + y
    raise AssertionError("no point was found")


def test_nothing_of_the_map_is_loaded_before_somebody_asks_for_it(people):
    page = people.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(DISTRICTS)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "live" in url or "tiles" in url or "/map" in url]
    page.locator("[data-live] button").click()
    page.locator(".live-shown").wait_for()

    assert [url for url in asked if "/boundaries/district/tiles" in url]


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_districts_are_drawn_in_the_colours_of_the_legend_and_without_barriers(people, language, width):
    page = people.page(language=language, width=width)

    opened(page, DISTRICTS)

    assert all(count > 200 for count in drawn(page))
    assert page.locator(".drawing:visible").count() == 0
    assert looking.barriers(page) + looking.wider_than_window(page) == []
    assert looking.forgotten(page) == []
    people.check()


def test_the_keyboard_reads_a_district_aloud_and_goes_back_to_the_still_map(people):
    page = people.page()
    opened(page, DISTRICTS)
    expect(page.locator(".maplibregl-canvas")).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator(".live-stage [role=status]")).to_contain_text("เขต")
    expect(page.locator(".live-note")).to_contain_text("อัตรา พ.ศ. 2566")
    page.keyboard.press("Escape")
    expect(page.locator(".live-note")).to_have_count(0)
    page.keyboard.press("Escape")

    expect(page.locator(".live-stage")).to_have_count(0)
    expect(page.locator(".drawing.w-wide svg")).to_be_visible()
    expect(page.locator("[data-live] button")).to_be_focused()
    expect(page.locator("[data-live] button")).to_contain_text("เปิดแผนที่แบบซูมได้")
    people.check()


def test_the_map_can_be_opened_again_and_leaves_with_another_choice(people):
    page = people.page()
    opened(page, DISTRICTS)
    page.locator("[data-live] button").click()
    opened_again = page.locator("[data-live] button")
    opened_again.click()
    page.locator(".live-shown").wait_for()

    page.get_by_role("button", name="แสดง").click()

    expect(page.locator(".live-stage")).to_have_count(0)
    expect(page.locator(".drawing.w-wide svg")).to_be_visible()
    people.check()


def test_points_tell_what_stands_in_their_row(people):
    page = people.page(language="en")
    parts: list[int] = []
    page.on("response", lambda response: parts.append(response.status) if "/tiles" in response.url else None)

    opened(page, POINTS)
    page.mouse.click(*some_point(page))

    note = page.locator(".live-note")
    expect(note.locator("strong")).not_to_be_empty()
    expect(note).to_contain_text("Kind")
    assert set(parts) == {206}
    assert looking.barriers(page) == []
    people.check()


def test_without_webgl_the_still_map_stays_and_nothing_heavy_is_loaded(browser, mapped):
    flat = browser.browser_type.launch(executable_path=CHROMIUM, args=[*OPTIONS, "--disable-3d-apis"])
    page = flat.new_page(base_url=mapped.address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(DISTRICTS)
    page.locator("[data-live] button").click()

    expect(page.locator("[data-live] [role=status]")).to_contain_text("WebGL 2")
    expect(page.locator(".drawing.w-wide svg")).to_be_visible()
    assert not [url for url in asked if "livemap" in url or "worker" in url]
    page.goto(f"{DISTRICTS}&lang=en")
    page.locator("[data-live] button").click()
    expect(page.locator("[data-live] [role=status]")).to_have_text(
        "This browser cannot draw the interactive map (it needs WebGL 2). The still map shows the same."
    )
    flat.close()


@pytest.mark.parametrize("broken", ["**/boundaries/**", "**/livemap-*", "**/datasets/*/map?*", "**/live-worker-*"])
def test_whatever_fails_the_still_map_comes_back_and_says_so(people, broken):
    page = people.page()
    page.route(broken, lambda route: route.abort())
    page.goto(DISTRICTS)

    page.locator("[data-live] button").click()

    expect(page.locator("[data-live] [role=status]")).to_contain_text("ลองใหม่ได้", timeout=90_000)
    expect(page.locator(".drawing.w-wide svg")).to_be_visible()
    assert page.locator(".live-stage").count() == 0
