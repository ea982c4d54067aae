"""The search tables as they ought to be: those of the rows, names in dictionary order, nothing left over."""

from __future__ import annotations

from collections import Counter
from typing import Any

from desk.thai import sort_key
from local_db import names
from local_db.connection import Connection
from local_db.loading import make_search_anew
from tests.desks import Desk


def search_state(connection: Connection) -> dict[str, Any]:
    """What the search tables say, with names for their numbers, as numbers tell where a name came, not what it is."""
    key = {0: (None, ""), **{n: (names.role_of(n), k) for n, k in connection.execute("SELECT id, key FROM names")}}
    people = connection.execute("SELECT id, people FROM name_people").fetchall()
    return {
        "names": sorted(map(repr, key.values())),
        "people": Counter({key[number]: count for number, count in people}),
        "slips": {(code, key[number]) for code, number in connection.execute("SELECT code, name FROM name_slips")},
        "parts": {
            tuple(key[number] for number in row[:3]) + row[3:] for row in connection.execute("SELECT * FROM name_parts")
        },
        "citizens": {
            (pin, key[given], key[family])
            for pin, given, family in connection.execute("SELECT pin, given_name, family_name FROM citizens")
        },
    }


def search_tables_hold(desk: Desk) -> None:
    """The search tables are those that are made from the rows anew, in the order of the dictionary."""
    desk.office.file.store.write(_hold)


def _hold(connection: Connection) -> None:
    before = search_state(connection)
    in_order(connection)
    # the trigram index holds exactly the names
    connection.execute("INSERT INTO name_grams(name_grams, rank) VALUES ('integrity-check', 1)")
    make_search_anew(connection)
    assert search_state(connection) == before
    in_order(connection)
    connection.execute("INSERT INTO name_grams(name_grams, rank) VALUES ('integrity-check', 1)")


def in_order(connection: Connection) -> None:
    """Numbers rise with the dictionary within a role, and each tells its first two letters."""
    rows = connection.execute("SELECT id, key FROM names ORDER BY id").fetchall()
    keyed = [(names.role_of(number), sort_key(key), key) for number, key in rows]
    assert keyed == sorted(keyed)
    assert [number % names.HEAD_STEP for number, _ in rows] == [names.head(key) for _, key in rows]
