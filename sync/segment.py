"""Segments: a run of lines of one journal, sealed by its desk (protocol section 2). Pure.

The only thing that carries work anywhere, whether by HTTP, the office LAN or a stick. Nobody re-serialises one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.model.line import DESK_PATTERN, INTEGER_MAX, LINE_BYTES_MAX, Journal, encode_json, link
from desk.rules import keys

EPOCH_MAX = 999_999_999
SegmentProblem = Literal["bad-segment", "bad-line"]


class SegmentFault(ValueError):
    """A segment that is not whole. `problem` is the name the protocol gives it; `n` the bad line, where one is."""

    def __init__(self, problem: SegmentProblem, why: str, n: int | None = None) -> None:
        super().__init__(why)
        self.problem: SegmentProblem = problem
        self.n = n


@dataclass(frozen=True, slots=True)
class SegmentHeader:
    """What a desk says of a run of its lines. `head` is h(to_n), 32 bytes; `at` ms, no say in order."""

    desk: str
    epoch: int
    from_n: int
    to_n: int
    head: bytes
    at: int
    key: str
    sig: str

    @property
    def journal(self) -> Journal:
        return Journal(self.desk, self.epoch)

    @property
    def signing_text(self) -> str:
        """The text the signature stands over."""
        head = keys.b64encode(self.head)
        return f"segment\n{self.desk}\n{self.epoch}\n{self.from_n}\n{self.to_n}\n{head}\n{self.at}"

    def members(self) -> dict[str, Any]:
        """The header as it is written."""
        return {
            "desk": self.desk,
            "epoch": self.epoch,
            "from": self.from_n,
            "to": self.to_n,
            "head": keys.b64encode(self.head),
            "at": self.at,
            "key": self.key,
            "sig": self.sig,
        }

    @classmethod
    def from_members(cls, value: object) -> SegmentHeader:
        """Read a header strictly; raises SegmentFault("bad-segment") when a member is missing or makes no sense."""
        if not isinstance(value, dict):
            raise SegmentFault("bad-segment", "a header is an object")
        desk, key, sig = value.get("desk"), value.get("key"), value.get("sig")
        if not isinstance(desk, str) or not DESK_PATTERN.fullmatch(desk):
            raise SegmentFault("bad-segment", "desk")
        if not isinstance(key, str) or not isinstance(sig, str):
            raise SegmentFault("bad-segment", "key or sig")
        epoch = _whole(value, "epoch", 1, EPOCH_MAX)
        from_n, to_n = _whole(value, "from", 1, INTEGER_MAX), _whole(value, "to", 1, INTEGER_MAX)
        at = _whole(value, "at", -INTEGER_MAX, INTEGER_MAX)
        if to_n < from_n:
            raise SegmentFault("bad-segment", "to is before from")
        try:
            head = keys.b64decode(value.get("head"), length=32)
        except ValueError as fault:
            raise SegmentFault("bad-segment", "head") from fault
        return cls(desk, epoch, from_n, to_n, head, at, key, sig)


@dataclass(frozen=True, slots=True)
class Segment:
    """A header and its lines, each without line feed."""

    header: SegmentHeader
    lines: tuple[bytes, ...]

    def encode(self) -> bytes:
        """Header on one line, then the lines; every line ends with a line feed."""
        return b"".join((encode_json(self.header.members()), b"\n", *_ended(self.lines)))

    def encode_framed(self) -> bytes:
        """The same inside a sync request: `{"segment":{header}}` and the lines."""
        return b"".join((encode_json({"segment": self.header.members()}), b"\n", *_ended(self.lines)))


def seal(
    journal: Journal, from_n: int, lines: Sequence[bytes], head: bytes, at_ms: int, key: Ed25519PrivateKey
) -> Segment:
    """Seal `lines`, numbered from `from_n`; `head` is the chain after the last of them.

    Raises SegmentFault for no lines, or a line that could not be sent.
    """
    if not lines:
        raise SegmentFault("bad-segment", "a segment holds at least one line")
    _check_lines(from_n, lines)
    unsigned = SegmentHeader(
        desk=journal.desk,
        epoch=journal.epoch,
        from_n=from_n,
        to_n=from_n + len(lines) - 1,
        head=head,
        at=at_ms,
        key=keys.key_id(keys.public_raw(key)),
        sig="",
    )
    members = {name: getattr(unsigned, name) for name in unsigned.__slots__} | {
        "sig": keys.sign(key, unsigned.signing_text)
    }
    return Segment(SegmentHeader(**members), tuple(lines))


def verify_seal(segment: Segment, public: bytes) -> None:
    """Check what needs no knowledge of the chain: signature by `public`, numbering, every line sendable.

    Raises SegmentFault.
    """
    header = segment.header
    if header.key != keys.key_id(public) or not keys.verify(public, header.signing_text, header.sig):
        raise SegmentFault("bad-segment", "the signature does not fit")
    if len(segment.lines) != header.to_n - header.from_n + 1:
        raise SegmentFault("bad-segment", "other lines than the header says")
    _check_lines(header.from_n, segment.lines)


def chain_heads(segment: Segment, before: bytes) -> list[bytes]:
    """h(n) of every line, from h(from_n - 1); raises SegmentFault when the last is not the header's."""
    heads: list[bytes] = []
    head = before
    for line in segment.lines:
        head = link(head, line)
        heads.append(head)
    if head != segment.header.head:
        raise SegmentFault("bad-segment", "the chain does not fit")
    return heads


def verify_segment(segment: Segment, public: bytes, before: bytes) -> list[bytes]:
    """Everything: seal and chain from h(from_n - 1). The heads of all lines; raises SegmentFault."""
    verify_seal(segment, public)
    return chain_heads(segment, before)


def _check_lines(from_n: int, lines: Sequence[bytes]) -> None:
    for number, line in enumerate(lines, from_n):
        if len(line) > LINE_BYTES_MAX:
            raise SegmentFault("bad-line", f"{len(line)} bytes", number)
        if b"\n" in line:
            raise SegmentFault("bad-line", "a line feed inside", number)
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as fault:
            raise SegmentFault("bad-line", "not UTF-8", number) from fault


def _whole(value: dict[str, Any], name: str, least: int, most: int) -> int:
    number = value.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
        raise SegmentFault("bad-segment", name)
    return number


def _ended(lines: Sequence[bytes]) -> list[bytes]:
    return [part for line in lines for part in (line, b"\n")]
