"""The government's metadata standard: its code lists and the description of a dataset as one value."""

from mueang.standard.codes import CATEGORIES, CLASSIFICATIONS, FREQUENCIES, LICENCES, TOPICS, Code, CodeList
from mueang.standard.metadata import DatasetMetadata

__all__ = ["CATEGORIES", "CLASSIFICATIONS", "FREQUENCIES", "LICENCES", "TOPICS", "Code", "CodeList", "DatasetMetadata"]
