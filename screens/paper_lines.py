"""A paper on the screen, line by line as it will be printed."""

from __future__ import annotations

from collections.abc import Sequence

from desk.words import Words, same
from screens.paged_table import Column, PagedTable, Row


class PaperLines(PagedTable):
    """As wide as a sheet's preview; scrolled with the arrows, the place kept when it is drawn again."""

    DEFAULT_CSS = "PaperLines { width: 52; }"

    def __init__(self, heading: Words | None = None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__([Column(heading or same(""), 0)], id=id)

    def show_paper(self, lines: Sequence[str]) -> None:
        """Show these lines; none shows no paper."""
        self.set_rows([Row(str(number), (line,)) for number, line in enumerate(lines)])
