"""The desk's end of the stick: packing what is unsent, opening what comes home, enrolling without a line (section 9).

The same requests, the same learning as on the line. A bag is taken whole or not at all: what on the line would be kept
beside a fault is undone here, for a stick can be carried again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from desk.devices.host import private_folder, write_private
from desk.model.ports import Clock, Randomness
from desk.rules import keys
from desk.words import Words
from local_db import feed, meta, outbox
from local_db.connection import KEY_BYTES, Connection
from local_db.desk_file import DeskFile
from local_db.epochs import Parting
from local_db.feed import Cursor
from local_db.queries.sync import unsent
from local_db.snapshot import apply_snapshot
from local_db.store import DATABASE, Store
from sync import bag as bags
from sync.bag import Bag
from sync.bag_errors import BagRefused, NoStickKey
from sync.centre_keys import CentreKeys, believed
from sync.enrol import AlreadyEnrolled, Enrolled, found_desk, identity_of
from sync.errors import NotTheCentre
from sync.learning import Asked, learn, note_contradictions
from sync.line_errors import HeadsDiffer, SnapshotUnusable
from sync.segment import seal
from sync.snapshot_file import About
from sync.wire import PAGE_BYTES_MAX, SyncReply, SyncRequest

PENDING = "enrol.stick"
PACKED_KEPT = 64
"""How many bags may be on their way at once: of more, the oldest one's answer is not known any longer."""
NOT_ASKED = Words(
    "เป็นคำตอบของถุงที่ไฟล์ในเครื่องนี้ไม่ได้ทำ เพราะไฟล์ถูกนำกลับมาวางหลังจากนั้น ให้ทำถุงใหม่แล้วส่งไปอีกครั้ง",
    "it answers a bag this file did not pack, for the file was put back since; pack a new one and send that",
)
BY_STICK = "stick"
"""Cause of an attempt that went by stick and has not come home yet."""
NO_ADDRESS = "https://centre.invalid"
"""Where a desk without a line would look for its centre: a name that by its nature never answers."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A bag made: its file, and how many own lines it carries of those unsent."""

    file: bytes
    lines: int
    left: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What a bag brought: own lines newly proven to be at the centre, feed lines, whether a whole copy came."""

    taken: int
    lines: int
    copy: bool
    problem: str


def pack(desk: DeskFile, *, recipient: str = "") -> Packed:
    """Make a bag of everything unsent, oldest first, as much as one request may hold.

    `recipient` is only needed where enrolment did not tell it. Raises NoStickKey, NotARecipient.
    """
    connection, now = desk.read(), desk.clock.now_ms()
    identity, look = meta.identity(connection), outbox.outlook(connection)
    to = recipient or str(meta.get(connection, "centre_recipient", ""))
    if not to:
        raise NoStickKey()
    found = outbox.batches(connection, bags.REQUEST_LINES_BYTES_MAX, lines_most=bags.REQUEST_LINES_BYTES_MAX)
    key = keys.private_key(identity.device_key)
    segments = [seal(batch.journal, batch.first, batch.lines, batch.head, now, key) for batch in found]
    request = SyncRequest(
        identity.desk, identity.epoch, look.n, look.oldest, feed.cursor(connection), PAGE_BYTES_MAX, look.have
    )
    previous = (_packed(connection) or [""])[-1]
    made = Bag(identity.desk, keys.key_id(believed(connection).raw[0]), now, previous, request.encode(segments))
    file = bags.lock(made, to)

    def note(writing: Connection) -> None:
        sent = [*_packed(writing), bags.file_hash(file)]
        meta.put(writing, "bags_packed", json.dumps(sent[-PACKED_KEPT:]))
        if recipient:
            meta.put(writing, "centre_recipient", recipient)
        for batch in found:
            number = outbox.begin_attempt(writing, batch.journal, batch.first, batch.last, now)
            outbox.end_attempt(writing, number, now, BY_STICK, len(file), 0)

    desk.store.write(note)
    carried = sum(len(batch.lines) for batch in found)
    sendable = sum(max(0, batch.last - look.have.get(batch.journal.name, 0)) for batch in found)
    return Packed(file, carried, max(0, unsent(connection, identity.desk)[0] - sendable))


def open_bag(desk: DeskFile, file: bytes) -> Opened:
    """Take a bag of the centre in, in one transaction.

    Raises NotABag, BagForAnother, BagDamaged, BagRefused, and what is wrong with its content; nothing is changed then.
    """
    connection, now = desk.read(), desk.clock.now_ms()
    identity, centre = meta.identity(connection), believed(connection)
    came = bags.unlock(file, str(meta.get(connection, "stick_identity", "")))
    if came.receiver != identity.desk or came.sender not in centre.names:
        raise BagRefused(Words("ส่งถึงโต๊ะอื่น หรือมาจากระบบกลางอื่น", "it is for another desk, or from another centre"))
    try:
        reply = SyncReply.decode(came.sync) if came.sync else None
    except NotTheCentre as fault:
        raise BagRefused(Words("คำตอบข้างในอ่านไม่ได้", "the answer inside cannot be read")) from fault
    snapshot = None
    if came.snapshot is not None:
        about = About.read(came.snapshot[0], centre, identity.branch)
        snapshot = about, about.lines(came.snapshot[1])

    beyond: list[Parting] = []
    # A page leaves out the lines its request held. Where this file does not know that request, it was put back since
    # and may not hold them; the proofs alone are looked at, for what they say against this file.
    known = not came.answers or came.answers in _packed(connection)

    def take(writing: Connection) -> Opened:
        fresh = snapshot is not None and _is_newer(writing, snapshot[0], reply)
        if fresh and snapshot is not None:
            apply_snapshot(writing, snapshot[1], snapshot[0].feed, snapshot[0].made)
        if reply is None:
            return Opened(0, 0, fresh, "")
        learnt = learn(writing, reply, Asked(None, pulled=known), now)
        if learnt.fault is not None:
            raise learnt.fault
        if not known:
            raise BagRefused(NOT_ASKED)
        if learnt.unsendable is not None:
            beyond.append(learnt.unsendable)
        meta.put(writing, "last_stick", now)
        outbox.carried_home(writing, identity.desk, BY_STICK)
        return Opened(learnt.taken, learnt.lines, fresh, learnt.problem)

    try:
        opened = desk.store.write(take)
        if beyond:
            desk.open_epoch("unsendable", beyond[0])
        return opened
    except HeadsDiffer:
        if reply is not None:
            desk.store.write(lambda c: note_contradictions(c, reply))  # the centre signed for other lines: evidence
        raise


def ask_to_enrol(
    home: Path, code: str, recipient: str, name: str, clock: Clock, randomness: Randomness, url: str = ""
) -> bytes:
    """A bag that asks for enrolment; the same code packs the same keys again. Raises AlreadyEnrolled, NotARecipient."""
    private_folder(home)
    if (home / DATABASE).exists():
        raise AlreadyEnrolled(desk=str(home))
    held = _pending(home)
    if held is None or held["code"] != code:
        identity, _ = bags.new_identity()
        held = {"code": code, "device": keys.b64encode(randomness.token(KEY_BYTES)), "stick": identity}
    held |= {"to": recipient, "url": url}
    public = keys.public_raw(keys.private_key(keys.b64decode(held["device"], length=KEY_BYTES)))
    asked = {
        "code": code, "public_key": keys.b64encode(public), "recipient": bags.recipient_of(held["stick"]), "name": name
    }  # fmt: skip
    file = bags.lock(Bag(keys.key_id(public), "", clock.now_ms(), "", enrolment=asked), recipient)
    write_private(home / PENDING, json.dumps(held).encode())
    return file


def is_waiting(home: Path) -> bool:
    """Whether this folder asked to be enrolled by stick and has no answer yet."""
    return (home / PENDING).exists() and not (home / DATABASE).exists()


def finish_enrolment(home: Path, file: bytes, clock: Clock, randomness: Randomness) -> Enrolled:
    """The centre's answer: the desk exists from here on, with its copy; `enrolment_done` once somebody can open it.

    Raises what `open_bag` raises.
    """
    held = _pending(home)
    if held is None:
        raise BagRefused(Words("โฟลเดอร์นี้ไม่ได้ขอลงทะเบียน", "this folder did not ask to be enrolled"))
    came = bags.unlock(file, held["stick"])
    if came.enrolment is None or came.snapshot is None:
        raise BagRefused(Words("ไม่มีคำตอบการลงทะเบียน", "it holds no answer to the enrolment"))
    identity = identity_of(came.enrolment, held["url"] or NO_ADDRESS, keys.b64decode(held["device"], length=KEY_BYTES))
    if came.receiver != identity.desk or came.sender != keys.key_id(identity.centre_key):
        raise BagRefused(Words("ส่งถึงโต๊ะอื่น หรือมาจากระบบกลางอื่น", "it is for another desk, or from another centre"))
    about = About.read(came.snapshot[0], CentreKeys((identity.centre_key,)), identity.branch)
    lines = about.lines(came.snapshot[1])
    told = str(came.enrolment.get("recipient") or held["to"])
    data_key = randomness.token(KEY_BYTES)

    def begin(connection: Connection) -> None:
        found_desk(connection, identity, held["stick"], told, clock)
        apply_snapshot(connection, lines, about.feed, about.made)

    store = Store(home, data_key, create=True)
    try:
        store.write(begin)
    except BaseException:
        store.close()
        forget(home)
        raise
    store.close()
    return Enrolled(identity.desk, identity.branch, identity.epoch, data_key)


def forget(home: Path) -> None:
    """Undo `finish_enrolment` where nobody could open the desk: the same bag can be opened again."""
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "highwater.json"):
        (home / name).unlink(missing_ok=True)


def enrolment_done(home: Path) -> None:
    """Forget what the folder waited with."""
    (home / PENDING).unlink(missing_ok=True)


def _packed(connection: Connection) -> list[str]:
    """The bags this file packed, by hash, the last one last."""
    return [str(each) for each in json.loads(str(meta.get(connection, "bags_packed", "[]")))]


def _pending(home: Path) -> dict[str, str] | None:
    path = home / PENDING
    if not path.exists():
        return None
    held: dict[str, str] = json.loads(path.read_text("utf-8"))
    return held


def _is_newer(connection: Connection, about: About, reply: SyncReply | None) -> bool:
    """Whether a copy is beyond what was applied: further in the same feed, or the answer to the cursor held now."""
    try:
        held, brought = Cursor.parse(feed.cursor(connection)), Cursor.parse(about.feed)
    except ValueError as fault:
        raise SnapshotUnusable() from fault
    if held is None or brought is None:
        return held is None
    if held.feed == brought.feed:
        return brought.f > held.f
    return reply is not None and reply.from_cursor == feed.cursor(connection)
