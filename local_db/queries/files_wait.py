"""Why scans wait and what for: facts before files, whoever is served, allowed hours, budgets; and somebody's word that
they go now."""

from __future__ import annotations

from desk.rules.line_budget import Budget, HeldBack, hours_allow
from desk.rules.office_day import clock_time, office_date
from local_db import data_use, meta, outbox
from local_db.connection import Connection
from local_db.queries import office
from local_db.queries.sync import held_in_branch
from local_db.queries.truth import end_of

SERVED_MS = 10 * 60_000  # a visit open for longer was forgotten: it holds nothing back
_NOW = "files_now"  # in `meta`: the day for which somebody said that scans are to go at once


def held_back(connection: Connection, now_ms: int) -> HeldBack | None:
    """Why background data may not use the line now; None where it may. What the hub holds has gone as far as it
    can."""
    if outbox.batches(connection, 1, beyond=held_in_branch(connection, outbox.HELD)):
        return "facts"
    who = meta.identity(connection)
    if asked_now(connection, now_ms) or end_of(connection, who.desk, who.epoch) is not None:
        return None  # a desk that is to end ends the sooner
    if office.somebody_served(connection, who.desk, now_ms - SERVED_MS):
        return "served"
    if not hours_allow(office.policy(connection, "files.hours", None), clock_time(now_ms)):
        return "hours"
    budget = Budget.read(lambda name: office.policy(connection, name, None))
    today = office_date(now_ms).isoformat()
    used = data_use.of_day(connection, today)
    return budget.spent(used.up + used.down, data_use.of_month(connection, today))


def ask_now(connection: Connection, now_ms: int) -> None:
    """Hours, budgets and whoever is served hold back nothing any more, until all has gone or the day is over."""
    meta.put(connection, _NOW, office_date(now_ms).isoformat())


def asked_now(connection: Connection, now_ms: int) -> bool:
    """Whether somebody said so today and scans still wait."""
    return bool(meta.get(connection, _NOW, "") == office_date(now_ms).isoformat())


def all_gone(connection: Connection) -> None:
    """Nothing waits any more: what comes next keeps to hours and budgets again. Inside a transaction."""
    meta.drop(connection, _NOW)
