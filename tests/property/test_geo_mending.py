"""Laws of mended shapes, with GEOS as the judge."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mueang.geo.mending import mend

CORNERS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda xy: (float(xy[0]), float(xy[1]))), min_size=3, max_size=9)


@given(st.lists(CORNERS, min_size=1, max_size=5))
def test_areas_drawn_anyhow_are_valid_areas_or_named(drawn):
    shapes = np.array([shapely.Polygon(corners) for corners in drawn], dtype=object)

    done = mend(shapes)
    left = {fault.index for fault in done.faults if not fault.mended}
    assert {fault.index for fault in done.faults} == set(np.flatnonzero(~shapely.is_valid(shapes)).tolist())
    assert all(shape is None if k in left else shape.is_valid and shape.geom_type in ("Polygon", "MultiPolygon") for k, shape in enumerate(done.shapes))
    assert all(shape.area <= shapely.convex_hull(before).area + 1e-9 for shape, before in zip(done.shapes, shapes, strict=True) if shape)


@given(st.lists(CORNERS, min_size=1, max_size=5))
def test_mending_twice_changes_nothing(drawn):
    once = mend(np.array([shapely.Polygon(corners) for corners in drawn], dtype=object))

    assert mend(once.shapes).faults == ()
