"""The two lanes on both databases.

words     segmented text, ranked: FTS5 with bm25 on SQLite, tsvector with ts_rank on PostgreSQL
trigrams  text as it stands, for what the word lane misses inside compounds (น้ำ in น้ำท่วม): FTS5 trigram, pg_trgm

FTS5's default tokenizer drops Thai vowel and tone marks, so the categories of characters that make a word are named.
Each lane is a table of its own, so that asking for a word that is nearly everywhere reads no more than it must; both are
told by `write`. Trigrams need three letters: a shorter term is looked for at the beginning of words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

TITLE_WEIGHT = 8.0
SHORTEST_TRIGRAM = 3
MOST_LOOKED_INTO = 5000
"""Documents that are looked into one by one rather than asked of the trigrams."""

CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_words USING fts5(title, body, tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'\")",
        "CREATE VIRTUAL TABLE search_trigrams USING fts5(title, body, tokenize='trigram')",
    ),
    "postgresql": (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        """ALTER TABLE search_document ADD COLUMN words tsvector GENERATED ALWAYS AS
           (setweight(to_tsvector('simple', title_words), 'A') || setweight(to_tsvector('simple', body_words), 'C')) STORED""",
        "CREATE INDEX search_document_words ON search_document USING gin (words)",
        "CREATE INDEX search_document_trigrams ON search_document USING gin (raw gin_trgm_ops)",
    ),
}
DROP = {
    "sqlite": ("DROP TABLE search_words", "DROP TABLE search_trigrams"),
    "postgresql": ("DROP INDEX search_document_trigrams", "ALTER TABLE search_document DROP COLUMN words"),
}
_WORDS = "setweight(to_tsvector('simple', {}), 'A') || setweight(to_tsvector('simple', {}), 'C')"
APART = (
    "CREATE TABLE search_words (id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX search_words_words ON search_words USING gin (words)",
    "CREATE TABLE search_trigrams (id bigint PRIMARY KEY, title text NOT NULL, body text NOT NULL)",
    "CREATE INDEX search_trigrams_body ON search_trigrams USING gin (body gin_trgm_ops)",
    *DROP["postgresql"],
)
"""What puts the lanes of PostgreSQL into tables of their own."""
TOGETHER = ("DROP TABLE search_words", "DROP TABLE search_trigrams", *CREATE["postgresql"][1:])

_FILL = {
    "sqlite": (
        "INSERT INTO search_words (rowid, title, body) SELECT id, title_words, body_words FROM search_document",
        "INSERT INTO search_trigrams (rowid, title, body) SELECT id, title_raw, raw FROM search_document",
    ),
    "postgresql": (
        f"INSERT INTO search_words (id, words) SELECT id, {_WORDS.format('title_words', 'body_words')} FROM search_document",  # noqa: S608 - constants only
        "INSERT INTO search_trigrams (id, title, body) SELECT id, title_raw, raw FROM search_document",
    ),
}


@dataclass(frozen=True)
class Hits:
    """The ids of documents that a lane found, and of those among them that have all of it in their titles: arrays, each in order."""

    ids: Any
    titled: Any

    def __or__(self, other: Hits) -> Hits:
        return Hits(np.union1d(self.ids, other.ids), np.union1d(self.titled, other.titled))

    def __and__(self, other: Hits) -> Hits:
        return Hits(np.intersect1d(self.ids, other.ids), np.intersect1d(self.titled, other.titled))


NONE = Hits(np.array([], dtype=np.int64), np.array([], dtype=np.int64))


def write(document_id: int, *, title_words: str, body_words: str, title: str, body: str) -> None:
    """Put the document into both lanes, in the caller's transaction."""
    remove(document_id)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_words (rowid, title, body) VALUES (%s, %s, %s)", [document_id, title_words, body_words])
            cursor.execute("INSERT INTO search_trigrams (rowid, title, body) VALUES (%s, %s, %s)", [document_id, title, body])
        else:
            words = _WORDS.format("%s", "%s")
            cursor.execute(f"INSERT INTO search_words (id, words) VALUES (%s, {words})", [document_id, title_words, body_words])  # noqa: S608 - constants only
            cursor.execute("INSERT INTO search_trigrams (id, title, body) VALUES (%s, %s, %s)", [document_id, title, body])


def fill(first: int, last: int) -> None:
    """Put documents that are in no lane yet into both, from one id to another: many at once."""
    with connection.cursor() as cursor:
        for statement in _FILL[connection.vendor]:
            cursor.execute(f"{statement} WHERE id BETWEEN %s AND %s", [first, last])


