"""POST /v1/sync: requests, replies, acks, problems and pages, written and strictly read (protocol section 3). Pure.

Readers bound what they read, never trust a type, and ignore members they do not know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.model.line import DESK_PATTERN, INTEGER_MAX, Journal, encode_json, parse_reference
from desk.rules import keys
from desk.words import Words
from sync.errors import NotTheCentre
from sync.segment import EPOCH_MAX, Segment

CONTENT_TYPE = "application/x-ndjson"
PROBLEM_TYPE = "application/problem+json"
FIRST_LINE_MAX = 1024 * 1024
HAVE_MAX = 10_000
WAIT_MAX_S = 120
PAGE_BYTES_DEFAULT = 256 * 1024
PAGE_BYTES_MAX = 8 * 1024 * 1024  # a page of 4 x this still fits what a receiver decodes
REPLY_BYTES_LEAST = 1024 * 1024
CURSOR_MAX = 80


class Malformed(ValueError):
    """A request that cannot be read (400)."""


class OtherVersion(ValueError):
    """A request of another version of the protocol (426)."""


def reply_bytes_max(max_bytes: int) -> int:
    """How much of a decoded reply a receiver that asked for `max_bytes` reads."""
    return max(4 * max_bytes, REPLY_BYTES_LEAST)


def page_text(branch: str, from_cursor: str, feed: str, lines: bytes) -> str:
    """What the signature of a page stands over; `lines` with their line feeds."""
    return f"page\n{branch}\n{from_cursor}\n{feed}\n{hashlib.sha256(lines).hexdigest()}"


def snapshot_text(branch: str, snapshot: str, feed: str, sha256_hex: str) -> str:
    """What the signature of a snapshot stands over."""
    return f"snapshot\n{branch}\n{snapshot}\n{feed}\n{sha256_hex}"


@dataclass(frozen=True, slots=True)
class Ack:
    """Every line up to `through` is stored durably by the holder of `key`. `head` 32 bytes, `time` ms."""

    desk: str
    epoch: int
    through: int
    head: bytes
    time: int
    key: str
    sig: str

    @property
    def journal(self) -> Journal:
        return Journal(self.desk, self.epoch)

    @property
    def signing_text(self) -> str:
        head = keys.b64encode(self.head)
        return f"ack\n{self.desk}\n{self.epoch}\n{self.through}\n{head}\n{self.time}"

    def signed_by(self, public: bytes) -> bool:
        """Whether this ack is by the raw public key."""
        return self.key == keys.key_id(public) and keys.verify(public, self.signing_text, self.sig)

    def members(self) -> dict[str, Any]:
        """The ack as it is written; kept by the desk as its proof."""
        members: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        members["head"] = keys.b64encode(self.head)
        return members

    @classmethod
    def signed(cls, journal: Journal, through: int, head: bytes, time: int, key: Ed25519PrivateKey) -> Ack:
        """An ack signed by the answering server."""
        unsigned = cls(journal.desk, journal.epoch, through, head, time, keys.key_id(keys.public_raw(key)), "")
        return cls(
            journal.desk, journal.epoch, through, head, time, unsigned.key, keys.sign(key, unsigned.signing_text)
        )

    @classmethod
    def from_members(cls, value: object) -> Ack:
        """Read an ack; raises Malformed."""
        members = _object(value, "ack")
        desk = _text(members, "desk", 20)
        try:
            head = keys.b64decode(members.get("head"), length=32)
        except ValueError as fault:
            raise Malformed("head") from fault
        return cls(
            desk,
            _whole(members, "epoch", 1, EPOCH_MAX),
            _whole(members, "through", 0),
            head,
            _whole(members, "time", 0),
            _text(members, "key", 40),
            _text(members, "sig", 200),
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """RFC 9457 of one journal. `type` as `/problems/gap`; `facts` the members of that type (`expected`, `n`).

    As read from somebody else `desk` may be empty and `epoch` 0: a problem that names no journal is still told.
    """

    type: str
    desk: str
    epoch: int
    detail: str = ""
    facts: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The last part of its type."""
        return self.type.rsplit("/", 1)[-1]

    def members(self) -> dict[str, Any]:
        members: dict[str, Any] = {"type": self.type, "desk": self.desk, "epoch": self.epoch}
        if self.detail:
            members["detail"] = self.detail
        return members | dict(self.facts)

    @classmethod
    def from_members(cls, value: object) -> Problem:
        """Read a problem; only what is no object at all raises Malformed, for a problem must not hide the acks."""
        members = _object(value, "problem")
        kind, desk, epoch = members.get("type"), members.get("desk"), members.get("epoch")
        facts = {
            name: fact
            for name, fact in members.items()
            if name not in ("type", "desk", "epoch", "detail") and type(fact) in (int, str)
        }
        detail = members.get("detail", "")
        return cls(
            kind[:200] if isinstance(kind, str) else "about:blank",
            desk if isinstance(desk, str) and DESK_PATTERN.fullmatch(desk) else "",
            epoch if type(epoch) is int and 1 <= epoch <= EPOCH_MAX else 0,
            detail[:2000] if isinstance(detail, str) else "",
            facts,
        )


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """First line of a request. Times ms, `wait` seconds, `max` bytes of feed; `feed` None when none is wanted.

    `have` maps journal names (`5701A`, `5701A.2`) to acknowledged numbers; None when absent.
    """

    desk: str
    epoch: int
    n: int
    oldest: int = 0
    feed: str | None = None
    max: int = PAGE_BYTES_DEFAULT
    have: Mapping[str, int] | None = None
    wait: int = 0

    @property
    def journal(self) -> Journal:
        return Journal(self.desk, self.epoch)

    def encode(self, segments: Iterable[Segment] = ()) -> bytes:
        """The whole body, uncompressed."""
        members: dict[str, Any] = {
            "sync": 1,
            "desk": self.desk,
            "epoch": self.epoch,
            "n": self.n,
            "oldest": self.oldest,
        }
        if self.feed is not None:
            members |= {"feed": self.feed, "max": self.max}
        if self.have is not None:
            members["have"] = dict(self.have)
        if self.wait:
            members["wait"] = self.wait
        return b"".join((encode_json(members), b"\n", *(segment.encode_framed() for segment in segments)))

    @classmethod
    def decode(cls, body: bytes) -> tuple[SyncRequest, list[bytes]]:
        """Read the first line; the other lines stay as they are, for `sync.framing`.

        Raises Malformed, or OtherVersion.
        """
        first, lines = split_lines(body)
        members = _object(_json(first), "request")
        version = members.get("sync")
        if type(version) is int and version != 1:
            raise OtherVersion(str(version)[:20])
        if version != 1 or isinstance(version, bool):
            raise Malformed("sync")
        desk = _text(members, "desk", 12)
        if not DESK_PATTERN.fullmatch(desk):
            raise Malformed("desk")
        feed = members.get("feed")
        if feed is not None and (not isinstance(feed, str) or len(feed) > CURSOR_MAX):
            raise Malformed("feed")
        request = cls(
            desk=desk,
            epoch=_whole(members, "epoch", 1, EPOCH_MAX),
            n=_whole(members, "n", 0, default=0),
            oldest=_whole(members, "oldest", 0, default=0),
            feed=feed,
            max=min(_whole(members, "max", 0, default=PAGE_BYTES_DEFAULT), PAGE_BYTES_MAX),
            have=_have(members.get("have")),
            wait=min(_whole(members, "wait", 0, default=0), WAIT_MAX_S),
        )
        return request, lines


