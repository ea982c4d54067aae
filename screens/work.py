"""What the office's screens share while the desk is open: the office, who is signed in, who is at the counter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from textual.screen import Screen

    from desk.counter.office import Office
    from desk.counter.print_queue import PrintJob, PrintQueue
    from desk.counter.session import Door, Session
    from desk.counter.visit import Visit
    from desk.model.card import CardEvent
    from desk.model.ports import CardReaders, Clock, Printer, RegistryLine, RollPrinter


class LineControl(Protocol):
    """The demo's line, cut and restored by hand."""

    def is_off(self) -> bool:
        """True while the line is cut."""
        ...

    def turn(self, off: bool) -> None:
        """Cut or restore it."""
        ...


@dataclass(frozen=True, slots=True)
class Story:
    """What only the sample desk has: who is filled in at sign-in, and the day as ten key presses."""

    officer: str
    passphrase: str
    supervisor: str = ""
    supervisor_passphrase: str = ""


@dataclass
class Work:
    """The state of the desk's work. `session` and `visit` are None while nobody is signed in, nobody at the counter."""

    unlock: Callable[[str, str], Office]
    """Opens the desk's file with officer and passphrase, where no key lies open (raises DeskError)."""
    background: Callable[[Office, Callable[[], None]], Awaitable[None]]
    """The engine: runs until cancelled, calls back after every change."""
    printer: Printer
    roll: RollPrinter | None = None
    """The receipt printer; None where receipts are printed on sheets."""
    folder: Printer | None = None
    """Where sheets may go as files while their printer is out of order; None where they go there anyway."""
    office: Office | None = None
    door: Door | None = None
    session: Session | None = None
    visit: Visit | None = None
    line: LineControl | None = None
    registry: RegistryLine | None = None
    """Questions to the centre's registry; None until the engine has its line."""
    cards: CardReaders | None = None
    """Watches the card readers; None where nobody is to."""
    card: CardEvent | None = None
    """What happened last at the reader, while a card is in it or something is wrong with it."""
    story: Story | None = None
    clock: Clock | None = None
    """Tells the time while no desk is open yet."""
    known_officers: Callable[[], list[str]] = list
    """Ids of the officers who can open this desk's file, while it is not open."""
    ticket: str | None = None
    """The queue ticket called to this counter; the next visit is theirs."""
    scans: Path | None = None
    """Where the scanner puts its files."""
    basket: list[str] = field(default_factory=list)
    """References in hand besides those of the visit: approved requests brought from the queue to be paid."""

    @cached_property
    def prints(self) -> PrintQueue:
        """Papers on their way to a printer."""
        from desk.counter.print_queue import PrintQueue

        return PrintQueue()

    def print_jobs(self) -> list[PrintJob]:
        """What the queue holds; nothing is loaded to tell that it is empty."""
        return self.prints.jobs() if "prints" in self.__dict__ else []

    @property
    def open_office(self) -> Office:
        """The open desk; only screens behind the sign-in ask."""
        if self.office is None:
            raise RuntimeError("no desk is open")
        return self.office

    @property
    def officer(self) -> Session:
        """Who is signed in; only screens behind the sign-in ask."""
        if self.session is None:
            raise RuntimeError("nobody is signed in")
        return self.session


def work_of(screen: Screen[Any]) -> Work:
    """The work of the app a screen runs in."""
    work = getattr(screen.app, "work", None)
    if not isinstance(work, Work):
        raise TypeError("screens of the office run in the desk's app")
    return work
