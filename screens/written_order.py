"""Screens whose rows come and go: focus moves in the order the rows were written, not by where they last stood.

Textual sorts by place on the screen, and a row that has just appeared has no place yet: it would be jumped over.
"""

from __future__ import annotations

from textual.screen import ScreenResultType
from textual.widget import Widget

from screens.base import DeskScreen
from screens.thai_input import ThaiInput


class WrittenOrder(DeskScreen[ScreenResultType]):
    """A screen with rows that are hidden and shown while it is being filled in.

    Named as the second base: Textual takes a screen's styles from the first alone.
    """

    @property
    def focus_chain(self) -> list[Widget]:
        """Whatever may have the focus now, in the order it was composed."""
        return [part for part in self.walk_children(Widget) if part.focusable and self.in_view(part)]

    def in_view(self, part: Widget) -> bool:
        """Whether neither the part nor what holds it is hidden."""
        return all(node.display for node in part.ancestors_with_self if isinstance(node, Widget) and node is not self)

    def fields_in_order(self) -> bool:
        """Check every field on view; the first that refuses gets the cursor. Hidden ones are not asked for."""
        for field in self.query(ThaiInput):
            if self.in_view(field) and not field.check():
                field.focus()
                return False
        return True
