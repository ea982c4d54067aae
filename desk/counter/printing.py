"""Putting paper out: every paper of the desk goes through one queue, to whichever of its printers fits it.

What is on a paper was committed before. Whoever prints gets on with the work: a printer that is off, empty, jammed or
slow leaves the paper in the queue, where it may be sent to another printer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desk.counter.money_refusals import ReprintReasonMissing
from desk.counter.office import Office
from desk.counter.print_queue import PrintNotKept, PrintQueue, WayOut
from desk.counter.session import Session
from desk.counter.typed_text import NAME_LETTERS_MAX, REASON, clean_text
from desk.model.errors import DeskError, Refused
from desk.model.kinds.printing import PaperPrinted, PaperSort
from desk.model.line import Entry, decode_line
from desk.model.ports import Printer, RollPrinter
from desk.rules.office_day import moment
from desk.words import Words
from local_db import meta
from local_db.journal import line_of
from local_db.queries import office as office_data
from local_db.queries import papers

if TYPE_CHECKING:
    from desk.paper.document import Document
    from desk.paper.letterhead import Letterhead

SHEET: Final = Words("กระดาษแผ่น", "Sheets")
ROLL: Final = Words("ม้วนใบเสร็จ", "Receipt roll")
FOLDER: Final = Words("ไฟล์ PDF", "PDF file")
COPIES_MAX: Final = 99
"""The highest number a copy bears; further ones bear it too."""
PATIENCE_S: Final = 3
"""How long whoever prints waits for the paper before going on without it."""


class PaperUnknown(Refused):
    """The line a paper should be of is not in this desk's file."""

    code = "E727"
    said = Words(
        "ไม่พบรายการ {ref} ในสมุดของโต๊ะนี้ จึงไม่มีเอกสารให้พิมพ์ ไม่มีอะไรเปลี่ยนแปลง",
        "This desk's journal has no line {ref}, so there is no paper of it; nothing was changed",
    )


LANGUAGES_POLICY: Final = "citizen_paper_languages"
BOTH: Final = "th+en"
"""What that policy says where papers given to citizens speak English below the Thai; anything else is Thai alone."""


def nothing() -> None:
    """What is kept of most papers once they came out."""


@dataclass(frozen=True, slots=True)
class Print:
    """Which print of a paper this is, where they are counted: 0 where they are not. From 2 on there is a reason.
    `keep` records it once it is out."""

    copy: int = 0
    reason: str = ""
    keep: Callable[[], None] = nothing


