"""What a lower floor needs from a higher one, or from the world: filled by desk/cli.py, by tests with their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from desk.model.card import CardEvent
    from desk.model.look_up import LookedUp, LookUpBy


class Clock(Protocol):
    """Device time and how far it may be trusted."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""
        ...

    def unsure_ms(self) -> int:
        """How unsure that is, ms; 0 is sure, -1 not known to be right at all."""
        ...


class Randomness(Protocol):
    """Where random bytes come from."""

    def token(self, size: int) -> bytes:
        """`size` random bytes."""
        ...


class LineSwitch(Protocol):
    """Whether the line may be used at all (the demo cuts it by hand)."""

    def is_off(self) -> bool:
        """True while the line is cut."""
        ...


class Printer(Protocol):
    """Where paper comes out."""

    def print_pdf(self, name: str, content: bytes) -> str:
        """Print, and say in one word where it went (a path, a queue)."""
        ...


class RollPrinter(Protocol):
    """A receipt printer."""

    @property
    def dots(self) -> int:
        """Dots across."""
        ...

    def print_roll(self, name: str, content: bytes) -> str:
        """Print ESC/POS, and say where it went."""
        ...


class RegistryLine(Protocol):
    """Questions to the centre's registry while the line is up."""

    async def look_up(self, by: LookUpBy, value: str, *, purpose: str, ref: str, officer: str) -> LookedUp:
        """Ask once; `ref` is the already committed `record.viewed` line. Nobody found is an answer without rows.

        Raises CouldNotAsk (desk/model/look_up.py): SourceDown, SourceTimeout, SourceRefused, AskedTooOften.
        """
        ...


class CardReaders(Protocol):
    """The card readers of this machine, watched on a thread of their own."""

    def run(self, told: Callable[[CardEvent], None], stop: Event) -> None:
        """Watch until `stop` is set; `told` is called from this thread with everything that happens."""
        ...
