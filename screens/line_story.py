"""One line of the journal from key press to decision: its card, every attempt, and a conflict field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from desk.words import Words, same
from screens.asking import NOTE, AskReason
from screens.dates import moment_words
from screens.failure_card import CardLines
from screens.keys import LIST, SAVE, act
from screens.looking import Looking
from screens.paged_table import Column, PagedTable, Row
from screens.parts import Said
from screens.reading import read
from screens.safe_text import wrapped
from screens.work import work_of

if TYPE_CHECKING:
    from desk.counter.conflicts import Comparison, Side
    from desk.counter.office import Office
    from desk.counter.sync_story import LifeStory
    from desk.counter.trouble import Way

KEY_SHOWN = 12
WHEN_CELLS = 22
STEP_LINES_MAX = 3
_STORY = Words("ความเป็นมาของรายการ", "The story of this line")
_COMPARED = Words("เทียบทีละช่องกับที่ส่วนกลางมี ! คือต่างกัน", "Field by field with the centre; ! marks what differs")
_NOTE = Words("บันทึกว่าจัดการรายการ {ref} อย่างไร", "How was line {ref} settled?")
_NOTE_READ_BY = Words("หัวหน้าและส่วนกลางจะอ่านข้อความนี้", "The supervisor and the centre read this")


class LineStory(Looking[None]):
    """The card above; below the story, or the comparison where the line is in conflict."""

    ACTIONS = (
        LIST.called(
            Words("เรื่อง/เทียบ", "Story/compare"),
            Words("สลับระหว่างความเป็นมากับการเทียบทีละช่อง", "Changes between the story and the comparison"),
        ),
        SAVE.called(
            Words("แก้รายการ", "Answer"),
            Words(
                "แก้แล้วส่งใหม่เป็นรายการใหม่ หรือบันทึกว่าจัดการอย่างไร รายการเดิมไม่ถูกลบ",
                "Sends it anew as a new act, or notes how it was settled; the old line stays",
            ),
        ),
        act(
            "settled",
            "n",
            Words("จัดการแล้ว", "Settled"),
            Words("ไม่ต้องทำใหม่ บันทึกว่าจัดการอย่างไร (หัวหน้า)", "Nothing to do anew: notes how it was settled (supervisor)"),
        ),
    )
    ABOUT = Words(
        "ความเป็นมาของรายการตั้งแต่กดบันทึกจนส่วนกลางตัดสิน รายการที่ไม่ผ่านแก้ได้ที่นี่",
        "A line from key press to decision; one that was not taken is answered here",
    )
    DEFAULT_CSS = """
    LineStory #part { margin-top: 1; text-style: bold; }
    """

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.story: LifeStory | None = None
        self.compared: Comparison | None = None
        self._way: Way = ""
        self._comparing: bool | None = None
        self._title = Said(same(ref), classes="title")
        self._card = CardLines()
        self._part = Said(_STORY, id="part")
        self._story_table = PagedTable(
            [Column(Words("เวลา", "When"), WHEN_CELLS), Column(Words("เหตุการณ์", "What happened"), 0)]
        )
        self._fields = PagedTable(
            [
                Column(same(""), 1),
                Column(Words("ช่อง", "Field"), 20),
                Column(Words("โต๊ะนี้ส่ง", "Sent from here"), 27),
                Column(Words("ที่ส่วนกลาง", "At the centre"), 0),
            ]
        )

    def body(self) -> ComposeResult:
        """Title, card, story, fields."""
        yield self._title
        yield self._card
        yield self._part
        yield self._story_table
        yield self._fields

    def on_mount(self) -> None:
        """The story, until a conflict is found."""
        self._fields.display = False

    async def look(self) -> None:
        """Read the line."""
        office, ref = work_of(self).open_office, self.ref
        found = await read(self, lambda: _look(office, ref))
        if found is not None:
            self.story, self.compared, self._way = found
            if self.story is not None and self.story.state == "answered":
                self._comparing = False  # what was done about it is what matters now
            elif self._comparing is None:
                self._comparing = (
                    self.story is not None and self.story.state == "troubled" and self.compared is not None
                )
            self._show()

    def _show(self) -> None:
        story = self.story
        if story is None:
            return
        from desk.counter.sync_story import STATE_WORDS

        state = STATE_WORDS[story.state]
        title = Words("{ref} · {kind} · {state}", "{ref} · {kind} · {state}")
        self._title.say(title.fill(ref=story.ref, kind=story.kind, state=state))
        self._card.show(story.card)
        self._story_table.set_rows(story_rows(story, self.app.size.width - WHEN_CELLS - 6))
        if self.compared is not None:
            self._fields.set_rows(compared_rows(self.compared))
        comparing = bool(self._comparing) and self.compared is not None
        self._part.say(_COMPARED if comparing else _STORY)
        self._story_table.display, self._fields.display = not comparing, comparing
        (self._fields if comparing else self._story_table).focus()
        self.refresh_keys()

    def language_changed(self) -> None:
        """Sentences made here are made again."""
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key for what this line has not."""
        if action == "save":
            return self._way != ""
        if action == "list":
            return self.compared is not None
        if action == "settled":
            return self._way in ("form", "case") and work_of(self).officer.may("review")
        return super().check_action(action, parameters)

    def action_list(self) -> None:
        """F4: the other part."""
        self._comparing = not self._comparing
        self._show()

    def action_save(self) -> None:
        """F10: send it anew, or note how it was settled."""
        if self._way == "form":
            from screens.request_form import RequestForm

            self.app.push_screen(RequestForm(instead_of=self.ref))
        elif self._way == "case" and self.story is not None and self.story.request:
            from screens.case import CaseView

            self.app.push_screen(CaseView(self.story.request))
        elif self._way == "settle":
            self.action_settled()

    def action_settled(self) -> None:
        """N: nothing is left to do on it, as somebody else's act stands; a supervisor writes down why."""
        self.app.push_screen(AskReason(_NOTE.fill(ref=self.ref), _NOTE_READ_BY, NOTE), self._settle)

    async def _settle(self, note: str | None) -> None:
        from desk.counter import trouble

        if note is None:
            return
        shared = work_of(self)

        if await self.carry_out(lambda: trouble.settle(shared.open_office, shared.officer, self.ref, note)):
            self.say_done(Words("บันทึกแล้ว รายการนี้จบ", "Written down; this line is done with"))
            await self.look()


