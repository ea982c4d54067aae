"""Rules for undoing: voids, refunds, bounced cheques, waivers, and those asked for while nobody could agree. Pure.

Money that moved is a fact, at most `conflict`; a void, refund or waiver without two people who may is told of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desk.model.kinds.undo import (
    ChequeBounced,
    FeeWaived,
    ReceiptVoided,
    RefundApproved,
    RefundPaid,
    UndoAsked,
    UndoConfirmed,
    UndoDropped,
)
from desk.rules import roles
from sync.central.adjudication import Act, Case, Life, Rule, Verdict

TAKEN_BACK = "taken_back"
"""Fact of a receipt's life, begun with its first undoing: satang approved to be given back."""


def asked(case: Case) -> Verdict:
    """A void or refund that waits for a second person; the receipt stands."""
    body = case.body
    assert isinstance(body, UndoAsked)
    receipt = _receipt(case, body.receipt)
    if isinstance(receipt, Verdict):
        return receipt
    if body.satang > receipt.facts.get("satang", 0):
        return case.refused("sum")
    facts = {"asked_by": case.entry.o, "receipt": receipt.ref, "satang": body.satang, "sort": body.sort}
    return case.applied(Life(case.ref, "asked", case.ref, facts))


def answered(case: Case) -> Verdict:
    """Confirmed by somebody else who may, or dropped by them or by whoever asked."""
    body = case.body
    assert isinstance(body, UndoConfirmed | UndoDropped)
    life = case.life_of(body.asked, needs="asked_by")
    if isinstance(life, Verdict):
        return life
    own = case.entry.o == life.facts["asked_by"]
    confirms = isinstance(body, UndoConfirmed)
    if own and confirms:
        return case.refused("same-person")
    if not own and (refusal := case.forbidden("approve_undo")) is not None:
        return refusal
    if life.state != "asked":
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    return case.applied(replace(life, state="confirmed" if confirms else "dropped", latest=case.ref))


def receipt_voided(case: Case) -> Verdict:
    """Void: once, on the day of the receipt, by two people."""
    body = case.body
    assert isinstance(body, ReceiptVoided)
    receipt = _receipt(case, body.receipt)
    if isinstance(receipt, Verdict):
        return receipt
    before = case.known.life(receipt.ref)
    if before is not None and before.state == "voided":
        return case.conflict("already-void", fields={"latest": before.latest})
    voided = _taken_back(case, receipt, before, "voided", body.satang)
    if not _by_two(case):
        return case.conflict("second-officer", voided)
    items, pieces = (sum(each.satang for each in found) for found in (body.items, body.tenders))
    if not items == pieces == body.satang == receipt.facts.get("satang") or body.owed_satang > body.satang:
        return case.conflict("sum", voided, fields={"receipt_satang": receipt.facts.get("satang", 0)})
    if body.date != receipt.facts.get("date"):
        return case.conflict("late-void", voided, fields={"date": body.date})
    return case.applied(voided)


def refund_approved(case: Case) -> Verdict:
    """Money the office owes: taken back from a receipt by two people, or paid too much by the bank."""
    body = case.body
    assert isinstance(body, RefundApproved)
    owed = Life(case.ref, "approved", case.ref, {"owed": body.satang})
    if not body.items:
        return case.applied(owed)  # what a void or the bank left over: nothing is taken back here
    if not _by_two(case):
        return case.conflict("second-officer", owed)
    if body.receipt is None:
        return case.conflict("reference", owed)
    receipt = _receipt(case, body.receipt)
    if isinstance(receipt, Verdict):
        return receipt
    before = case.known.life(receipt.ref)
    back = _taken_back(case, receipt, before, before.state if before else "refunded", body.satang)
    total = receipt.facts.get("satang", 0)
    if sum(item.satang for item in body.items) != body.satang or back.facts[TAKEN_BACK] > total:
        return case.conflict("sum", owed, back, fields={"receipt_satang": total})
    return case.applied(owed, back)


def refund_paid(case: Case) -> Verdict:
    """A voucher: once, for the sum that was approved."""
    body = case.body
    assert isinstance(body, RefundPaid)
    life = case.life_of(body.refund, needs="owed")
    if isinstance(life, Verdict):
        return life
    if life.state != "approved":
        return case.conflict("already-paid", fields={"latest": life.latest})
    paid = replace(life, state="paid", latest=case.ref)
    if body.satang != life.facts["owed"]:
        return case.conflict("sum", paid, fields={"owed_satang": life.facts["owed"]})
    return case.applied(paid)


def cheque_bounced(case: Case) -> Verdict:
    """The bank gave a cheque back; the receipt stays."""
    body = case.body
    assert isinstance(body, ChequeBounced)
    receipt = _receipt(case, body.receipt)
    return receipt if isinstance(receipt, Verdict) else case.applied()


def fee_waived(case: Case) -> Verdict:
    """Lower than before, on a request still to be paid, by two people."""
    body = case.body
    assert isinstance(body, FeeWaived)
    life = case.life_of(body.request, needs="service")
    if isinstance(life, Verdict):
        return life
    if (refusal := case.unseconded("waive_fee")) is not None:
        return refusal
    if body.satang >= body.before_satang:
        return case.refused("sum")
    if life.state != "approved":
        return case.conflict("state", fields={"latest": life.latest, "state": life.state})
    return case.applied()


def _receipt(case: Case, ref: str) -> Act | Verdict:
    found = case.known.act(case.name(ref))
    if found is None:
        return case.waiting("unknown-reference", ref)
    if found.kind not in ("receipt.issued", "receipt.written"):
        return case.refused("reference")
    return found


def _taken_back(case: Case, receipt: Act, before: Life | None, state: str, satang: int) -> Life:
    back = (before.facts.get(TAKEN_BACK, 0) if before else 0) + satang
    return Life(receipt.ref, state, case.ref, {TAKEN_BACK: back})


def _by_two(case: Case) -> bool:
    """One takes money, another may approve that it is undone; either may be the one who wrote the line."""
    first, second = case.entry.o, case.entry.w
    if second is None:
        return False
    held = [case.known.roles(officer, case.entry.t) for officer in (first, second)]
    return any(roles.may(one, "approve_undo") for one in held)


RULES: Mapping[str, Rule] = {
    "undo.asked": asked,
    "undo.confirmed": answered,
    "undo.dropped": answered,
    "receipt.voided": receipt_voided,
    "refund.approved": refund_approved,
    "refund.paid": refund_paid,
    "cheque.bounced": cheque_bounced,
    "fee.waived": fee_waived,
}