@dataclass(frozen=True, slots=True)
class SyncReply:
    """A reply. `lines` are the feed lines, exact bytes without line feed; `time` ms; `kept` when the centre gave the
    page that a hub alone hands on (0: the centre gave it just now); `heard` a hub's word that the centre answered."""

    time: int
    acks: tuple[Ack, ...] = ()
    problems: tuple[Problem, ...] = ()
    from_cursor: str = ""
    feed: str = ""
    more: bool = False
    sig: str = ""
    lines: tuple[bytes, ...] = ()
    kept: int = 0
    heard: bool = False

    @property
    def page(self) -> bytes:
        """The feed lines with their line feeds, as the page's signature sees them."""
        return b"".join(line + b"\n" for line in self.lines)

    def without_hub_lines(self) -> tuple[SyncReply, tuple[bytes, ...]]:
        """The reply as the centre signed it, and the lines without `f` that a hub added after the page."""
        end = len(self.lines)
        while end and _is_hub_line(self.lines[end - 1]):
            end -= 1
        return replace(self, lines=self.lines[:end]), self.lines[end:]

    def page_signed_by(self, public: bytes, branch: str) -> bool:
        """Whether the page is by the centre; a page without lines needs no signature."""
        if not self.lines and not self.sig:
            return True
        return keys.verify(public, page_text(branch, self.from_cursor, self.feed, self.page), self.sig)

    def encode(self) -> bytes:
        """The whole body, uncompressed."""
        members = {
            "sync": 1,
            "time": self.time,
            "acks": [ack.members() for ack in self.acks],
            "problems": [problem.members() for problem in self.problems],
            "from": self.from_cursor,
            "feed": self.feed,
            "more": self.more,
            "sig": self.sig,
        }
        return encode_json(members) + b"\n" + self.page

    @classmethod
    def decode(cls, body: bytes) -> SyncReply:
        """Read a reply at the desk; raises NotTheCentre for anything that is not one."""
        try:
            first, lines = split_lines(body)
            members = _object(_json(first), "reply")
            if type(members.get("sync")) is not int or members["sync"] != 1:
                raise Malformed("sync")
            return cls(
                time=_whole(members, "time", 0),
                acks=tuple(Ack.from_members(ack) for ack in _list(members, "acks")),
                problems=tuple(Problem.from_members(problem) for problem in _list(members, "problems")),
                from_cursor=_text(members, "from", CURSOR_MAX, default=""),
                feed=_text(members, "feed", CURSOR_MAX, default=""),
                more=members.get("more") is True,
                sig=_text(members, "sig", 200, default=""),
                lines=tuple(lines),
                kept=_whole(members, "kept", 0) if "kept" in members else 0,
                heard=members.get("heard") is True,
            )
        except Malformed as fault:
            raise NotTheCentre(Words("คำตอบอ่านไม่ได้", "the answer cannot be read")) from fault


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One line of the feed; `f` is None for lines a hub adds, which move no cursor."""

    f: int | None
    k: str
    b: dict[str, Any]
    raw: bytes

    @classmethod
    def decode(cls, raw: bytes) -> FeedLine:
        """Read a feed line; raises NotTheCentre."""
        try:
            members = _object(_json(raw), "feed line")
            f = None if "f" not in members else _whole(members, "f", 1)
            return cls(f, _text(members, "k", 60), _object(members.get("b"), "body"), raw)
        except Malformed as fault:
            raise NotTheCentre(Words("ข้อมูลบรรทัดหนึ่งอ่านไม่ได้", "a line of the feed cannot be read")) from fault


def split_lines(body: bytes) -> tuple[bytes, list[bytes]]:
    """First line and the others, without line feeds; raises Malformed when there is none or it is too long."""
    lines = body.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    if not lines or len(lines[0]) > FIRST_LINE_MAX:
        raise Malformed("no first line")
    return lines[0], lines[1:]


def journal_of_name(name: str) -> Journal:
    """The journal a key of `have` names; raises Malformed."""
    try:
        return parse_reference(name + "-1")[0]
    except ValueError as fault:
        raise Malformed("have") from fault


def _is_hub_line(raw: bytes) -> bool:
    try:
        line = FeedLine.decode(raw)
    except NotTheCentre:
        return False
    return line.f is None and line.k == "line"


def _have(value: object) -> Mapping[str, int] | None:
    if value is None:
        return None
    members = _object(value, "have")
    if len(members) > HAVE_MAX:
        raise Malformed("have")
    return {journal_of_name(name).name: _whole(members, name, 0) for name in members}


def _json(line: bytes) -> object:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise Malformed("not JSON") from fault
    return value


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed(name)
    return value


def _list(members: Mapping[str, Any], name: str) -> list[Any]:
    value = members.get(name)
    if value is None:  # some writers say null for an empty list
        return []
    if not isinstance(value, list):
        raise Malformed(name)
    return value


def _text(members: Mapping[str, Any], name: str, most: int, *, default: str | None = None) -> str:
    value = members.get(name)
    value = default if value is None else value
    if not isinstance(value, str) or len(value) > most:
        raise Malformed(name)
    return value


def _whole(
    members: Mapping[str, Any], name: str, least: int, most: int = INTEGER_MAX, *, default: int | None = None
) -> int:
    value = members.get(name, default)
    if type(value) is not int or not least <= value <= most:
        raise Malformed(name)
    return value
