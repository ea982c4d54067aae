"""The field: cursor and delete by cluster, cleaning on the way out, nothing in it that is no text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest
from textual.app import ComposeResult
from textual.geometry import Size

from desk.model.errors import Refused
from desk.words import Words
from screens.base import DeskScreen
from screens.ground_app import GroundApp
from screens.parts import FieldRow
from screens.thai_input import NAME_LETTERS, NumberInput, ThaiInput
from screens.thai_terminal import MARKS
from screens.typist import paste, press, type_text


class Short(Refused):
    code = "E298"
    said = Words("สั้นเกินไป ยังไม่มีอะไรเปลี่ยน พิมพ์ใหม่", "Too short; nothing was changed. Type it again")


def at_least_3(text: str) -> str:
    if len(text) < 3:
        raise Short
    return text.upper()


class Fields(DeskScreen[None]):
    fields: ClassVar[tuple[str, ...]] = ("one", "two", "three", "hidden")

    def body(self) -> ComposeResult:
        yield FieldRow(Words("หนึ่ง", "One"), ThaiInput(id="one", remember_as="one"))
        yield FieldRow(Words("สอง", "Two"), ThaiInput(id="two", clean=at_least_3, length_max=12, restrict=NAME_LETTERS))
        yield FieldRow(Words("สาม", "Three"), NumberInput(id="three", length_max=13, skip_when_full=True))
        yield FieldRow(Words("ลับ", "Hidden"), ThaiInput(id="hidden", password=True, remember_as="hidden"))


class Desk(GroundApp):
    def get_default_screen(self) -> Fields:
        return Fields()

    def field(self, name: str) -> ThaiInput:
        return self.screen.query_one(f"#{name}", ThaiInput)


@asynccontextmanager
async def desk(width: int = 80) -> AsyncIterator[Desk]:
    app = Desk(theme="calm")
    async with app.run_test(size=(width, 24)):
        yield app


def drawn(field: ThaiInput) -> str:
    return field.render_line(0).text


async def test_thai_typed_letter_by_letter_is_what_stands_there() -> None:
    async with desk() as app:
        await type_text(app, "ที่อยู่ น้ำผึ้ง ก๊วย @/-+_!")
        assert app.field("one").value == "ที่อยู่ น้ำผึ้ง ก๊วย @/-+_!"


async def test_the_cursor_stands_on_clusters() -> None:
    async with desk() as app:
        field = app.field("one")
        await type_text(app, "ที่อยู่")
        stops = []
        for key in ("left", "left", "left", "left", "right", "right", "right", "right"):
            await press(app, key)
            stops.append(field.cursor_position)
        assert stops == [4, 3, 0, 0, 3, 4, 7, 7]


async def test_delete_takes_a_cluster_and_backspace_a_mark() -> None:
    async with desk() as app:
        field = app.field("one")
        await type_text(app, "ที่อยู่")
        await press(app, "home", "delete")
        assert field.value == "อยู่"
        await press(app, "end", "backspace")
        assert field.value == "อยู"


async def test_selecting_takes_clusters() -> None:
    async with desk() as app:
        field = app.field("one")
        await type_text(app, "ที่อยู่")
        await press(app, "home", "shift+right")
        assert field.selected_text == "ที่"
        await press(app, "delete")
        assert field.value == "อยู่"


async def test_words_end_at_blanks_not_inside_syllables() -> None:
    async with desk() as app:
        field = app.field("one")
        await type_text(app, "ผู้ใหญ่บ้าน หมู่ที่ห้า")
        await press(app, "ctrl+w")
        assert field.value == "ผู้ใหญ่บ้าน "
        await press(app, "ctrl+ไ")
        assert field.value == ""


async def test_a_click_stands_on_a_cluster_or_at_the_end() -> None:
    app = Desk(theme="calm")
    async with app.run_test(size=(80, 24)) as pilot:
        field = app.field("one")
        field.value = "ที่อยู่"
        for cell, position in ((0, 0), (1, 3), (2, 4), (3, 7), (30, 7)):
            await pilot.click("#one", offset=(cell, 0))
            assert field.cursor_position == position


async def test_the_cursor_is_drawn_over_a_whole_cluster() -> None:
    async with desk() as app:
        field = app.field("one")
        await type_text(app, "ที่อยู่น้ำ")
        for _ in range(6):
            line = field.render_line(0)
            assert all(not segment.text or segment.text[0] not in MARKS for segment in line)
            await press(app, "left")


async def test_a_long_text_scrolls_by_whole_clusters() -> None:
    async with desk(40) as app:
        field = app.field("one")
        await type_text(app, "ที่อยู่นี้ยังไม่ได้ตรวจสอบกับทะเบียนบ้านที่น้ำริน")
        for _ in range(40):
            line = field.render_line(0)
            assert line.cell_length == field.size.width
            assert line.text[0] not in MARKS
            await press(app, "left")


async def test_a_key_lays_nothing_out_anew() -> None:
    async with desk() as app:
        layouts: list[Size] = []
        app.screen.screen_layout_refresh_signal.subscribe(app.screen, lambda screen: layouts.append(screen.size))
        await type_text(app, "บ้าน")
        await asyncio.sleep(0.1)
        layouts.clear()
        await type_text(app, "น้ำผึ้ง")
        await asyncio.sleep(0.1)
        assert layouts == []


async def test_a_paste_is_one_line_of_text() -> None:
    async with desk() as app:
        await paste(app, "\x1b[31mบ้าน\x00น้ำ\u202e\nเลขที่\t9\r\n\u200b")
        assert app.field("one").value == "[31mบ้านน้ำ เลขที่ 9"


async def test_no_program_puts_a_control_into_a_field() -> None:
    async with desk() as app:
        field = app.field("one")
        field.value = "ก\x1b]0;x\x07\u2066ข"
        assert field.value == "ก]0;xข"


async def test_what_does_not_fit_is_refused_whole() -> None:
    async with desk() as app:
        field = app.field("two")
        field.focus()
        await press(app, "end")
        await type_text(app, "สมหญิง9")
        assert field.value == "สมหญิง"
        await paste(app, "ยาวเกินกว่าช่องนี้จะรับได้")
        assert field.value == "สมหญิง"


async def test_a_field_that_refuses_keeps_the_cursor_and_says_why() -> None:
    async with desk() as app:
        await press(app, "tab")
        await type_text(app, "ab\t")
        screen = app.screen
        assert app.focused is app.field("two")
        assert screen.message_line.words == Short().line
        await type_text(app, "c\n")
        assert app.field("two").value == "ABC"
        assert app.focused is app.field("three")
        assert screen.message_line.words is None


async def test_going_back_is_possible_from_a_field_that_refuses() -> None:
    async with desk() as app:
        await press(app, "tab")
        await type_text(app, "ab")
        await press(app, "shift+tab")
        assert app.focused is app.field("one")
        assert app.screen.message_line.words == Short().line


async def test_saving_checks_every_field_and_goes_to_the_first_that_refuses() -> None:
    async with desk() as app:
        app.field("two").value = "x"
        assert app.screen.fields_in_order() is False
        await press(app, "end")
        assert app.focused is app.field("two")
        app.field("two").value = "xyz"
        assert app.screen.fields_in_order() is True


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("๑๒๓๔", "1234"), ("1-2345 678", "12345678"), ("ๅ/-ภ", "1234"), ("12a", "12a"), ("1,250.50", "1,250.50")],
)
async def test_numbers_are_read_as_they_were_meant(typed: str, kept: str) -> None:
    async with desk() as app:
        app.field("three").focus()
        await type_text(app, typed + "\n")
        assert app.field("three").value == kept


async def test_a_full_field_is_left_by_itself() -> None:
    async with desk() as app:
        app.field("three").focus()
        await type_text(app, "1234567890123สมชาย")
        assert app.field("three").value == "1234567890123"
        assert app.field("hidden").value == "สมชาย"


async def test_f9_brings_back_what_was_entered_last_but_never_a_secret() -> None:
    async with desk() as app:
        await type_text(app, "เดิม\t")
        app.field("one").clear()
        app.field("one").focus()
        await press(app, "f9")
        assert app.field("one").value == "เดิม"
        app.field("hidden").focus()
        await type_text(app, "รหัส\t")
        app.field("hidden").clear()
        app.field("hidden").focus()
        await press(app, "f9")
        assert app.field("hidden").value == ""
        app.forget_entries()
        assert app.last_entry("one") is None


async def test_a_secret_is_not_drawn_nor_copied() -> None:
    async with desk() as app:
        field = app.field("hidden")
        field.focus()
        await type_text(app, "กี่abc")
        assert drawn(field).rstrip() == "•" * 6
        await press(app, "home", "shift+end", "ctrl+c", "ctrl+x")
        assert app.clipboard == ""
        assert field.value == "กี่abc"


async def test_a_hint_is_said_in_the_language_in_force() -> None:
    field = ThaiInput(hint=Words("พิมพ์ชื่อ", "Type a name"))

    class One(DeskScreen[None]):
        def body(self) -> ComposeResult:
            yield field

    class Other(GroundApp):
        def get_default_screen(self) -> One:
            return One()

    app = Other(theme="calm")
    async with app.run_test():
        assert drawn(field).startswith("พิมพ์ชื่อ")
        await press(app, "f6")
        assert drawn(field).startswith("Type a name")
