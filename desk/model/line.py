"""One line of the journal: its bytes, its chain, its reference (protocol sections 1 and 2).

The exact bytes of a line are stored, hashed and sent; nobody ever re-serialises one. Pure: no clock, no file.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

LINE_BYTES_MAX = 64 * 1024
ACT_LINE_BYTES_MAX = 30 * 1024  # so that a line can be carried inside a `line.recovered`
INTEGER_MAX = 2**53
RECOVERED = "line.recovered"
EARLIER_NAMES_MAX = 200
DESK_PATTERN = re.compile(r"[0-9]{1,8}[A-Z]{1,4}")
REFERENCE_PATTERN = re.compile(r"([0-9]{1,8}[A-Z]{1,4})(?:\.([1-9][0-9]{0,8}))?-([1-9][0-9]{0,15})")


class LineFault(ValueError):
    """Bytes that are no line, or an act that cannot be written as one; the text says which rule broke."""


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of one desk in one epoch."""

    desk: str
    epoch: int

    def reference(self, n: int) -> str:
        """What line `n` created is called: `5701A-17`, or `5701A.2-17` in later epochs."""
        return f"{self.desk}-{n}" if self.epoch == 1 else f"{self.desk}.{self.epoch}-{n}"

    def compact_reference(self, n: int) -> str:
        """The same where only letters and digits fit (bank references, at most 20 characters)."""
        return f"{self.desk}{n}" if self.epoch == 1 else f"{self.desk}{self.epoch}N{n}"

    @property
    def name(self) -> str:
        """The journal as a key of `have`: `5701A`, or `5701A.2`."""
        return self.desk if self.epoch == 1 else f"{self.desk}.{self.epoch}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line read: its members and the bytes they came from. Times are ms since 1970 UTC."""

    n: int
    t: int
    u: int
    o: str
    w: str | None
    p: str | None
    k: str
    b: dict[str, Any]
    raw: bytes


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a `line.recovered` carries: the names the line inside had, oldest first, and that line as it was written."""

    names: tuple[str, ...]
    entry: Entry


def read_recovered(entry: Entry) -> Recovered:
    """The line inside a `line.recovered`; raises LineFault where there is none."""
    name, inner, also = entry.b.get("ref"), entry.b.get("line"), entry.b.get("also", [])
    if not isinstance(name, str) or not isinstance(inner, str) or not isinstance(also, list):
        raise LineFault("ref and line are strings")
    if len(also) > EARLIER_NAMES_MAX or not all(isinstance(each, str) for each in also):
        raise LineFault("also is a short list of references")
    names = (*also, name)
    for each in names:
        parse_reference(each)
    try:
        raw = inner.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise LineFault("a lone surrogate") from fault
    return Recovered(names, decode_line(raw))


def unwrapped(raw: bytes) -> bytes:
    """The bytes an act was first written as: those inside a `line.recovered`, else the line itself."""
    if b'"line.recovered"' not in raw:
        return raw
    try:
        entry = decode_line(raw)
        return read_recovered(entry).entry.raw if entry.k == RECOVERED else raw
    except LineFault:
        return raw


def parse_reference(text: str) -> tuple[Journal, int]:
    """The journal and number a reference names; raises LineFault when it names none."""
    match = REFERENCE_PATTERN.fullmatch(text)
    if match is None:
        raise LineFault(f"not a reference: {text[:40]!r}")
    desk, epoch, n = match.groups()
    return Journal(desk, int(epoch or 1)), int(n)


_spelled = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def encode_json(value: object) -> bytes:
    """JSON as the wire wants it: compact, UTF-8, no floats, integers within 2^53, no lone surrogate."""
    refuse_unsendable(value)
    try:
        return _spelled(value).encode("utf-8")
    except UnicodeEncodeError as fault:
        raise LineFault("a lone surrogate cannot be written") from fault


def refuse_unsendable(value: object) -> None:
    """Raise LineFault for what the wire does not carry: floats, integers beyond 2^53, keys that are no text."""
    left = [value]
    while left:
        value = left.pop()
        if isinstance(value, str | bool) or value is None:
            continue
        if isinstance(value, int):
            if abs(value) > INTEGER_MAX:
                raise LineFault("an integer beyond 2^53")
        elif isinstance(value, dict):
            for name, member in value.items():
                if not isinstance(name, str):
                    raise LineFault("a member name that is no text")
                left.append(member)
        elif isinstance(value, list | tuple):
            left += value
        else:
            raise LineFault(f"a {type(value).__name__} cannot be written")


def encode_line(
    *,
    n: int,
    t: int,
    o: str,
    k: str,
    b: dict[str, Any],
    u: int = 0,
    w: str | None = None,
    p: str | None = None,
    limit: int = ACT_LINE_BYTES_MAX,
) -> bytes:
    """The bytes of a line, members in the order of the protocol, without line feed.

    Raises LineFault when the line is longer than `limit` bytes or holds what the wire does not carry.
    """
    members: dict[str, Any] = {"n": n, "t": t}
    if u != 0:
        members["u"] = u
    members["o"] = o
    if w is not None:
        members["w"] = w
    if p is not None:
        members["p"] = p
    members["k"] = k
    members["b"] = b
    raw = encode_json(members)
    if len(raw) > limit:
        raise LineFault(f"{len(raw)} bytes, at most {limit}")
    return raw


def decode_line(raw: bytes) -> Entry:
    """Read a line; raises LineFault when a member is missing or of the wrong type."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as fault:
        raise LineFault("not JSON") from fault
    if not isinstance(value, dict):
        raise LineFault("not an object")
    n, t, u = value.get("n"), value.get("t"), value.get("u", 0)
    for number in (n, t, u):
        if not isinstance(number, int) or isinstance(number, bool):
            raise LineFault("n, t and u are integers")
    o, k, b = value.get("o"), value.get("k"), value.get("b")
    if not isinstance(o, str) or not isinstance(k, str) or not isinstance(b, dict):
        raise LineFault("o and k are strings, b is an object")
    w, p = value.get("w"), value.get("p")
    if not (w is None or isinstance(w, str)) or not (p is None or isinstance(p, str)):
        raise LineFault("w and p are strings")
    return Entry(n=n, t=t, u=u, o=o, w=w, p=p, k=k, b=b, raw=raw)  # type: ignore[arg-type]


def genesis(journal: Journal) -> bytes:
    """h(0): where the chain of a journal begins."""
    return hashlib.sha256(f"amphoe-desk/1\n{journal.desk}\n{journal.epoch}".encode()).digest()


def link(head: bytes, raw: bytes) -> bytes:
    """h(n) from h(n-1) and the bytes of line n."""
    return link_digest(head, hashlib.sha256(raw).digest())


def link_digest(head: bytes, digest: bytes) -> bytes:
    """h(n) where only the digest of line n is kept (the line was erased by order)."""
    return hashlib.sha256(head + digest).digest()
