"""Parse: the cells of a file as they stand, as text. One module a format, registered through `mueang.hooks`."""

from mueang.ingest.parse.registry import formats, parse

__all__ = ["formats", "parse"]