def remove(document_id: int) -> None:
    """Take the document out of both lanes."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM search_words WHERE {_key()} = %s", [document_id])  # noqa: S608 - constants only
        cursor.execute(f"DELETE FROM search_trigrams WHERE {_key()} = %s", [document_id])  # noqa: S608 - constants only


def by_words(words: Sequence[str], *, every: bool = True, begun: bool = False) -> Hits:
    """Return the documents with all (or any) of the words; `begun`: with words that begin so."""
    if not words:
        return NONE
    if connection.vendor == "sqlite":
        return _found_by_fts("search_words", _match(words, every=every, begun=begun))
    return _found(
        "search_words",
        "words @@ to_tsquery('simple', %s)",
        [_tsquery(words, every=every, begun=begun)],
        [_tsquery(words, every=every, weight="A", begun=begun)],
    )


def by_substrings(terms: Sequence[str]) -> Hits:
    """Return the documents that hold every term as it stands; terms of less than three letters at the beginning of a word."""
    long = [term for term in terms if len(term) >= SHORTEST_TRIGRAM]
    short = [term for term in terms if len(term) < SHORTEST_TRIGRAM]
    if not short:
        return _by_trigrams(long)
    begun = by_words(short, begun=True)
    if not long or not len(begun.ids):
        return begun
    return _holding(long, begun) if len(begun.ids) <= MOST_LOOKED_INTO else begun & _by_trigrams(long)


def ranks(words: Sequence[str], *, every: bool, ids: Iterable[int]) -> dict[int, float]:
    """Return `{document id: rank}` of those of these documents that have all (or any) of the words; a higher rank is better."""
    if not words:
        return {}
    if connection.vendor == "sqlite":  # which would look for the words anew for each id that were named
        sql = f"SELECT rowid, -bm25(search_words, {TITLE_WEIGHT}, 1.0) FROM search_words WHERE search_words MATCH %s"  # noqa: S608 - constants only
        return _pairs(sql, [_match(words, every=every)])
    among = _listed(ids)
    sql = f"SELECT id, ts_rank(words, q) * 10 FROM search_words, to_tsquery('simple', %s) q WHERE words @@ q AND id IN ({among})"  # noqa: S608 - numbers only
    return _pairs(sql, [_tsquery(words, every=every)])


def in_titles(terms: Sequence[str], ids: Iterable[int]) -> dict[int, float]:
    """Return `{document id: share of the terms that its title holds}` of these documents."""
    share = " + ".join("(CASE WHEN title_raw LIKE %s ESCAPE '!' THEN 1.0 ELSE 0.0 END)" for _ in terms)
    among = _listed(ids)
    return _pairs(f"SELECT id, ({share}) / {len(terms)} FROM search_document WHERE id IN ({among})", [_like(term) for term in terms])  # noqa: S608 - numbers only


def _holding(terms: Sequence[str], found: Hits) -> Hits:
    """Return those of a few documents that hold every term, by looking into each."""
    likes = " AND ".join("{0} LIKE %s ESCAPE '!'" for _ in terms)
    sql = f"SELECT id, {likes.format('title_raw')} FROM search_document WHERE id IN ({_listed(found.ids)}) AND {likes.format('raw')}"  # noqa: S608 - numbers only
    pairs = _pairs(sql, [_like(term) for term in terms] * 2)
    titled = [id for id, there in pairs.items() if there]
    return Hits(np.array(sorted(pairs), dtype=np.int64), np.intersect1d(np.array(titled, dtype=np.int64), found.titled))


def _by_trigrams(terms: Sequence[str]) -> Hits:
    if connection.vendor == "sqlite":
        return _found_by_fts("search_trigrams", _match(terms, every=True))
    likes = [_like(term) for term in terms]
    body = " AND ".join("body LIKE %s ESCAPE '!'" for _ in terms)
    return _found("search_trigrams", body, likes, likes, " AND ".join("title LIKE %s ESCAPE '!'" for _ in terms))


def _found_by_fts(lane: str, match: str) -> Hits:
    """Return what FTS5 finds: as one text of numbers, for a row for each would cost more than finding it."""
    sql = f"SELECT group_concat(rowid) FROM {lane} WHERE {lane} MATCH %s"  # noqa: S608 - constants only
    with connection.cursor() as cursor:
        texts = [cursor.execute(sql, [asked]).fetchone()[0] for asked in (match, f"{{title}} : ({match})")]
    return Hits(*map(_numbers, texts))


def _found(lane: str, condition: str, parameters: list[str], titled: list[str], in_title: str = "") -> Hits:
    sql = f"SELECT string_agg(id::text, ','), string_agg(id::text, ',') FILTER (WHERE {in_title or condition}) FROM {lane} WHERE {condition}"  # noqa: S608 - constants only
    with connection.cursor() as cursor:
        cursor.execute(sql, [*titled, *parameters])
        return Hits(*map(_numbers, cursor.fetchone()))


def _numbers(text: str | None) -> Any:
    """Return `3,1,2` as numbers in order."""
    return np.sort(np.fromstring(text or "", dtype=np.int64, sep=","))


def _match(words: Sequence[str], *, every: bool, begun: bool = False) -> str:
    return (" AND " if every else " OR ").join('"' + word.replace('"', '""') + '"' + "*" * begun for word in words)


def _tsquery(words: Sequence[str], *, every: bool, weight: str = "", begun: bool = False) -> str:
    ending = f":{'*' * begun}{weight}" if begun or weight else ""
    return (" & " if every else " | ").join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" + ending for word in words)


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(str(int(id)) for id in ids)


def _key() -> str:
    return "rowid" if connection.vendor == "sqlite" else "id"


def _pairs(sql: str, parameters: Sequence[str]) -> dict[int, float]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return {int(row[0]): float(row[1]) for row in cursor.fetchall()}


def _like(term: str) -> str:
    escaped = term.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"
