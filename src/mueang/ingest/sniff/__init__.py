"""What a file is, by its content: its name only serves to tell the user where the two disagree."""

from mueang.ingest.sniff.sniff import Sniffed, sniff

__all__ = ["Sniffed", "sniff"]
