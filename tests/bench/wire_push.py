"""200 service requests of about 1.5 kB pushed at 64 kbit/s, 600 ms, 3 % loss: `python -m tests.bench.wire_push [runs]`.

In one run, on the same line by the same TLS: the limit (one bare POST of those very lines, zstd -19 with dictionary, to
a server that only answers), this desk with its real centre, and PouchDB given the same 200 (by plain HTTP, to a server
in memory). Bytes are those offered to the air both ways, IP and TCP and TLS and all; seconds from the first
packet to the last acknowledgement held. Root and TUN are needed: a proxy would measure itself.
"""

from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from desk.counter.office import Office
from desk.counter.status import status
from sync import compression
from sync.central import wire_dictionary
from tests.bench import peer_pouch
from tests.lines.fronts import tls_front
from tests.lines.parts import CentreProcess, engine_of, open_office, own_lines, service_requests, take_in
from tests.lines.profiles import SATELLITE, Profile
from tests.lines.tun_line import TunLine, why_not
from tests.own_certificates import Authority

COUNT = 200


@dataclass(frozen=True)
class Took:
    """Seconds and bytes on the air, both ways."""

    seconds: float
    air: int


class Answers(BaseHTTPRequestHandler):
    """A server that only answers: GET gives what it holds."""

    protocol_version = "HTTP/1.1"
    holds = b""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(b"ok")

    def do_GET(self) -> None:
        self._answer(self.holds)

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


def bare(profile: Profile, method: str, body: bytes) -> Took:
    """One bare POST of `body`, or one bare GET of it, on a connection of its own."""
    handler = type("Holding", (Answers,), {"holds": body})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        return over(profile, server.server_address[1], lambda url, pem: ask(url, pem, method, body))
    finally:
        server.shutdown()
        server.server_close()


def ask(url: str, pem: str, method: str, body: bytes) -> None:
    host, port = url.removeprefix("https://").split(":")
    line = http.client.HTTPSConnection(host, int(port), context=ssl.create_default_context(cadata=pem), timeout=600)
    line.request(method, "/", body if method == "POST" else None)
    got = line.getresponse()
    assert got.read() == (b"ok" if method == "POST" else body)
    line.close()


def over(profile: Profile, port: int, work: Callable[[str, str], float | None]) -> Took:
    """Do something over a new line to a server of this machine; `work` may tell its own seconds."""
    authority = Authority()
    with tempfile.TemporaryDirectory() as folder, TunLine(profile) as line:
        with line.there():
            listening = socket.create_server((line.far, 0))
        url = f"https://{line.far}:{listening.getsockname()[1]}"
        with tls_front(listening, authority.vouch(Path(folder), line.far), port):
            began = time.monotonic()
            told = line.run_here(lambda: work(url, authority.pem))
            took = time.monotonic() - began if told is None else told
            found = line.counted()
    return Took(took, found["up_bytes"] + found["down_bytes"])


def sent(office: Office, url: str, pem: str) -> float:
    """Everything unsent, by the engine as it is; seconds until the proof of all is held."""

    async def go() -> float:
        async with engine_of(office, url, pem) as engine:
            began = time.monotonic()
            await engine._send(pull=False)
            assert status(office).all_sent
            return time.monotonic() - began

    return asyncio.run(go())


def ours(profile: Profile, bodies: list[dict[str, object]], folder: Path) -> tuple[Took, bytes, str]:
    """A desk newly enrolled on the machine's own line, its 200 requests then sent over the poor one."""
    centre = CentreProcess(folder / "centre", 50)
    centre.start()
    try:
        office = open_office(folder / "desk", centre.enrol(folder / "desk", "5701A").data_key)
        try:
            take_in(office, bodies)
            took = over(profile, centre.port, lambda url, pem: sent(office, url, pem))
            lines = own_lines(office)
            assert centre.lines("5701A") == lines
            columns = "count(*), sum(bytes_up), max(bytes_up), sum(bytes_down), sum(last - first + 1)"
            told = office.read().execute(f"SELECT {columns} FROM attempts").fetchone()
            said = (
                f"{told[0]} requests, bodies {told[1]:,} up (largest {told[2]:,}) and {told[3]:,} down, {told[4]} lines"
            )
            return took, b"".join(line + b"\n" for line in lines), said
        finally:
            office.close()
    finally:
        centre.end()


def main() -> None:
    if reason := why_not():
        sys.exit(f"no such line can be made here: {reason}")
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    bodies = service_requests(COUNT)
    desk, limit = list[Took](), list[Took]()
    content = b""
    for seed in range(1, runs + 1):
        profile = replace(SATELLITE, seed=seed)
        with tempfile.TemporaryDirectory() as folder:
            took, lines, said = ours(profile, bodies, Path(folder))
        desk.append(took)
        content = compression.encode(lines, "dcz", level=19, dictionary=wire_dictionary.current())
        limit.append(bare(profile, "POST", content))
        print(f"seed {seed}: desk {took.seconds:5.1f} s {took.air:,} B; bare {limit[-1].seconds:5.1f} s "
              f"{limit[-1].air:,} B; {said}", flush=True)  # fmt: skip
    seconds, air = middle(desk)
    bare_seconds, bare_air = middle(limit)
    print(f"\n{COUNT} requests, {len(lines) // COUNT} bytes a line; zstd -19 with dictionary: {len(content):,} bytes")
    print(f"bytes on the air  {air:9,}   bare POST {bare_air:9,}   {air / bare_air:.2f} x (goal 1.2)"
          f"   {air / len(content):.2f} x the content alone")  # fmt: skip
    print(
        f"seconds           {seconds:9.1f}   bare POST {bare_seconds:9.1f}   {seconds / bare_seconds:.2f} x (goal 1.2)"
    )
    if missing := peer_pouch.why_not():
        print(f"PouchDB: {missing}")
        return
    peer_seconds, peer_air = peer_pouch.push(SATELLITE, bodies)
    print(f"PouchDB           {peer_air:9,} bytes, {peer_air / air:.1f} x; {peer_seconds:.1f} s, "
          f"{peer_seconds / seconds:.1f} x (goal: at least 5 x both)")  # fmt: skip


def middle(found: list[Took]) -> tuple[float, int]:
    return statistics.median(each.seconds for each in found), int(statistics.median(each.air for each in found))


if __name__ == "__main__":
    main()
