"""`desk config show|validate|path`."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from desk.commands.opening import desk_home
from desk.config import FILE, load
from desk.words import Words


@click.group()
def config() -> None:
    """Settings of this desk."""


@config.command()
def show() -> None:
    """Print the settings in force as JSON."""
    click.echo(json.dumps(asdict(load(desk_home())), ensure_ascii=False, indent=1))


@config.command()
def validate() -> None:
    """Check the settings; exit 2 naming the one that is wrong."""
    load(desk_home())
    click.echo(str(Words("การตั้งค่าถูกต้อง", "The settings hold")))


@config.command()
def path() -> None:
    """Print where the settings file lies."""
    click.echo(str(desk_home() / FILE))
