"""One line that names a person and can be changed: applicant, person concerned, one who acts, payer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message

from desk.counter.parties import PARTY_KIND_WORDS
from desk.rules.ids import mask_pin
from desk.words import Words, same
from screens.parts import FactRow

if TYPE_CHECKING:
    from desk.model.kinds.body import Acting, Party

NOBODY = Words("ยังไม่ระบุ  กด F4", "not named yet; press F4")
PIN_DIGITS = 13


class PartyLine(FactRow, can_focus=True):
    """The line. F4 is the screen's; Delete posts `Cleared` where the line may stay empty."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,enter", "forward", show=False),
        Binding("up", "backward", show=False),
        Binding("delete,backspace", "clear_line", show=False),
    ]
    DEFAULT_CSS = "PartyLine:focus { background: $panel; } PartyLine:ansi:focus { text-style: underline; }"

    @dataclass
    class Cleared(Message):
        """Delete was pressed on a line that may stay empty."""

        line: PartyLine

    def __init__(
        self, words: Words, role: str, *, optional: bool = False, label_width: int = 20, nobody: Words = NOBODY
    ) -> None:
        super().__init__(words, "", label_width, id=f"party-{role}")
        self.role = role
        self.optional = optional
        self._empty = Words("ไม่มี", "nobody") if optional else nobody

    def name_party(self, party: Party | Acting | None) -> None:
        """Show who it is; a line without anybody says how to name one."""
        self.show(self._empty if party is None else who(party))

    def on_focus(self, _event: events.Focus) -> None:
        """Mark the line without colour, and put the terminal's cursor there for screen readers."""
        self.sign("›")
        self.app.cursor_position = self.content_region.offset + Offset(0, 0)

    def on_blur(self, _event: events.Blur) -> None:
        """Take the mark away."""
        self.sign(" ")

    def action_forward(self) -> None:
        """Enter and Down: on to the next part."""
        self.screen.focus_next()

    def action_backward(self) -> None:
        """Up: to the part before."""
        self.screen.focus_previous()

    def action_clear_line(self) -> None:
        """Delete: nobody, where that may be."""
        if self.optional:
            self.post_message(self.Cleared(self))


def who(party: Party | Acting) -> Words:
    """A party in one line: name, what kind of person it is, and enough of the number to tell people apart."""
    paper = getattr(party, "paper", None)
    person: Party = party.party if hasattr(party, "party") else party
    told = same(person.name)
    if person.kind != "citizen":
        told = Words("{name} · {kind}", "{name} · {kind}").fill(name=told, kind=PARTY_KIND_WORDS[person.kind])
    if person.number:
        whole = person.kind == "citizen" and len(person.number) == PIN_DIGITS
        number = mask_pin(person.number) if whole else person.number
        told = Words(f"{told.th} · {number}", f"{told.en} · {number}")
    if paper:
        told = Words(f"{told.th} · {paper}", f"{told.en} · {paper}")
    return told
