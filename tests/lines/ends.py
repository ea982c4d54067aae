"""A centre reached over a poor line: by TUN where it can be had, else by a proxy of the same profile."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.lines import tun_line
from tests.lines.fronts import ProxyLine, tls_front
from tests.lines.parts import CentreProcess
from tests.lines.profiles import Profile
from tests.own_certificates import Authority


@dataclass(frozen=True)
class Ends:
    """`url` of the centre as the desk sees it and who vouches for it; `run` runs something at the desk's end; `counted`
    the bytes offered to the air so far, up and down."""

    url: str
    authorities: str
    run: Callable[[Callable[[], Any]], Any]
    counted: Callable[[], tuple[int, int]]


@cache
def lacks() -> str:
    """Why there is no TUN here; empty where there is."""
    return tun_line.why_not()


@contextlib.contextmanager
def line_to(centre: CentreProcess, profile: Profile, folder: Path, *, tun: bool = True) -> Iterator[Ends]:
    """The centre over this line."""
    if tun and not lacks():
        authority = Authority()
        with tun_line.TunLine(profile) as line:
            with line.there():
                listening = socket.create_server((line.far, 0))
            tls = authority.vouch(folder, line.far)
            with tls_front(listening, tls, centre.port):

                def air() -> tuple[int, int]:
                    found = line.counted()
                    return found["up_bytes"], found["down_bytes"]

                yield Ends(f"https://{line.far}:{listening.getsockname()[1]}", authority.pem, line.run_here, air)
        return
    proxy = ProxyLine(profile, centre.port)
    with proxy.open() as url:
        yield Ends(url, "", lambda work: work(), lambda: (proxy.counts[0], proxy.counts[1]))
