"""The papers of a shift: the X while it runs, the Z and the hand-over slip once it was counted, a drawer handed on."""

from __future__ import annotations

from desk.counter.office import Office
from desk.counter.printing import Printout, label_of, letterhead, line_at, next_print
from desk.counter.queue import officer_names
from desk.counter.refusals import ShiftNotOpen
from desk.counter.session import Session
from desk.counter.shift_report import TAKEN_WORDS, ShiftReport, move_words, shift_report
from desk.model.line import Entry
from desk.paper.hand_over_slip import SHIFT, TITLES, HandOver, hand_over_document
from desk.paper.pieces import pieces_of
from desk.paper.shift_sheet import NO_WITNESS, Run, ShiftSheet, Sum, shift_document
from desk.rules.office_day import moment_words
from desk.words import Words, same
from local_db.queries import day as days
from local_db.queries.money import ShiftRow

_REFUND = Words("จ่ายเงินคืน: {payee}", "Refund paid: {payee}")
_MOVED = Words("{what}: {reason}", "{what}: {reason}")
_OVER_TO = Words("กะ {ref} มอบต่อให้ {name}", "Shift {ref}, handed to {name}")


def shift_to_print(office: Office, session: Session, shift_ref: str, reason: str = "") -> Printout:
    """The X of a running shift, the Z of a closed one. Only a Z is counted: original, then copies with their reason.

    Raises RoleForbids, ShiftNotOpen, TextRefused.
    """
    report = shift_report(office, session, shift_ref)
    now = office.clock.now_ms()
    if report.z is None:
        sheet = _sheet(office, report, now)
        name = f"x-{sheet.head.desk}-{now}"
        return Printout(shift_document(sheet), name, label_of(sheet.title, report.shift.drawer), now, name)
    row = report.shift
    print_ = next_print(office, session, "shift", row.ref, reason)
    sheet = _sheet(office, report, row.closed or now, print_.copy)
    name = f"z-{sheet.head.desk}-{report.z}-{print_.copy}"
    return Printout(shift_document(sheet), name, sheet.title, row.closed or now, f"shift {row.ref}", print_)


def hand_over_to_print(office: Office, session: Session, shift_ref: str, reason: str = "") -> Printout:
    """The slip with which the cash of a closed shift goes to the safe, or a drawer counted over to a colleague: of
    whatever happened to the shift last.

    Raises RoleForbids, ShiftNotOpen for a shift nobody counted yet, TextRefused.
    """
    report = shift_report(office, session, shift_ref)
    row = report.shift
    over = days.counted_over(office.read(), [row.ref])
    if row.closed is None and not over:
        raise ShiftNotOpen()
    line, at = (row.ref, row.closed) if row.closed is not None else (over[-1].ref, over[-1].t)
    print_ = next_print(office, session, "hand_over", line, reason)
    slip = _closed(office, report, print_.copy) if row.closed else _handed_on(office, row, line, print_.copy)
    label = label_of(TITLES[slip.to], line)
    name = f"hand-over-{line}-{print_.copy}"
    return Printout(hand_over_document(slip), name, label, at, f"hand_over {line}", print_)


def _sheet(office: Office, report: ShiftReport, made_ms: int, copy: int = 0) -> ShiftSheet:
    row, names, connection = report.shift, officer_names(office), office.read()
    closing = _closing(office, row)
    return ShiftSheet(
        head=letterhead(office),
        ref=row.ref,
        drawer=row.drawer,
        cashier=_name(names, row.cashier),
        opened=moment_words(row.opened),
        closed=moment_words(row.closed) if row.closed else same("-"),
        witness=_name(names, row.witness) if row.witness else NO_WITNESS,
        taken=tuple(Sum(line.words, line.satang) for line in report.taken),
        revenue=tuple(Sum(line.words, line.satang) for line in report.revenue),
        books=_books(report),
        moves=_moves(report),
        float_satang=report.float_satang,
        expected_satang=report.expected_satang,
        counted_satang=row.counted_satang,
        counted=pieces_of(days.pieces_counted(connection, [row.ref])),
        made=moment_words(made_ms),
        z=report.z,
        note=days.note_of(connection, row.ref),
        second=_second(names, closing),
        copy=copy,
    )


def _closed(office: Office, report: ShiftReport, copy: int) -> HandOver:
    row, names = report.shift, officer_names(office)
    closing, counted = _closing(office, row), row.counted_satang or 0
    float_satang = int(closing.b["float_satang"]) if closing is not None else row.float_satang
    return HandOver(
        head=letterhead(office),
        to="safe",
        ref=row.ref,
        shift=SHIFT.fill(ref=row.ref, z=row.z),
        drawer=row.drawer,
        cashier=_name(names, row.cashier),
        made=moment_words(row.closed or row.opened),
        counted=pieces_of(days.pieces_counted(office.read(), [row.ref])),
        counted_satang=counted,
        expected_satang=row.expected_satang or 0,
        float_satang=min(float_satang, counted),
        others=tuple(Sum(one.words, one.satang) for one in report.taken if one.words != TAKEN_WORDS["cash"]),
        books=_books(report),
        second=_second(names, closing),
        copy=copy,
    )


def _handed_on(office: Office, row: ShiftRow, line: str, copy: int) -> HandOver:
    names, entry = officer_names(office), line_at(office, line)
    giver = _giver(office, row.ref)
    receiver = _name(names, entry.b["cashier"])
    return HandOver(
        head=letterhead(office),
        to="colleague",
        ref=line,
        shift=_OVER_TO.fill(ref=row.ref, name=receiver),
        drawer=row.drawer,
        cashier=_name(names, giver),
        made=moment_words(entry.t),
        counted=pieces_of(entry.b["counts"]),
        counted_satang=entry.b["counted_satang"],
        expected_satang=entry.b["expected_satang"],
        receiver=receiver.th,
        second=_name(names, entry.w).th if entry.w and entry.w != giver else "",
        copy=copy,
    )


def _giver(office: Office, shift_ref: str) -> str:
    """Who had the drawer before it was counted over last: the one before that, or who opened it."""
    over = days.counted_over(office.read(), [shift_ref])
    return over[-2].cashier if len(over) > 1 else str(line_at(office, shift_ref).b["cashier"])


def _books(report: ShiftReport) -> tuple[Run, ...]:
    return tuple(
        Run(used.book, used.first, used.last, used.count, used.voided, None if report.blind else used.satang)
        for used in report.books
    )


def _moves(report: ShiftReport) -> tuple[Sum, ...]:
    moved = [
        Sum(
            _MOVED.fill(what=move_words(move.way), reason=move.reason),
            move.satang if move.way == "paid_in" else -move.satang,
        )
        for move in report.moves
    ]
    paid = [
        Sum(_REFUND.fill(payee=refund.payee), -refund.satang) for refund in report.refunds if refund.paid_how == "cash"
    ]
    return (*moved, *paid)


def _closing(office: Office, row: ShiftRow) -> Entry | None:
    """The line that closed the shift; None while it is open, and where it was carried over from an epoch before."""
    found = days.closing_of(office.read(), row.ref, row.closed) if row.closed is not None else None
    return None if found is None else line_at(office, found)


def _second(names: dict[str, Words], closing: Entry | None) -> str:
    return _name(names, closing.w).th if closing is not None and closing.w else ""


def _name(names: dict[str, Words], officer: str) -> Words:
    return names.get(officer) or same(officer)
