"""The two lanes on both databases.

words     segmented text, ranked: FTS5 with bm25 on SQLite, tsvector with ts_rank on PostgreSQL
trigrams  text as it stands, for what the word lane misses inside compounds (น้ำ in น้ำท่วม): FTS5 trigram, pg_trgm

FTS5's default tokenizer drops Thai vowel and tone marks, so the categories of characters that make a word are named.
PostgreSQL keeps both indexes up to date by itself (a generated column and an expression index); SQLite is told by `write`.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

TITLE_WEIGHT = 8.0
MOST_HITS = 5000
SHORTEST_TRIGRAM = 3

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


def write(document_id: int, *, title_words: str, body_words: str, title: str, body: str) -> None:
    """Put the document into both lanes, in the caller's transaction."""
    remove(document_id)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words (rowid, title, body) VALUES (%s, %s, %s)", [document_id, title_words, body_words])
            cursor.execute("INSERT INTO search_trigrams (rowid, title, body) VALUES (%s, %s, %s)", [document_id, title, body])


def remove(document_id: int) -> None:
    """Take the document out of both lanes."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words WHERE rowid = %s", [document_id])
            cursor.execute("DELETE FROM search_trigrams WHERE rowid = %s", [document_id])


def by_words(words: Sequence[str], *, every: bool) -> dict[int, float]:
    """Return `{document id: rank}` of documents with all (or any) of the words; a higher rank is better."""
    if not words:
        return {}
    if connection.vendor == "sqlite":
        match = (" AND " if every else " OR ").join(_quoted(word) for word in words)
        sql = f"SELECT rowid, -bm25(search_words, {TITLE_WEIGHT}, 1.0) FROM search_words WHERE search_words MATCH %s ORDER BY 2 DESC LIMIT {MOST_HITS}"  # noqa: S608 - constants only
        return _pairs(sql, [match])
    joined = (" & " if every else " | ").join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words)
    sql = f"SELECT id, ts_rank(words, q) * 10 FROM search_document, to_tsquery('simple', %s) q WHERE words @@ q ORDER BY 2 DESC LIMIT {MOST_HITS}"  # noqa: S608 - constants only
    return _pairs(sql, [joined])


def by_substrings(terms: Sequence[str]) -> dict[int, float]:
    """Return `{document id: share of the terms that its title holds}` of documents that hold every term as it stands."""
    if not terms:
        return {}
    in_title = " + ".join("(CASE WHEN title_raw LIKE %s ESCAPE '!' THEN 1.0 ELSE 0.0 END)" for _ in terms)
    likes = [f"%{_like(term)}%" for term in terms]
    conditions, parameters = _substring_conditions(terms, likes)
    sql = f"SELECT id, ({in_title}) / {len(terms)} FROM search_document WHERE {conditions} ORDER BY 2 DESC LIMIT {MOST_HITS}"  # noqa: S608 - constants only
    return _pairs(sql, [*likes, *parameters])


def _substring_conditions(terms: Sequence[str], likes: list[str]) -> tuple[str, list[str]]:
    long = [term for term in terms if len(term) >= SHORTEST_TRIGRAM]
    if connection.vendor != "sqlite" or not long:
        return " AND ".join("raw LIKE %s ESCAPE '!'" for _ in likes), likes
    short = [like for term, like in zip(terms, likes, strict=True) if len(term) < SHORTEST_TRIGRAM]
    conditions = ["id IN (SELECT rowid FROM search_trigrams WHERE search_trigrams MATCH %s)", *("raw LIKE %s ESCAPE '!'" for _ in short)]
    return " AND ".join(conditions), [" AND ".join(_quoted(term) for term in long), *short]


def _pairs(sql: str, parameters: Sequence[str]) -> dict[int, float]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return {int(row[0]): float(row[1]) for row in cursor.fetchall()}


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _like(term: str) -> str:
    return term.replace("!", "!!").replace("%", "!%").replace("_", "!_")
