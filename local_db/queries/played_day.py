"""What the played day and the sample's morning ask of the desk's file: whether a step had its effect, and on whom."""

from __future__ import annotations

from dataclasses import dataclass

from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are of what a step of the day adds to."""

    requests: int
    receipts: int
    receipts_not_printed: int
    """Receipts of which nobody knows whether the paper came out."""
    views: int
    settlements: int
    open_shifts: int
    days_signed: int


def tally(connection: Connection) -> Tally:
    """Count, in one reading."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM requests), (SELECT count(*) FROM receipts),"
        " (SELECT count(*) FROM receipts WHERE print_known = 0), (SELECT count(*) FROM views),"
        " (SELECT count(*) FROM settlements), (SELECT count(*) FROM shifts WHERE closed IS NULL),"
        " (SELECT count(*) FROM days)"
    ).fetchone()
    return Tally(*row)


def newest_request(connection: Connection) -> tuple[str, str] | None:
    """(reference, service) of the request taken in last."""
    row = connection.execute("SELECT ref, service FROM requests ORDER BY opened_seq DESC LIMIT 1").fetchone()
    return None if row is None else (str(row[0]), str(row[1]))


def undone(connection: Connection) -> tuple[int, int]:
    """(receipts voided, satang dropped to the safe)."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM voids), (SELECT coalesce(sum(satang), 0) FROM cash_moves WHERE way = 'dropped')"
    ).fetchone()
    return int(row[0]), int(row[1])


def last_viewed(connection: Connection) -> str | None:
    """The number of the citizen whose record was opened last."""
    row = connection.execute("SELECT citizen FROM views ORDER BY t DESC, ref DESC LIMIT 1").fetchone()
    return None if row is None else str(row[0])


def receipt_numbers(connection: Connection) -> list[int]:
    """Every receipt's number, by book and number."""
    return [int(number) for (number,) in connection.execute("SELECT number FROM receipts ORDER BY book, number")]


def living_born_before(connection: Connection, year: int, limit: int) -> list[str]:
    """Numbers of living people born before a year of the Buddhist Era, by number; at most `limit`."""
    found = connection.execute(
        "SELECT pin FROM citizens WHERE status = 'alive' AND born_year < ? ORDER BY pin LIMIT ?", (year, limit)
    )
    return [row[0] for row in found]
