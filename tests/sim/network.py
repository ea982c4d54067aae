"""The simulated network: requests of the product's own HTTP client, carried to the product's own ASGI applications.

In place of httpx's transport. What a line can do to a request is drawn from the seed: lost, its answer lost, doubled,
held back until others have overtaken it, slowed, cut short either way, answered by a stranger, or the line is down.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from tests.sim.loop import LIFE, Life, SimLoop

SLOWEST_S = 2.0
PORTAL = b"<html><body>Please accept the terms of this network</body></html>"
KINDS = (
    "drop_request", "drop_answer", "duplicate", "late_duplicate", "hold", "delay", "cut_request", "cut_answer",
    "portal",
)  # fmt: skip


@dataclass
class Host:
    """What listens at a port while its life lasts."""

    name: str
    app: Any
    life: Life


@dataclass
class Line:
    """How bad the lines are: chance of each fault by kind, latency s, bytes a second; who is cut off."""

    rates: dict[str, float] = field(default_factory=dict)
    latency_s: float = 0.02
    rate_bytes: float = 200_000.0
    off: set[str] = field(default_factory=set)


class Exchange:
    """One request under way."""

    def __init__(self, number: int, request: httpx.Request, body: bytes, answer: Any) -> None:
        self.number = number
        self.request = request
        self.body = body
        self.answer = answer
        self.gone = asyncio.Event()
        self.cut_request = False


class Network:
    """Everybody's lines. `told` is called with each fault that happened."""

    def __init__(self, loop: SimLoop, random: Random, line: Line, told: Callable[[str], None]) -> None:
        self.loop = loop
        self.random = random
        self.line = line
        self.hosts: dict[int, Host] = {}
        self._told = told
        self._numbers = 0
        self.asked: Counter[tuple[str, int]] = Counter()
        self._answered: dict[str, int] = {}
        self._open: dict[str, list[Exchange]] = {}

    async def carry(self, request: httpx.Request) -> httpx.Response:
        """One request and its answer, or the failure a client sees."""
        life, body = LIFE.get(), await request.aread()
        times = request.extensions.get("timeout", {})
        self._numbers += 1
        who = life.name if life is not None else "-"
        self.asked[who, int(self.loop.now) // 10] += 1
        exchange = Exchange(self._numbers, request, body, self.loop.create_future())
        fault = self._fault()
        if who in self.line.off:
            self._fail(exchange, times.get("connect") or 10.0, httpx.ConnectTimeout("cut off"))
        elif request.url.port not in self.hosts or not self.hosts[request.url.port].life.alive:
            self._fail(exchange, self.line.latency_s, httpx.ConnectError("refused"))
        elif fault == "portal":
            self._told(fault)
            self._reply(exchange, who, 0.1, 200, [(b"content-type", b"text/html")], PORTAL, None)
        else:
            self._send(exchange, who, self.hosts[request.url.port], fault)
            read_s = float(times.get("read") or 3600.0)
            self._fail(exchange, self._takes(len(body)) + read_s, httpx.ReadTimeout("silent"))
        if trace := request.extensions.get("trace"):
            await trace("http11.send_request_body.complete", {})  # the system has taken it all
        try:
            response: httpx.Response = await exchange.answer
        except BaseException:
            exchange.gone.set()
            raise
        return response

    def _fault(self) -> str:
        rates = self.line.rates
        roll = self.random.random()
        for kind in KINDS:
            roll -= rates.get(kind, 0.0)
            if roll < 0:
                return kind
        return ""

    def _takes(self, size: int) -> float:
        return self.line.latency_s * self.random.uniform(0.5, 2.0) + size / self.line.rate_bytes

    def _fail(self, exchange: Exchange, seconds: float, fault: Exception) -> None:
        def fail() -> None:
            if not exchange.answer.done():
                exchange.answer.set_exception(fault)

        self.loop.later(seconds, fail)

    def _send(self, exchange: Exchange, who: str, host: Host, fault: str) -> None:
        after = self._takes(len(exchange.body))
        if fault == "delay":
            self._told(fault)
            after += self.random.uniform(0.5, 8.0)
        if fault == "hold":
            after += self.random.uniform(0.2, 15.0)
        if fault == "drop_request":
            self._told(fault)
            return
        if fault == "cut_request" and exchange.body:
            self._told(fault)
            exchange.cut_request = True
            self._fail(exchange, after, httpx.WriteError("broken pipe"))
        self.loop.later(after, lambda: self._arrive(exchange, who, host, fault))
        if fault in ("duplicate", "late_duplicate"):
            extra = self.random.uniform(0.0, 3.0) if fault == "duplicate" else self.random.uniform(60.0, 1500.0)
            again = Exchange(exchange.number, exchange.request, exchange.body, self.loop.create_future())
            again.answer.set_result(None)  # nobody waits for it
            port = exchange.request.url.port

            def repeat() -> None:
                if port in self.hosts and self.hosts[port].life.alive:
                    self._told(fault)
                    self._arrive(again, who, self.hosts[port], "")

            self.loop.later(after + extra, repeat)

    def _arrive(self, exchange: Exchange, who: str, host: Host, fault: str) -> None:
        if not host.life.alive:
            self._fail(exchange, self.line.latency_s, httpx.RemoteProtocolError("Server disconnected"))
            return
        self._open.setdefault(host.name, []).append(exchange)
        self.loop.create_task(self._serve(exchange, who, host, fault), context=host.life.context())

    def reset(self, host: str) -> None:
        """The process at the other end died: the system closes its connections."""
        for exchange in self._open.pop(host, []):
            self._fail(exchange, self.line.latency_s, httpx.RemoteProtocolError("Server disconnected"))

    async def _serve(self, exchange: Exchange, who: str, host: Host, fault: str) -> None:
        request, told = exchange.request, False
        status, headers, content = 0, [], bytearray()
        url = request.url
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1",
            "method": request.method, "scheme": "http", "path": url.path, "raw_path": url.raw_path.split(b"?")[0],
            "query_string": url.query, "root_path": "", "headers": [(k.lower(), v) for k, v in request.headers.raw],
            "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", url.port),
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            nonlocal told
            if exchange.cut_request:
                return {"type": "http.disconnect"}
            if not told:
                told = True
                return {"type": "http.request", "body": exchange.body, "more_body": False}
            await exchange.gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], list(message["headers"])
            elif message["type"] == "http.response.body":
                content.extend(message.get("body", b""))

        await host.app(scope, receive, send)
        if exchange in self._open.get(host.name, []):
            self._open[host.name].remove(exchange)
        if fault == "drop_answer":
            self._told(fault)
        elif status and not exchange.answer.done():
            short = None
            if fault == "cut_answer" and content:
                self._told(fault)
                short = self.random.randrange(len(content))
            self._reply(exchange, who, self._takes(len(content)), status, headers, bytes(content), short)

    def _reply(
        self, exchange: Exchange, who: str, seconds: float, status: int, headers: Any, content: bytes, short: int | None
    ) -> None:
        def reply() -> None:
            if exchange.answer.done():
                return
            if self._answered.get(who, 0) > exchange.number:
                self._told("reorder")
            self._answered[who] = max(exchange.number, self._answered.get(who, 0))
            stream = Content(content, short)
            exchange.answer.set_result(httpx.Response(status, headers=headers, stream=stream, request=exchange.request))

        self.loop.later(seconds, reply)


class Content(httpx.AsyncByteStream):
    """The bytes of an answer, perhaps not all of them."""

    def __init__(self, content: bytes, short: int | None) -> None:
        self._content = content
        self._short = short

    async def __aiter__(self) -> AsyncIterator[bytes]:
        await asyncio.sleep(0)
        if self._short is None:
            yield self._content
            return
        if self._short:
            yield self._content[: self._short]
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")


class Wire:
    """Which network the clients of this process are on."""

    network: Network | None = None


class SimTransport(httpx.AsyncBaseTransport):
    """What httpx speaks through here."""

    def __init__(self, **_options: Any) -> None:
        pass

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert Wire.network is not None
        return await Wire.network.carry(request)


def install() -> None:
    """Every client of this process that names no transport of its own speaks over the simulated network."""
    httpx._client.AsyncHTTPTransport = SimTransport  # type: ignore[misc,attr-defined]
