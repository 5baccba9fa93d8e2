"""What has been read of a text and not yet been used, in one place of memory that is used again and again."""

from __future__ import annotations

from collections.abc import Iterator

BLOCK = 1 << 23
"""Bytes that are held at a time: enough for Arrow's speed and for values to repeat, few enough for bounded memory."""


class Held:
    """Holds a block of text. What it gives out is valid until it reads on. `dropped`: bytes forgotten so far."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.ended = False
        self.dropped = 0
        self._chunks = chunks
        self._wanted = BLOCK
        self._memory = bytearray(BLOCK)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def fill(self) -> bool:
        """Read on until a block is held or the text ends; return whether anything is held."""
        while self._size < self._wanted and not self.ended:
            chunk = next(self._chunks, None)
            if chunk is None:
                self.ended = True
            else:
                self._append(chunk)
        if not self._size:
            self._memory = bytearray()
        return self._size > 0

    def _append(self, chunk: bytes) -> None:
        end = self._size + len(chunk)
        if end > len(self._memory):
            # Others may still look at the old memory: it cannot be made longer.
            self._memory, old = bytearray(max(end, self._wanted) + len(chunk)), self._memory
            self._memory[: self._size] = old[: self._size]
        self._memory[self._size : end] = chunk
        self._size = end

    def head(self, size: int) -> memoryview:
        """Return the first bytes."""
        return memoryview(self._memory)[: min(size, self._size)]

    def lines(self) -> int:
        """Return the size of the whole lines; at the end of the text the last may have no end."""
        return self._size if self.ended else self._memory.rfind(b"\n", 0, self._size) + 1

    def has(self, byte: bytes, size: int) -> bool:
        """Return whether the byte is among the first so many."""
        return self._memory.find(byte, 0, size) >= 0

    def drop(self, size: int) -> None:
        """Forget the first bytes."""
        rest = self._memory[size : self._size]
        self._memory[: len(rest)] = rest
        self.dropped += min(size, self._size)
        self._size, self._wanted = len(rest), BLOCK

    def want_more(self, most: int) -> None:
        """Hold more the next time, up to `most` bytes, for what is held is less than one record."""
        self._wanted = min(2 * self._size, most)
