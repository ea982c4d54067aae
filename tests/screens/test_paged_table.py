"""The table: draws what is in view, keeps its place, tells the terminal where it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

import pytest
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.geometry import Offset

from desk.words import Words
from screens.base import DeskScreen
from screens.ground_app import GroundApp
from screens.paged_table import Column, PagedTable, Row
from screens.typist import press

COLUMNS = [
    Column(Words("ที่", "No."), 6, "right"),
    Column(Words("ชื่อ", "Name"), 0),
    Column(Words("บาท", "Baht"), 12, "right"),
]


class Queue(DeskScreen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str]] = []

    def body(self) -> ComposeResult:
        yield PagedTable(COLUMNS, empty=Words("วันนี้ยังไม่มีรายการ", "Nothing yet today"))

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        self.seen.append(("selected", event.key))

    def on_paged_table_highlighted(self, event: PagedTable.Highlighted) -> None:
        self.seen.append(("highlighted", event.key))

    def on_paged_table_more_wanted(self) -> None:
        self.seen.append(("more", ""))


class Desk(GroundApp):
    def get_default_screen(self) -> Queue:
        return Queue()


def rows(count: int) -> list[Row]:
    return [Row(str(n), (n, "นางสาวน้ำผึ้ง ที่อยู่ยืนยง", f"{n}.00")) for n in range(count)]


@asynccontextmanager
async def table_of(count: int, total: int | None = None) -> AsyncIterator[tuple[Desk, PagedTable]]:
    app = Desk(theme="calm")
    async with app.run_test(size=(80, 24)):
        table = app.screen.query_one(PagedTable)
        table.set_rows(rows(count), total)
        await press(app, "up")
        yield app, table


def line(table: PagedTable, y: int) -> str:
    return table.render_line(y).text


async def test_columns_line_up_in_cells_whatever_the_text() -> None:
    async with table_of(3) as (_, table):
        table.set_rows([Row("a", (1, "ที่อยู่นี้ " * 20, "1,250.00")), Row("b", (2, "[/]\x1b[31mx", "5.00"))])
        for y in range(4):
            assert cell_len(line(table, y)) == table.size.width
        assert line(table, 1).rstrip().endswith("… " + "1,250.00".rjust(12))
        assert "[/]\ufffd[31mx" in line(table, 2)


async def test_keys_move_the_cursor_and_keep_it_in_view() -> None:
    async with table_of(500) as (app, table):
        await press(app, "down", "down", "pagedown", "end", "up")
        assert table.cursor_key == "498"
        assert line(table, table.size.height - 2).startswith("›")
        await press(app, "home", "enter")
        assert app.screen.seen[-2:] == [("highlighted", "0"), ("selected", "0")]


async def test_the_terminal_s_cursor_is_on_the_row_for_screen_readers() -> None:
    async with table_of(10) as (app, table):
        await press(app, "down", "down")
        assert app.cursor_position == table.content_region.offset + Offset(0, 3)


async def test_one_changed_row_draws_one_line() -> None:
    async with table_of(50) as (_, table):
        table._dirty_regions.clear()
        assert table.update_row("3", (3, "ใหม่", "9.00"))
        assert "ใหม่" in line(table, 4)
        assert not table.update_row("999", ())


async def test_the_cursor_stays_on_its_key_when_rows_come_and_go() -> None:
    async with table_of(50) as (app, table):
        table.go_to("20")
        table.set_rows(rows(50)[10:])
        assert table.cursor_key == "20"
        table.set_rows(rows(5))
        assert table.cursor_key == "0"
        table.set_rows([])
        assert table.cursor_key is None
        await press(app, "down", "enter", "end", "pageup")
        assert "วันนี้ยังไม่มีรายการ" in line(table, 1)


async def test_beyond_the_last_row_more_is_asked_for() -> None:
    async with table_of(3, total=100) as (app, table):
        await press(app, "end", "down")
        assert ("more", "") in app.screen.seen
        table.add_rows(rows(6)[3:])
        assert (table.row_count, table.total) == (6, 100)


async def test_two_thousand_rows_cost_what_is_in_view() -> None:
    async with table_of(1) as (_, table):
        many = rows(2_000)
        began = perf_counter()
        table.set_rows(many)
        for y in range(table.size.height):
            table.render_line(y)
        assert perf_counter() - began < 0.1
        with pytest.raises(ValueError, match="5001"):
            table.set_rows(rows(5_001))


async def test_words_in_cells_and_headings_change_with_the_language() -> None:
    async with table_of(1) as (app, table):
        table.set_rows([Row("a", (1, Words("รอส่ง", "unsent"), ""))])
        assert "รอส่ง" in line(table, 1)
        await press(app, "f6")
        assert "unsent" in line(table, 1)
        assert "Name" in line(table, 0)


async def test_a_click_goes_to_the_row_and_a_second_one_chooses_it() -> None:
    app = Desk(theme="calm")
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one(PagedTable).set_rows(rows(20))
        await pilot.click(PagedTable, offset=(10, 5), times=2)
        await pilot.pause()
        assert app.screen.seen == [("highlighted", "4"), ("selected", "4")]
