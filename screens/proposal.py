"""A colleague's late work beside the request: what counts now, what they had brought; taken over or set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from desk.words import Words, same
from screens.asking import AskReason
from screens.base import SubScreen
from screens.case_lines import compared_rows, when
from screens.keys import SAVE, act
from screens.paged_table import Column, PagedTable
from screens.parts import Said
from screens.reading import read
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.case import Beside, Case
    from local_db.queries.requests import Proposal

LABEL_CELLS = 27
_WHAT = Words(
    "{officer} แก้คำขอ {ref} ไว้เมื่อ {when} แต่มีผู้ทำรายการก่อน จึงยังไม่มีผล งานนี้ไม่หาย",
    "{officer} had corrected request {ref} on {when}, but somebody acted before: it does not count, and is not lost",
)


class ProposalView(SubScreen[None]):
    """Only what differs; F10 brings the request back with it, or a reason sets it aside."""

    ACTIONS = (
        SAVE.called(
            Words("ใช้ข้อเสนอนี้", "Take it over"),
            Words("ยื่นคำขออีกครั้งด้วยข้อมูลของเพื่อนร่วมงาน", "Submits the request again with the colleague's work"),
        ),
        act(
            "set_aside",
            "n",
            Words("ไม่ใช้", "Set aside"),
            Words("ไม่ใช้ข้อเสนอนี้ พร้อมเหตุผล", "Sets it aside, with a reason"),
        ),
    )
    ABOUT = Words(
        "ซ้ายคือสิ่งที่มีผลอยู่ ขวาคืองานของเพื่อนร่วมงานที่มาช้า",
        "Left what counts now, right the colleague's work that came too late",
    )
    DEFAULT_CSS = """
    ProposalView #what { height: 2; margin-bottom: 1; }
    """

    def __init__(self, case: Case, proposal: Proposal) -> None:
        super().__init__()
        self.case, self.proposal = case, proposal
        self._laid_out: tuple[list[Beside], dict[str, Words]] | None = None
        self._what = Said(same(""), wraps=True, id="what")
        self._table = PagedTable(
            [
                Column(Words("  รายการ", "  Item"), LABEL_CELLS),
                Column(Words("มีผลอยู่", "Counts now"), 24),
                Column(Words("ที่เสนอ", "Proposed"), 0),
            ],
            empty=Words("ไม่ต่างจากที่มีผลอยู่", "It does not differ from what counts now"),
        )

    def body(self) -> ComposeResult:
        """Whose work it is, then the two side by side."""
        yield self._what
        yield self._table

    @on(events.Mount)
    async def begin(self) -> None:
        """Lay the two out."""
        from desk.counter import review
        from desk.counter.queue import officer_names

        self._table.focus()
        office, found = work_of(self).open_office, self.proposal
        answer = await read(self, lambda: (review.beside(office, self.case, found), officer_names(office)))
        if answer is None:
            return
        self._laid_out = answer
        self._show()

    def language_changed(self) -> None:
        """Labels, values and the moment are made again."""
        self._show()

    def _show(self) -> None:
        from desk.counter import review

        if self._laid_out is None:
            return
        found, (lines, names) = self.proposal, self._laid_out
        officer = names.get(found.officer) or same(found.officer)
        self._what.say(_WHAT.fill(officer=officer, ref=self.case.case.row.ref, when=when(found.t)))
        compared = [review.Compared(line.label, line.now, line.proposed, True) for line in lines]
        self._table.set_rows(compared_rows(compared, self.app.size.width - 2, changes=True))

    async def action_save(self) -> None:
        """F10: take it over."""
        from desk.counter import review

        shared = work_of(self)

        if await self.carry_out(
            lambda: review.take_over(shared.open_office, shared.officer, self.case, self.proposal.ref), once=True
        ):
            self.dismiss(None)

    def action_set_aside(self) -> None:
        """Say why it is not used."""
        from desk.counter import review

        shared = work_of(self)

        async def answered(reason: str | None) -> None:
            if reason is not None and await self.carry_out(
                lambda: review.set_aside(shared.open_office, shared.officer, self.case, self.proposal.ref, reason or "")
            ):
                self.dismiss(None)

        told = Words("อยู่ในประวัติคำขอ", "It stays with the request")
        self.app.push_screen(AskReason(Words("ไม่ใช้ข้อเสนอนี้", "Set this proposal aside"), told), answered)