def _look(office: Office, ref: str) -> tuple[LifeStory | None, Comparison | None, Way]:
    from desk.counter.conflicts import compare
    from desk.counter.sync_story import life_story
    from desk.counter.trouble import way_out

    story = life_story(office, ref)
    in_conflict = story is not None and story.trouble is not None and story.trouble.result in ("conflict", "refused")
    return story, compare(office, ref) if in_conflict else None, way_out(office, ref)


def story_rows(story: LifeStory, room: int) -> list[Row]:
    """The steps as rows, the sentences of the language in force in `room` cells."""
    return [row for place, step in enumerate(steps_of(story)) for row in _folded(str(place), *step, room)]


def steps_of(story: LifeStory) -> list[tuple[int | None, Words]]:
    """Typed and saved, each try with its cause, taken in with the signature, decided, answered: when, and what."""
    from desk.counter.failure_cards import card_of
    from desk.counter.sync_story import HELD

    rows: list[tuple[int | None, Words]] = [(story.saved, _saved(story))]
    if story.off_ms is not None:
        said = Words("นาฬิกาผิด เวลาที่ถูกคือ {when}", "the clock was wrong; the right time is {when}")
        rows.append((None, said.fill(when=moment_words(story.saved + story.off_ms))))
    elif story.unsure_ms:
        rows.append((None, Words("ขณะนั้นยังไม่ได้เทียบนาฬิกากับส่วนกลาง", "the clock was not compared with the centre then")))
    for place, attempt in enumerate(story.attempts, start=1):
        if attempt.cause is None:
            what = Words("สำเร็จ", "went through") if attempt.ended is not None else Words("กำลังส่ง", "under way")
        elif attempt.cause == HELD:
            what = Words("ถึงศูนย์กลางสำนักงาน รอส่งต่อ", "reached the branch's hub, waits to be passed on")
        else:
            card = card_of(attempt.cause)
            what = Words(f"ไม่สำเร็จ {attempt.cause} {card.what.th}", f"failed: {attempt.cause} {card.what.en}")
        said = Words("ส่งครั้งที่ {n}: {what}", "try {n}: {what}")
        rows.append((attempt.started, said.fill(n=place, what=what)))
    if not story.attempts and story.proof is None:
        rows.append((None, Words("ยังไม่เคยส่ง", "not tried yet")))
    if story.proof is not None:
        said = Words("ส่วนกลางรับและลงลายเซ็น ถึงรายการ {n} กุญแจ {key}", "taken in and signed, through {n}, key {key}")
        rows.append((story.proof.time, said.fill(n=f"{story.proof.through:,}", key=story.proof.key[:KEY_SHOWN])))
    rows.append((None, _decision(story)))
    if story.answer is not None:
        rows.append((story.answer.t, _answer(story)))
    return rows


