"""Separated text: what a dialect is, and how one line of it becomes cells, also where it was not written by the book."""

from mueang.ingest.text.dialect import Dialect

__all__ = ["Dialect"]
