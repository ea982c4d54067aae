"""A desk of two screens and three boxes, for the tests of the ground; run as a program it opens on a real terminal."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from desk.model.errors import Refused
from desk.words import Words
from screens.bars import HeaderFacts
from screens.base import DeskScreen, ModalBase, SubScreen
from screens.ground_app import GroundApp, open_screens
from screens.keys import FIND, SAVE, act
from screens.paged_table import Column, PagedTable, Row
from screens.parts import FactRow, FieldRow, Said
from screens.thai_input import NAME_LETTERS, NumberInput, ThaiInput

SLOW_S = 0.15


class WrongNumber(Refused):
    code = "E299"
    said = Words("เลขไม่ครบ 4 หลัก ยังไม่มีอะไรเปลี่ยน พิมพ์ใหม่", "Not 4 digits; nothing was changed. Type it again")


def four_digits(text: str) -> str:
    if len(text) != 4 or not text.isdigit():
        raise WrongNumber
    return text


class Home(DeskScreen[None]):
    ACTIONS = (FIND, act("ask", "f8,ctrl+o", Words("ถาม", "Ask"), Words("ถามหนึ่งข้อ", "Asks one thing")))
    ABOUT = Words("หน้าแรกของการทดสอบ", "The first screen of the tests")

    def body(self) -> ComposeResult:
        yield Said(Words("ยินดีต้อนรับ", "Welcome"), id="welcome")
        for number in range(1, 5):
            yield FieldRow(Words(f"ช่อง {number}", f"Field {number}"), ThaiInput(id=f"home{number}"))

    def action_find(self) -> None:
        self.app.push_screen("form" if self.app.keeps_form else Form())

    @work
    async def action_ask(self) -> None:
        """An act of a worker that asks in the middle and takes its time before and after."""
        with self.ground.hold_keys():
            await asyncio.sleep(0.1)
            self.app.answer = await self.app.push_screen_wait(Ask())
            await asyncio.sleep(0.2)


class Ask(ModalBase[str]):
    TITLE_WORDS = Words("ถามหนึ่งข้อ", "One question")

    def body(self) -> ComposeResult:
        yield ThaiInput(id="answer", enter_moves=False)

    def on_thai_input_entered(self, event: ThaiInput.Entered) -> None:
        self.dismiss(event.value)


class Form(SubScreen[None]):
    """A form whose Enter takes 150 ms, with a number that is checked and a table below."""

    ACTIONS = (SAVE.called(Words("รับเงิน", "Take payment")),)

    def body(self) -> ComposeResult:
        yield FieldRow(Words("เลขที่", "Number"), NumberInput(clean=four_digits, id="number", remember_as="number"))
        yield FieldRow(Words("ชื่อ", "Name"), ThaiInput(id="name", restrict=NAME_LETTERS, remember_as="name"))
        yield FieldRow(Words("นามสกุล", "Surname"), ThaiInput(id="surname"))
        yield FieldRow(Words("หมายเหตุ", "Note"), ThaiInput(id="note", enter_moves=False))
        yield FactRow(Words("ที่อยู่", "Address"), "12 [/] \x1b]52;c;eA==\x07 บ้านน้ำริน", id="address")
        yield PagedTable(
            [
                Column(Words("ที่", "No."), 6, "right"),
                Column(Words("ชื่อ", "Name"), 0),
                Column(Words("บาท", "Baht"), 12, "right"),
            ],
            id="queue",
        )

    def on_mount(self) -> None:
        rows = [Row(str(n), (n, "นางสาวน้ำผึ้ง ที่อยู่ยืนยง", f"{n * 10}.00")) for n in range(1, 501)]
        self.query_one(PagedTable).set_rows(rows)

    async def on_thai_input_entered(self) -> None:
        await asyncio.sleep(SLOW_S)

    async def action_save(self) -> None:
        if await self.perform(lambda: time.sleep(SLOW_S) or True):
            self.app.saved += 1
            self.say_done(Words("บันทึกแล้ว", "Saved"))


def facts() -> HeaderFacts:
    return HeaderFacts("อำเภอตัวอย่าง", datetime(2026, 11, 20, 14, 5), "สมศรี ใจดี", "down", 12, 11_000)  # noqa: DTZ001


class SmallDesk(GroundApp):
    """`answer`, `saved`: what the screens did. Ctrl+D writes everything down and ends."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+d", "write_down", priority=True)]
    keeps_form = False

    def __init__(self, out: Path | None = None, **options: object) -> None:
        super().__init__(facts=facts, **options)
        self.out = out
        self.answer: str | None = None
        self.saved = 0
        self.install_screen(Form, "form")

    def get_default_screen(self) -> Home:
        return Home()

    def fields(self) -> dict[str, str]:
        return {field.id: field.value for screen in self.screen_stack for field in screen.query(ThaiInput)}

    def action_write_down(self) -> None:
        if self.out is not None:
            state = {"fields": self.fields(), "answer": self.answer, "saved": self.saved}
            self.out.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
        self.exit()


if __name__ == "__main__":
    desk = SmallDesk(Path(sys.argv[1]), theme="calm")
    desk.keeps_form = "kept" in sys.argv[2:]
    sys.exit(open_screens(desk))
