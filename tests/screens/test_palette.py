"""The palette offers first what is called as one types."""

from __future__ import annotations

from small_desk import SmallDesk

from desk.words import Words
from screens.commands import PaletteScreen
from screens.ground_app import GroundApp
from screens.keys import Action, command
from screens.paged_table import PagedTable
from screens.typist import press, type_text

NEXT = command("end_visit", Words("รายต่อไป", "Next person"), Words("จบรายที่อยู่หน้าเคาน์เตอร์", "Ends this visit"))
TELLS = command("sync_view", Words("การส่ง", "Sending"), Words("ติดต่อส่วนกลางหรือไม่", "Restored or not"))
RESTORE = command("restore_line", Words("ต่อสาย", "Restore the line"), Words("ต่อสายกลับคืน", "Puts it back"))


async def offered(app: GroundApp, typed: str, *actions: Action) -> list[str]:
    await app.push_screen(PaletteScreen(actions))
    await type_text(app, typed)
    table = app.screen.query_one(PagedTable)
    found = [row.key for row in table._rows]
    await press(app, "escape")
    return found


async def test_a_name_that_begins_as_typed_comes_before_one_that_holds_it_and_before_explanations() -> None:
    app = SmallDesk(theme="calm")
    async with app.run_test(size=(80, 24)):
        assert await offered(app, "ต่อ", TELLS, NEXT, RESTORE) == ["restore_line", "end_visit", "sync_view"]
        assert await offered(app, "REST", TELLS, NEXT, RESTORE) == ["restore_line", "sync_view"]
        assert await offered(app, "", TELLS, NEXT, RESTORE) == ["sync_view", "end_visit", "restore_line"]
