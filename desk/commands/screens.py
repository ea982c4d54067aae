"""`desk` without a command: the office's screens over the desk in its folder. Here their parts are put together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from desk.commands.opening import SystemRandomness, desk_home, held_key
from desk.counter.office import Office, key_slots, unlock, unlock_with_key
from desk.devices.printing import PAPER_FOLDER, FolderPrinter, printer_of
from desk.words import use_language
from local_db.desk_file import SystemClock
from local_db.errors import NotEnrolled
from local_db.store import DATABASE

if TYPE_CHECKING:
    from threading import Event

    from desk.config import Settings
    from desk.model.card import CardEvent
    from desk.model.ports import LineSwitch, RegistryLine, RollPrinter
    from screens.app import DeskApp
    from screens.themes import ThemeName
    from screens.work import LineControl, Story, Work


def open_screens(home: Path | None = None, story: Story | None = None, line: LineControl | None = None) -> int:
    """Run the screens on this terminal until they are closed; the exit code.

    Raises NotEnrolled, DeskLocked and SettingWrong before anything is drawn.
    """
    from desk import config
    from desk.devices.host import keep_memory_small
    from screens import ground_app

    keep_memory_small()
    home = home or desk_home()
    settings = config.load(home)
    use_language("en" if settings.language == "en" else "th")
    app = make_app(home, story, line, settings)
    try:
        return ground_app.open_screens(app, mouse=settings.mouse)
    finally:
        close_desk(app)


def make_app(
    home: Path, story: Story | None = None, line: LineControl | None = None, settings: Settings | None = None
) -> DeskApp:
    """The app over the desk in `home`, ready to run on a terminal or headless; afterwards `close_desk(app)`.

    Where a demo's key lies in the folder the file is opened here, else at sign-in.
    Raises NotEnrolled, DeskLocked, KeyFileOpen.
    """
    from desk.config import Settings
    from screens.app import DeskApp
    from screens.work import Work

    if not (home / DATABASE).exists():
        raise NotEnrolled()
    clock, randomness = SystemClock(), SystemRandomness()
    key = held_key(home)
    chosen = settings if settings is not None else Settings()
    hub_url, authorities = (settings.hub_url, settings.authorities()) if settings is not None else ("", "")

    def connected(registry: RegistryLine | None) -> None:
        shared.registry = registry

    shared: Work = Work(
        unlock=lambda officer, passphrase: unlock(home, officer, passphrase, clock, randomness),
        background=engine_of(line, hub_url, authorities, connected),
        printer=printer_of(chosen.printer_command, chosen.printer_folder, home),
        roll=_roll(chosen),
        folder=FolderPrinter(home / PAPER_FOLDER) if chosen.printer_command.strip() else None,
        office=unlock_with_key(home, key, clock, randomness) if key is not None else None,
        line=line,
        cards=SystemCards(),
        story=story,
        clock=clock,
        scans=chosen.scans(home),
        known_officers=lambda: key_slots(home, randomness).officers(),
    )
    theme = cast("ThemeName | None", settings.theme or None) if settings is not None else None
    return DeskApp(shared, theme=theme, idle_s=float(settings.idle_lock_s) if settings is not None else None)


def _roll(settings: Settings) -> RollPrinter | None:
    """The receipt printer, loaded where there is one."""
    if not settings.receipt_printer:
        return None
    from desk.devices.roll_printer import roll_printer

    return roll_printer(settings.receipt_printer, settings.receipt_paper_mm)


class SystemCards:
    """The card readers of this machine; nothing of theirs is loaded before they are watched."""

    def run(self, told: Callable[[CardEvent], None], stop: Event) -> None:
        """Watch until `stop` is set."""
        from desk.devices.card_watch import CardWatch

        CardWatch().run(told, stop)


def close_desk(app: DeskApp) -> None:
    """End the session that is still open, then close the file. After the app has ended."""
    from screens.app import leave_work

    shared = app.work
    if shared.office is None:
        return
    try:
        leave_work(shared)
    finally:
        shared.office.close()
        shared.office = None


def engine_of(
    line: LineSwitch | None,
    hub_url: str = "",
    authorities: str = "",
    connected: Callable[[RegistryLine | None], None] = lambda _registry: None,
) -> Callable[[Office, Callable[[], None]], Awaitable[None]]:
    """What runs beside the screens: the engine, loaded when it starts and not before.

    `connected` is given the way to ask the centre's registry while there is a line, and None when it is closed.
    """

    async def run(office: Office, told: Callable[[], None]) -> None:
        import asyncio
        from importlib import import_module
        from random import SystemRandom

        await asyncio.to_thread(office.file.ballast.take_in)
        # The line's library takes longer to load than a screen to paint: on another thread, so that keys are answered.
        for room in ("desk.rules.keys", "sync.link", "sync.engine"):
            await asyncio.to_thread(import_module, room)
        from desk.commands.answering import Answering
        from sync.branch_line import line_of
        from sync.engine import Engine
        from sync.look_up import CentreRegistry

        answering = Answering(office)

        def learnt() -> None:
            told()
            answering.told()

        link = await office.ask(lambda: line_of(office.file, line, hub_url, authorities))
        engine = Engine(office.file, link, SystemRandom(), line, learnt)
        office.file.store.on_commit(engine.wake)
        connected(CentreRegistry(link))
        try:
            await engine.run()
        finally:
            connected(None)
            await answering.end()
            await link.close()

    return run
