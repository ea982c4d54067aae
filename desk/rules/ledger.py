"""The ledger: double entry in whole satang. Accounts are data; what a line posts is a pure function of the line.

A posting is (account, satang): a debit when positive, a credit when negative. The postings of one line add up to
nought, and so does every trial balance. Which drawer or day they belong to are columns beside the account, no part of
its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from desk.model.errors import Corrupt
from desk.words import Words

AccountKind = Literal["asset", "liability", "revenue", "difference"]
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """One account: its code, its name, and on which side of the books it stands."""

    code: str
    name: Words
    kind: AccountKind


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry: satang debited (positive) or credited (negative)."""

    account: str
    satang: int


class LedgerUneven(Corrupt):
    """Postings that do not add up to nought: they never reach the books."""

    code = "E470"
    said = Words(
        "บัญชีสองด้านไม่เท่ากัน ต่าง {satang} สตางค์ จึงไม่บันทึก งานที่บันทึกแล้วยังอยู่ครบ แจ้งผู้ดูแลระบบ",
        "The two sides of the entry differ by {satang} satang, so it is not saved. What was saved is safe; "
        "call the administrator",
    )


ACCOUNTS: Final[dict[str, Account]] = {
    account.code: account
    for account in (
        Account("cash", Words("เงินสดในลิ้นชัก", "Cash in drawers"), "asset"),
        Account("safe", Words("เงินสดในตู้นิรภัย", "Cash in the safe"), "asset"),
        Account("cheque", Words("เช็คในมือ", "Cheques in hand"), "asset"),
        Account("qr", Words("เงินระหว่างทาง QR", "QR payments in transit"), "asset"),
        Account("card", Words("เงินระหว่างทาง บัตร", "Card payments in transit"), "asset"),
        Account("transfer", Words("เงินโอนเข้าบัญชี", "Bank transfers"), "asset"),
        Account("receivable", Words("ลูกหนี้เช็คคืน", "Owed on bounced cheques"), "asset"),
        Account("remitted", Words("นำส่งแล้ว", "Remitted"), "asset"),
        Account("float", Words("เงินทอนตั้งต้น", "Change money advanced"), "liability"),
        Account("sundry", Words("รับจ่ายเบ็ดเตล็ด", "Sundry cash"), "liability"),
        Account("unreceipted", Words("รับแล้วรอออกใบเสร็จ", "Received, receipt to follow"), "liability"),
        Account("owed", Words("เงินรอคืนผู้ชำระ", "Refunds payable"), "liability"),
        Account("suspense", Words("เงินพักรอตรวจสอบ", "Kept until explained"), "liability"),
        Account("deposit", Words("เงินประกัน", "Deposits"), "liability"),
        Account("fee", Words("รายได้ค่าธรรมเนียม", "Fee revenue"), "revenue"),
        Account("local", Words("รายได้ท้องถิ่น", "Local revenue"), "revenue"),
        Account("tax", Words("รายได้ภาษี", "Tax revenue"), "revenue"),
        Account("surcharge", Words("เงินเพิ่มภาษี", "Tax surcharges"), "revenue"),
        Account("fine", Words("รายได้ค่าปรับ", "Fines"), "revenue"),
        Account("over_short", Words("เงินขาดเกิน", "Over and short"), "difference"),
        Account("rounding", Words("ปัดเศษเงินสด", "Cash rounding"), "difference"),
    )
}
"""Every account. One of a kind of revenue or deposit is `<code>.<service>`, such as `fee.CR-COPY`."""

MONEY_IN: Final = ("cash", "qr", "card", "transfer", "cheque")
"""Accounts money comes in by, as the methods of payment are called."""

REVENUE_BY_SERVICE: Final = {"TX": "tax", "FN": "fine", "PH": "local", "BZ": "local"}
"""Kind of revenue by the first letters of a service's code, where the office's own `revenue_accounts` say nothing."""
NOT_GIVEN_BACK: Final = ("qr", "transfer")
"""Paid through the bank: a void cannot hand it back, so it is owed until a refund pays it."""


def account_of(code: str) -> Account:
    """The account a code belongs to: of `fee.CR-COPY` that of fees. Raises KeyError for a code of none."""
    return ACCOUNTS[code.partition(".")[0]]


def revenue_account(service: str, told: Mapping[str, str] | None = None) -> str:
    """What a service's fee is credited to, such as `fee.CR-COPY`; `told` is the office's own table by service."""
    kind = (told or {}).get(service) or REVENUE_BY_SERVICE.get(service.partition("-")[0], "fee")
    return f"{kind if kind in ACCOUNTS else 'fee'}.{service}"


def surcharge_account(service: str) -> str:
    """What lateness adds to a tax of a service is credited to, beside the tax itself."""
    return f"surcharge.{service}"


def tenders_of(body: Body) -> list[tuple[str, int]]:
    """(account, satang) of each piece of a payment, together its sum; one that names none is one piece. A deposit comes
    out of the account that holds it, every other piece goes into that of its method."""
    named = body.get("tenders")
    if named:
        return [(str(piece.get("account") or piece["method"]), int(piece["satang"])) for piece in named]
    return [(str(body["method"]), int(body["satang"]))]


