"""`desk demo`: the whole job on one machine, with a centre process of its own and a sample branch."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from desk.commands.opening import LineFile, demo_home
from desk.model.errors import Misused
from desk.words import Words


class NoSampleYet(Misused):
    """The sample district is not made yet, so it has no line."""

    code = "E911"
    said = Words(
        "ยังไม่มีอำเภอตัวอย่าง ไม่มีอะไรเปลี่ยนแปลง สั่ง make demo ก่อน",
        "There is no sample district yet; nothing was changed. Run make demo first",
    )


@click.group(invoke_without_command=True)
@click.option("--prepare", "only_prepare", is_flag=True, help="set everything up without opening the screens")
@click.option("--play", is_flag=True, help="play the day by itself; exit 0 only when desk and centre agree")
@click.option("--stop", "stop_it", is_flag=True, help="stop the demo's centre")
@click.option("--reset", is_flag=True, help="forget the sample branch, so that the next start makes it anew")
@click.option("--yes", is_flag=True, help="do not ask")
@click.pass_context
def demo(context: click.Context, only_prepare: bool, play: bool, stop_it: bool, reset: bool, yes: bool) -> None:
    """A whole sample day on this machine: opens the screens, or plays the day where there is no terminal."""
    if context.invoked_subcommand is not None:
        return
    home = demo_home()
    if stop_it or reset:
        _end(home, reset=reset, yes=yes)
        return
    if play or not (only_prepare or (sys.stdin.isatty() and sys.stdout.isatty())):
        raise click.exceptions.Exit(_play(home))
    from desk.commands import demo_setup

    demo_setup.prepare(home, demo_setup.progress)
    if only_prepare:
        click.echo(str(Words("พร้อมแล้วที่ {home}", "Ready in {home}").fill(home=home)))
        return
    from desk.commands.screens import open_screens

    code = open_screens(home, story=demo_setup.sample_story(), line=LineFile(home))
    left = Words(
        "ระบบกลางตัวอย่างยังทำงานอยู่ หยุดด้วย make demo-stop", "The sample centre is still running; make demo-stop ends it"
    )
    click.echo(str(left))
    raise click.exceptions.Exit(code)


@demo.command()
@click.argument("state", type=click.Choice(["on", "off"]))
def line(state: str) -> None:
    """Cut or restore the demo's line."""
    home = demo_home()
    if not home.exists():
        raise NoSampleYet()
    LineFile(home).turn(state == "off")
    said = Words("ตัดสายแล้ว", "The line is cut") if state == "off" else Words("ต่อสายแล้ว", "The line is restored")
    click.echo(str(said))


def _end(home: Path, *, reset: bool, yes: bool) -> None:
    from desk.commands import demo_setup

    if reset and not yes:
        question = Words("ลบอำเภอตัวอย่างทั้งหมดใน {home} หรือไม่", "Delete the whole sample branch in {home}?")
        click.confirm(str(question.fill(home=home)), abort=True)
    running = demo_setup.stop(home) if home.exists() else False
    if reset and home.exists() and (demo_setup.prepared(home) or (home / demo_setup.CENTRE_FOLDER).exists()):
        demo_setup.clear(home)
        click.echo(str(Words("ลบอำเภอตัวอย่างแล้ว", "The sample branch is gone")))
        return
    said = Words("หยุดระบบกลางตัวอย่างแล้ว", "The sample centre was stopped")
    none = Words("ไม่มีระบบกลางตัวอย่างที่ทำงานอยู่", "No sample centre was running")
    click.echo(str(said if running else none))


def _play(home: Path) -> int:
    """Play in DESK_HOME where that is free, else in a folder of its own that is taken away afterwards."""
    from desk.commands import demo_setup
    from desk.commands.demo_play import play_day

    if os.environ.get("DESK_HOME") and not demo_setup.prepared(home):
        try:
            return play_day(home)
        finally:
            demo_setup.stop(home)
    with tempfile.TemporaryDirectory(prefix="amphoe-desk-play-") as folder:
        own = Path(folder) / "home"
        try:
            return play_day(own)
        finally:
            demo_setup.stop(own)
