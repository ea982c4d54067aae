"""The order in which lines count: what each had seen decides, never when it arrived here.

Lines on one subject name each other (`p`). A line counts after the one it names, and so after all that one had seen; of
two that had not seen each other the later time counts later, then the name. Desks hear of lines in different orders, by
the centre, by the hub, by stick; whoever holds the same lines and outcomes shows the same.
"""

from __future__ import annotations

from desk.model.line import Entry
from local_db.connection import Connection


def in_order(line: str, way: str = "ASC", about: str = "") -> str:
    """SQL of an ORDER BY for rows that have `ref` and `t` of a line; `line` is the table's name in the query.

    `about`: the column that names the line which began it all: that is the first, also of those that name no other.
    """
    begun = f"{line}.ref != {line}.{about} {way}, " if about else ""
    return f"{begun}{depth(line)} {way}, {line}.t {way}, {line}.ref {way}"


def depth(line: str) -> str:
    """SQL: how many lines of its subject a line stands on."""
    return f"(SELECT s.depth FROM subjects s WHERE s.ref = {line}.ref)"


def take_place(connection: Connection, entry: Entry, reference: str) -> bool:
    """Give a line its place on its subject; whether lines that came before it have another place for that.

    A line without `p` begins a subject. One whose `p` is not here begins where that will be: its root is the name it
    waits for, and it moves with all that stands on it once that has come.
    """
    if entry.p is None:
        connection.execute("INSERT OR REPLACE INTO subjects VALUES (?, ?, 0)", (reference, reference))
        return False
    connection.execute(
        "INSERT OR REPLACE INTO subjects VALUES (?1, coalesce((SELECT root FROM subjects WHERE ref = ?2), ?2),"
        " coalesce((SELECT depth + 1 FROM subjects WHERE ref = ?2), 1))",
        (reference, entry.p),
    )
    return move_waiting(connection, reference)


def move_waiting(connection: Connection, reference: str) -> bool:
    """Lines that waited for this one stand on it from here on; whether there are any, or others of its subject."""
    moved = connection.execute(
        "UPDATE subjects SET root = own.root, depth = subjects.depth + own.depth"
        " FROM (SELECT root, depth FROM subjects WHERE ref = ?1) own WHERE subjects.root = ?1 AND subjects.ref != ?1",
        (reference,),
    ).rowcount
    return bool(moved > 0)


def on_subject_of(reference_column: str) -> str:
    """SQL: the lines of the subject of the line that is the statement's one parameter."""
    return f"{reference_column} IN (SELECT s.ref FROM subjects s JOIN subjects o ON o.root = s.root WHERE o.ref = ?)"
