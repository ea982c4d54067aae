"""Peers of the search on the same people: PostgreSQL with pg_trgm, and a tantivy index of 2- and 3-grams.

Both are optional: Debian's postgresql with psycopg, and PyPI's tantivy. Each answers what the desk's search answers,
as simply as it can: the first fifty in order of name, counted to a thousand; of misspelt names the fifty nearest.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desk.thai.slips import folded
from local_db.connection import Connection
from local_db.names import spelled
from tests.sync import own_postgres

PAGE = 50
COUNTED = 1_001
ROWS = "SELECT id, given, family, given_en, family_en FROM citizens"


def people(connection: Connection) -> Iterator[tuple[int, str, str, str, str]]:
    """(number, given, family, the whole name with its Latin spelling, the same folded) of everybody."""
    for number, given, family, given_en, family_en in connection.execute(ROWS):
        names = [spelled(name) for name in (given, family, given_en, family_en)]
        whole = " ".join(name for name in names if name)
        yield number, names[0], names[1], whole, folded(f"{names[0]} {names[1]}")


class Postgres:
    """A server of its own with a trigram index on the names and one on the folded names."""

    name = "PostgreSQL pg_trgm"

    def __init__(self, connection: Connection, home: Path) -> None:
        import psycopg

        self._server = own_postgres.OwnPostgres(home / "pg")
        built = home / "pg-built"
        if built.exists():
            self._server.run()
            url = built.read_text()
        else:
            self._server.folder.mkdir(parents=True, exist_ok=True)
            self._server.start()
            url = self._server.database()
        self._line = psycopg.connect(url, autocommit=True)
        if not built.exists():
            self._build(connection)
            built.write_text(url)
        self._line.execute("SET pg_trgm.similarity_threshold = 0.3")
        self._line.execute("SELECT pg_prewarm('people'), pg_prewarm('people_name'), pg_prewarm('people_folded')")

    @staticmethod
    def why_not() -> str:
        return own_postgres.why_not()

    def _build(self, connection: Connection) -> None:
        run = self._line.execute
        run("CREATE EXTENSION pg_trgm")
        run("CREATE EXTENSION pg_prewarm")
        run("CREATE TABLE people (id bigint, given text, family text, name text, folded text)")
        with self._line.cursor().copy("COPY people FROM STDIN") as copy:
            for row in people(connection):
                copy.write_row(row)
        run("SET maintenance_work_mem = '512MB'")
        run("ALTER TABLE people ADD PRIMARY KEY (id)")
        run("CREATE INDEX people_name ON people USING gin (name gin_trgm_ops)")
        run("CREATE INDEX people_folded ON people USING gin (folded gin_trgm_ops)")
        run("CREATE INDEX people_given ON people (given text_pattern_ops)")
        run("CREATE INDEX people_family ON people (family text_pattern_ops)")
        run("VACUUM ANALYZE people")

    def as_typed(self, text: str) -> list[int]:
        """One or two letters begin a name, three and more stand anywhere in it."""
        wheres, values = [], []
        for word in spelled(text).split():
            if len(word) < 3:
                wheres.append("(given LIKE %s OR family LIKE %s)")
                values += [f"{word}%", f"{word}%"]
            else:
                wheres.append("name LIKE %s")
                values.append(f"%{word}%")
        where = " AND ".join(wheres)
        self._line.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM people WHERE {where} LIMIT {COUNTED}) p", values
        ).fetchone()
        rows = self._line.execute(f"SELECT id FROM people WHERE {where} ORDER BY given, family LIMIT {PAGE}", values)
        return [row[0] for row in rows]

    def any_page(self, text: str) -> list[int]:
        """Fifty who fit, in whatever order they are met, not counted: less than the desk answers."""
        words = spelled(text).split()
        where = " AND ".join("name LIKE %s" for _ in words)
        rows = self._line.execute(f"SELECT id FROM people WHERE {where} LIMIT {PAGE}", [f"%{word}%" for word in words])
        return [row[0] for row in rows]

    def misspelt(self, text: str) -> list[int]:
        wanted = folded(spelled(text))
        rows = self._line.execute(
            f"SELECT id FROM people WHERE folded %% %s ORDER BY similarity(folded, %s) DESC LIMIT {PAGE}",
            (wanted, wanted),
        )
        return [row[0] for row in rows]

    def close(self) -> None:
        self._line.close()
        self._server.stop()


class Tantivy:
    """An index of the 2- and 3-grams of the folded names."""

    name = "tantivy 2-3-grams"

    def __init__(self, connection: Connection, home: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("number", stored=True)
        builder.add_text_field("grams", tokenizer_name="grams")
        self._schema = builder.build()
        folder = home / "tantivy"
        built = folder / "built"
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder))
        analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(2, 3, False)).build()
        self._index.register_tokenizer("grams", analyser)
        if not built.exists():
            writer = self._index.writer(heap_size=256_000_000, num_threads=1)
            for number, *_, fold in people(connection):
                writer.add_document(tantivy.Document(number=number, grams=fold))
            writer.commit()
            writer.wait_merging_threads()
            built.touch()
        self._index.reload()
        self._searcher = self._index.searcher()

    @staticmethod
    def why_not() -> str:
        try:
            import tantivy  # noqa: F401
        except ImportError:
            return "tantivy is not installed"
        return ""

    def misspelt(self, text: str) -> list[int]:
        wanted = folded(spelled(text))
        grams = {wanted[at : at + size] for size in (2, 3) for at in range(len(wanted) - size + 1)}
        query = self._tantivy.Query
        terms = [(self._tantivy.Occur.Should, query.term_query(self._schema, "grams", gram)) for gram in sorted(grams)]
        hits = self._searcher.search(query.boolean_query(terms), PAGE, count=False).hits
        return [self._searcher.doc(address)["number"][0] for _, address in hits]

    def close(self) -> None:
        """Nothing is open."""


def present(connection: Connection, home: Path) -> list[Any]:
    """The peers that can be had here, filled; one that cannot is named with the reason."""
    found = []
    for peer in (Postgres, Tantivy):
        why = peer.why_not()
        if why:
            print(f"{peer.name}: not run, {why}", file=sys.stderr)
        else:
            found.append(peer(connection, home))
    return found
