"""`desk`: every command by name, each loaded only when asked for. The composition root begins here."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Final, cast

import click

from desk import __version__
from desk.model.errors import DeskError
from desk.words import Words, use_language

COMMANDS: Final[dict[str, tuple[str, Words]]] = {
    "enrol": ("desk.commands.syncing:enrol", Words("ลงทะเบียนเครื่องนี้เป็นโต๊ะ", "Enrol this machine as a desk")),
    "sync": ("desk.commands.syncing:sync", Words("ส่งและรับกับระบบกลาง", "Exchange with the centre")),
    "status": ("desk.commands.syncing:status", Words("สถานะของโต๊ะ", "Where this desk stands")),
    "board": ("desk.commands.board:board", Words("จอเรียกคิวในห้องรอ", "The call board of the waiting room")),
    "bag": ("desk.commands.bag:bag", Words("ส่งงานด้วยแท่งความจำ", "The work of this desk by stick")),
    "verify": ("desk.commands.journal:verify", Words("ตรวจสมุดรายการทั้งเล่ม", "Walk the whole journal")),
    "recover": ("desk.commands.recover:recover", Words("กู้รายการเมื่อไม่ตรงกับส่วนกลาง", "Carry lines over after a fork")),
    "doctor": ("desk.commands.doctor:doctor", Words("ตรวจเครื่องและแฟ้มทั้งหมด", "Look at everything on this machine")),
    "backup": ("desk.commands.backup:backup", Words("สำรองโต๊ะเป็นแฟ้มเข้ารหัส", "An encrypted copy of this desk")),
    "restore": ("desk.commands.backup:restore", Words("นำข้อมูลสำรองกลับมาใช้", "Make a desk of a backup")),
    "retire": ("desk.commands.retire:retire", Words("เลิกใช้ ย้าย หรือรวมโต๊ะ", "Retire, move or merge this desk")),
    "rebuild": ("desk.commands.journal:rebuild", Words("สร้างตารางใหม่จากสมุดรายการ", "Make every table anew")),
    "journal": ("desk.commands.journal:journal", Words("ดูสมุดรายการ", "Show the journal")),
    "paper": ("desk.commands.paper:paper", Words("ตรวจใบเสร็จที่อยู่ในมือ", "Check a receipt in the hand")),
    "report": ("desk.commands.report:report", Words("รายงานรายได้และไฟล์ธนาคาร", "Revenue and the bank's file")),
    "receipts": ("desk.commands.receipts:receipts", Words("ตรวจใบเสร็จทุกเลข", "Walk every receipt number")),
    "catalogue": ("desk.commands.catalogue:catalogue", Words("บริการของสำนักงาน", "The office's services")),
    "config": ("desk.commands.config:config", Words("การตั้งค่า", "Settings")),
    "demo": ("desk.commands.demo:demo", Words("สาธิตทั้งวันบนเครื่องนี้", "A whole sample day on this machine")),
    "hub": ("desk.commands.hub:group", Words("ศูนย์กลางของสำนักงาน", "The branch hub")),
    "central": ("desk.commands.central:group", Words("ระบบกลางอ้างอิง", "The reference central service")),
}
HELP: Final = "Amphoe Desk: the counter of a district office, line up or down. Without a command: open the screens."


class Commands(click.Group):
    """A group whose commands are imported only when called, so that `desk --version` costs next to nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the interface of click
        """Every command, in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one command."""
        found = COMMANDS.get(cmd_name)
        if found is None:
            return None
        from desk.commands.help_words import say_in_force

        module, _, name = found[0].partition(":")
        return say_in_force(cast(click.Command, getattr(import_module(module), name)))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands from the table, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, str(words)) for name, (_, words) in COMMANDS.items()])


@click.group(cls=Commands, invoke_without_command=True, help=HELP)
@click.version_option(__version__, prog_name="amphoe-desk")
@click.pass_context
def desk(context: click.Context) -> None:
    """Open the screens when no command is named."""
    if context.invoked_subcommand is None:
        from desk.commands.screens import open_screens

        raise click.exceptions.Exit(open_screens())


def main() -> None:
    """Run a command; expected failures end with their sentence and exit code (PROTOCOL: exit codes)."""
    use_language("en" if os.environ.get("DESK_LANG", "th").lower().startswith("en") else "th")
    from desk.commands import help_words

    click.Context.formatter_class = help_words.HelpText
    help_words.say_in_force(desk)
    try:
        code = desk.main(standalone_mode=False)
    except DeskError as fault:
        click.echo(str(fault), err=True)
        sys.exit(fault.exit_code)
    except click.exceptions.NoArgsIsHelpError as fault:
        fault.show()
        sys.exit(2)
    except click.UsageError as fault:
        click.echo(str(help_words.not_understood(fault, "desk")), err=True)
        sys.exit(2)
    except click.ClickException as fault:
        fault.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
