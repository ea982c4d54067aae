"""The fixed lines: no sentence loses its end, the body does not move, nothing is claimed that is not known."""

from __future__ import annotations

from datetime import datetime

from rich.cells import cell_len
from small_desk import SmallDesk
from textual.screen import Screen

from desk.rules.ids import NumberCheckDigitWrong
from desk.rules.office_day import THAI_TIME
from desk.words import Words, use_language
from screens.bars import MESSAGE_LINES_MAX, HeaderFacts
from screens.base import DeskScreen
from screens.safe_text import safe, wrapped
from screens.typist import press

ID_KIND = Words("เลขประจำตัวประชาชน", "citizen number")


def lines(screen: Screen[object]) -> list[str]:
    return [strip.text for strip in screen._compositor.render_strips()]


def front(app: SmallDesk) -> DeskScreen[object]:
    assert isinstance(app.screen, DeskScreen)
    return app.screen


async def test_a_long_sentence_is_read_to_its_end_and_the_body_stays_where_it_is() -> None:
    app = SmallDesk(theme="calm")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(app, "f6")
        before = lines(app.screen)
        error = NumberCheckDigitWrong(what=ID_KIND, expected="1", typed="2")
        front(app).show_error(error)
        await pilot.pause()
        shown = lines(app.screen)
        told = " ".join(line[2:].strip() for line in shown[20:23]).strip()
        assert told == " ".join(str(error.line).split())
        assert "! E214" in "".join(line[:6] for line in shown[20:23])
        assert "F1 Help" in shown[23]
        assert shown[:20] == before[:20]
        assert all(cell_len(line) == 80 for line in shown)

        front(app).say(None)
        await pilot.pause()
        assert lines(app.screen) == before


async def test_a_message_of_a_box_is_read_to_its_end_too() -> None:
    app = SmallDesk(theme="calm")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(app, "f6", "f8")
        await pilot.pause()
        error = NumberCheckDigitWrong(what=ID_KIND, expected="1", typed="2")
        front(app).show_error(error)
        await pilot.pause()
        assert str(error.line).split()[-1] in "".join(lines(app.screen))


async def test_unsent_work_is_not_spoken_of_before_the_file_is_open() -> None:
    app = SmallDesk(theme="calm")
    async with app.run_test(size=(80, 24)) as pilot:
        now = datetime(2026, 11, 20, 14, 5, tzinfo=THAI_TIME)
        for unsent, said in ((None, False), (0, True)):
            front(app).header_line.show(HeaderFacts("อำเภอตัวอย่าง", now, unsent=unsent))
            await pilot.pause()
            assert ("ส่งครบแล้ว" in lines(app.screen)[0]) is said


def test_a_sentence_is_broken_at_spaces_and_its_rest_shown_by_an_ellipsis() -> None:
    use_language("th")
    assert wrapped("น้ำ ใจ ดี", 4, 3) == [safe("น้ำ"), "ใจ ดี"]
    assert wrapped("abc def ghi", 3, 2) == ["abc", "de…"]
    assert wrapped("abcdefgh", 3, MESSAGE_LINES_MAX) == ["abc", "def", "gh"]
    assert wrapped("", 3, 1) == [""]


async def test_all_sent_is_said_only_where_the_centre_signed_for_the_same_head_and_an_alarm_stands_before_it() -> None:
    app = SmallDesk(theme="calm")
    async with app.run_test(size=(80, 24)) as pilot:
        now = datetime(2026, 11, 20, 14, 5, tzinfo=THAI_TIME)
        alarm = Words("E633 ไม่ตรงส่วนกลาง", "E633 not as the centre")
        front(app).header_line.show(HeaderFacts("อำเภอ", now, "อนันต์", "up", all_sent=False, alarm=alarm))
        await pilot.pause()
        told = lines(app.screen)[0]
        assert "ส่งครบแล้ว" not in told
        assert "รอลายเซ็น" in told
        assert "● ! E633" in told
        assert front(app).header_line.has_class("-alarm")
        front(app).header_line.show(HeaderFacts("อำเภอ", now, "อนันต์", "up"))
        await pilot.pause()
        assert "ส่งครบแล้ว" in lines(app.screen)[0]
        assert not front(app).header_line.has_class("-alarm")
