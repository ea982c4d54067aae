"""`desk board`: the call board of the waiting room, beside a running desk."""

from __future__ import annotations

import click

from desk.words import use_language


@click.command()
def board() -> None:
    """Show on the whole terminal which ticket is called to which counter. Writes nothing; asks who opens it."""
    from desk import config
    from desk.commands.opening import desk_home, open_office
    from screens import ground_app
    from screens.board import BoardApp

    settings = config.load(desk_home())
    use_language("en" if settings.language == "en" else "th")
    office = open_office(read_only=True)
    try:
        code = ground_app.open_screens(BoardApp(office), mouse=False)
    finally:
        office.close()
    raise click.exceptions.Exit(code)
