"""What the line cost in bytes, by day of the office."""

from __future__ import annotations

from dataclasses import dataclass

from local_db.connection import Connection


@dataclass(frozen=True, slots=True)
class DayUse:
    """One day's bytes up and down, and how many requests; `day` ISO."""

    day: str
    up: int
    down: int
    requests: int


def add(connection: Connection, day: str, up: int, down: int, requests: int) -> None:
    """Add to a day; inside a transaction."""
    connection.execute(
        "INSERT INTO data_use VALUES (?, ?, ?, ?) ON CONFLICT (day) DO UPDATE SET up = up + excluded.up,"
        " down = down + excluded.down, requests = requests + excluded.requests",
        (day, up, down, requests),
    )


def of_day(connection: Connection, day: str) -> DayUse:
    """One day; nothing where nothing went."""
    row = connection.execute("SELECT day, up, down, requests FROM data_use WHERE day = ?", (day,)).fetchone()
    return DayUse(day, 0, 0, 0) if row is None else DayUse(*row)


def last_days(connection: Connection, most: int) -> list[DayUse]:
    """The latest days on which something went, newest first."""
    found = connection.execute("SELECT day, up, down, requests FROM data_use ORDER BY day DESC LIMIT ?", (most,))
    return [DayUse(*row) for row in found]


def of_month(connection: Connection, day: str) -> int:
    """Bytes both ways from the first of the month of `day` (ISO) through that day."""
    first = f"{day[:8]}01"
    row = connection.execute("SELECT coalesce(sum(up + down), 0) FROM data_use WHERE day BETWEEN ? AND ?", (first, day))
    return int(row.fetchone()[0])