@dataclass(frozen=True, slots=True)
class Printout:
    """A paper made ready to be printed.

    `name` is that of its file, `label` says in the queue what it is, `made_ms` is its date. `subject` tells papers
    apart: one that is still in the queue is tried again, never put in twice.
    """

    document: Document
    name: str
    label: Words
    made_ms: int
    subject: str
    print: Print = Print()


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of printing: where it went, and which copy it was."""

    where: str
    copy_number: int


@dataclass(frozen=True, slots=True)
class Printers:
    """The printers of a desk: for sheets, the receipt roll where there is one, its folder where sheets go elsewhere."""

    sheet: Printer
    roll: RollPrinter | None = None
    folder: Printer | None = None

    def ways(self, paper: Printout) -> tuple[WayOut, ...]:
        """Every printer the paper fits on, the best first."""
        on_roll = paper.document.on_roll
        found: list[tuple[Words, Callable[[], str]]] = [(SHEET, lambda: _on_sheets(paper, self.sheet))]
        if self.roll is not None and on_roll != "never":
            roll = self.roll
            found.insert(0 if on_roll == "best" else 1, (ROLL, lambda: _on_the_roll(paper, roll)))
        if self.folder is not None:
            folder = self.folder
            found.append((FOLDER, lambda: _on_sheets(paper, folder)))
        return tuple(WayOut(words, _kept(paper, send)) for words, send in found)


def put_out(
    queue: PrintQueue, ways: Sequence[WayOut], paper: Printout, *, way: int = 0, patience_s: float | None = None
) -> Printed | None:
    """Print by the queue, on the way of that place; None while the paper is not out after `patience_s` (PATIENCE_S).

    Raises ReprintReasonMissing; PrintQueueFull, and what printers raise: the paper stays in the queue then.
    """
    _require_reason(paper)
    number = queue.open_job_of(paper.subject)
    if number is None:
        number = queue.add(paper.subject, paper.label, *ways, way=way)
    else:
        queue.again(number, ways=ways, way=way)
    job = queue.wait(number, PATIENCE_S if patience_s is None else patience_s)
    if job is not None and job.cause is not None:
        raise job.cause
    return Printed(job.where, paper.print.copy) if job is not None and job.state == "done" else None


def next_print(office: Office, session: Session, sort: PaperSort, ref: str, reason: str = "") -> Print:
    """The print that comes next of a counted paper, by the line it is of. Raises TextRefused."""
    copy = min(papers.prints(office.read(), sort, ref) + 1, COPIES_MAX)
    said = clean_text(reason, REASON, NAME_LETTERS_MAX)
    body = PaperPrinted(paper=sort, of=ref, copy_number=copy, reason=said or None)

    def keep() -> None:
        office.file.act(lambda act: act.append(body, officer=session.officer, about=ref))

    return Print(copy, said, keep)


def for_citizens(office: Office, document: Document) -> Document:
    """A paper that is given to a citizen, in the languages the office's policy names."""
    from desk.paper.bilingual import in_both

    return in_both(document) if office.policy(office.read(), LANGUAGES_POLICY, "th") == BOTH else document


def label_of(title: Words, number: str) -> Words:
    """What the queue calls a paper: its title and its number."""
    return Words(f"{title.th} {number}", f"{title.en} {number}")


def print_now(paper: Printout, printers: Printers) -> Printed:
    """Print without a queue, for who has no screen to show one. Raises ReprintReasonMissing and what printers raise."""
    _require_reason(paper)
    return Printed(printers.ways(paper)[0].work(), paper.print.copy)


def line_at(office: Office, ref: str) -> Entry:
    """The line a paper is of. Raises PaperUnknown."""
    raw = line_of(office.read(), ref)
    if raw is None:
        raise PaperUnknown(ref=ref)
    return decode_line(raw)


def letterhead(office: Office) -> Letterhead:
    """What stands at the head of every paper of this desk, as the centre named the office."""
    from desk.paper.letterhead import Letterhead

    connection = office.read()
    identity = meta.identity(connection)
    told = office_data.reference(connection, "office", {})
    place = told if isinstance(told, dict) else {}
    thai = str(place.get("name_th") or identity.branch)
    branch = str(place.get("branch_th") or identity.desk)
    return Letterhead(
        office=Words(thai, str(place.get("name_en") or thai)),
        branch=Words(branch, str(place.get("branch_en") or branch)),
        desk=identity.desk,
        sample=bool(place.get("sample", False)),
    )


def _require_reason(paper: Printout) -> None:
    if paper.print.copy > 1 and not paper.print.reason:
        raise ReprintReasonMissing()


def _kept(paper: Printout, send: Callable[[], str]) -> Callable[[], str]:
    def work() -> str:
        where = send()
        try:
            paper.print.keep()
        except DeskError as fault:
            raise PrintNotKept(why=fault.code) from fault
        return where

    return work


def _on_sheets(paper: Printout, printer: Printer) -> str:
    from desk.paper.pdf import pdf

    return printer.print_pdf(paper.name, pdf(paper.document, moment(paper.made_ms)))


def _on_the_roll(paper: Printout, printer: RollPrinter) -> str:
    from desk.paper.escpos import escpos
    from desk.paper.roll import roll

    return printer.print_roll(paper.name, escpos(roll(paper.document, printer.dots)))
