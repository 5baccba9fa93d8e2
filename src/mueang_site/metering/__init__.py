"""What the operator follows: one request through everything that it sets in motion, and counts over all processes."""
