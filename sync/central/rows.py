"""Many rows at once, as the driver takes them: no statement is built and no row looked at on the way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table


def insert_rows(connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert `rows`, each with the values of the columns `names` in that order."""
    if rows:
        sql = _insert(table.name, names, connection.dialect.paramstyle)
        connection.exec_driver_sql(sql, list(rows))


@lru_cache(maxsize=64)
def _insert(table: str, names: tuple[str, ...], paramstyle: str) -> str:
    place = "?" if paramstyle == "qmark" else "%s"
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join([place] * len(names))})"
