"""The bank's file beside the books of the desk: what agrees, what is new, what is missing; and taking the new in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from desk.rules.bank_file import BankFile, BankLine, read_bank_file
from desk.rules.bank_match import SORT_WORDS, sort_of
from desk.words import Words
from local_db.connection import Connection
from local_db.queries import reports
from local_db.queries.reports import KnownSum

if TYPE_CHECKING:
    from desk.counter.office import Office
    from desk.counter.session import Session

Standing = Literal["received", "placed", "open", "new"]
STANDING_WORDS: Final[dict[Standing, Words]] = {
    "received": Words("ออกใบเสร็จแล้ว", "receipted"),
    "placed": Words("จัดการแล้ว", "placed"),
    "open": Words("รอออกใบเสร็จ", "to be seen to"),
    "new": Words("ยังไม่อยู่ในระบบ", "not in the books yet"),
}
SUMS_A_LINE: Final = 100


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the file: how it stands here, and what it is beside the order it names."""

    line: BankLine
    standing: Standing
    sort: Words


@dataclass(frozen=True, slots=True)
class Comparison:
    """A file beside the books; `missing` are sums the books have from the file's days and the file has not."""

    file: BankFile
    lines: tuple[Compared, ...]
    missing: tuple[KnownSum, ...]

    @property
    def agrees(self) -> bool:
        """Every line receipted or placed, and nothing missing."""
        return not self.missing and all(each.standing in ("received", "placed") for each in self.lines)

    def count(self, standing: Standing) -> int:
        """How many lines stand so."""
        return sum(each.standing == standing for each in self.lines)


def compare(office: Office, content: bytes) -> Comparison:
    """Lay a file beside the books; nothing is changed. Raises BankFileUnreadable, BankLineWrong."""
    connection = office.read()
    file = _read(office, connection, content)
    lines = tuple(_compared(connection, line) for line in file.lines)
    if not file.lines:
        return Comparison(file, (), ())
    told = {(line.ref1, line.bank_ref) for line in file.lines}
    since, until = min(line.at for line in file.lines), max(line.at for line in file.lines)
    known = reports.known_between(connection, since, until)
    return Comparison(file, lines, tuple(each for each in known if (each.ref1, each.bank_ref) not in told))


def take_in(office: Office, session: Session, content: bytes) -> int:
    """Take over the sums not in the books yet, as the bank's word; gives how many. The same file twice adds nothing.

    Raises RoleForbids, BankFileUnreadable, BankLineWrong; nothing is changed then.
    """
    from desk.model.kinds.bank import BankSum, SettlementRead

    session.require("keep_safe")
    file = _read(office, office.read(), content)

    def carry_out(act: Any) -> int:
        new = [line for line in file.lines if reports.known_sum(act.connection, line.ref1, line.bank_ref) is None]
        for begin in range(0, len(new), SUMS_A_LINE):
            sums = [
                BankSum(ref1=line.ref1, satang=line.satang, at=line.at, bank_ref=line.bank_ref)
                for line in new[begin : begin + SUMS_A_LINE]
            ]
            act.append(SettlementRead(file=file.sha256, sums=sums), officer=session.officer)
        return len(new)

    return office.file.act(carry_out)


def _read(office: Office, connection: Connection, content: bytes) -> BankFile:
    columns = office.policy(connection, "bank_file_columns", {})
    named = columns if isinstance(columns, dict) else {}
    return read_bank_file(content, {str(name): str(value) for name, value in named.items()})


def _compared(connection: Connection, line: BankLine) -> Compared:
    known = reports.known_sum(connection, line.ref1, line.bank_ref)
    if known is not None and known.payment is not None:
        return Compared(line, "received", SORT_WORDS["exact"])
    order = reports.order_of(connection, line.ref1)
    sort = SORT_WORDS[sort_of(order[0] if order else None, order[1] if order else 0, line.satang)]
    if known is None:
        return Compared(line, "new", sort)
    return Compared(line, "open" if known.place is None else "placed", sort)
