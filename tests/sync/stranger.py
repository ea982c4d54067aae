"""A client written from the protocol page alone: imports nothing of the product, speaks to any server of the protocol.

Kept small and slow on purpose; where it and the product disagree, one of them misreads the page.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import itertools
import json
import os
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_SERIAL = itertools.count(1)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """A read /v1/sync reply."""

    first: dict[str, Any]
    lines: list[bytes]

    @property
    def acks(self) -> list[dict[str, Any]]:
        return self.first["acks"]

    @property
    def problems(self) -> list[dict[str, Any]]:
        return self.first["problems"]

    def problem(self, name: str) -> dict[str, Any] | None:
        return next((each for each in self.problems if each["type"] == f"/problems/{name}"), None)

    @property
    def feed(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        return [line["b"] for line in self.feed if line["k"] == kind]


@dataclass
class Stranger:
    """One desk. `at` lines keep their exact bytes and heads; `now` seconds may be bent for clock tests."""

    address: str
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    desk: str = ""
    epoch: int = 1
    branch: str = ""
    server_key: bytes = b""
    lines: list[bytes] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    skew_s: int = 0
    recipient: str = ""

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def key(self) -> str:
        return b64(hashlib.sha256(self.public).digest()[:8])

    @property
    def head(self) -> bytes:
        return self.heads[-1] if self.heads else self.genesis

    @property
    def genesis(self) -> bytes:
        return hashlib.sha256(f"amphoe-desk/1\n{self.desk}\n{self.epoch}".encode()).digest()

    def ref(self, n: int) -> str:
        return f"{self.desk}-{n}" if self.epoch == 1 else f"{self.desk}.{self.epoch}-{n}"

    def enrol(self, code: str) -> Answer:
        body = compact({"code": code, "public_key": b64(self.public), "recipient": self.recipient, "name": "stranger"})
        answer = self.plain("POST", "/v1/enrolments", body)
        if answer.status == 200:
            told = answer.json()
            self.desk, self.epoch, self.branch = told["desk"], told["epoch"], told["branch"]
            self.server_key = unb64(told["server_key"])
            self.lines, self.heads = [], []
        return answer

    def act(self, kind: str, body: dict[str, Any], *, o: str = "anan", w: str | None = None, p: str | None = None,
            t: int | None = None) -> str:  # fmt: skip
        """Append a line; its reference."""
        line: dict[str, Any] = {"n": len(self.lines) + 1, "t": int(time.time() * 1000) if t is None else t, "o": o}
        if w is not None:
            line["w"] = w
        if p is not None:
            line["p"] = p
        return self.append(compact(line | {"k": kind, "b": body}))

    def append(self, raw: bytes) -> str:
        self.heads.append(hashlib.sha256(self.head + hashlib.sha256(raw).digest()).digest())
        self.lines.append(raw)
        return self.ref(len(self.lines))

    def segment(self, first: int, last: int, **changed: Any) -> bytes:
        """Lines `first` to `last`, sealed and framed; `changed` overrides members of the header after signing."""
        at, head = int(time.time() * 1000), b64(self.heads[last - 1])
        text = f"segment\n{self.desk}\n{self.epoch}\n{first}\n{last}\n{head}\n{at}"
        header = {
            "desk": self.desk, "epoch": self.epoch, "from": first, "to": last, "head": head, "at": at,
            "key": self.key, "sig": b64(self.private.sign(text.encode())),
        }  # fmt: skip
        body = compact({"segment": header | changed}) + b"\n"
        return body + b"".join(line + b"\n" for line in self.lines[first - 1 : last])

    def request(self, **members: Any) -> bytes:
        first = {"sync": 1, "desk": self.desk, "epoch": self.epoch, "n": len(self.lines), "oldest": 0}
        return compact(first | members) + b"\n"

    def sync(self, *segments: bytes, **members: Any) -> Reply:
        """One round trip that must be answered 200; acks and page are verified."""
        answer = self.post_sync(self.request(**members) + b"".join(segments))
        assert answer.status == 200, (answer.status, answer.body)
        return self.read(answer.body)

    def push(self, first: int = 1, last: int | None = None, **members: Any) -> Reply:
        return self.sync(self.segment(first, last or len(self.lines)), **members)

    def pull(self, cursor: str = "", most: int = 4_000_000, **members: Any) -> tuple[list[dict[str, Any]], str]:
        """Every page from a cursor on."""
        found: list[dict[str, Any]] = []
        while True:
            reply = self.sync(feed=cursor, max=most, **members)
            assert reply.first["from"] == cursor
            found += reply.feed
            cursor = reply.first["feed"]
            if not reply.first["more"]:
                return found, cursor

    def post_sync(self, body: bytes, **headers: str) -> Answer:
        return self.signed("POST", "/v1/sync", body, {"Content-Type": "application/x-ndjson"} | headers)

    def read(self, body: bytes) -> Reply:
        lines = body.split(b"\n")
        assert lines.pop() == b""
        first = json.loads(lines[0])
        for ack in first["acks"]:
            text = f"ack\n{ack['desk']}\n{ack['epoch']}\n{ack['through']}\n{ack['head']}\n{ack['time']}"
            self._by_centre(ack["sig"], text)
        if lines[1:]:
            digest = hashlib.sha256(b"".join(line + b"\n" for line in lines[1:])).hexdigest()
            self._by_centre(first["sig"], f"page\n{self.branch}\n{first['from']}\n{first['feed']}\n{digest}")
        return Reply(first, lines[1:])

    def _by_centre(self, sig: str, text: str) -> None:
        Ed25519PublicKey.from_public_bytes(self.server_key).verify(unb64(sig), text.encode())

    def signed(self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None,
               **bent: Any) -> Answer:  # fmt: skip
        return self.plain(method, target, body, (headers or {}) | self.signature(method, target, body, **bent))

    def signature(self, method: str, target: str, body: bytes, *, nonce: str | None = None, tag: str = "amphoe-desk",
                  drop: str = "") -> dict[str, str]:  # fmt: skip
        path, _, query = target.partition("?")
        values = {"@method": method, "@path": path, "@query": "?" + query}
        headers = {}
        if body:
            digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
            headers["Content-Digest"] = values["content-digest"] = f"sha-256=:{digest}:"
        values.pop(drop, None)
        nonce = nonce or f"n{next(_SERIAL)}-{os.urandom(6).hex()}"
        inner = " ".join(f'"{name}"' for name in values)
        created = int(time.time()) + self.skew_s
        params = f'({inner});created={created};nonce="{nonce}";keyid="{self.key}";tag="{tag}"'
        base = "".join(f'"{name}": {value}\n' for name, value in values.items()) + f'"@signature-params": {params}'
        sig = base64.b64encode(self.private.sign(base.encode())).decode()
        return headers | {"Signature-Input": f"any={params}", "Signature": f"any=:{sig}:"}

    def plain(self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        parts = urlsplit(self.address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        try:
            connection.request(method, target, body or None, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()
