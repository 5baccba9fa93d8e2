"""Faces of municipalities: a small checked theme each, by upload or in the data folder."""
