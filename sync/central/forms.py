"""What requests and answers of the centre hold, as models: the source of docs/openapi.json, and what tests hold answers
against. Binary values are base64url without padding, times ms since 1970 UTC. Members unknown here are ignored."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

Moment = Annotated[int, Field(ge=0, le=2**53, description="ms since 1970 UTC")]
DeskId = Annotated[str, Field(pattern=r"^[0-9]{1,8}[A-Z]{1,4}$")]
Epoch = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0, le=2**53)]
Head = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$", description="h(n), 32 bytes")]
KeyId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{11}$", description="first 8 bytes of SHA-256 of the public key")]
Signature = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{86}$", description="Ed25519")]
PublicKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$", description="raw Ed25519 public key")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Reference = Annotated[str, Field(pattern=r"^[0-9]{1,8}[A-Z]{1,4}(\.[1-9][0-9]{0,8})?-[1-9][0-9]{0,15}$")]
Cursor = Annotated[str, Field(max_length=80, description="`<feed id>.<f>`, empty for the beginning")]


class Form(BaseModel):
    """What every form has in common; aliases are the names on the wire."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore", strict=True)


class SegmentHeader(Form):
    """Header of a segment; its lines follow, one a line."""

    desk: DeskId
    epoch: Epoch
    from_n: int = Field(alias="from", ge=1)
    to_n: int = Field(alias="to", ge=1)
    head: Head
    at: int
    key: KeyId
    sig: Signature


class SyncRequest(Form):
    """First line of a /v1/sync request; segments follow, each `{"segment":{header}}` and its lines."""

    sync: Literal[1]
    desk: DeskId
    epoch: Epoch
    n: Count
    oldest: Moment
    feed: Cursor | None = None
    max: Count = 0
    have: dict[str, Count] | None = None
    wait: int = Field(default=0, ge=0, le=120, description="seconds to hold a pull without news")


class Ack(Form):
    """Every line up to `through` is stored durably by the holder of `key`."""

    desk: DeskId
    epoch: Epoch
    through: Count
    head: Head
    time: Moment
    key: KeyId
    sig: Signature


class Problem(BaseModel):
    """RFC 9457; members beside these belong to the type (`expected`, `n`, `time`, `max`, `source`)."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow")
    type: str = Field(pattern=r"^/problems/[a-z-]+$")
    status: int | None = None
    detail: str | None = None
    desk: str | None = None
    epoch: int | None = None


class SyncReply(Form):
    """First line of the reply; feed lines follow."""

    sync: Literal[1]
    time: Moment
    acks: list[Ack]
    problems: list[Problem]
    from_cursor: Cursor = Field(alias="from")
    feed: Cursor
    more: bool
    sig: str = Field(description="over the page, where there are feed lines; else empty")


class FeedLine(Form):
    """A line of the feed; the body is that of its kind (docs/kinds/feed). Lines a hub adds have no `f`."""

    f: Count | None = None
    k: str
    b: dict[str, Any]


class EnrolmentAsked(Form):
    """A one-time code, and the key it is to serve."""

    code: str = Field(min_length=1, max_length=100)
    public_key: PublicKey
    recipient: str = Field(default="", max_length=200, description="age X25519 recipient for sticks")
    name: str = Field(default="", max_length=100)


class Enrolled(Form):
    """The desk a code was for; the same code with the same key gets the same answer."""

    desk: DeskId
    epoch: Epoch
    branch: str
    server_key: PublicKey
    recipient: str
    feed: Literal[""]


class LookupAsked(Form):
    """One look-up; `ref` the already committed `record.viewed` line of the asking desk."""

    by: Literal["pin", "name", "house", "passport"]
    value: str = Field(min_length=1, max_length=100)
    purpose: str
    ref: Reference
    officer: str


class LookupAnswer(Form):
    """Records found; "not found" is an empty list."""

    as_of: Moment
    found: list[dict[str, Any]]
    truncated: bool


class Snapshot(Form):
    """The newest snapshot of the branch; `bytes` and `sha256` are of the file."""

    id: str
    feed: Cursor
    bytes: Count
    lines: Count
    sha256: Sha256
    made: Moment
    sig: Signature


class DeskHead(Form):
    """How far the centre holds the highest epoch of a desk."""

    desk: DeskId
    epoch: Epoch
    through: Count
    head: Head


class DeskSeen(Form):
    """What the centre knows of one desk."""

    desk: DeskId
    epoch: Epoch
    heard: Moment | None
    n: Count | None
    acknowledged: Count
    oldest: Moment | None
    offset: int | None = Field(description="its clock minus ours, ms")
    version: str | None


class BranchDesks(Form):
    """Every desk of the branch."""

    desks: list[DeskSeen]


class Health(Form):
    """The store answers."""

    ok: Literal[True]
    time: Moment
    sync: Literal[1]
    version: str


class Tracked(Form):
    """Where a request stands: no names, no numbers of people."""

    ref: Reference
    state: str
    service: str
    due: str | None
