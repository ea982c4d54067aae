"""The sheet of a form: every line drawn by one widget, with one field that moves from question to question.

A widget per question costs five milliseconds each to build and lay out; a sheet of eighty questions opens as fast as
one of three. The field is a `ThaiInput` like any other; what stands on the line it left is drawn in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from desk.model.errors import DeskError
from screens.form_lines import NOTED, AddRow, Heading, Line, PaperItem, Question, Reckoned
from screens.safe_text import SafeText, cell, cells, safe, segment
from screens.thai_input import ThaiInput

if TYPE_CHECKING:
    from rich.style import Style

FIXED_CELLS = 20
STATE_CELLS = 17


class SheetInput(ThaiInput):
    """The one field of a sheet; `line` is the question it stands on."""

    line: Question | None = None

    def load(self, line: Question) -> None:
        """Stand on another question, with what was typed there."""
        self.line = line
        self.max_length = line.length_max
        self.remember_as = line.remember_as
        self.value = line.text
        self.selection = Selection(0, len(self.value))  # typing takes the place of what stood there
        self.error = line.error
        self.set_class(line.error is not None, "-refused")
        self._checked = self.value if line.error is None else None

    def stand(self, left: int, top: int, width: int) -> None:
        """Stand in another place of the sheet: the one time a field asks for a layout."""
        self.styles.offset = (left, top)
        self.styles.width = width
        Input.refresh(self, layout=True)

    def leave(self) -> None:
        """Out of the sheet. Without a layout it would still be painted in its place, over whatever has moved there."""
        if self.display:
            self.display = False
            Input.refresh(self, layout=True)

    def check(self) -> bool:
        """Clean what was typed; keep it on the line, or say why not."""
        line, value = self.line, self.value
        if line is None:
            return True
        try:
            value = line.clean(value) if value.strip() else ""
        except DeskError as error:
            self.error = line.error = error
            line.text = self._checked = self.value
            self.add_class("-refused")
            self.post_message(self.Refused(self, error))
            return False
        self.error = line.error = None
        self.remove_class("-refused")
        if value != self.value:
            self.value = value
            self.cursor_position = len(value)
        line.text = self._checked = value
        self.post_message(FormSheet.Accepted(line))
        return True


class FormSheet(Widget, can_focus=True):
    """Lines above one another; the screen asks `move` for the next stop, and learns what was accepted by `Accepted`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", show=False),
        Binding("down,enter,tab", "forward", show=False),
        Binding("up,shift+tab", "backward", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sheet--note",
        "sheet--heading",
        "sheet--value",
        "sheet--refused",
        "sheet--at",
    }
    DEFAULT_CSS = """
    FormSheet { height: 1fr; width: 100%; overflow: hidden; }
    FormSheet > .sheet--note { color: $text-muted; }
    FormSheet > .sheet--heading { text-style: bold; }
    FormSheet > .sheet--value { background: $surface; color: $foreground; }
    FormSheet > .sheet--refused { background: $surface; color: $text-error; }
    FormSheet > .sheet--at { background: $panel; color: $foreground; }
    FormSheet:ansi > .sheet--value { background: ansi_default; }
    FormSheet:ansi > .sheet--at { background: ansi_default; text-style: underline; }
    """

    @dataclass
    class Accepted(Message):
        """A question was left with an answer that may stand (or with none)."""

        line: Question

    @dataclass
    class Turned(Message):
        """A paper stands otherwise now, or a row was added."""

        line: Line

    def __init__(self, label_width: int, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.label_width = label_width
        self.lines: list[Line] = []
        self.field = SheetInput(id="answer")
        self.field.display = False
        self.at: Line | None = None
        self._top = 0
        self._drawn: list[Line] = []
        self._placed = (0, 0, 0)

    def compose(self) -> ComposeResult:
        """The field; everything else is drawn."""
        yield self.field

    # ---- lines

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show these lines instead."""
        self.lines = list(lines)
        self.update()

    def update(self) -> None:
        """Draw anew after lines came or went."""
        self._drawn = [line for line in self.lines if line.asked]
        if self.at is not None and self.at not in self._drawn:
            self.at = None
            self.field.leave()
        self._keep_in_view()
        self.refresh()

    def questions(self) -> Iterator[Question]:
        """Every question that is asked now, rows of tables among them."""
        return (line for line in self._questions() if line.asked)

    def question(self, name: str, row: int = 0) -> Question:
        """The question of that name; of a table's column in the given row."""
        return next(line for line in self._questions() if line.field.name == name and line.row == row)

    def paper(self, code: str) -> PaperItem:
        """The paper of that code."""
        return next(line for line in self.lines if isinstance(line, PaperItem) and line.paper.code == code)

    def _questions(self) -> Iterator[Question]:
        return (line for line in self.lines if isinstance(line, Question))

    # ---- moving

    def move(self, step: int) -> bool:
        """To the next or previous stop; False at the end, where the screen goes on."""
        stops = [line for line in self._drawn if line.stops]
        place = (stops.index(self.at) + step if self.at in stops else 0) if self.at is not None else 0
        if not 0 <= place < len(stops):
            return False
        self.go_to(stops[place])
        return True

    def enter(self, last: bool = False) -> bool:
        """Come in from outside: onto the first stop, or the last; False when there is none."""
        stops = [line for line in self._drawn if line.stops]
        if stops:
            self.go_to(stops[-1 if last else 0])
        return bool(stops)

    def go_to(self, line: Line) -> None:
        """Stand on this line."""
        self.at = line
        self._keep_in_view()
        if isinstance(line, Question):
            self.field.load(line)
            self._place_field(line)
            self.field.display = True
            self.field.focus(scroll_visible=False)
        else:
            self.field.leave()
            self.focus(scroll_visible=False)
            place = self._drawn.index(line) - self._top
            self.app.cursor_position = self.content_region.offset + Offset(0, place)
        self.refresh()

    def focus_here(self) -> None:
        """Take the focus back to where the cursor stood."""
        if self.at is not None:
            self.go_to(self.at)
        else:
            self.enter()

    def _place_field(self, line: Question) -> None:
        left = self.label_width + 2
        width = FIXED_CELLS if line.field.type in NOTED else max(1, self.size.width - left - 1)
        place = (left, self._drawn.index(line) - self._top, width)
        if place != self._placed:
            self._placed = place
            self.field.stand(*place)

    def _keep_in_view(self) -> None:
        height = max(1, self.size.height)
        most = max(0, len(self._drawn) - height)
        place = self._drawn.index(self.at) if self.at in self._drawn else self._top
        heading = 1 if place and isinstance(self._drawn[place - 1], Heading) else 0
        self._top = min(most, max(min(self._top, place - heading), place - height + 1))
        if isinstance(self.at, Question) and self.field.display:
            self._place_field(self.at)

    def on_resize(self) -> None:
        """Another size: the line in use stays in view."""
        self._keep_in_view()
        self.refresh()

    def on_focus(self) -> None:
        """Came here by the mouse or by going back: stand where the cursor stood."""
        if self.at is None or isinstance(self.at, Question):
            self.focus_here()

    def on_click(self, event: events.Click) -> None:
        """A click stands on the line; on a paper it tells the next state as well."""
        place = self._top + event.y
        if event.widget is self and place < len(self._drawn) and self._drawn[place].stops:
            line = self._drawn[place]
            if isinstance(self.at, Question) and not self.field.check():
                return
            self.go_to(line)
            if isinstance(line, PaperItem):
                self.action_turn()

    def action_forward(self) -> None:
        """Enter and Down: on to the next part."""
        self.screen.focus_next()

    def action_backward(self) -> None:
        """Up: to the part before."""
        self.screen.focus_previous()

    def action_turn(self) -> None:
        """Space: the next state of a paper, another row of a table."""
        if isinstance(self.at, PaperItem):
            self.at.turn()
        if isinstance(self.at, PaperItem | AddRow):
            self.post_message(self.Turned(self.at))
            self.refresh()

    # ---- drawing

    def say_again(self) -> None:
        """Every line in the language now in force; the places stay."""
        for line in self.lines:
            if isinstance(line, Question):
                line.say_again()
        if isinstance(self.at, Question) and self.field.display and self.field.error is None:
            self.field.load(self.at)
        self.refresh()

    def refresh_line(self, line: Line) -> None:
        """Draw one line again."""
        if line in self._drawn:
            self.refresh(Region(0, self._drawn.index(line) - self._top, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One line: its sign and name, what stands there, what helps."""
        width, place = self.size.width, self._top + y
        if place >= len(self._drawn):
            return Strip.blank(width, self.rich_style)
        line = self._drawn[place]
        room = width - 1
        parts = self._parts(line, room)
        more = "↑" if y == 0 and self._top else ""
        more = "↓" if y == self.size.height - 1 and place < len(self._drawn) - 1 else more
        strip = Strip([*parts]).adjust_cell_length(room, self.rich_style)
        return Strip([*strip, segment(cell(more, 1), self._style("note"))]).apply_style(self.rich_style)

    def _parts(self, line: Line, room: int) -> list[Segment]:
        at = line is self.at and (self.has_focus or self.field.has_focus)
        sign = "›" if at else "!" if isinstance(line, Question) and line.error is not None else " "
        if isinstance(line, Heading):
            return [segment(cell(f"  {line.label}", room), self._style("heading"))]
        if isinstance(line, PaperItem):
            text = f"{sign} {cell(line.standing, STATE_CELLS + 2)} {line.told}"
            return [segment(cell(text, room), self._style("at") if at else None)]
        if isinstance(line, AddRow):
            return [segment(cell(f"{sign} {line.label}", room), self._style("at" if at else "note"))]
        label = self._label(line)
        left = [segment(safe(f"{sign} {cell(label, self.label_width)}"))]
        if isinstance(line, Reckoned):
            return [*left, segment(cell(line.text or "-", room - self.label_width - 2), self._style("note"))]
        assert isinstance(line, Question), "every other line was drawn above"
        noted = line.field.type in NOTED
        value = cell(line.text, FIXED_CELLS if noted else room - self.label_width - 2)
        left.append(segment(value, self._style("refused" if line.error is not None else "value")))
        if noted:
            left.append(segment(self._note(line, room), self._style("note")))
        return left

    def _label(self, line: Line) -> object:
        """Columns of a row begin with its number."""
        if isinstance(line, Question) and line.table:
            return f"{line.row + 1:>3} {line.label}"
        return line.label

    def _note(self, line: Question, room: int) -> SafeText:
        return cell(f" {line.note}", max(0, room - self.label_width - 2 - FIXED_CELLS))

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"sheet--{name}", partial=name in ("note", "heading"))


def label_cells(lines: Iterable[Line]) -> int:
    """The widest label of these lines, in either language."""
    widths = []
    for line in lines:
        if isinstance(line, Question | Reckoned):
            indent = 4 if isinstance(line, Question) and line.table else 0
            widths += [cells(safe(text)) + 1 + indent for text in (line.label.th, line.label.en)]
    return max(widths, default=0)
