"""The formats that are read, and how names of their files end."""

from __future__ import annotations

EXPECTED = {
    "csv": {"csv", "txt", "tsv", "tab", "dat", ""},
    "xlsx": {"xlsx", "xlsm"},
    "xls": {"xls"},
    "xlsb": {"xlsb"},
    "ods": {"ods"},
    "json": {"json"},
    "jsonl": {"jsonl", "ndjson", "json"},
    "geojson": {"geojson", "json", "geojsonl"},
    "shapefile": {"zip", "shp"},
    "gpkg": {"gpkg"},
    "kml": {"kml"},
    "kmz": {"kmz"},
    "parquet": {"parquet", "geoparquet"},
    "arrow": {"arrow", "arrows"},
    "zip": {"zip"},
    "html": {"html", "htm"},
    "pdf": {"pdf"},
    "image": {"png", "jpg", "jpeg", "tif", "tiff", "gif"},
}
"""Formats that are read, and the extensions that they may bear without a word."""

PAPER = ("pdf", "image")
"""Formats that hold tables for people to read; inside an archive they accompany the data."""

DATA = frozenset().union(*(endings for kind, endings in EXPECTED.items() if kind not in PAPER)) - {"", "txt", "zip"}
"""Endings under which data comes inside an archive; what a file is, its content says."""

UPLOADED = frozenset().union(*EXPECTED.values()) - {""}
"""Endings that a page lets people choose."""
