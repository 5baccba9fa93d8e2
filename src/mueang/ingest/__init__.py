"""From an office's file to a typed table: sniff, parse, normalise, places, validate, in this order."""
