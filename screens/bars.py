"""The fixed lines of every screen: header, message, keys; drawn line by line, for the price of what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from desk.thai.dates import date_words
from desk.words import Words
from screens.keys import Action
from screens.safe_text import SafeText, cell, cells, joined, safe, segment, wrapped

LineState = Literal["up", "down", "off", "unknown"]

_LINE_STATES: dict[LineState, Words] = {
    "up": Words("● สายใช้ได้", "● line up"),
    "down": Words("○ สายขาด", "○ line down"),
    "off": Words("○ ปิดสายไว้", "○ line cut off"),
    "unknown": Words("? ยังไม่ได้ติดต่อ", "? not yet tried"),
}

Tone = Literal["plain", "good", "alert"]
_SIGNS: dict[Tone, str] = {"plain": " ", "good": "✓", "alert": "!"}
_SIGN_CELLS = 2

MESSAGE_LINES_MAX = 3
"""The longest sentence of the desk with the longest names in it takes so many at 80 cells."""


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What the header tells; the app hands over a new one when something changed.

    `now` is office time (Asia/Bangkok). `oldest_unsent_s` is the age in seconds of the oldest item the centre has not
    acknowledged, None when there is none. `copy_age_s` likewise for the copy of the registry, None while unknown.
    `unsent` is None while nobody has opened the file: nothing is said of it then. `alarm` is the one thing that must
    not be overlooked (a copied desk, a wrong clock, a full disk): it takes the place of the line's state, of which
    only the sign stays.
    """

    branch: str
    now: datetime
    officer: str = ""
    line: LineState = "unknown"
    unsent: int | None = 0
    oldest_unsent_s: int | None = None
    copy_age_s: int | None = None
    alarm: Words | None = None
    all_sent: bool = True
    """Whether the centre's signature covers the last line under the same hash; said of no unsent work otherwise."""


def age(seconds: int) -> Words:
    """How old something is, in one unit: `12 นาที`, `3 h`."""
    minutes = max(0, seconds) // 60
    if minutes < 60:
        return Words(f"{minutes} นาที", f"{minutes} min")
    if minutes < 48 * 60:
        return Words(f"{minutes // 60} ชม.", f"{minutes // 60} h")
    return Words(f"{minutes // 1440} วัน", f"{minutes // 1440} d")


def day_and_time(now: datetime) -> str:
    """`20 พ.ย. 2569 14:05`: the year of the Buddhist Era in both languages, as on every paper of the office."""
    return f"{date_words(now.date())} {now:%H:%M}"


class HeaderLine(Widget):
    """Who works where; line, unsent work and its age; day and time."""

    DEFAULT_CSS = """
    HeaderLine { height: 1; width: 100%; background: $panel; color: $text; text-style: bold; }
    HeaderLine.-alarm { background: $error; color: $text; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.facts: HeaderFacts | None = None

    def show(self, facts: HeaderFacts) -> None:
        """Show these facts; nothing is drawn when they are the ones on view."""
        if facts != self.facts:
            self.facts = facts
            self.set_class(facts.alarm is not None, "-alarm")
            self.refresh()

    def say_again(self) -> None:
        """The same facts in the language now in force."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The whole header; the left end gives way first."""
        width = self.size.width
        if y != 0 or self.facts is None:
            return Strip.blank(width, self.rich_style)
        facts = self.facts
        state = _LINE_STATES[facts.line]
        if facts.alarm is not None:
            state = Words(f"{state.th[0]} ! {facts.alarm.th}", f"{state.en[0]} ! {facts.alarm.en}")
        told = [str(state), *_unsent(facts), day_and_time(facts.now)]
        right = safe(f"{' · '.join(told)} ", width)
        left = _who_and_where(facts, max(0, width - cells(right) - 1))
        return Strip([segment(joined(left, safe(" "), right), self.rich_style)]).adjust_cell_length(width)


def _unsent(facts: HeaderFacts) -> list[str]:
    """What still waits for the centre, and how long the oldest has waited."""
    if facts.unsent is None:
        return []
    if not facts.unsent:
        return [str(Words("ส่งครบแล้ว", "all sent") if facts.all_sent else Words("รอลายเซ็น", "not signed for"))]
    unsent = Words(f"รอส่ง {facts.unsent:,}", f"{facts.unsent:,} unsent")
    if facts.oldest_unsent_s is None:
        return [str(unsent)]
    old = age(facts.oldest_unsent_s)
    return [str(Words(f"{unsent.th} นาน {old.th}", f"{unsent.en} for {old.en}"))]


