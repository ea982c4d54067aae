"""`desk hub ...`: the branch hub on the office LAN, so that the branch goes on as one with the line down."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path
from random import SystemRandom

import click

from desk.commands.central_store import now_ms, say
from desk.words import Words

data_option = click.option(
    "--data", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="the hub's folder",
)  # fmt: skip


@click.group(name="hub")
def group() -> None:
    """The branch hub."""


@group.command()
@click.argument("url")
@click.argument("code")
@data_option
@click.option("--name", default="", help="what to call this machine at the centre")
def enrol(url: str, code: str, folder: Path, name: str) -> None:
    """Enrol this folder as the hub of a branch with the centre's one-time CODE."""
    from sync.hub import enrolment

    told = asyncio.run(enrolment.enrol(folder, url, code, name or socket.gethostname()[:60]))
    said = Words(
        "ลงทะเบียนแล้ว: ศูนย์กลางสำนักงาน {desk} ของ {branch}", "Enrolled: hub {desk} of branch {branch}"
    )  # fmt: skip
    say(said.fill(desk=told.desk, branch=told.branch))


@group.command()
@data_option
@click.option("--port", type=click.IntRange(0, 65535), required=True)
def serve(folder: Path, port: int) -> None:
    """Serve on loopback until stopped; prints the address once it listens."""
    from sync.hub.serve import serve as run

    def started(address: str) -> None:
        click.echo(address)
        sys.stdout.flush()

    run(folder, port, clock=now_ms, random=SystemRandom(), started=started)


__all__ = ["group"]
