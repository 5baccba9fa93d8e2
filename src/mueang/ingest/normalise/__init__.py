"""Normalise: find the table in a sheet, decide what its columns are, and turn text into standard values, saying each change.

survey(sheet, options) reads the rows once and returns a `Plan`; convert(sheet, plan) reads them again and yields typed rows.
"""

from mueang.ingest.normalise.convert import Converted, convert
from mueang.ingest.normalise.plan import Plan
from mueang.ingest.normalise.survey import survey

__all__ = ["Converted", "Plan", "convert", "survey"]