def _who_and_where(facts: HeaderFacts, width: int) -> SafeText:
    """Officer and branch in `width` cells; the officer's name stays readable, as it stands under every act."""
    if not facts.officer:
        return cell(f" {facts.branch}", width)
    officer = safe(f" {facts.officer}", width)
    rest = width - cells(officer) - 3
    return cell(f"{officer} · {safe(facts.branch, rest)}" if rest >= 6 else officer, width)


class MessageLine(Widget):
    """What the desk has to say; errors carry code and sentence. One line, and as many more as a long sentence needs.

    A sentence ends with what to press, so its end is never cut off: the further lines lie over the body, which does
    not move, until something else is said.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"message--good", "message--alert"}
    DEFAULT_CSS = f"""
    MessageLine {{ height: auto; min-height: 1; max-height: {MESSAGE_LINES_MAX}; width: 100%; }}
    MessageLine > .message--good {{ color: $text-success; }}
    MessageLine > .message--alert {{ color: $text-error; text-style: bold; }}
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: Words | None = None
        self.tone: Tone = "plain"

    def say(self, words: Words | None, tone: Tone = "plain") -> None:
        """Say this, or nothing; the sign before it tells the tone where there is no colour."""
        if (words, tone) != (self.words, self.tone):
            self.words, self.tone = words, tone
            self.say_again()

    def say_again(self) -> None:
        """The same message in the language now in force."""
        fits = len(self._lines(self.size.width)) == max(1, self.size.height)
        self.refresh(layout=not fits)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many lines as the sentence needs."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """One line of the message."""
        width = self.size.width
        lines = self._lines(width)
        if self.words is None or y >= len(lines):
            return Strip.blank(width, self.rich_style)
        style = self.rich_style
        if self.tone != "plain":
            style += self.get_component_rich_style(f"message--{self.tone}")
        sign = _SIGNS[self.tone] if y == 0 else " "
        return Strip([segment(cell(f"{sign} {lines[y]}", width), style)])

    def _lines(self, width: int) -> list[SafeText]:
        """The sentence beside the column of its sign; one empty line while nothing is said or there is no room yet."""
        if self.words is None or width <= _SIGN_CELLS:
            return [safe("")]
        return wrapped(self.words, width - _SIGN_CELLS, MESSAGE_LINES_MAX)


class KeyLine(Widget):
    """The keys of this screen, generated from its actions; a click on one does what the key does."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key"}
    DEFAULT_CSS = """
    KeyLine { height: 1; width: 100%; background: $panel; color: $text; }
    KeyLine > .keys--key { text-style: bold; color: $text-accent; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._actions: Sequence[Action] = ()
        self._places: list[tuple[int, int, Action]] = []

    def show(self, actions: Sequence[Action]) -> None:
        """Show these keys, in this order."""
        if actions != self._actions:
            self._actions = actions
            self.refresh()

    def say_again(self) -> None:
        """The same keys in the language now in force."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Whole entries only; those for which there is no room are in help and palette."""
        width = self.size.width
        if y != 0:
            return Strip.blank(width, self.rich_style)
        key_style = self.rich_style + self.get_component_rich_style("keys--key")
        runs: list[Segment] = []
        self._places = []
        used = 0
        for action, key, label in fitting(self._actions, width):
            taken = cells(key) + cells(label)
            self._places.append((used, used + taken, action))
            runs += [segment(key, key_style), segment(label, self.rich_style)]
            used += taken
        return Strip(runs).adjust_cell_length(width, self.rich_style)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        for start, end, action in self._places:
            if start <= event.x < end:
                await self.app.run_action(action.run, self.app if action.everywhere else self.screen)
                return


def fitting(actions: Sequence[Action], width: int) -> list[tuple[Action, SafeText, SafeText]]:
    """The entries that fit into `width` cells, whole.

    When room is short the screen's own work and the language key stay; what every screen has gives way first.
    """
    entries = [(action, safe(f" {action.key} "), safe(f"{action.shown_label} ")) for action in actions]
    for dispensable in ("palette", "quit", "repeat", "refresh_view", "previous", "next", "list", "help"):
        if sum(cells(key) + cells(label) for _, key, label in entries) <= width:
            break
        entries = [entry for entry in entries if entry[0].id != dispensable]
    while sum(cells(key) + cells(label) for _, key, label in entries) > width:
        entries.pop()
    return entries
