"""A bag: what a stick carries instead of the line (protocol section 9). Packed, locked, opened and strictly read. Pure.

Inside, before compression: the first line; then exactly a /v1/sync request or reply (none where there is only an
enrolment); then, optionally, a line `{"enrolment":{...}}`; then, optionally, a line `{"snapshot":{...}}` followed by
the snapshot's file, as many bytes as that line says, up to the end. Around it zstd, around that age to one recipient.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from pyrage import DecryptError, RecipientError, decrypt, encrypt, x25519  # type: ignore[attr-defined,unused-ignore]

from desk.model.line import encode_json
from desk.words import Words
from sync import compression
from sync.bag_errors import BagDamaged, BagForAnother, NotABag, NotARecipient
from sync.segment import SegmentFault, SegmentHeader

FILE_BYTES_MAX = 256 * 1024 * 1024
PLAIN_BYTES_MAX = 512 * 1024 * 1024
REQUEST_LINES_BYTES_MAX = 24 * 1024 * 1024  # of journal lines; the whole request stays below what a receiver decodes
FIRST_LINE_MAX = 4096
SUFFIX = ".deskbag"
LEVEL = 19
_AGE = b"age-encryption.org/v1\n"
_ENROLMENT, _SNAPSHOT, _SEGMENT = b'{"enrolment":', b'{"snapshot":', b'{"segment":'


@dataclass(frozen=True, slots=True)
class Bag:
    """One bag. `sender` and `receiver`: a desk by its id (before it has one, by its key id), the centre by its key id.

    `made` ms; `previous` the SHA-256 (hex) of the last file sent to that receiver; `sync` the exact bytes of a request
    or reply; `snapshot` its description and its file; `answers`, on the way home, that of the bag answered.
    """

    sender: str
    receiver: str
    made: int
    previous: str
    sync: bytes = b""
    enrolment: dict[str, Any] | None = None
    snapshot: tuple[dict[str, Any], bytes] | None = None
    answers: str = ""

    def encode(self) -> bytes:
        """The inside, uncompressed."""
        first: dict[str, object] = {"bag": 1, "from": self.sender, "to": self.receiver}
        first |= {"made": self.made, "previous": self.previous}
        if self.answers:
            first["answers"] = self.answers
        parts = [encode_json(first), b"\n", self.sync]
        if self.enrolment is not None:
            parts += [encode_json({"enrolment": self.enrolment}), b"\n"]
        if self.snapshot is not None:
            parts += [encode_json({"snapshot": self.snapshot[0]}), b"\n", self.snapshot[1]]
        return b"".join(parts)

    @classmethod
    def decode(cls, plain: bytes) -> Bag:
        """Read the inside; raises NotABag, BagDamaged."""
        first = _first(plain)
        names = [first.get(name) for name in ("from", "to", "previous")] + [first.get("answers", "")]
        made = first.get("made")
        if not all(isinstance(name, str) and len(name) <= 100 for name in names) or type(made) is not int or made < 0:
            raise NotABag(Words("บรรทัดแรกไม่ถูกต้อง", "its first line is not right"))
        start = plain.index(b"\n") + 1
        at = _end_of_sync(plain, start)
        sync = plain[start:at]
        enrolment, snapshot = None, None
        if plain.startswith(_ENROLMENT, at):
            enrolment, at = _marked(plain, at, "enrolment")
        if plain.startswith(_SNAPSHOT, at):
            about, at = _marked(plain, at, "snapshot")
            size = about.get("bytes")
            if type(size) is not int or len(plain) - at != size:
                raise BagDamaged()
            snapshot, at = (about, plain[at:]), len(plain)
        if at != len(plain):
            raise NotABag(Words("มีส่วนที่ไม่รู้จัก", "it holds something unknown"))
        sender, receiver, previous, answers = (str(name) for name in names)
        return cls(sender, receiver, made, previous, sync, enrolment, snapshot, answers)


def lock(bag: Bag, recipient: str) -> bytes:
    """The file for the stick; raises NotARecipient."""
    to = read_recipient(recipient)
    locked: bytes = encrypt(compression.encode(bag.encode(), "zstd", level=LEVEL), [to])
    return locked


def read_recipient(text: str) -> x25519.Recipient:
    """Whom a file can be locked for; raises NotARecipient."""
    try:
        return x25519.Recipient.from_str(text)
    except RecipientError as fault:
        raise NotARecipient(recipient=text[:80] or "-") from fault


def unlock(file: bytes, identity: str) -> Bag:
    """Open a file with age's own text of a private key. Raises NotABag, BagForAnother, BagDamaged."""
    if len(file) > FILE_BYTES_MAX:
        raise NotABag(Words("แฟ้มใหญ่เกินกำหนด", "the file is too large"))
    if not file.startswith(_AGE):
        raise NotABag(Words("ไม่ได้เข้ารหัสแบบถุงงาน", "it is not locked as a bag is"))
    try:
        packed = decrypt(file, [x25519.Identity.from_str(identity)])
    except DecryptError as fault:
        # a head that was altered looks the same as one for another key: the library tells the two from damage in words
        raise (BagForAnother() if "No matching keys" in str(fault) else BagDamaged()) from fault
    try:
        plain = compression.decode(packed, "zstd", most=PLAIN_BYTES_MAX)
    except ValueError as fault:
        raise NotABag(Words("ข้างในไม่ได้บีบอัดตามแบบ", "its inside is not packed as agreed")) from fault
    return Bag.decode(plain)


def new_identity() -> tuple[str, str]:
    """A private key as age writes it, and its recipient."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient_of(identity: str) -> str:
    """The recipient of a private key."""
    return str(x25519.Identity.from_str(identity).to_public())


def file_hash(file: bytes) -> str:
    """What the next bag names as `previous`."""
    return hashlib.sha256(file).hexdigest()


def _first(plain: bytes) -> dict[str, Any]:
    head, feed, _ = plain[:FIRST_LINE_MAX].partition(b"\n")
    first = _object(head) if feed else None
    if first is None or type(first.get("bag")) is not int:
        raise NotABag(Words("บรรทัดแรกไม่ถูกต้อง", "its first line is not right"))
    if first["bag"] != 1:
        raise NotABag(Words("เป็นถุงงานรุ่นอื่น", "it is of another version"))
    return first


def _end_of_sync(plain: bytes, at: int) -> int:
    """Where the request or reply ends. Lines of segments may look like anything: they are counted, not read."""
    while at < len(plain) and not plain.startswith((_ENROLMENT, _SNAPSHOT), at):
        is_segment = plain.startswith(_SEGMENT, at)
        end = _next_line(plain, at)
        if is_segment:
            members = _object(plain[at : end - 1])
            try:
                header = SegmentHeader.from_members(None if members is None else members.get("segment"))
            except SegmentFault as fault:
                raise BagDamaged() from fault
            for _ in range(header.to_n - header.from_n + 1):
                end = _next_line(plain, end)
        at = end
    return at


def _next_line(plain: bytes, at: int) -> int:
    end = plain.find(b"\n", at)
    if end < 0:
        raise BagDamaged()
    return end + 1


def _marked(plain: bytes, at: int, name: str) -> tuple[dict[str, Any], int]:
    end = _next_line(plain, at)
    members = _object(plain[at : end - 1])
    value = None if members is None else members.get(name)
    if not isinstance(value, dict):
        raise BagDamaged()
    return value, end


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
