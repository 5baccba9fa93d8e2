"""Datasets, their resources and the versions that were published of them."""
