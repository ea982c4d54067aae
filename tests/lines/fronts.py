"""What stands between the line and a server on this machine: TLS at the far end, or a TCP proxy that is a poor line."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import ssl
import threading
import time
from collections.abc import Iterator

from tests.lines.profiles import Profile

RETRANSMIT_S = 1.0  # what a lost packet costs at least; the time-out of a TCP that knows nothing yet


@contextlib.contextmanager
def running(serve: asyncio.Future[None] | None = None) -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop on a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:

        async def end() -> None:
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextlib.contextmanager
def tls_front(listening: socket.socket, tls: ssl.SSLContext | None, port: int) -> Iterator[None]:
    """Take connections on `listening` (made at the far end of a line) and hand them to a server of this machine."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # the front is taken away: nothing to tell
            await hand_on(reader, writer)

    async def hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:  # the server is dead just now: so is this connection
            writer.transport.abort()
            return
        await _both(reader, writer, inner_reader, inner_writer)

    with running() as loop:
        server = asyncio.run_coroutine_threadsafe(asyncio.start_server(carry, sock=listening, ssl=tls), loop).result(10)
        try:
            yield
        finally:
            loop.call_soon_threadsafe(server.close)


async def _both(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    inner_reader: asyncio.StreamReader,
    inner_writer: asyncio.StreamWriter,
) -> None:
    async def one_way(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, ssl.SSLError):
            while piece := await source.read(65536):
                sink.write(piece)
                await sink.drain()

    ways = [asyncio.create_task(one_way(reader, inner_writer)), asyncio.create_task(one_way(inner_reader, writer))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        for sink in (writer, inner_writer):
            sink.transport.abort()


class ProxyLine:
    """The same profiles without root: a proxy that hands bytes on late, slowly, and stops for what a loss would cost.

    TCP underneath hides real losses, so each is paid for in time: a retransmission. While it is cut nothing passes, and
    `reset` cuts break the connections as well.
    """

    def __init__(self, profile: Profile, port: int, *, reset: bool = False) -> None:
        self.profile, self._port, self._reset = profile, port, reset
        self.counts = [0, 0]
        self._free = [0.0, 0.0]
        self._chance = random.Random(profile.seed)

    @contextlib.contextmanager
    def open(self) -> Iterator[str]:
        """The address to speak to instead of the server's own."""
        with running() as loop:
            self._began = time.monotonic()
            server = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._carry, "127.0.0.1", 0), loop).result(
                10
            )
            try:
                yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            finally:
                loop.call_soon_threadsafe(server.close)

    def is_cut(self) -> bool:
        return self.profile.cut_at(time.monotonic() - self._began)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError, ConnectionResetError):
            await self._hand_on(reader, writer)

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._over_the_cut(writer)
        await asyncio.sleep(2 * self.profile.delay_ms / 1000)  # the handshake of the connection
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        ways = [
            asyncio.create_task(self._one_way(reader, inner_writer, 0)),
            asyncio.create_task(self._one_way(inner_reader, writer, 1)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for sink in (writer, inner_writer):
                sink.transport.abort()

    async def _one_way(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: int) -> None:
        due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)

        async def deliver() -> None:
            while True:
                at, packet = await due.get()
                await asyncio.sleep(max(0.0, at - time.monotonic()))
                await self._over_the_cut(sink)
                sink.write(packet)
                await sink.drain()
                if not packet:
                    return

        delivering = asyncio.create_task(deliver())
        late = 0.0
        try:
            with contextlib.suppress(OSError):
                while packet := await source.read(self.profile.mtu):
                    self.counts[way] += len(packet)
                    start = max(time.monotonic(), self._free[way])
                    self._free[way] = start + len(packet) / self.profile.bytes_a_second
                    if self._chance.random() < self.profile.loss:
                        late = max(late, self._free[way] + max(RETRANSMIT_S, 3 * self.profile.delay_ms / 1000))
                    await due.put((max(self._free[way], late) + self.profile.delay_ms / 1000, packet))
                    await asyncio.sleep(max(0.0, self._free[way] - time.monotonic()))
                while not due.empty():
                    await asyncio.sleep(0.01)
                await asyncio.sleep(self.profile.delay_ms / 1000)
        finally:
            delivering.cancel()

    async def _over_the_cut(self, sink: asyncio.StreamWriter) -> None:
        while self.is_cut():
            if self._reset:
                sink.transport.abort()
                raise ConnectionResetError
            await asyncio.sleep(0.05)
