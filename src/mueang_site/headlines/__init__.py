"""Headline figures: which figures of which datasets an organisation puts before its mayor."""
