"""Mueang (เมือง): from an office's file to open, linked, mapped and queryable data.

The library: values and computation. It knows no user, no settings and no clock; the site (`mueang_site`) does.
"""

__version__ = "0.1.0"
