"""The centre's end of the stick: one bag in, one bag out, by the same taking-in, judging and answering as on the line.

A bag is not signed, its segments are: what it says of a desk is believed as far as they are. The answer is locked to
the recipient that desk gave at its enrolment, so that a bag sent in somebody's name tells its sender nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, select

from desk.rules import keys
from desk.words import Words
from sync import bag as bags
from sync.bag import Bag
from sync.bag_errors import BagRefused
from sync.central import decide, enrolment, snapshots, tables
from sync.central.store import Store
from sync.central.sync_endpoint import make_reply
from sync.central.take_in import TakenIn, take_in
from sync.framing import SegmentReader
from sync.wire import Malformed, OtherVersion, SyncReply, SyncRequest


@dataclass(frozen=True, slots=True)
class Answered:
    """What a bag did: whose it was, how many of its lines are held now, and the file for the way back."""

    desk: str
    branch: str
    through: int
    problems: tuple[str, ...]
    file: bytes


@dataclass(frozen=True, slots=True)
class _Sender:
    desk: str
    branch: str
    epoch: int
    recipient: str


def answer_bag(store: Store, file: bytes, now: int) -> Answered:
    """Take a bag in and make its answer. `now` ms.

    Raises NotABag, BagForAnother, BagDamaged, BagRefused; nothing is changed then.
    """
    came = bags.unlock(file, store.identity.receiving)
    own = keys.key_id(store.identity.public)
    if came.receiver != own and not (came.receiver == "" and came.enrolment is not None):
        raise _refused(Words("ส่งถึงระบบกลางอื่น", "it is addressed to another centre"), "bag")
    if came.enrolment is not None:
        return _enrolled(store, came, own, now)
    return _exchanged(store, came, bags.file_hash(file), own, now)


def _enrolled(store: Store, came: Bag, own: str, now: int) -> Answered:
    """An enrolment by stick: the answer, with the branch's snapshot beside it."""
    if came.sync:
        raise _refused(Words("มีทั้งการลงทะเบียนและงาน", "it holds an enrolment and work"), "bag")
    try:
        asked = enrolment.Asked.from_members(came.enrolment)
        branch, answer = store.write(lambda c: enrolment.enrol(c, asked, store.identity, now))
    except enrolment.EnrolmentFault as fault:
        raise _refused(Words("คำขอลงทะเบียนอ่านไม่ได้", "its enrolment cannot be read"), "malformed") from fault
    except enrolment.CodeFault as fault:
        raise _refused(Words("รหัสลงทะเบียนใช้ไม่ได้", "its enrolment code cannot be used"), "code") from fault
    desk = str(answer["desk"])
    sender = _Sender(desk, branch, int(answer["epoch"]), asked.recipient)
    home = Bag(own, desk, now, "", enrolment=answer, snapshot=_snapshot(store, branch, now))
    return _sent(store, sender, home, 0, ())


def _exchanged(store: Store, came: Bag, name: str, own: str, now: int) -> Answered:
    try:
        asked, lines = SyncRequest.decode(came.sync)
    except Malformed as fault:
        raise _refused(Words("งานข้างในอ่านไม่ได้", "the work inside cannot be read"), "malformed") from fault
    except OtherVersion as fault:
        raise _refused(Words("เป็นงานของโปรแกรมรุ่นอื่น", "the work inside is of another version"), "version") from fault
    sender = store.read(lambda c: _sender(c, asked, came))
    taken = store.write(lambda c: _take(c, lines, asked, now))
    for branch in taken.branches:
        while store.write(lambda c, b=branch: decide.decide(c, b, now)).lines:  # type: ignore[misc]
            pass
    reply, _urgent = store.read(lambda c: make_reply(c, store, now, asked, taken, sender.branch))
    copy = _needed_snapshot(store, sender, asked, reply, now)
    home = Bag(own, sender.desk, now, "", reply.encode(), snapshot=copy, answers=name)
    through = next((ack.through for ack in reply.acks if (ack.desk, ack.epoch) == (asked.desk, asked.epoch)), 0)
    return _sent(store, sender, home, through, tuple(problem.name for problem in reply.problems))


def _sender(connection: Connection, asked: SyncRequest, came: Bag) -> _Sender:
    """Who may send a bag: the same rules as for who may speak."""
    if came.sender != asked.desk:
        raise _refused(Words("ชื่อผู้ส่งไม่ตรงกับงานข้างใน", "its sender is not the desk of the work inside"), "bag")
    row = connection.execute(
        select(tables.desks.c.branch, tables.desks.c.epoch).where(tables.desks.c.desk == asked.desk)
    ).one_or_none()
    if row is None:
        raise _refused(Words("ระบบกลางไม่รู้จักโต๊ะ", "the centre does not know the desk"), "unknown-desk")
    key = connection.execute(
        select(tables.keys.c.recipient).where(tables.keys.c.desk == asked.desk, tables.keys.c.state == "current")
    ).scalar()
    if key is None:
        raise _refused(Words("โต๊ะถูกยกเลิกสิทธิ์", "the desk was revoked"), "revoked")
    if asked.epoch < row.epoch:
        raise _refused(Words("มีเครื่องอื่นใช้รหัสโต๊ะเดียวกัน", "another machine claims the desk's id"), "copied")
    return _Sender(asked.desk, row.branch, asked.epoch, key)


def _take(connection: Connection, lines: list[bytes], asked: SyncRequest, now: int) -> TakenIn:
    taken = take_in(connection, SegmentReader(lines), asked.journal, now)
    if asked.journal.name in taken.sent:
        # only a desk whose seal was found good is noted as heard: the first line of a bag is nobody's word
        seen = {"heard": now, "said_n": asked.n, "oldest": asked.oldest}
        enrolment.heard(connection, asked.desk, seen)
    return taken


def _needed_snapshot(
    store: Store, sender: _Sender, asked: SyncRequest, reply: SyncReply, now: int
) -> tuple[dict[str, object], bytes] | None:
    """A snapshot where a page cannot do: the cursor is not known here, or the page could not hold all there is."""
    stale = any(problem.name == "stale-cursor" for problem in reply.problems)
    if asked.feed is None or not (stale or reply.more):
        return None
    return _snapshot(store, sender.branch, now)


def _snapshot(store: Store, branch: str, now: int) -> tuple[dict[str, object], bytes]:
    """The newest there can be: whoever gets it has no line to fetch what came after."""
    kept = store.read(lambda c: snapshots.current(c, branch))
    if kept is None or store.read(lambda c: snapshots.distance(c, branch, kept)):
        built = store.read(lambda c: snapshots.build(c, store, branch, now))
        store.write(lambda c: snapshots.keep(c, branch, built, now))
        return built.snapshot.members(), built.body
    whole = store.read(lambda c: snapshots.read_range(c, branch, kept.id, 0, kept.bytes))
    return kept.members(), whole


def _sent(store: Store, sender: _Sender, home: Bag, through: int, problems: tuple[str, ...]) -> Answered:
    name = f"bag.{sender.desk}"

    def lock(connection: Connection) -> bytes:
        meta = tables.meta
        before = connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()
        file = bags.lock(replace(home, previous=before or ""), sender.recipient)
        connection.execute(delete(meta).where(meta.c.name == name))
        connection.execute(meta.insert().values(name=name, value=bags.file_hash(file)))
        return file

    return Answered(sender.desk, sender.branch, through, problems, store.write(lock))


def _refused(why: Words, problem: str) -> BagRefused:
    return BagRefused(why, problem)
