"""Statements of the way every request takes: put together and compiled once, then handed to the driver as they are.

A statement built anew for each request costs several times what the store needs to answer it. Values that differ are
`bindparam("name")`; lists of them (`in_`) cannot be prepared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Row
from sqlalchemy.sql.base import Executable


class Prepared:
    """One statement; its text is kept by dialect."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._texts: dict[str, tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}

    def all(self, connection: Connection, **values: Any) -> Sequence[Row[Any]]:
        """Every row; columns by the names the statement gives them, values as the driver has them."""
        return connection.exec_driver_sql(*self._filled(connection, values)).all()

    def each(self, connection: Connection, **values: Any) -> CursorResult[Any]:
        """The same, one after the other as the driver brings them."""
        return connection.exec_driver_sql(*self._filled(connection, values))

    def one(self, connection: Connection, **values: Any) -> Row[Any] | None:
        """The one row, or None."""
        return connection.exec_driver_sql(*self._filled(connection, values)).one_or_none()

    def scalar(self, connection: Connection, **values: Any) -> Any:
        """The first column of the first row, or None."""
        return connection.exec_driver_sql(*self._filled(connection, values)).scalar()

    def run(self, connection: Connection, **values: Any) -> None:
        """A statement that answers nothing."""
        connection.exec_driver_sql(*self._filled(connection, values))

    def _filled(self, connection: Connection, values: dict[str, Any]) -> tuple[str, Any]:
        dialect = connection.dialect
        found = self._texts.get(dialect.name)
        if found is None:
            compiled: Any = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]
            fixed = {name: value for name, value in compiled.params.items() if value is not None}
            places = tuple(compiled.positiontup) if compiled.positional else None
            found = self._texts[dialect.name] = (str(compiled), places, fixed)
        text, places, fixed = found
        all_values = fixed | values if fixed else values
        return text, all_values if places is None else tuple(all_values[name] for name in places)