def postings(kind: str, body: Body) -> list[Posting]:
    """What a line of this kind posts; empty for one that moves no money. Raises LedgerUneven."""
    found = _RULES.get(kind)
    if found is None:
        return []
    made = [posting for posting in found(body) if posting.satang]
    over = sum(posting.satang for posting in made)
    if over:
        raise LedgerUneven(satang=over)
    return made


def _shift_opened(body: Body) -> list[Posting]:
    return _moved("cash", "float", body["float_satang"])


def _shift_handed_over(body: Body) -> list[Posting]:
    return _moved("cash", "over_short", body["difference_satang"])


def _shift_closed(body: Body) -> list[Posting]:
    # the drawer is emptied: change money back to its keeper, the rest to the safe; what is over or short stays written
    return [
        Posting("cash", -body["expected_satang"]),
        Posting("over_short", -body["difference_satang"]),
        Posting("float", body["float_satang"]),
        Posting("safe", body["counted_satang"] - body["float_satang"]),
    ]


def _payment_taken(body: Body) -> list[Posting]:
    return [
        *(Posting(method, satang) for method, satang in tenders_of(body)),
        Posting("unreceipted", -body["satang"]),
        *_moved("qr", "owed", body.get("surplus_satang") or 0),
        *_moved("cash", "rounding", body.get("rounding_satang") or 0),
    ]


def _receipt_issued(body: Body) -> list[Posting]:
    return [Posting("unreceipted", body["satang"]), *_credited(body)]


def _receipt_written(body: Body) -> list[Posting]:
    return [Posting("cash", body["satang"]), *_credited(body)]


def _receipt_voided(body: Body) -> list[Posting]:
    left, made = body["owed_satang"], []
    # what stays owed is taken first from the pieces that cannot be handed back; the rest goes back the way it came
    pieces = sorted(tenders_of(body), key=_given_back_last)
    for method, satang in pieces:
        kept = min(left, satang)
        left -= kept
        made.append(Posting(method, kept - satang))
    rounding = body.get("rounding_satang") or 0
    return [*made, *_taken_back(body), Posting("owed", -body["owed_satang"]), *_moved("rounding", "cash", rounding)]


def _given_back_last(piece: tuple[str, int]) -> int:
    """What stays owed is of the bank's money first, then of what lay in the drawer; a deposit is held again."""
    account = piece[0]
    return 0 if account in NOT_GIVEN_BACK else 2 if account.startswith("deposit") else 1


def _refund_approved(body: Body) -> list[Posting]:
    items = body.get("items") or []
    return [*_taken_back(body), Posting("owed", -body["satang"])] if items else []


def _refund_paid(body: Body) -> list[Posting]:
    return _moved("owed", "cash" if body["method"] == "cash" else "transfer", body["satang"])


def _cheque_bounced(body: Body) -> list[Posting]:
    return _moved("receivable", "remitted" if body.get("remitted") else "cheque", body["satang"])


def _cash_moved(body: Body) -> list[Posting]:
    satang, way = body["satang"], body["way"]
    if way == "dropped":
        return _moved("safe", "cash", satang)
    return _moved("cash", "sundry", satang) if way == "paid_in" else _moved("sundry", "cash", satang)


def _safe_checked(body: Body) -> list[Posting]:
    return _moved("safe", "over_short", body["difference_satang"])


def _remittance_made(body: Body) -> list[Posting]:
    cash, cheques = body["cash_satang"], body["cheques_satang"]
    return [Posting("remitted", cash + cheques), Posting("safe", -cash), Posting("cheque", -cheques)]


def _settlement_placed(body: Body) -> list[Posting]:
    # a sum taken up by a payment is posted by that payment
    return [] if body["place"] == "payment" else _moved("qr", body["place"], body["satang"])


def _moved(debit: str, credit: str, satang: int) -> list[Posting]:
    return [Posting(debit, satang), Posting(credit, -satang)]


def _credited(body: Body) -> list[Posting]:
    return [Posting(item.get("account", "fee"), -item["satang"]) for item in body["items"]]


def _taken_back(body: Body) -> list[Posting]:
    return [Posting(item.get("account", "fee"), item["satang"]) for item in body.get("items") or []]


_RULES: Final[dict[str, Callable[[Body], list[Posting]]]] = {
    "shift.opened": _shift_opened,
    "shift.handed_over": _shift_handed_over,
    "shift.closed": _shift_closed,
    "payment.taken": _payment_taken,
    "receipt.issued": _receipt_issued,
    "receipt.written": _receipt_written,
    "receipt.voided": _receipt_voided,
    "refund.approved": _refund_approved,
    "refund.paid": _refund_paid,
    "cheque.bounced": _cheque_bounced,
    "cash.moved": _cash_moved,
    "safe.checked": _safe_checked,
    "remittance.made": _remittance_made,
    "settlement.placed": _settlement_placed,
}
POSTING_KINDS: Final = frozenset(_RULES)
"""Kinds of lines that move money."""
