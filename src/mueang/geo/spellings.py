"""Names of places by their sound: two spellings of one name, in Thai or in Latin letters, come to one key.

A name found by its sound alone is always told. Thai: marks of tone and silence do not count, and letters of one sound are one
(เชียงไหม่, สุราษฏรธานี). Latin: what the several ways to write Thai in Latin letters write otherwise is one
(Nakornratchasima, Chiengmai, Petchaburi).
"""

from __future__ import annotations

import re
from functools import lru_cache

from mueang.base.text import is_thai
from mueang.geo.names import normalise_name

SHORTEST_SOUND = 3
"""Letters of a key below which nothing is told by the sound: too many names would share it."""

SHORT_FORMS = {
    "บางกอก": "10", "bkk": "10", "krungthep": "10", "นนท์": "12", "ปทุม": "13", "ayudhya": "14", "แปดริ้ว": "24",
    "ปราจีน": "25", "โคราช": "30", "korat": "30", "khorat": "30", "อุบล": "34", "ubon": "34", "อุดร": "41", "udon": "41", "สารคาม": "44", "สกล": "47",
    "ratburi": "70",
    "กาญจน์": "71", "เมืองกาญจน์": "71", "สุพรรณ": "72", "phetburi": "76", "เมืองเพชร": "76", "ประจวบ": "77", "prachuap": "77", "นครศรี": "80", "เมืองคอน": "80",
    "สุราษฎร์": "84", "surat": "84", "นรา": "96",
}  # fmt: skip
"""What people call provinces in short, `{name as normalised: code}`."""

_MARKS = re.compile("[็-์ฯ]")
_ONE_LETTER = str.maketrans("ศษณญฬฎฏฐฑฒธฆภฌใ", "สสนยลตตถทททคพชไ")

_LATIN = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("oo", "u"),
        ("ee", "i"),
        ("tch|chh?|dj|j", "j"),
        ("([ptkbdg])h", r"\1"),
        ("v", "w"),
        ("c|q|g(?!$|[^aeiou])", "k"),
        ("ng", "N"),
        ("g", "k"),
        ("s[rh]", "s"),
        ("(?:er|oe)(?=[nNm])", "e"),
        ("([ao])r(?=$|[^aeiou])", r"\1"),
        ("ue|eu", "u"),
        ("ie", "ia"),
        ("y(?![aeiou])", "i"),
        ("(?<=[aeiou])w(?![aeiou])|(?<=a)u", "o"),
        ("ae", "e"),
        ("lum", "lam"),
        ("[dt](?=$|[^aeiou])", "t"),
        ("b(?=$|[^aeiourl])", "p"),
        ("l(?=$|[^aeiou])", "n"),
        (r"(.)\1+", r"\1"),
        ("d(?=y)", "t"),
    )
)


@lru_cache(maxsize=1 << 16)
def sound(text: str) -> str:
    """Return the key that all spellings of a name share; empty if it is too short to tell names apart."""
    name = normalise_name(text)
    key = _thai(name) if is_thai(name) else _latin(name)
    return key if len(key) >= SHORTEST_SOUND else ""


def _thai(name: str) -> str:
    return _MARKS.sub("", name).translate(_ONE_LETTER).replace("ำ", "ัม")


def _latin(name: str) -> str:
    for pattern, replacement in _LATIN:
        name = pattern.sub(replacement, name)
    return name
