"""Screens that show what the desk holds: read when they come in front, when something changed, and at F5."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.screen import ScreenResultType

from screens.base import SubScreen
from screens.keys import REFRESH, Action


class Looking(SubScreen[ScreenResultType]):
    """A screen writes `look`; everything that makes it look again is here, so that none shows what is no longer true.

    A box in front keeps the app's news from the screen below: coming back in front, it looks again.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = (REFRESH,)

    async def look(self) -> None:
        """Read what is shown, and show it. Not decorated: Textual would call it besides that of the base."""
        raise NotImplementedError

    @on(events.ScreenResume)
    async def came_in_front(self) -> None:
        """Opened, or back from another screen or a box; not on the way to the sign-in, where nobody may look."""
        if self.is_active:
            await self.look()

    async def news(self) -> None:
        """What the app calls when the desk's file changed while this screen is in front."""
        if self.is_active:
            await self.look()

    async def action_refresh_view(self) -> None:
        """F5."""
        await self.look()

    def language_changed(self) -> None:
        """Words follow by themselves; what was put together from them is made again. Behind the lock nothing reads."""
        if self.is_active:
            self.call_later(self.look)
