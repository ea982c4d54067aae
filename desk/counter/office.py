"""The open desk as the counter sees it: its file, its clock, its catalogue, what the centre's data says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from desk.devices.host import free_bytes
from desk.model.ports import Clock, Randomness
from desk.rules.office_day import office_date
from local_db.connection import Connection
from local_db.desk_file import DeskFile
from local_db.queries import office as office_data

if TYPE_CHECKING:
    from desk.catalogue.load import Catalogue
    from desk.catalogue.service import Service
    from desk.rules.offline_bounds import Finding
    from desk.rules.working_days import HolidayCalendar
    from desk.words import Words
    from local_db.key_slots import KeySlots

Answer = TypeVar("Answer")
KEY_SLOTS = "keyslots.json"
DEVICE_SECRET = "device.secret"  # noqa: S105 - the name of a file
DEMO_KEY = "demo.key"


class Office:
    """One desk, open. Acts of every room of the counter take it first."""

    def __init__(self, file: DeskFile, randomness: Randomness) -> None:
        self.file = file
        self.clock: Clock = file.clock
        self.randomness = randomness
        self.free_bytes: Callable[[Path], int] = free_bytes
        self.bounds_seen: tuple[int, list[Finding]] | None = None
        """When (ms) the bounds on working offline were last measured, and what was found."""
        self._catalogue: tuple[tuple[str, int], Catalogue] | None = None

    @property
    def home(self) -> Path:
        """The folder of this desk's files."""
        return self.file.home

    @property
    def key_slots(self) -> KeySlots:
        """Who may open this desk's file."""
        return key_slots(self.home, self.randomness)

    def read(self) -> Connection:
        """This thread's reading connection."""
        return self.file.read()

    async def ask(self, question: Callable[[], Answer]) -> Answer:
        """Run a reading function of the counter on the one reader thread; the event loop never waits for the disk."""
        return await self.file.store.read_soon(lambda _connection: question())

    def today(self) -> date:
        """The date at the counter now."""
        return office_date(self.clock.now_ms())

    def catalogue(self, connection: Connection) -> Catalogue:
        """Every service definition: the package's with the centre's laid over, and what the office's own file fills in.

        Kept until the feed moves or the file changes. Raises DefinitionInvalid for a file that cannot be used.
        """
        from desk.catalogue.load import packaged, read_file, service_of
        from desk.catalogue.office_file import FILE, with_office
        from local_db.feed import cursor

        file = self.home / FILE
        state = (cursor(connection), file.stat().st_mtime_ns if file.exists() else 0)
        if self._catalogue is None or self._catalogue[0] != state:
            sent = packaged().with_overrides(service_of(body) for body in office_data.services(connection))
            self._catalogue = (state, with_office(read_file(file), sent) if state[1] else sent)
        return self._catalogue[1]

    def kind(self, connection: Connection) -> str | None:
        """`district`, `municipality` or `subdistrict`, by the centre's policy `office_kind`; None while nobody said."""
        kind = self.policy(connection, "office_kind", None)
        return kind if isinstance(kind, str) else None

    def definition(self, connection: Connection, code: str, service_from: str) -> Service:
        """The very definition a request was made under. Raises ServiceUnknown."""
        return self.catalogue(connection).version(code, date.fromisoformat(service_from))

    def service_name(self, connection: Connection, code: str, service_from: str) -> Words:
        """What a service is called under the definition a request names, or its code where none is known here.

        A fellow desk's request may name a definition this desk has not been sent: lists show it all the same.
        """
        from desk.catalogue.load import ServiceUnknown
        from desk.words import same

        try:
            return self.definition(connection, code, service_from).name
        except ServiceUnknown:
            return same(code)

    def holidays(self, connection: Connection) -> HolidayCalendar:
        """Working days as the national list and the centre's word make them."""
        from desk.rules.working_days import HolidayCalendar, HolidayRule
        from desk.words import Words

        return HolidayCalendar(
            HolidayRule(date.fromisoformat(day), Words(thai, english), working)
            for day, thai, english, working in office_data.holidays(connection)
        )

    def policy(self, connection: Connection, name: str, default: Any) -> Any:
        """A policy value of the centre, or the default."""
        return office_data.policy(connection, name, default)

    def rest(self) -> None:
        """Close every reading connection while nobody is at the desk; the next question opens a new one.

        To be asked on the reader thread (`ask`): it and the writer thread are both quiet then, so that no connection
        is closed under a statement.
        """
        self.file.store.write(lambda _connection: self.file.store.close_readers())

    def close(self) -> None:
        """Close the desk's file."""
        self.file.close()


def key_slots(home: Path, randomness: Randomness) -> KeySlots:
    """The slot file of the desk in `home`."""
    from local_db.key_slots import KeySlots

    return KeySlots(home / KEY_SLOTS, home / DEVICE_SECRET, randomness)


def unlock(
    home: Path, officer: str, passphrase: str, clock: Clock, randomness: Randomness, *, read_only: bool = False
) -> Office:
    """Open the desk with an officer's passphrase. Raises WrongPassphrase, NoSlotHere, NotEnrolled, DeskLocked."""
    key = key_slots(home, randomness).open(officer, passphrase)
    return Office(DeskFile(home, key, clock, read_only=read_only), randomness)


def unlock_with_key(home: Path, key: bytes, clock: Clock, randomness: Randomness, *, read_only: bool = False) -> Office:
    """Open the desk with its raw key (the demo's key file, tests)."""
    return Office(DeskFile(home, key, clock, read_only=read_only), randomness)
