"""Reading the ledger: balances by account, drawer and day, and what a shift adds up to. All amounts in satang."""

from __future__ import annotations

from dataclasses import dataclass

from desk.model.line import parse_reference
from local_db.connection import Connection
from local_db.queries.money import BookUseRow


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One account: what was debited and credited, in how many entries."""

    account: str
    debit_satang: int
    credit_satang: int
    entries: int

    @property
    def satang(self) -> int:
        """Debits less credits."""
        return self.debit_satang - self.credit_satang


_SUMS = "account, sum(debit_satang), sum(credit_satang), sum(entries)"


def trial(connection: Connection, desk: str, since: str = "", until: str = "9999-12-31") -> list[BalanceRow]:
    """Every account of a desk over these days (ISO, both counted); together they are nought."""
    found = connection.execute(
        f"SELECT {_SUMS} FROM balances WHERE desk = ? AND date >= ? AND date <= ? GROUP BY account ORDER BY account",
        (desk, since, until),
    )
    return [BalanceRow(*row) for row in found]


def of_shift(connection: Connection, shift: str) -> list[BalanceRow]:
    """Every account a shift moved."""
    found = connection.execute(
        f"SELECT {_SUMS} FROM balances WHERE shift = ? GROUP BY account ORDER BY account", (shift,)
    )
    return [BalanceRow(*row) for row in found]


def balance(connection: Connection, desk: str, account: str) -> int:
    """Debits less credits of one account of a desk, from its first day on."""
    row = connection.execute(
        "SELECT coalesce(sum(debit_satang - credit_satang), 0) FROM balances WHERE desk = ? AND account = ?",
        (desk, account),
    ).fetchone()
    return int(row[0])


def balance_at(connection: Connection, desk: str, account: str, ref: str) -> int:
    """The same as it was once an own line had been folded."""
    journal, n = parse_reference(ref)
    row = connection.execute(
        "SELECT coalesce(sum(satang), 0) FROM postings WHERE desk = ? AND account = ?"
        " AND seq <= (SELECT seq FROM journal WHERE epoch = ? AND n = ?)",
        (desk, account, journal.epoch, n),
    ).fetchone()
    return int(row[0])


def of_day(connection: Connection, desk: str, date: str, account: str) -> int:
    """Debits less credits of one account on one day."""
    row = connection.execute(
        "SELECT coalesce(sum(debit_satang - credit_satang), 0) FROM balances WHERE desk = ? AND date = ?"
        " AND account = ?",
        (desk, date, account),
    ).fetchone()
    return int(row[0])


def numbers_of_shift(connection: Connection, shift: str) -> list[BookUseRow]:
    """First, last, count, sum in force and voided of a shift's receipts, by book."""
    found = connection.execute(
        "SELECT book, min(number), max(number), count(*), sum(iif(voided IS NULL, satang, 0)), count(voided)"
        " FROM receipts WHERE shift = ? GROUP BY fiscal_year, book ORDER BY fiscal_year, book",
        (shift,),
    )
    return [BookUseRow(*row) for row in found]


def uneven(connection: Connection) -> list[str]:
    """Lines whose postings do not add up to nought; there is none unless the file was altered."""
    found = connection.execute("SELECT ref FROM postings GROUP BY seq, ref HAVING sum(satang) != 0")
    return [str(row[0]) for row in found]


def balances_differ(connection: Connection) -> list[str]:
    """Accounts whose balance is not the sum of their postings, as `desk account`."""
    found = connection.execute(
        "SELECT desk, account FROM (SELECT desk, account, sum(satang) AS s FROM postings GROUP BY desk, account"
        " UNION ALL SELECT desk, account, -sum(debit_satang - credit_satang) FROM balances GROUP BY desk, account)"
        " GROUP BY desk, account HAVING sum(s) != 0"
    )
    return [f"{desk} {account}" for desk, account in found]


def oldest_unremitted(connection: Connection, desk: str) -> str | None:
    """The first day whose money may still lie in the safe: the day after the last remittance's, or the very first."""
    row = connection.execute(
        "SELECT min(date) FROM balances WHERE desk = ? AND account = 'safe' AND date > coalesce("
        "(SELECT max(date) FROM remittances WHERE desk = ?), '')",
        (desk, desk),
    ).fetchone()
    return None if row[0] is None else str(row[0])


def posted(connection: Connection, ref: str, account: str) -> int:
    """What one own line posted to one account, satang."""
    journal, n = parse_reference(ref)
    row = connection.execute(
        "SELECT coalesce(sum(p.satang), 0) FROM journal j JOIN postings p ON p.seq = j.seq"
        " WHERE j.epoch = ? AND j.n = ? AND p.account = ?",
        (journal.epoch, n, account),
    ).fetchone()
    return int(row[0])
