"""Thai identity cards as they are met: whole, worn, half known, foreign, pulled out; and what a watch tells of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.devices.card_watch import CardWatch
from desk.devices.thai_card import CardGone, CardUnreadable, ForeignCard, read_card, read_photo
from desk.model.card import CardEvent, CardName
from desk.model.errors import DeskError
from tests.desks import pin
from tests.devices.virtual_card import ATR, OLD_ATR, FakeReaders, VirtualCard, photo


def test_a_whole_card_is_read_part_by_part() -> None:
    card = VirtualCard()
    read = read_card(card.answer, ATR)
    assert (read.pin, read.sex, read.damaged, read.for_life) == (pin(2), "f", False, False)
    assert read.thai == CardName("นาง", "น้ำผึ้ง", "", "รักเรียน")
    assert (read.thai.whole, read.english.whole) == ("นางน้ำผึ้ง รักเรียน", "Mrs. Namphueng Rakrian")
    assert (read.born_year, read.born_month, read.born_day) == (2510, 5, 9)
    assert (read.issued, read.expires) == ("2020-05-09", "2029-05-08")
    assert read.address[0] == "12"
    assert read.address[-3:] == ("ตำบลทดสอบ", "อำเภอตัวอย่าง", "จังหวัดสมมุติ")
    assert read_photo(card.answer, ATR) == photo()


def test_an_old_card_wants_its_own_command() -> None:
    assert read_card(VirtualCard(atr=OLD_ATR).answer, OLD_ATR).pin == pin(2)
    with pytest.raises(CardUnreadable):
        read_card(VirtualCard(atr=OLD_ATR).answer, ATR)


@pytest.mark.parametrize(
    ("born", "known"),
    [
        ("25100000", (2510, None, None)),
        ("2510    ", (2510, None, None)),
        ("25100500", (2510, 5, None)),
        ("25101345", (2510, None, None)),
        ("        ", (None, None, None)),
        ("XXXXXXXX", (None, None, None)),
        ("24820215", (2482, 2, 15)),
    ],
)
def test_a_birth_is_kept_as_far_as_it_is_known(born: str, known: tuple[int | None, ...]) -> None:
    card = read_card(VirtualCard(born=born).answer, ATR)
    assert (card.born_year, card.born_month, card.born_day) == known


def test_a_card_for_life_and_days_no_calendar_has() -> None:
    for_life = read_card(VirtualCard(expires="99999999").answer, ATR)
    assert (for_life.for_life, for_life.expires) == (True, None)
    wrong = read_card(VirtualCard(expires="25720230", issued="00000000").answer, ATR)
    assert (wrong.for_life, wrong.expires, wrong.issued) == (False, None, None)


def test_bytes_outside_the_alphabet_are_seen_and_hurt_nothing() -> None:
    name = "นาง#น้ำ".encode("iso8859-11") + b"\xa0\xfc\x1b[31m##\xdb"
    card = read_card(VirtualCard(thai=name).answer, ATR)
    assert card.damaged
    assert card.thai.given == "น้ำ \ufffd\ufffd[31m"
    assert read_card(VirtualCard(thai="น้ำผึ้ง รักเรียน").answer, ATR).thai.whole == "น้ำผึ้ง รักเรียน"
    assert read_card(VirtualCard(photo=b"no picture").answer, ATR).pin == pin(2)
    assert read_photo(VirtualCard(photo=b"no picture").answer, ATR) == b""


def test_what_cannot_be_a_card_is_refused_by_name() -> None:
    with pytest.raises(ForeignCard):
        read_card(VirtualCard(foreign=True).answer, ATR)
    for fields in ({"pin": "1234567890123"}, {"pin": " " * 13}, {"thai": " ", "english": " "}):
        with pytest.raises(CardUnreadable):
            read_card(VirtualCard(**fields).answer, ATR)


@settings(max_examples=150)
@given(st.lists(st.binary(max_size=300), max_size=40))
def test_nothing_a_card_says_breaks_the_reader(answers: list[bytes]) -> None:
    left = iter(answers)

    def transmit(_command: bytes) -> bytes:
        answer = next(left, None)
        if answer is None or len(answer) < 2:
            raise CardGone()
        return answer

    with pytest.raises(DeskError):
        read_card(transmit, ATR)


class Watched:
    """A watch on a thread, and what it told."""

    def __init__(self, readers: FakeReaders) -> None:
        self.events: list[CardEvent] = []
        self.stop = threading.Event()
        self._thread = threading.Thread(
            target=CardWatch(readers).run, args=(self.events.append, self.stop), daemon=True
        )
        self._thread.start()

    @property
    def states(self) -> list[str]:
        return [event.state for event in self.events]

    def until(self, so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not so():
            assert time.monotonic() < deadline, self.states
            time.sleep(0.01)

    def end(self) -> None:
        self.stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()


def test_inserted_swapped_and_removed_is_told_each_once() -> None:
    readers = FakeReaders()
    watch = Watched(readers)
    watch.until(lambda: watch.states == ["empty"])
    readers.put(VirtualCard())
    watch.until(lambda: watch.states[1:] == ["reading", "read", "photo"])
    readers.put(VirtualCard(pin=pin(4), thai="นาง#สมหญิง##ใจดี"))
    watch.until(lambda: watch.states[4:] == ["removed", "reading", "read", "photo"])
    readers.put(None)
    watch.until(lambda: watch.states[8:] == ["removed"])
    told = [event.card.pin for event in watch.events if event.state == "read" and event.card is not None]
    assert told == [pin(2), pin(4)]
    watch.end()


def test_a_card_pulled_half_way_gives_nothing_but_its_sentence() -> None:
    readers = FakeReaders()
    watch = Watched(readers)
    readers.put(VirtualCard(), commands=9)
    watch.until(lambda: "failed" in watch.states)
    time.sleep(1.5)  # looked at again meanwhile, without a word
    assert [event.error.code for event in watch.events if event.error] == ["E724"]
    assert not any(event.card for event in watch.events)
    readers.put(None)
    readers.put(VirtualCard(), commands=30)  # the text is whole, the photo is not
    watch.until(lambda: "read" in watch.states)
    watch.end()
    assert "photo" not in watch.states


@pytest.mark.parametrize("commands", [9, 30])
def test_a_card_swapped_more_quickly_than_the_service_looks_is_read_all_the_same(commands: int) -> None:
    readers = FakeReaders()
    watch = Watched(readers)
    readers.put(VirtualCard(), commands=commands)  # pulled while its text, or its photo, is read
    watch.until(lambda: ("failed" if commands == 9 else "read") in watch.states and readers.commands_left == 0)
    time.sleep(0.1)
    readers.swap_unseen(VirtualCard(pin=pin(4), thai="นาง#สมหญิง##ใจดี"))
    watch.until(lambda: watch.states[-1] == "photo")
    assert watch.states[-4:] == ["removed", "reading", "read", "photo"]
    assert watch.events[-1].card is not None
    assert watch.events[-1].card.pin == pin(4)
    readers.put(None)
    watch.until(lambda: watch.states[-1] == "removed")
    watch.end()


def test_a_card_that_answers_again_is_read_and_one_whose_text_stood_gets_its_photo() -> None:
    readers = FakeReaders()
    watch = Watched(readers)
    readers.put(VirtualCard(), commands=30)
    watch.until(lambda: "read" in watch.states and readers.commands_left == 0)
    readers.swap_unseen(VirtualCard())
    watch.until(lambda: watch.states[-1] == "photo")
    assert watch.states == ["empty", "reading", "read", "photo"]
    watch.end()


def test_no_service_no_reader_and_a_foreign_card_are_three_sentences() -> None:
    readers = FakeReaders()
    readers.service = False
    watch = Watched(readers)
    watch.until(lambda: watch.states == ["absent_service"])
    watch.end()
    readers.service, readers.reader = True, False
    watch = Watched(readers)
    watch.until(lambda: watch.states == ["absent_reader"])
    watch.end()
    readers.reader = True
    watch = Watched(readers)
    readers.put(VirtualCard(foreign=True))
    watch.until(lambda: watch.states[-2:] == ["reading", "failed"])
    watch.end()
    assert watch.events[-1].error is not None
    assert watch.events[-1].error.code == "E723"
