"""Boundaries that the operator imported: sets of areas by level, with official codes."""
