"""Places and shapes: the official list of places, coordinate systems, boundaries."""
