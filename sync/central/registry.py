"""What the centre knows, as adjudication reads it: the store seen through what this batch has already decided.

The same class replays: with `fresh=True` everything adjudication itself makes (acts, lives, receipts, aliases) starts
empty, and only what came from outside (roster, books, catalogue, records, the bank's word) is read from the store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, delete, select, text

from desk.catalogue.load import packaged
from desk.model.line import parse_reference
from sync.central import tables
from sync.central.adjudication import (
    Act,
    Aliased,
    BillAsked,
    Book,
    Change,
    Entered,
    Life,
    ReceiptUsed,
    RecordChanged,
)
from sync.central.feed import FeedWriter

ROSTER_LEEWAY_MS = 24 * 3600 * 1000  # a clock may be a day off, and so may the moment a role was given


class Registry:
    """One branch's knowledge within one transaction. `keep` notes a verdict's changes, `flush` writes them."""

    def __init__(self, connection: Connection, branch: str, *, fresh: bool = False) -> None:
        self._connection = connection
        self._branch = branch
        self._fresh = fresh
        self.as_of = 0  # the number in the feed of the line being judged
        self._acts: dict[str, Act | None] = {}
        self._lives: dict[str, Life | None] = {}
        self._aliases: dict[str, str] = {}
        self._any_alias: bool | None = None
        self._books: dict[tuple[int, str], Book | None] = {}
        self._receipts: dict[tuple[int, str, int], str | None] = {}
        self._entered: dict[tuple[str, str], Entered | None] = {}
        self._records: dict[str, Mapping[str, Any] | None] = {}
        self._services: dict[tuple[str, str], Mapping[str, Any] | None] = {}
        self._rosters: dict[str, list[Any]] = {}
        self._made: list[Act] = []
        self._changes: list[Change] = []

    def act(self, ref: str) -> Act | None:
        if ref not in self._acts:
            row = None if self._fresh else self._one(tables.acts, ref=ref)
            facts = {} if row is None else json.loads(row.facts)
            self._acts[ref] = None if row is None else Act(ref, row.kind, facts["o"], facts["seen"], facts["facts"])
        return self._acts[ref]

    def life(self, root: str) -> Life | None:
        if root not in self._lives:
            row = None if self._fresh else self._one(tables.lives, root=root)
            self._lives[root] = None if row is None else Life(root, row.state, row.latest, json.loads(row.facts))
        return self._lives[root]

    def current_name(self, ref: str) -> str:
        if self._any_alias is None:  # most branches have none, and each line asks for several names
            found = None if self._fresh else self._one(tables.aliases)
            self._any_alias = found is not None
        if not self._any_alias:
            return ref
        if ref not in self._aliases:
            row = None if self._fresh else self._one(tables.aliases, old=ref)
            self._aliases[ref] = ref if row is None else row.new
        return self._aliases[ref]

    def line(self, ref: str) -> bytes | None:
        journal, n = parse_reference(ref)
        lines = tables.lines
        raw = self._connection.execute(
            select(lines.c.raw).where(lines.c.desk == journal.desk, lines.c.epoch == journal.epoch, lines.c.n == n)
        ).scalar()
        return None if raw is None else bytes(raw)

    def receipt(self, fiscal_year: int, book: str, number: int) -> str | None:
        name = (fiscal_year, book, number)
        if name not in self._receipts:
            row = None
            if not self._fresh:
                row = self._one(tables.receipts, fiscal_year=fiscal_year, book=book, number=number)
            self._receipts[name] = None if row is None else row.ref
        return self._receipts[name]

    def book(self, fiscal_year: int, book: str) -> Book | None:
        name = (fiscal_year, book)
        if name not in self._books:
            row = self._one(tables.books, fiscal_year=fiscal_year, book=book)
            lent = None if row is None else Book(row.desk, int(row.epoch), int(row.first), int(row.last))
            self._books[name] = lent
        return self._books[name]

    def entered(self, register: str, name: str) -> Entered | None:
        key = (register, name)
        if key not in self._entered:
            row = None if self._fresh else self._one(tables.registers, register=register, name=name)
            self._entered[key] = None if row is None else Entered(register, name, row.ref, json.loads(row.facts))
        return self._entered[key]

    def settled_satang(self, ref1: str) -> int | None:
        # the bank's word counts for lines that came after it, whenever they are judged
        row = self._one(tables.standing, k="payment.settled", name=ref1)
        return None if row is None or row.f > self.as_of else int(json.loads(row.b)["satang"])

    def roles(self, officer: str, at: int) -> frozenset[str]:
        if officer not in self._rosters:
            self._rosters[officer] = list(self._all(tables.officers, officer=officer))
        held: set[str] = set()
        for row in self._rosters[officer]:
            if row.since - ROSTER_LEEWAY_MS <= at and (row.until is None or at < row.until):
                held.update(json.loads(row.roles))
        return frozenset(held)

    def service(self, code: str, valid_from: str) -> Mapping[str, Any] | None:
        name = (code, valid_from)
        if name not in self._services:
            row = self._one(tables.standing, k="catalogue.put", name=f"{code} {valid_from}")
            self._services[name] = _packaged(code, valid_from) if row is None else json.loads(row.b)["service"]
        return self._services[name]

    def record(self, pin: str) -> Mapping[str, Any] | None:
        if pin not in self._records:
            row = self._one(tables.records, kind="citizen", number=pin)
            self._records[pin] = None if row is None else json.loads(row.b)
        return self._records[pin]

    @property
    def asked_bank(self) -> bool:
        """Whether an order kept here is to be settled by the bank."""
        return any(isinstance(change, BillAsked) for change in self._changes)

    @property
    def turned_books(self) -> bool:
        """Whether a book was opened or used up: its first or its last number was used."""
        used = (change for change in self._changes if isinstance(change, ReceiptUsed))
        books = ((change.number, self.book(change.fiscal_year, change.book)) for change in used)
        return any(book is not None and number in (book.first, book.last) for number, book in books)

    def keep(self, act: Act, changes: tuple[Change, ...]) -> None:
        """From now on this is known."""
        self._acts[act.ref] = act
        self._made.append(act)
        for change in changes:
            if isinstance(change, Life):
                self._lives[change.root] = change
            elif isinstance(change, ReceiptUsed):
                self._receipts[change.fiscal_year, change.book, change.number] = change.ref
            elif isinstance(change, Entered):
                self._entered[change.register, change.name] = change
            elif isinstance(change, RecordChanged):
                self._records[change.record["pin"]] = change.record
            elif isinstance(change, Aliased):
                self._any_alias = True
                self._aliases[change.old] = change.new
        self._changes.extend(changes)

    def flush(self, feed: FeedWriter, now: int) -> None:
        """Write what was kept; new versions of records are said in the feed."""
        acts = {act.ref: act for act in self._made}.values()
        rows = [
            {
                "branch": self._branch,
                "ref": act.ref,
                "kind": act.kind,
                "facts": json.dumps({"o": act.officer, "seen": dict(act.seen), "facts": dict(act.facts)}),
            }
            for act in acts
        ]
        self._put(tables.acts, "ref", rows)
        lives = {change.root: change for change in self._changes if isinstance(change, Life)}.values()
        rows = [
            {
                "branch": self._branch,
                "root": life.root,
                "latest": life.latest,
                "state": life.state,
                "facts": json.dumps(dict(life.facts)),
            }
            for life in lives
        ]
        self._put(tables.lives, "root", rows)
        self._use_numbers([change for change in self._changes if isinstance(change, ReceiptUsed)])
        for change in self._changes:
            self._write(change, feed, now)

    def _write(self, change: Change, feed: FeedWriter, now: int) -> None:
        if isinstance(change, BillAsked):
            if self._one(tables.bills, ref1=change.ref1) is None:
                row = {"ref1": change.ref1, "ref": change.ref, "satang": change.satang, "asked": now}
                self._connection.execute(tables.bills.insert().values(branch=self._branch, **row))
        elif isinstance(change, Entered):
            row = {"register": change.register, "name": change.name, "ref": change.ref}
            facts = json.dumps(dict(change.facts))
            self._put(tables.registers, "register, name", [{"branch": self._branch, **row, "facts": facts}])
        elif isinstance(change, Aliased):
            self._put(tables.aliases, "old", [{"branch": self._branch, "old": change.old, "new": change.new}])
        elif isinstance(change, RecordChanged):
            put_citizen(self._connection, self._branch, change.record)
            feed.say("citizen.put", change.record)

    def _use_numbers(self, used: list[ReceiptUsed]) -> None:
        """Note the numbers, the first receipt of each, and how far each book was used."""
        if not used:
            return
        names = ("fiscal_year", "book", "number")
        through = [{"branch": self._branch, **{name: getattr(each, name) for name in names}} for each in used]
        noted = [{**row, "ref": each.ref} for row, each in zip(through, used, strict=True)]
        self._connection.execute(_NOTE_RECEIPT, noted)
        self._connection.execute(_USE_BOOK, through)

    def _put(self, table: Table, names: str, rows: list[dict[str, Any]]) -> None:
        """Insert rows, or write over those of the same branch and `names` (column names as SQL lists them)."""
        if not rows:
            return
        columns = list(rows[0])
        kept = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in ("branch", *names.split(", ")))
        places = ", ".join(f":{column}" for column in columns)
        # SQLite and PostgreSQL write this alike; SQLAlchemy has it per dialect only
        self._connection.execute(
            text(
                f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places}) "
                f"ON CONFLICT (branch, {names}) DO UPDATE SET {kept}"
            ),
            rows,
        )

    def _one(self, table: Table, **where: Any) -> Any:
        return self._all(table, **where).first()

    def _all(self, table: Table, **where: Any) -> Any:
        where = {"branch": self._branch, **where}
        sql = _select(table, tuple(where), self._connection.dialect.paramstyle)
        return self._connection.exec_driver_sql(sql, tuple(where.values()))


_NOTE_RECEIPT = text(
    "INSERT INTO receipts (branch, fiscal_year, book, number, ref) "
    "VALUES (:branch, :fiscal_year, :book, :number, :ref) ON CONFLICT (branch, fiscal_year, book, number) DO NOTHING"
)
_USE_BOOK = text(
    "UPDATE books SET used = :number WHERE branch = :branch AND fiscal_year = :fiscal_year AND book = :book "
    "AND used < :number AND :number BETWEEN first AND last"  # a number outside uses nothing of the book up
)


@lru_cache(maxsize=64)
def _select(table: Table, names: tuple[str, ...], paramstyle: str) -> str:
    """The question as the driver takes it: judging asks thousands a second, and to build one costs more than to ask."""
    place = "?" if paramstyle == "qmark" else "%s"
    columns = ", ".join(column.name for column in table.columns)
    return f"SELECT {columns} FROM {table.name} WHERE " + " AND ".join(f"{name} = {place}" for name in names)


def put_citizen(connection: Connection, branch: str, record: Mapping[str, Any]) -> None:
    """Write one citizen's record, new or a new version."""
    put_records(connection, branch, "citizen", [record])


def put_records(connection: Connection, branch: str, kind: str, found: list[Mapping[str, Any]]) -> None:
    """Write records of one kind (`citizen`, `household`)."""
    number = "pin" if kind == "citizen" else "house"
    records = tables.records
    for start in range(0, len(found), 500):
        numbers = [record[number] for record in found[start : start + 500]]
        connection.execute(
            delete(records).where(records.c.branch == branch, records.c.kind == kind, records.c.number.in_(numbers))
        )
    rows = [
        {
            "branch": branch,
            "kind": kind,
            "number": record[number],
            "version": record["version"],
            "name": f"{record['given']} {record.get('family', '')}" if kind == "citizen" else record["number"],
            "house": record.get("house"),
            "b": json.dumps(dict(record), ensure_ascii=False, separators=(",", ":")),
        }
        for record in found
    ]
    if rows:
        connection.execute(records.insert(), rows)


def _packaged(code: str, valid_from: str) -> Mapping[str, Any] | None:
    return next(
        (
            service.body()
            for service in packaged().definitions()
            if service.code == code and service.valid_from.isoformat() == valid_from
        ),
        None,
    )
