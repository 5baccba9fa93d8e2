"""Normalise: find the table in a sheet, decide what its columns are, and turn text into standard values, saying each change.

survey(sheet, options) reads the rows once and returns a `Plan`; Converter(plan) turns batches of rows into typed ones.
"""

from mueang.ingest.normalise.convert import Converted, Converter
from mueang.ingest.normalise.plan import Plan
from mueang.ingest.normalise.survey import survey

__all__ = ["Converted", "Converter", "Plan", "survey"]
