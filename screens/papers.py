"""One line a paper of the checklist: does the state have it, was it seen, is it needed, is it missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset

from desk.words import Words
from screens.parts import Shown
from screens.safe_text import cell

if TYPE_CHECKING:
    from desk.catalogue.service import Paper
    from desk.model.kinds.requests import PaperShown

How = Literal["seen", "registry", "not_needed", "missing"]

HOW_WORDS: dict[How, Words] = {
    "seen": Words("เห็นแล้ว", "Seen"),
    "registry": Words("รัฐมีอยู่แล้ว", "The state has it"),
    "not_needed": Words("ไม่ต้องใช้", "Not needed"),
    "missing": Words("ยังขาด", "Missing"),
}
SIGNS: dict[How, str] = {"seen": "✓", "registry": "●", "not_needed": "-", "missing": "!"}
NEXT_REQUIRED: dict[How, How] = {"missing": "seen", "seen": "missing", "not_needed": "seen"}
NEXT_OPTIONAL: dict[How, How] = {"not_needed": "seen", "seen": "missing", "missing": "not_needed"}
STATE_CELLS = 17


class PaperLine(Shown, can_focus=True):
    """The line. Space tells the next state; what the state itself holds is never asked for and cannot be changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", show=False),
        Binding("down,enter", "forward", show=False),
        Binding("up", "backward", show=False),
    ]
    DEFAULT_CSS = "PaperLine:focus { background: $panel; } PaperLine:ansi:focus { text-style: underline; }"

    def __init__(self, paper: Paper, how: How | None = None) -> None:
        self.paper = paper
        self.how: How = how or _at_first(paper)
        self._mark = " "
        super().__init__("", id=f"paper-{paper.code}")
        self.can_focus = paper.held_by == "citizen"

    def on_mount(self) -> None:
        """Say it for the first time."""
        self.say_again()

    def say_again(self) -> None:
        """Sign, state and name in the language in force; the places stay."""
        self.show(f"{self._mark} {SIGNS[self.how]} {cell(HOW_WORDS[self.how], STATE_CELLS)} {self.paper.label}")

    def on_focus(self, _event: events.Focus) -> None:
        """Mark the line without colour, and put the terminal's cursor there for screen readers."""
        self._mark = "›"
        self.say_again()
        self.app.cursor_position = self.content_region.offset + Offset(0, 0)

    def on_blur(self, _event: events.Blur) -> None:
        """Take the mark away."""
        self._mark = " "
        self.say_again()

    def on_click(self) -> None:
        """A click tells the next state as well."""
        if self.can_focus:
            self.action_turn()

    def action_turn(self) -> None:
        """The next of the states this paper may be in."""
        self.how = (NEXT_REQUIRED if self.paper.required else NEXT_OPTIONAL)[self.how]
        self.say_again()

    def action_forward(self) -> None:
        """Enter and Down: on to the next part."""
        self.screen.focus_next()

    def action_backward(self) -> None:
        """Up: to the part before."""
        self.screen.focus_previous()

    def shown(self) -> PaperShown:
        """How the paper stands, as the request keeps it."""
        from desk.model.kinds.requests import PaperShown

        return PaperShown(paper=self.paper.code, how=self.how)


def _at_first(paper: Paper) -> How:
    if paper.held_by != "citizen":
        return "registry"
    return "missing" if paper.required else "not_needed"
