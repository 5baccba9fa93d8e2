"""Whether letters make possible Thai: a vowel or tone mark above or below stands on a consonant, a leading vowel before one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

PLAUSIBLE = 0.97
"""Share of the marks that must stand where Thai allows them; real Thai has more than 0.99, other text less than 0.9."""
LOST = 0.02
"""Share of characters that are none, beside Thai letters, that real Thai files may have."""
SELDOM = 0.06
"""Share of letters that Thai hardly uses, more than which no text has."""
_CONSONANT, _VOWEL_BEFORE, _ABOVE_OR_BELOW, _OTHER = 1, 2, 4, 8
_RARE = (0x0E03, 0x0E05, 0x0E06, 0x0E0C, 0x0E3A, 0x0E45, 0x0E4D, 0x0E4E, 0x0E4F, 0x0E5A, 0x0E5B)


def _kinds() -> npt.NDArray[np.uint8]:
    """Return for each character what it is in Thai; 0: it is not Thai."""
    kinds = np.zeros(1 << 16, np.uint8)
    kinds[0x0E01:0x0E3B] = kinds[0x0E3F:0x0E5C] = _OTHER
    kinds[0x0E01:0x0E2F] = _CONSONANT
    kinds[0x0E40:0x0E45] = _VOWEL_BEFORE
    kinds[0x0E31] = kinds[0x0E34:0x0E3B] = kinds[0x0E47:0x0E4F] = _ABOVE_OR_BELOW
    return kinds


_KINDS = _kinds()


@dataclass(frozen=True)
class Thai:
    """What was counted in a text.

    letters     Thai characters
    marks       of these, vowels and tone marks above or below, and leading vowels
    right       of these, those that stand where Thai allows them
    seldom      letters that Thai hardly uses
    lost        characters that could not be read
    """

    letters: int
    marks: int
    right: int
    seldom: int
    lost: int

    @property
    def is_plausible(self) -> bool:
        """True if it can be Thai."""
        if not self.letters or self.lost > self.letters * LOST or self.seldom > max(2, self.letters * SELDOM):
            return False
        return self.right >= PLAUSIBLE * self.marks

    @property
    def share(self) -> float:
        """The share of marks that are right, 1 where there are none."""
        return self.right / self.marks if self.marks else 1.0


def thai_in(text: str) -> Thai:
    """Return what a text has of Thai."""
    characters = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    kinds = _KINDS[characters]
    marks, leading, consonants = (kinds == kind for kind in (_ABOVE_OR_BELOW, _VOWEL_BEFORE, _CONSONANT))
    right = np.count_nonzero(marks[1:] & (consonants | marks)[:-1]) + np.count_nonzero(leading[:-1] & consonants[1:])
    seldom = int(np.isin(characters, _RARE).sum())
    return Thai(int(np.count_nonzero(kinds)), int(np.count_nonzero(marks) + np.count_nonzero(leading)), int(right), seldom, text.count("\ufffd"))


def plausible_thai(text: str) -> bool:
    """True if the text has Thai letters whose vowels and marks stand where the script allows them."""
    return thai_in(text).is_plausible
