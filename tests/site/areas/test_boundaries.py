import json
from datetime import UTC, datetime

import pytest

from mueang.base.errors import NotAllowed
from mueang.base.files import Source
from mueang_site.access.actor import ANONYMOUS, system_actor
from mueang_site.areas import actions, queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
OPERATOR = system_actor("operator")


def square(code, lon):
    corners = [[lon, 13.7], [lon + 0.05, 13.7], [lon + 0.05, 13.75], [lon, 13.75], [lon, 13.7]]
    return {"type": "Feature", "properties": {"dcode": code}, "geometry": {"type": "Polygon", "coordinates": [corners]}}


@pytest.fixture
def layer(tmp_path):
    path = tmp_path / "districts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [square("1001", 100.48), square("1002", 100.53)]}), encoding="utf-8")
    return Source.at(path)


def test_imported_districts_can_be_drawn_under_their_official_names(layer):
    actions.import_boundaries(OPERATOR, layer, attribution="สำนักการวางผัง", now=NOW)

    shapes = queries.shapes_of("district")
    assert shapes is not None
    assert [(area.code, area.name_en) for area in shapes.areas] == [("1001", "Phra Nakhon"), ("1002", "Dusit")]
    assert len(shapes.areas[0].rings[0]) == 5
    assert shapes.attribution == "สำนักการวางผัง"


def test_the_same_file_again_changes_nothing(layer):
    actions.import_boundaries(OPERATOR, layer, now=NOW)
    actions.import_boundaries(OPERATOR, layer, now=NOW)

    shapes = queries.shapes_of("district", ["1002"])
    assert shapes is not None
    assert [area.code for area in shapes.areas] == ["1002"]


def test_only_the_operator_imports_boundaries(layer):
    with pytest.raises(NotAllowed):
        actions.import_boundaries(ANONYMOUS, layer, now=NOW)


def test_without_boundaries_there_are_no_shapes():
    assert queries.shapes_of("district") is None
