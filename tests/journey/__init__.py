"""People's ways through the real site, in a real browser."""
