"""Processes are killed while they publish: nothing may be lost, and nothing be seen by halves."""
