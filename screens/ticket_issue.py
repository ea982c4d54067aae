"""Two small boxes: which service group, and in which lane a ticket is issued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from textual.app import ComposeResult

from desk.words import Words, same
from screens.by_digit import ByDigit
from screens.keys import NEXT, PREVIOUS
from screens.paged_table import Column, Row
from screens.parts import Said

if TYPE_CHECKING:
    from desk.counter.tickets import Group
    from desk.model.kinds.tickets import Lane

Answer = TypeVar("Answer")
_LANE = Words("ช่องทาง: {lane}   (F7 F8 เปลี่ยน)", "Lane: {lane}   (F7 F8 change it)")


class _Groups(ByDigit[Answer]):
    """One line a group."""

    def __init__(self, groups: Sequence[Group]) -> None:
        super().__init__(
            [
                Column(Words("ปุ่ม", "Key"), 4, "right"),
                Column(Words("", ""), 2),
                Column(Words("กลุ่มงาน", "Service group"), 0),
            ],
            [Row(group.letter, (place, group.letter, group.name)) for place, group in enumerate(groups, start=1)],
        )


class ChooseGroup(_Groups[str]):
    """Answers the letter of a group, or None."""

    TITLE_WORDS = Words("โอนไปกลุ่มงาน", "Transfer to a service group")

    def choose(self, key: str) -> None:
        """Answer it."""
        self.dismiss(key)


class IssueTicket(_Groups["tuple[str, Lane]"]):
    """Answers group and lane of a new ticket, or None."""

    TITLE_WORDS = Words("ออกบัตรคิว", "Issue a ticket")
    ACTIONS = (PREVIOUS, NEXT)
    ABOUT = Words(
        "เลือกช่องทางด้วย F7 F8 แล้วกดตัวเลขของกลุ่มงาน", "Choose the lane with F7 and F8, then press the digit of the group"
    )

    def __init__(self, groups: Sequence[Group]) -> None:
        super().__init__(groups)
        self.lane: Lane = "ordinary"
        self._said = Said(same(""))

    def body(self) -> ComposeResult:
        """The lane above the groups."""
        yield self._said
        yield from super().body()

    def on_mount(self) -> None:
        """Ordinary unless another is chosen."""
        self._say_lane()

    def _say_lane(self) -> None:
        from desk.rules.tickets import LANE_WORDS

        self._said.say(_LANE.fill(lane=LANE_WORDS[self.lane]))

    def action_previous(self) -> None:
        """F7: the lane before."""
        self._turn(-1)

    def action_next(self) -> None:
        """F8: the next lane."""
        self._turn(1)

    def _turn(self, by: int) -> None:
        from desk.rules.tickets import LANES

        self.lane = LANES[(LANES.index(self.lane) + by) % len(LANES)]
        self._say_lane()

    def choose(self, key: str) -> None:
        """Answer both."""
        self.dismiss((key, self.lane))
