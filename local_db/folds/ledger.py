"""The ledger's fold: what a line posts (desk/rules/ledger.py) as rows; balances by desk, day, drawer and account."""

from __future__ import annotations

from collections.abc import Iterator

from desk.model.line import Entry
from desk.rules.ledger import Posting, postings
from desk.rules.office_day import office_date
from local_db.folds import Fold, Origin, Statement

_PLACE = "(?, ?, ?, ?, ?, ?, ?, ?)"
_SUM = "(?, ?, ?, ?, ?, ?, 1)"


def with_ledger(fold: Fold) -> Fold:
    """A fold whose line moves money: its own rows, then its postings."""

    def folded(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
        yield from fold(entry, origin, reference)
        yield from _ledger_rows(entry, origin, reference)

    return folded


def _ledger_rows(entry: Entry, origin: Origin, reference: str) -> Iterator[Statement]:
    """Raises LedgerUneven: such a line is not committed here, and of a fellow desk named in `unfolded`."""
    made = postings(entry.k, entry.b)
    if not made:
        return
    desk = origin.journal.desk
    date = str(entry.b.get("date") or office_date(entry.t))
    shift = str(entry.b.get("shift") or (reference if entry.k == "shift.opened" else ""))
    values: list[object] = []
    for place, posting in enumerate(made):
        values += [origin.seq, place, reference, desk, date, shift, posting.account, posting.satang]
    yield f"INSERT INTO postings VALUES {', '.join([_PLACE] * len(made))}", tuple(values)
    values, sums = [], _by_account(made)
    for account, (debit, credit) in sums.items():
        values += [desk, date, shift, account, debit, credit]
    yield (
        f"INSERT INTO balances VALUES {', '.join([_SUM] * len(sums))} ON CONFLICT (desk, date, shift, account)"
        " DO UPDATE SET debit_satang = debit_satang + excluded.debit_satang,"
        " credit_satang = credit_satang + excluded.credit_satang, entries = entries + 1",
        tuple(values),
    )


def _by_account(made: list[Posting]) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for posting in made:
        debit, credit = sums.get(posting.account, (0, 0))
        sums[posting.account] = (debit + max(posting.satang, 0), credit + max(-posting.satang, 0))
    return sums