def _folded(key: str, at: int | None, what: Words, room: int) -> list[Row]:
    """One step over as many lines as its sentence needs: what went wrong is not cut off."""
    lines = wrapped(what, room, STEP_LINES_MAX)
    heads = [same("") if at is None else moment_words(at), *[same("")] * (len(lines) - 1)]
    return [Row(f"{key}.{place}", pair) for place, pair in enumerate(zip(heads, lines, strict=True))]


def _saved(story: LifeStory) -> Words:
    if not story.officer.th:
        return Words("บันทึกในเครื่องนี้", "saved on this desk")
    return Words("{who} พิมพ์ · บันทึกในเครื่องนี้", "typed by {who} · saved on this desk").fill(who=story.officer)


def _decision(story: LifeStory) -> Words:
    from desk.counter.sync_story import RESULT_WORDS

    if story.trouble is not None and story.trouble.result != "applied":
        result = RESULT_WORDS.get(story.trouble.result, same(story.trouble.result))
        return Words("! {result} {code}", "! {result}, {code}").fill(result=result, code=story.trouble.code)
    if story.decided:
        return Words("✓ ส่วนกลางตัดสินแล้ว: รับตามที่ส่ง", "✓ decided: applied as sent")
    if story.state == "carried":
        return Words("→ ยกไปสมุดรอบใหม่ในเลขใหม่", "→ carried into the next epoch under a new number")
    return Words("ยังไม่ถึงขั้นตัดสิน", "not decided yet")


def _answer(story: LifeStory) -> Words:
    answer = story.answer
    assert answer is not None
    if answer.how == "resent":
        said = Words("{who} ส่งใหม่เป็น {ref}", "sent anew as {ref} by {who}")
        return said.fill(who=story.answered_by, ref=answer.by or "-")
    return Words("{who} จัดการแล้ว: {note}", "settled by {who}: {note}").fill(who=story.answered_by, note=answer.note)


def compared_rows(compared: Comparison) -> list[Row]:
    """Who, when and where of both lines; then the fields, those that differ first."""
    ours, theirs = compared.ours, compared.theirs
    rows = [
        _pair("ref", Words("รายการ", "Line"), same(ours.ref), theirs and same(theirs.ref)),
        _pair("who", Words("ใคร", "Who"), ours.who, theirs and theirs.who),
        _pair("when", Words("เมื่อ", "When"), moment_words(ours.at), theirs and moment_words(theirs.at)),
        _pair("where", Words("ที่โต๊ะ", "At desk"), same(ours.where), theirs and same(theirs.where)),
    ]
    for place, field in enumerate(compared.fields):
        sign = same("!" if field.differs else "")
        tone = "alert" if field.differs else "plain"
        rows.append(Row(f"field{place}", (sign, field.label, field.ours, field.theirs), tone))  # type: ignore[arg-type]
    return rows


def _pair(key: str, label: Words, ours: Words, theirs: Words | Side | None) -> Row:
    return Row(key, (same(""), label, ours, theirs if isinstance(theirs, Words) else same("-")), "quiet")
