"""The data meter as screens read it: bytes by day, what they cost, how much of the budget is used, what still waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.rules.line_budget import WARN_PERCENT, Budget
from local_db import data_use, files, meta
from local_db.data_use import DayUse
from local_db.queries import office as office_data
from local_db.queries.sync import unsent_bytes

if TYPE_CHECKING:
    from desk.counter.office import Office
    from local_db.connection import Connection

DAYS = 31


@dataclass(frozen=True, slots=True)
class DataUse:
    """What the line carried and what waits for it.

    `today` and `days` (newest first) in bytes; `satang` today's cost; `percent` of the day's budget, None without one;
    `files` and `file_bytes` scans not gone up yet; `rate` bytes a second the line was last seen to carry, 0 where not
    measured; `seconds_to_send` how long what is unsent takes at that rate, None where nobody knows.
    """

    today: DayUse
    days: tuple[DayUse, ...]
    satang: int
    percent: int | None
    files: int
    file_bytes: int
    rate: int
    seconds_to_send: int | None

    @property
    def warns(self) -> bool:
        """Whether the day's budget is nearly used up."""
        return self.percent is not None and self.percent >= WARN_PERCENT


def data_used(office: Office) -> DataUse:
    """Read from this thread's connection; changes nothing."""
    return read_data_use(office.read(), office.today().isoformat())


def read_data_use(connection: Connection, today: str) -> DataUse:
    """The same on any connection; `today` ISO."""
    used = data_use.of_day(connection, today)
    budget = Budget.read(lambda name: office_data.policy(connection, name, None))
    waiting = files.waiting(connection)
    rate = int(meta.get(connection, "line_rate", 0) or 0)
    packed = int(meta.get(connection, "lines_packed", 0) or 400)
    unsent = unsent_bytes(connection) * 100 // max(packed, 100)
    return DataUse(
        today=used,
        days=tuple(data_use.last_days(connection, DAYS)),
        satang=budget.cost_satang(used.up + used.down),
        percent=budget.used_percent(used.up + used.down),
        files=waiting.files,
        file_bytes=waiting.bytes,
        rate=rate,
        seconds_to_send=0 if not unsent else -(-unsent // rate) if rate else None,
    )
