"""Enrolling a machine as a desk: one-time code, device key, first copy of the registry, first officer's key slot."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from desk.devices.host import private_folder, write_private
from desk.model.errors import DeskError, Misused
from desk.model.line import DESK_PATTERN, Journal
from desk.model.ports import Clock, LineSwitch, Randomness
from desk.rules import keys
from desk.words import Words
from local_db import meta
from local_db.connection import KEY_BYTES, Connection
from local_db.desk_file import DeskFile
from local_db.epochs import open_next
from local_db.store import DATABASE, Store, take_lock
from sync import bag as bags
from sync.engine import Engine
from sync.errors import NotTheCentre
from sync.link import Link

PENDING = "enrol.pending"


class AlreadyEnrolled(Misused):
    """The folder already holds a desk."""

    code = "E630"
    said = Words(
        "โฟลเดอร์นี้เป็นโต๊ะ {desk} อยู่แล้ว ไม่มีอะไรเปลี่ยนแปลง ใช้ DESK_HOME อื่นสำหรับโต๊ะใหม่",
        "This folder already is desk {desk}; nothing was changed. Use another DESK_HOME for a new desk",
    )


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What enrolment gave: who the desk is, and the raw key of its file."""

    desk: str
    branch: str
    epoch: int
    data_key: bytes


async def enrol(
    home: Path,
    url: str,
    code: str,
    name: str,
    clock: Clock,
    randomness: Randomness,
    switch: LineSwitch | None = None,
    authorities: str = "",
) -> Enrolled:
    """Enrol `home` at the centre and bring the first copy. `authorities`: PEM of those that vouch for the centre.

    Raises AlreadyEnrolled, CodeRefused, and the failures of the line; the code can be used again with the same key
    only, so a try that was cut off leaves the folder ready to try again.
    """
    private_folder(home)
    if (home / DATABASE).exists():
        if not (home / PENDING).exists():
            raise AlreadyEnrolled(desk=str(home))
        forget(home)  # a try that ended before the copy was here: nobody can open that file
    device, stick = _own_keys(home, code, randomness)
    public = keys.public_raw(keys.private_key(device))
    link = Link(url, None, switch, authorities=authorities)
    try:
        told = await link.enrol(code, keys.b64encode(public), bags.recipient_of(stick), name)
    finally:
        await link.close()
    identity = identity_of(told, url, device)
    centre_recipient = told.get("recipient")
    known = centre_recipient if isinstance(centre_recipient, str) else ""
    data_key = randomness.token(KEY_BYTES)
    store = Store(home, data_key, create=True)
    try:
        store.write(lambda connection: found_desk(connection, identity, stick, known, clock))
    finally:
        store.close()
    await first_copy(home, data_key, clock, randomness, switch, authorities)
    return Enrolled(identity.desk, identity.branch, identity.epoch, data_key)


def forget(home: Path) -> None:
    """Take back a desk nobody can open yet; how far its snapshot came stays. DeskLocked: it is being made now."""
    lock = take_lock(home)
    try:
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "highwater.json"):
            (home / name).unlink(missing_ok=True)
    finally:
        lock.release()


def _own_keys(home: Path, code: str, randomness: Randomness) -> tuple[bytes, str]:
    """The key this code is used with and the one for sticks: kept until the desk exists, because answers get lost
    and the centre holds on to what it was told first."""
    pending = home / PENDING
    if pending.exists():
        held_code, _, held = pending.read_text().partition(" ")
        device, _, stick = held.partition(" ")
        if held_code == code and stick:
            return keys.b64decode(device, length=KEY_BYTES), stick
    fresh, (stick, _) = randomness.token(KEY_BYTES), bags.new_identity()
    write_private(pending, f"{code} {keys.b64encode(fresh)} {stick}".encode())
    return fresh, stick


async def first_copy(
    home: Path,
    data_key: bytes,
    clock: Clock,
    randomness: Randomness,
    switch: LineSwitch | None = None,
    authorities: str = "",
) -> None:
    """The snapshot, and the feed after it. Without the snapshot there is no desk, and the code is tried again."""
    desk = DeskFile(home, data_key, clock)
    identity = desk.identity()
    link = Link(identity.centre_url, keys.private_key(identity.device_key), switch, authorities=authorities)
    engine = Engine(desk, link, Random(randomness.token(8)), switch)  # noqa: S311 - jitter of retries, no secret
    whole = False
    try:
        await engine.load_snapshot()
        (home / PENDING).unlink()  # from here on lines leave this file: it is the desk, whatever the line does
        whole = True
        with suppress(DeskError):  # noted beside the state of the line, and tried again by whoever opens the desk
            await engine.once()
    finally:
        await link.close()
        desk.close()
        if not whole:
            forget(home)


def found_desk(
    connection: Connection, identity: meta.Identity, stick_identity: str, centre_recipient: str, clock: Clock
) -> None:
    """Write what enrolment gave into a new file: who the desk is, its key for sticks, and the centre's."""
    meta.put_identity(connection, identity)
    meta.put(connection, "stick_identity", stick_identity)
    meta.put(connection, "centre_recipient", centre_recipient)
    if identity.epoch > 1:
        # an id enrolled again begins a new epoch, whose first line says so
        meta.put(connection, "epoch", 1)
        open_next(connection, clock, "enrolment", epoch=identity.epoch)


def identity_of(told: dict[str, Any], url: str, device: bytes) -> meta.Identity:
    """Who the desk is by the answer to its enrolment; raises NotTheCentre where that makes no sense."""
    desk, branch, epoch = told.get("desk"), told.get("branch"), told.get("epoch")
    try:
        centre = keys.b64decode(told.get("server_key"), length=keys.KEY_BYTES)
    except ValueError as fault:
        raise NotTheCentre(Words("ไม่มีกุญแจของระบบกลาง", "no key of the centre")) from fault
    if not isinstance(desk, str) or not DESK_PATTERN.fullmatch(desk) or not isinstance(branch, str):
        raise NotTheCentre(Words("ไม่มีรหัสโต๊ะ", "no desk id"))
    if not isinstance(epoch, int) or isinstance(epoch, bool) or epoch < 1:
        raise NotTheCentre(Words("ไม่มีรอบสมุด", "no epoch"))
    journal = Journal(desk, epoch)
    return meta.Identity(journal.desk, journal.epoch, branch, url.rstrip("/"), centre, device)
