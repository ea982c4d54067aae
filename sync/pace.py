"""How much goes in one request, and how long silence is borne, by what the line was seen to carry. Pure.

A big batch with a short time-out never ends on a slow line: every try sends all of it and none is known done. So a
request is about 16 kB on the wire, halves on failure, doubles on success up to 128 kB, and what counts as a stall
follows the measured rate; each stall halves the rate believed in, so that every line speed ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from local_db import meta
from local_db.connection import Connection

REQUEST_BYTES = 16 * 1024  # on the wire; about 50 requests of a counter
REQUEST_BYTES_LEAST = 128
REQUEST_BYTES_MOST = 128 * 1024
LINES_BYTES_MOST = 2 * 1024 * 1024  # not on the wire: of lines, before packing
LINES_BYTES_LEAST = 1024
REQUEST_HEAD_BYTES = 2 * 1024  # first line and headers of segments, beside the lines
PACKED_TO = 800  # bytes of lines that make 100 on the wire, where nothing was measured
PACKED_MEASURED_FROM = 4 * 1024  # bytes on the wire; a few lines alone pack worse than a run of them
PAGE_BYTES_MOST = 512 * 1024
PAGE_BYTES_LEAST = 32 * 1024
STALL_S = 20.0
STALL_S_MOST = 600.0
TIMES_THE_RATE = 3
RATE_UNKNOWN = 1_000  # bytes a second believed in where nothing was measured
RATE_LEAST = 25
RATE_MEASURED_FROM = 4 * 1024  # bytes; what is shorter measures the delay of the line, not its rate


@dataclass(frozen=True, slots=True)
class Pace:
    """`request` wire bytes aimed at; `packed` bytes of lines that make 100 on the wire, `rate` bytes a second, both 0
    where not measured; `most` bytes of lines the other end takes at once, `page` of feed asked for, before packing."""

    request: int = REQUEST_BYTES
    packed: int = 0
    rate: int = 0
    most: int = LINES_BYTES_MOST
    page: int = PAGE_BYTES_MOST

    @property
    def lines_bytes(self) -> int:
        """How many bytes of lines to put into the next request."""
        return max(min(self.request * (self.packed or PACKED_TO) // 100, self.most), LINES_BYTES_LEAST)

    @property
    def rate_believed(self) -> int:
        """Bytes a second to reckon with."""
        return self.rate or RATE_UNKNOWN

    def stall_s(self, wire_bytes: int) -> float:
        """How long nothing may come after so many bytes were handed to the line."""
        return stall_s(wire_bytes, self.rate_believed)

    def after_success(self, lines_bytes: int, up: int, down: int, seconds: float) -> Pace:
        """A request of `lines_bytes` went through as `up` bytes, answered by `down`, in `seconds`."""
        packed, rate, request = self.packed, self.rate, self.request
        if up >= PACKED_MEASURED_FROM and lines_bytes:
            packed = packed_to(lines_bytes, up)
        if up + down >= RATE_MEASURED_FROM and seconds > 0:
            measured = max(int((up + down) / seconds), RATE_LEAST)
            rate = min(measured, (rate + measured) // 2) if rate else measured
        if up * 2 >= request:
            request = min(request * 2, REQUEST_BYTES_MOST)
        return replace(self, packed=packed, rate=rate, request=request)

    def after_page(self) -> Pace:
        """A page came whole."""
        return replace(self, page=min(self.page * 2, PAGE_BYTES_MOST))

    def after_no_page(self) -> Pace:
        """A page did not come, or was cut: of a smaller one less is lost."""
        return replace(self, page=max(self.page // 2, PAGE_BYTES_LEAST))

    def after_failure(self, *, stalled: bool) -> Pace:
        """A request did not come back. After a stall the line is believed to be half as fast."""
        rate = max(self.rate_believed // 2, RATE_LEAST) if stalled else self.rate
        return replace(self, rate=rate, request=max(self.request // 2, REQUEST_BYTES_LEAST))

    def after_too_large(self, named: int) -> Pace:
        """The other end takes no request of this size; `named` bytes is what it does take, 0 where it did not say."""
        smaller = self.after_failure(stalled=False)
        if not named:
            return replace(smaller, request=max(self.request // 2, 1))
        return replace(smaller, most=max(named - REQUEST_HEAD_BYTES, LINES_BYTES_LEAST))


def packed_to(lines_bytes: int, wire_bytes: int) -> int:
    """How many bytes of lines made 100 on the wire."""
    return min(max(lines_bytes * 100 // max(wire_bytes, 1), 100), 10_000)


def stall_s(wire_bytes: int, rate: int) -> float:
    """How long nothing may come after `wire_bytes` were handed to a line of `rate` bytes a second."""
    return min(max(STALL_S, TIMES_THE_RATE * wire_bytes / max(rate, RATE_LEAST)), STALL_S_MOST)


def read_pace(connection: Connection) -> Pace:
    """As the last request left it; it outlives the process."""
    plain = Pace()

    def said(name: str, default: int) -> int:
        return int(meta.get(connection, name, default) or default)

    return Pace(
        request=said("request_bytes", plain.request),
        packed=int(meta.get(connection, "lines_packed", 0) or 0),
        rate=int(meta.get(connection, "line_rate", 0) or 0),
        most=said("batch_bytes_most", plain.most),
        page=said("page_bytes", plain.page),
    )


def keep_pace(connection: Connection, pace: Pace) -> None:
    """Write it; inside a transaction."""
    meta.put(connection, "request_bytes", pace.request)
    meta.put(connection, "lines_packed", pace.packed)
    meta.put(connection, "line_rate", pace.rate)
    meta.put(connection, "page_bytes", pace.page)
    if pace.most != LINES_BYTES_MOST:
        meta.put(connection, "batch_bytes_most", pace.most)
