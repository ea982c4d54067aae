"""Every key of the desk, written once: bindings, footer, help and palette are made from these.

Function keys come first and mean the same on every screen, as on the terminals officers know: F1 help, F2 find,
F3 back, F4 list, F5 refresh, F6 language, F7/F8 previous/next, F9 repeat, F10 save and next, F11 all commands,
F12 cancel. A terminal or tmux may keep some of them for itself, so each has a second key, and that one its twin
under the Thai layout.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from textual.binding import Binding

from desk.words import Words
from screens.keyboard_twins import with_twins

Group = Literal["act", "move", "field", "desk"]

GROUPS: dict[Group, Words] = {
    "act": Words("งานในหน้านี้", "On this screen"),
    "move": Words("ไปมาระหว่างหน้า", "Moving about"),
    "field": Words("ในช่องกรอก", "In a field"),
    "desk": Words("ทั้งโปรแกรม", "Everywhere"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key does. `run` is the method `action_<run>` of screen or app; the first of `keys` is shown."""

    id: str
    keys: str
    label: Words
    group: Group
    explained: Words
    run: str
    in_footer: bool = True
    everywhere: bool = False
    """Bound by the app, before any screen sees the key; works under modal screens too."""
    says_other_language: bool = False
    """The label is shown in the language that is *not* in force: who cannot read this one finds the key."""

    def called(self, label: Words, explained: Words | None = None) -> Action:
        """The same key and meaning with this screen's name for it: F10 is "Take payment" where money is taken."""
        return replace(self, label=label, explained=explained if explained is not None else self.explained)

    @property
    def key(self) -> str:
        """The key shown to people: `F10`, `Ctrl+Q`."""
        return "+".join(part.capitalize() for part in self.keys.split(",")[0].strip().split("+"))

    @property
    def shown_label(self) -> Words:
        """The label as footer and help show it."""
        return Words(self.label.en, self.label.th) if self.says_other_language else self.label


def _standard(
    key: str, second: str, run: str, th: str, en: str, group: Group, explained: tuple[str, str], **more: bool
) -> Action:
    return Action(run, f"{key},{second}" if second else key, Words(th, en), group, Words(*explained), run, **more)


HELP = _standard(
    "f1",
    "ctrl+g",
    "help",
    "วิธีใช้",
    "Help",
    "desk",
    (
        "แสดงปุ่มทั้งหมดของหน้านี้ และคำอธิบายข้อความล่าสุด",
        "Shows every key of this screen, and the last message in full",
    ),
    everywhere=True,
)
FIND = _standard(
    "f2",
    "ctrl+f",
    "find",
    "ค้นหา",
    "Find",
    "move",
    ("ค้นหาประชาชน คำขอ หรือใบเสร็จ", "Looks up a citizen, a request or a receipt"),
)
FIND_ANYBODY = replace(FIND, run="app.find_anybody", in_footer=False)
"""The same from any room that holds nothing half done: home, and a search box ready for typing."""
BACK = _standard("f3", "ctrl+b", "back", "กลับ", "Back", "move", ("กลับไปหน้าก่อน", "Goes back to the screen before"))
LIST = _standard(
    "f4",
    "ctrl+l",
    "list",
    "รายการ",
    "List",
    "field",
    ("เปิดรายการให้เลือกสำหรับช่องนี้", "Opens the list of choices for this field"),
)
REFRESH = _standard(
    "f5", "ctrl+r", "refresh_view", "โหลดใหม่", "Refresh", "move", ("อ่านข้อมูลในหน้านี้ใหม่", "Reads this screen anew")
)
LANGUAGE = _standard(
    "f6",
    "ctrl+t",
    "language",
    "ภาษาไทย",
    "English",
    "desk",
    ("เปลี่ยนภาษาของทั้งโปรแกรม", "Changes the language of the whole desk"),
    everywhere=True,
    says_other_language=True,
)
PREVIOUS = _standard(
    "f7", "ctrl+pageup", "previous", "ก่อนหน้า", "Previous", "move", ("ไปรายการก่อนหน้า", "Goes to the record before")
)
NEXT = _standard("f8", "ctrl+pagedown", "next", "ถัดไป", "Next", "move", ("ไปรายการถัดไป", "Goes to the next record"))
REPEAT = _standard(
    "f9",
    "ctrl+y",
    "repeat",
    "ซ้ำค่าเดิม",
    "Repeat",
    "field",
    ("ใส่ค่าที่กรอกครั้งก่อนในช่องนี้", "Puts in what was entered in this field last time"),
    in_footer=False,
)
SAVE = _standard("f10", "ctrl+s", "save", "บันทึก", "Save", "act", ("บันทึกแล้วไปขั้นถัดไป", "Saves and goes to the next step"))
PALETTE = _standard(
    "f11",
    "ctrl+p",
    "palette",
    "คำสั่ง",
    "Commands",
    "desk",
    ("ค้นคำสั่งทั้งหมดด้วยชื่อ", "Finds every command by its name"),
    everywhere=True,
)
CANCEL = _standard("f12", "escape", "cancel", "ยกเลิก", "Cancel", "act", ("เลิกทำโดยไม่บันทึก", "Leaves without saving"))
QUIT = _standard(
    "ctrl+q",
    "",
    "quit",
    "ปิดโปรแกรม",
    "Quit",
    "desk",
    ("ปิดโปรแกรม งานที่บันทึกแล้วไม่หาย", "Closes the desk; saved work is safe"),
    everywhere=True,
)

EVERYWHERE: tuple[Action, ...] = (HELP, LANGUAGE, PALETTE, QUIT)
"""Bound by the app on every screen."""


def act(run: str, keys: str, label: Words, explained: Words, group: Group = "act", *, in_footer: bool = True) -> Action:
    """A screen's own action on keys that have no standard meaning (letters in a table, Ctrl keys)."""
    return Action(run, keys, label, group, explained, run, in_footer=in_footer)


def command(run: str, label: Words, explained: Words) -> Action:
    """Something the palette offers that has no key of its own."""
    return Action(run, "", label, "desk", explained, run, in_footer=False)


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """What Textual is to bind for these actions, Thai twins included; never shown by Textual itself."""
    return [
        Binding(with_twins(action.keys), action.run, "", show=False, priority=action.everywhere, id=action.id)
        for action in actions
        if action.keys
    ]


def in_order(actions: Iterable[Action]) -> list[Action]:
    """Actions as footer and help list them: function keys by number, then the others; each once."""
    once = {action.id: action for action in actions}
    return sorted(once.values(), key=_rank)


def _rank(action: Action) -> tuple[int, int]:
    first = action.keys.split(",")[0]
    if first.startswith("f") and first[1:].isdigit():
        return (0, int(first[1:]))
    return (1, 0) if action.keys else (2, 0)
