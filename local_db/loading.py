"""The registry copy filled anew from a snapshot, chunk by chunk, inside the caller's one transaction.

Indexes and counts are made when all rows are there: a million keys put one by one into trees of encrypted pages would
cost many times as much. Memory goes with the number of different names, not of people.
"""

from __future__ import annotations

from typing import Final

from local_db import meta, names, registry
from local_db.connection import Connection
from local_db.registry import CITIZEN_MEMBERS, Row

CACHE_KB: Final = 64_000
_ROWS_AT_ONCE: Final = 10_000
_COUNT_PEOPLE: Final = (
    "INSERT INTO name_people SELECT given_name, count(*) FROM citizens WHERE given_name != 0 GROUP BY given_name",
    "INSERT INTO name_people SELECT family_name, count(*) FROM citizens WHERE family_name != 0 GROUP BY family_name",
    "INSERT INTO name_people SELECT name, count(*) FROM name_parts GROUP BY name",
)


class Loading:
    """The copy emptied and being filled; `finish` must be called before the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kilobytes = connection.execute("PRAGMA cache_size").fetchone()[0]
        connection.execute(f"PRAGMA cache_size=-{CACHE_KB}")
        self._set_aside = _set_aside(connection)
        for table in ("citizens", "households"):
            connection.execute(f"DELETE FROM {table}")
        meta.put(connection, "registry_sum", "0")
        self._dictionary: names.ManyNames | None = None
        self._highest = self._highest_house = ""
        self._one_by_one = False

    def citizens(self, rows: list[Row]) -> None:
        """Put records; of one number the latest version stays. Undone by a savepoint as anything else."""
        if self._one_by_one:
            registry.put_citizens(self._connection, rows)
            return
        if not _rising(rows, self._highest):
            rows = self._latest("citizens", rows)
        dictionary, self._dictionary = self._dictionary, None  # what is undone must not be remembered
        if dictionary is None:
            dictionary = names.ManyNames(self._connection)
        try:
            registry.write_citizens(self._connection, rows, dictionary)
        except names.NoRoom:
            self._go_on_one_by_one(rows)
        else:
            self._dictionary = dictionary
            registry.add_to_sum(self._connection, sum(map(registry.row_hash, rows)))
        self._highest = max([self._highest, *(row[0] for row in rows)])

    def _go_on_one_by_one(self, rows: list[Row]) -> None:
        """Names that crowd into one place (a list in an unkind order) need the indexes to make room."""
        _make_again(self._connection, self._set_aside)
        registry.put_citizens(self._connection, rows)
        self._one_by_one = True

    def households(self, rows: list[Row]) -> None:
        """Put houses likewise."""
        if not _rising(rows, self._highest_house):
            rows = self._latest("households", rows)
        registry.write_households(self._connection, rows)
        self._highest_house = max([self._highest_house, *(row[0] for row in rows)])
        registry.add_to_sum(self._connection, sum(map(registry.row_hash, rows)))

    def drop(self, table: str, number: str) -> None:
        """Take a row out again."""
        held = registry.held_row(self._connection, table, number)
        if held is None:
            return
        if table == "citizens":
            self._connection.execute("DELETE FROM name_parts WHERE citizen = ?", (int(number),))
        self._connection.execute(f"DELETE FROM {table} WHERE id = ?", (int(number),))
        registry.add_to_sum(self._connection, -registry.row_hash(held))

    def finish(self) -> None:
        """Make what finds the rows."""
        self._dictionary = None
        if not self._one_by_one:
            _make_again(self._connection, self._set_aside)
        self._connection.execute(f"PRAGMA cache_size={self._kilobytes}")

    def _latest(self, table: str, rows: list[Row]) -> list[Row]:
        """Of rows with one number the latest; what they replace in the table is taken out."""
        kept: dict[str, Row] = {}
        for row in rows:
            held = kept.get(row[0])
            if held is None and (held := registry.held_row(self._connection, table, row[0])) is not None:
                if held[1] > row[1]:
                    continue
                self.drop(table, row[0])
                held = None
            if held is None or held[1] <= row[1]:
                kept[row[0]] = row
        return list(kept.values())


def make_search_anew(connection: Connection) -> None:
    """Make every search table from the rows of citizens, in the caller's transaction."""
    kilobytes = connection.execute("PRAGMA cache_size").fetchone()[0]
    connection.execute(f"PRAGMA cache_size=-{CACHE_KB}")
    aside = _set_aside(connection)
    dictionary, last = names.ManyNames(connection), -1
    while rows := connection.execute(
        f"SELECT {', '.join(CITIZEN_MEMBERS)} FROM citizens WHERE id > ? ORDER BY id LIMIT ?", (last, _ROWS_AT_ONCE)
    ).fetchall():
        first, last = int(rows[0][0]), int(rows[-1][0])
        connection.execute("DELETE FROM citizens WHERE id BETWEEN ? AND ?", (first, last))
        registry.write_citizens(connection, rows, dictionary)
    _make_again(connection, aside)
    connection.execute(f"PRAGMA cache_size={kilobytes}")


def _rising(rows: list[Row], above: str) -> bool:
    """Whether the numbers only rise, as a snapshot has them: then none of them is there yet."""
    for row in rows:
        if row[0] <= above:
            return False
        above = row[0]
    return True


def _set_aside(connection: Connection) -> list[str]:
    """Drop the indexes and triggers of the copy and empty its search tables; gives what makes them again."""
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ('citizens', 'households',"
        " 'names') AND type IN ('index', 'trigger')"
    ).fetchall()
    for kind, name, _ in found:
        connection.execute(f"DROP {kind} {name}")
    connection.execute("INSERT INTO name_grams(name_grams) VALUES ('delete-all')")
    for table in ("names", "name_people", "name_slips", "name_parts", "name_gram_counts"):
        connection.execute(f"DELETE FROM {table}")
    return [sql for _, _, sql in found]


def _make_again(connection: Connection, aside: list[str]) -> None:
    for sql in aside:
        connection.execute(sql)
    for sql in _COUNT_PEOPLE:
        connection.execute(sql)
    connection.execute("INSERT INTO name_grams(name_grams) VALUES ('rebuild')")
    names.index_all_slips(connection)
    names.count_grams(connection)
    names.forget_unborne(connection)
