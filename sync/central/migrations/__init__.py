"""The steps of the centre's schema, in order, by Alembic; a landed step is never edited.

A new store is made from `tables` and marked with the last step; a test holds that the steps lead to the same tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select, text

LATEST = "0002"
MARK = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
LOCK = 5_702_570_001  # the number by which workers that start together know each other on a server


def standing(connection: Connection) -> str:
    """The step a store stands at; empty where it has none."""
    if not inspect(connection).has_table(MARK.name):
        return "0001" if inspect(connection).has_table("meta") else ""
    return str(connection.execute(select(MARK.c.version_num)).scalar() or "")


def mark_latest(connection: Connection) -> None:
    """A store just made from `tables` stands at the last step."""
    MARK.create(connection)
    connection.execute(MARK.insert().values(version_num=LATEST))


def upgrade(connection: Connection) -> None:
    """Take every step that is missing, inside the caller's transaction, one process at a time."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    if not inspect(connection).has_table(MARK.name):
        MARK.create(connection)
        connection.execute(MARK.insert().values(version_num="0001"))
    steps = ScriptDirectory(str(Path(__file__).parent))

    def missing(stands: Any, _context: object) -> Any:
        return steps._upgrade_revs(LATEST, stands)

    with EnvironmentContext(Config(), steps, fn=missing) as environment:
        # SQLite changes a table by making it anew; all steps count or none, for the transaction is the caller's
        environment.configure(connection=connection, render_as_batch=True, transactional_ddl=False)
        environment.run_migrations()
