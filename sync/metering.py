"""The data meter: what went over the line, by day, in the desk's file. Bodies and headers; not TLS, TCP or IP."""

from __future__ import annotations

from dataclasses import dataclass

from desk.rules.office_day import office_date
from local_db import data_use
from local_db.connection import Connection


@dataclass
class Traffic:
    """Bytes of requests and answers that were not written to the file yet."""

    up: int = 0
    down: int = 0
    requests: int = 0

    def take(self) -> tuple[int, int, int]:
        """What was counted since the last time; the count begins anew."""
        taken = (self.up, self.down, self.requests)
        self.up = self.down = self.requests = 0
        return taken


def note_traffic(connection: Connection, traffic: Traffic, now_ms: int) -> None:
    """Write what went over the line since the last time under the day of the office; inside a transaction."""
    up, down, requests = traffic.take()
    if requests or up or down:
        data_use.add(connection, office_date(now_ms).isoformat(), up, down, requests)
