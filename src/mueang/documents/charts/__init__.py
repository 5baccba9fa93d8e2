"""Charts and maps as SVG drawn here, pure functions of frozen values.

Each drawing comes in two sizes, 760 and 380 units wide, so that its text is 14 px on both; with a title, a
description and a finding in words that are true of the data. Geometry is in attributes and colour in classes: the
pages' strict policy allows no inline style, and theme, dark and print carry.
"""

from mueang.documents.charts.bars import bars
from mueang.documents.charts.classes import Classes, quantile_classes
from mueang.documents.charts.emblem import emblem, plate
from mueang.documents.charts.grids import Grid, Tile, grid
from mueang.documents.charts.lines import lines
from mueang.documents.charts.points import point_map
from mueang.documents.charts.shapes import shape_map
from mueang.documents.charts.spark import spark
from mueang.documents.charts.tiles import tile_map
from mueang.documents.charts.values import Bar, Cell, Drawing, Language, LegendEntry, Point, Series, Shape, Subject

__all__ = [
    "Bar",
    "Cell",
    "Classes",
    "Drawing",
    "Grid",
    "Language",
    "LegendEntry",
    "Point",
    "Series",
    "Shape",
    "Subject",
    "Tile",
    "bars",
    "emblem",
    "grid",
    "lines",
    "plate",
    "point_map",
    "quantile_classes",
    "shape_map",
    "spark",
    "tile_map",
]
