"""A server written from the protocol page alone: imports nothing of the product; any desk of the protocol may use it.

Small, in memory, and bendable: `plan` holds what the next sync requests meet instead of a good answer.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from backports import zstd
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from stranger import b64, compact, unb64

DCZ = bytes.fromhex("5e2a4d1820000000")


@dataclass
class Plain:
    """An answer as it goes out."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    """One request as it came, its body decoded."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    encoded: int

    @property
    def first(self) -> dict[str, Any]:
        return json.loads(self.body.split(b"\n", 1)[0])


Bend = Callable[[dict[str, Any], list[bytes]], None]


def problem(status: int, name: str, headers: dict[str, str] | None = None, **facts: Any) -> Plain:
    body = compact({"type": f"https://example.test/problems/{name}", "title": name, "status": status} | facts)
    return Plain(status, body, {"Content-Type": "application/problem+json; charset=utf-8"} | (headers or {}))


@dataclass
class StrangerServer:
    """One branch, its desks, its feed. `plan`: a Plain answers as it is, a function bends first line and feed lines
    of the good reply before the page is signed. `late_plan` bends behind the signature's back."""

    branch: str = "5701"
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    feed_id: str = "strange"
    feed: list[tuple[str, Any]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    keys: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    journals: dict[tuple[str, int], list[bytes]] = field(default_factory=dict)
    plan: list[Plain | Bend] = field(default_factory=list)
    late_plan: list[Bend] = field(default_factory=list)
    snapshot_plan: list[Plain] = field(default_factory=list)
    lookup_plan: list[Plain] = field(default_factory=list)
    seen: list[Asked] = field(default_factory=list)
    encoding: str = "zstd"
    most: int = 32 * 1024 * 1024
    takes: tuple[str, ...] = ("zstd", "gzip", "identity")
    dictionary: bytes | None = None
    page_lines: int = 1000
    cut_at: int | None = None
    address: str = ""
    _guard: threading.Lock = field(default_factory=threading.Lock)

    # ---- running

    def start(self, tls: ssl.SSLContext | None = None) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                outer.answer(self)

            def log_message(self, *_: object) -> None:
                return

        for method in ("GET", "POST"):
            setattr(Handler, f"do_{method}", Handler.answer)
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self.address = f"http{'s' if tls else ''}://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        with self._guard:
            plain = self.route(handler.command, handler.path, headers, body)
        handler.send_response(plain.status)
        for name, value in plain.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(plain.body)))
        handler.end_headers()
        cut, self.cut_at = self.cut_at, None
        if cut is not None and handler.path.startswith("/v1/snapshots/") and not handler.path.endswith("/current"):
            handler.wfile.write(plain.body[:cut])
            handler.close_connection = True
            return
        self.cut_at = cut
        handler.wfile.write(plain.body)

    def route(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Plain:
        if (method, path) == ("POST", "/v1/enrolments"):
            return self.enrol(json.loads(body))
        desk = self.signer(method, path, headers, body)
        if desk is None:
            return problem(401, "signature")
        if path == "/v1/dictionaries/current" and self.dictionary:
            return Plain(200, self.dictionary)
        if path == "/v1/snapshots/current":
            return Plain(200, compact(self.snapshot()[0]), {"Content-Type": "application/json"})
        if path == f"/v1/snapshots/{self.snapshot()[0]['id']}":
            return self.ranged(self.snapshot()[1], headers.get("range"))
        if (method, path) == ("POST", "/v1/lookups"):
            self.seen.append(Asked(method, path, headers, body, len(body)))
            return self.lookup_plan.pop(0)
        if (method, path) == ("POST", "/v1/sync"):
            return self.sync(desk, headers, body)
        return problem(404, "not-found")

    # ---- section 7

    def enrol(self, asked: dict[str, Any]) -> Plain:
        desk = self.codes.get(asked["code"])
        if desk is None:
            return problem(403, "code")
        public = unb64(asked["public_key"])
        self.keys[b64(hashlib.sha256(public).digest()[:8])] = (desk, public)
        told = {
            "desk": desk, "epoch": 1, "branch": self.branch, "recipient": "age1none", "feed": "",
            "server_key": b64(self.private.public_key().public_bytes_raw()), "motto": {"extra": [1, None]},
        }  # fmt: skip
        return Plain(201, compact(told), {"Content-Type": "application/json"})

    def signer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> str | None:
        match = re.fullmatch(r'([a-z]+)=(\(([^)]*)\).*;tag="amphoe-desk".*)', headers.get("signature-input", ""))
        if match is None:
            return None
        label, params, inner = match.group(1), match.group(2), match.group(3)
        key = re.search(r';keyid="([^"]+)"', params)
        if key is None or ";created=" not in params or ";nonce=" not in params or key.group(1) not in self.keys:
            return None
        digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        plain, _, query = path.partition("?")
        values = {"@method": method, "@path": plain, "@query": "?" + query}
        if body:
            values["content-digest"] = digest
            if headers.get("content-digest") != digest:
                return None
        names = re.findall(r'"([^"]+)"', inner)
        if not set(values) <= set(names):
            return None
        base = "".join(f'"{name}": {values[name]}\n' for name in names) + f'"@signature-params": {params}'
        sig = re.fullmatch(label + r"=:([^:]+):", headers.get("signature", ""))
        desk, public = self.keys[key.group(1)]
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(sig.group(1)), base.encode())  # type: ignore[union-attr]
        except InvalidSignature:
            return None
        return desk

    # ---- section 3

    def sync(self, desk: str, headers: dict[str, str], encoded: bytes) -> Plain:
        step = self.plan.pop(0) if self.plan else None
        encoding = headers.get("content-encoding", "identity")
        if encoding not in self.takes:
            self.seen.append(Asked("POST", "/v1/sync", headers, b"", len(encoded)))
            return problem(415, "encoding")
        body = self.decode(encoding, encoded)
        self.seen.append(Asked("POST", "/v1/sync", headers, body, len(encoded)))
        if isinstance(step, Plain):
            return step
        if len(body) > self.most:
            return problem(413, "too-large", max=self.most)
        lines = body.split(b"\n")[:-1]
        first = json.loads(lines[0])
        assert first["desk"] == desk
        problems = self.take(lines[1:])
        acks = [self.ack(desk, epoch) for name, epoch in self.journals if name == desk] or [self.ack(desk, 1)]
        page: list[bytes] = []
        told: dict[str, Any] = {"sync": 1, "time": int(time.time() * 1000), "acks": acks, "problems": problems}
        if "feed" in first:
            page = self.page(first, told)
        if step is not None:
            step(told, page)
        if page:
            told["sig"] = self.sign_page(told, page)
        if self.late_plan:
            self.late_plan.pop(0)(told, page)
        out = compact(told | {"weather": "fine"}) + b"\n" + b"".join(line + b"\n" for line in page)
        packed, name = self.encode(out)
        kind = {"Content-Type": "application/x-ndjson"}
        return Plain(200, packed, kind | ({"Content-Encoding": name} if name != "identity" else {}))

    def take(self, lines: list[bytes]) -> list[dict[str, Any]]:
        problems, at = [], 0
        while at < len(lines):
            header = json.loads(lines[at])["segment"]
            count = header["to"] - header["from"] + 1
            run, at = lines[at + 1 : at + 1 + count], at + 1 + count
            name = (header["desk"], header["epoch"])
            text = "\n".join(
                ["segment", name[0], *(str(header[each]) for each in ("epoch", "from", "to", "head", "at"))]
            )
            Ed25519PublicKey.from_public_bytes(self.keys[header["key"]][1]).verify(unb64(header["sig"]), text.encode())
            held = self.journals.setdefault(name, [])
            if header["from"] > len(held) + 1:
                problems.append({"type": "/problems/gap", "desk": name[0], "epoch": name[1], "expected": len(held) + 1})
                continue
            new = held[: header["from"] - 1] + run
            if b64(self.head(name, new)) != header["head"]:
                problems.append({"type": "/problems/bad-segment", "desk": name[0], "epoch": name[1]})
                continue
            differs = next((n for n, (a, b) in enumerate(zip(held, new, strict=False), 1) if a != b), None)
            if differs is not None:
                problems.append({"type": "/problems/fork", "desk": name[0], "epoch": name[1], "n": differs})
            elif len(new) > len(held):
                self.journals[name] = new
        return problems

    def head(self, name: tuple[str, int], lines: list[bytes]) -> bytes:
        head = hashlib.sha256(f"amphoe-desk/1\n{name[0]}\n{name[1]}".encode()).digest()
        for line in lines:
            head = hashlib.sha256(head + hashlib.sha256(line).digest()).digest()
        return head

    def ack(self, desk: str, epoch: int, *, at: int | None = None, key: Ed25519PrivateKey | None = None,
            lines: list[bytes] | None = None) -> dict[str, Any]:  # fmt: skip
        held = self.journals.get((desk, epoch), []) if lines is None else lines
        key, at = key or self.private, at or int(time.time() * 1000)
        head = b64(self.head((desk, epoch), held))
        text = f"ack\n{desk}\n{epoch}\n{len(held)}\n{head}\n{at}"
        name = b64(hashlib.sha256(key.public_key().public_bytes_raw()).digest()[:8])
        return {
            "desk": desk, "epoch": epoch, "through": len(held), "head": head, "time": at,
            "key": name, "sig": b64(key.sign(text.encode())),
        }  # fmt: skip

    # ---- sections 5 and 6

    def page(self, first: dict[str, Any], told: dict[str, Any]) -> list[bytes]:
        feed_id, _, number = first["feed"].rpartition(".")
        if first["feed"] and feed_id != self.feed_id:
            told["problems"].append({"type": "/problems/stale-cursor", "desk": first["desk"], "epoch": first["epoch"]})
            return []
        after = int(number or 0)
        end = min(len(self.feed), after + self.page_lines)
        told |= {"from": first["feed"], "feed": f"{self.feed_id}.{end}", "more": end < len(self.feed)}
        return [self.line(f) for f in range(after + 1, end + 1)]

    def line(self, f: int) -> bytes:
        kind, body = self.feed[f - 1]
        return compact({"f": f, "k": kind, "b": body, "note": "extra"})

    def sign_page(self, told: dict[str, Any], page: list[bytes]) -> str:
        digest = hashlib.sha256(b"".join(line + b"\n" for line in page)).hexdigest()
        return b64(self.private.sign(f"page\n{self.branch}\n{told['from']}\n{told['feed']}\n{digest}".encode()))

    def snapshot(self) -> tuple[dict[str, Any], bytes]:
        body = zstd.compress(b"".join(self.line(f) + b"\n" for f in range(1, len(self.feed) + 1)))
        feed, digest = f"{self.feed_id}.{len(self.feed)}", hashlib.sha256(body).hexdigest()
        name = f"copy-{len(self.feed)}"
        text = f"snapshot\n{self.branch}\n{name}\n{feed}\n{digest}"
        told = {
            "id": name, "feed": feed, "bytes": len(body), "lines": len(self.feed), "sha256": digest,
            "made": int(time.time() * 1000), "sig": b64(self.private.sign(text.encode())), "size_in_shoes": 7,
        }  # fmt: skip
        return told, body

    def ranged(self, body: bytes, wanted: str | None) -> Plain:
        self.seen.append(Asked("GET", "snapshot", {"range": wanted or ""}, b"", 0))
        if self.snapshot_plan:
            return self.snapshot_plan.pop(0)
        match = re.fullmatch(r"bytes=(\d+)-", wanted or "")
        if match is None:
            return Plain(200, body)
        start = int(match.group(1))
        return Plain(206, body[start:], {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"})

    # ---- section 4

    def decode(self, encoding: str, body: bytes) -> bytes:
        if encoding == "dcz":
            assert self.dictionary is not None
            assert body[:8] == DCZ
            assert body[8:40] == hashlib.sha256(self.dictionary).digest()
            return zstd.decompress(body[40:], zstd_dict=zstd.ZstdDict(self.dictionary, is_raw=True))
        return {"zstd": zstd.decompress, "gzip": gzip.decompress, "identity": bytes}[encoding](body)

    def encode(self, body: bytes) -> tuple[bytes, str]:
        if self.encoding == "dcz":
            assert self.dictionary is not None
            packed = zstd.compress(body, zstd_dict=zstd.ZstdDict(self.dictionary, is_raw=True))
            return DCZ + hashlib.sha256(self.dictionary).digest() + packed, "dcz"
        return {"zstd": zstd.compress, "gzip": gzip.compress, "identity": bytes}[self.encoding](body), self.encoding
