"""Use cases that join the parts: read, publish."""
