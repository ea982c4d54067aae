"""Requests typed in as an officer types them: prefilled, checked at each field, taken in once."""

from __future__ import annotations

from typing import Any

import pytest
from open_office import OfficeApp, at_the_desk, lines, message, shown, until
from walk import JURISTIC

from desk.counter.parties import typed
from desk.counter.record import open_record
from desk.counter.visit import Visit
from desk.words import Words
from local_db.journal import tip
from local_db.queries import requests
from screens.choice_input import PickOne
from screens.form_lines import Question
from screens.party import AskActing, AskParty
from screens.request_form import RequestForm
from screens.services import ChooseService
from screens.typist import press, type_text
from tests.counter.days import name_request, open_visit
from tests.desks import Desk, pin
from tests.local_db.files import last_line


def journal(desk: Desk) -> int:
    return tip(desk.office.read(), desk.office.file.identity().journal).n


async def opened(app: OfficeApp, code: str, number: int = 1, at: Visit | None = None) -> RequestForm:
    """The form as the record opens it."""
    desk = app.desk_under_test
    app.work.visit = at or open_visit(desk)
    record = open_record(desk.office, desk.session("anan"), pin(number), app.work.visit)
    form = RequestForm(code, record.citizen, record.household)
    await app.show(form)
    return form


def case(desk: Desk, ref: str) -> requests.RequestCase:
    found = requests.one(desk.office.read(), ref)
    assert found is not None
    return found


def line(form: RequestForm, name: str, row: int = 0) -> Question:
    return form.sheet.question(name, row)


def text(form: RequestForm, name: str, row: int = 0) -> str:
    """What stands on the line of a question, under the cursor or not."""
    found = line(form, name, row)
    return form.sheet.field.value if form.sheet.at is found and form.sheet.field.has_focus else found.text


async def go_to(app: OfficeApp, form: RequestForm, name: str) -> None:
    form.sheet.go_to(line(form, name))
    await app.settled()


@pytest.mark.parametrize("typed", ["110\n", "๑๑๐\n", "ๅๅจ\n", "รับรองสำเนา\n", "certified\n"])
async def test_a_service_is_found_by_its_number_or_a_part_of_its_name(desk: Desk, typed: str) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(ChooseService())
        await until(app, "แจ้งเกิด")
        await type_text(app, typed)
        assert app.answers == ["CR-COPY"]


async def test_what_fits_nothing_chooses_nothing(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(ChooseService())
        await type_text(app, "999\n")
        await until(app, "ไม่มีบริการที่ตรงกับคำนี้")
        await press(app, "f3")
        assert app.answers == [None]


async def test_a_copy_is_asked_for_with_what_the_registry_knows_filled_in(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-COPY")
        assert shown(app).count("นางสมใจ ใจดี") == 2
        await until(app, "ขึ้นกับ “จำนวนฉบับ”")
        await type_text(app, "1\n")  # house register: brings up the house code, filled in
        assert text(form, "house") == "99010000001"
        assert form.sheet.at is line(form, "house")
        await type_text(app, "\n๓\n")
        await until(app, "30.00 บาท")
        await type_text(app, "สมัครงาน\n")
        await press(app, "space")
        await press(app, "f10")
        await app.settled()
        (ref,) = app.answers
        await until(app, lambda: "รับเงิน 30.00 บาท" in message(app))
        assert ref in message(app)
    made = case(desk, ref)
    assert made.form == {"register": "house", "house": "99010000001", "copies": 3, "purpose": "สมัครงาน"}
    assert made.papers == [{"paper": "card", "how": "seen"}, {"paper": "mandate", "how": "not_needed"}]
    assert (made.row.state, made.row.fee_satang) == ("approved", 30_00)


async def test_missing_papers_are_named_and_keep_the_request_waiting(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await opened(app, "CR-COPY")
        await type_text(app, "2\n1\n")
        await press(app, "f10")
        await app.settled()
        await until(app, lambda: "ยังขาด บัตรประจำตัวประชาชนของผู้มีส่วนได้เสีย" in message(app))
    assert case(desk, app.answers[0]).row.state == "waiting_papers"


async def test_wrong_answers_are_refused_when_the_field_is_left(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "NM-GIVEN")
        before = journal(desk)
        await go_to(app, form, "new_given")
        await type_text(app, "Somjit\n")
        assert message(app).startswith("E323")
        assert form.sheet.at is line(form, "new_given")
        await press(app, "ctrl+u")
        await type_text(app, "น้ำทิพย์\n\n")
        await type_text(app, "7\n")
        assert message(app).startswith("E323")
        await press(app, "ctrl+u")
        await type_text(app, "y\n")
        assert text(form, "minor") == "ใช่"
        assert form.sheet.at is line(form, "guardian")
        await type_text(app, pin(4)[:-1] + str((int(pin(4)[-1]) + 1) % 10) + "\n")
        assert message(app).startswith("E214")
        await press(app, "ctrl+u")
        await type_text(app, "5\n")
        assert message(app).startswith("E212")
        await press(app, "f10")
        assert journal(desk) == before
        assert app.answers == []


async def test_a_number_in_an_answer_shows_whose_it_is(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "NM-GIVEN")
        await go_to(app, form, "minor")
        await type_text(app, "ช\n" + pin(4) + "\n")
        await app.settled()
        await until(app, "นางสมหญิง ใจดี")


@pytest.mark.parametrize(("key", "hidden"), [("ช", False), ("\u0e31", False), ("ม", True), ("n", True)])
async def test_a_question_comes_and_goes_with_the_answer_it_hangs_on(desk: Desk, key: str, hidden: bool) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "NM-GIVEN")
        await go_to(app, form, "minor")
        await type_text(app, key + "\n")
        assert line(form, "guardian").asked is not hidden
        assert (form.sheet.at is line(form, "guardian")) is not hidden


async def test_an_empty_answer_is_named_on_submitting(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "NM-GIVEN")
        before = journal(desk)
        await press(app, "f10")
        assert message(app).startswith("E322")
        await until(app, lambda: "ชื่อตัวใหม่" in message(app))
        assert form.sheet.at is line(form, "new_given")
        assert journal(desk) == before


async def test_a_supervisor_decides_and_the_officer_is_told(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "NM-GIVEN")
        assert text(form, "old_given") == "สมใจ"
        await until(app, "รัฐมีอยู่แล้ว")
        await type_text(app, "สมจิต\n\nม\n ")
        await press(app, "f10")
        await app.settled()
        await until(app, lambda: "หัวหน้าจะพิจารณา" in message(app))
    made = case(desk, app.answers[0])
    assert made.row.state == "submitted"
    assert {"paper": "house_book", "how": "registry"} in made.papers


async def test_a_newborn_is_the_person_concerned(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-BIRTH")
        await until(app, "ยังไม่ระบุ")
        await press(app, "f4")
        assert isinstance(app.screen, AskParty)
        await type_text(app, "เด็กชายน้ำใส ใจดี\n\n")
        await app.settled()
        assert app.screen is form
        await until(app, "เด็กชายน้ำใส ใจดี · เด็กแรกเกิด")
        await go_to(app, form, "child_given")
        await type_text(app, "น้ำใส\nใจดี\n1\n18112569\n0830\nม\n99 หมู่ 1 ต.ทดสอบ\n" + pin(1) + "\n\n")
        assert text(form, "born") == "18/11/2569"
        assert form.sheet.at is form.sheet.paper("house_book")
        await type_text(app, " \n \n ")
        await press(app, "f10")
        await app.settled()
    made = case(desk, app.answers[0])
    assert made.concerns == {"kind": "newborn", "name": "เด็กชายน้ำใส ใจดี", "identity": "not_shown"}
    assert made.form["born"] == "2026-11-18"
    assert "hospital" not in made.form
    assert made.row.state == "submitted"


async def test_one_acts_for_another_by_a_paper_that_was_seen(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-COPY")
        form.query_one("#party-acting").focus()
        await press(app, "f4")
        box = app.screen
        assert isinstance(box, AskActing)
        await type_text(app, "1\n" + pin(4) + "\n")
        await app.settled()
        await until(app, "นางสมหญิง ใจดี")
        await type_text(app, "\n")
        await press(app, "f10")
        assert message(app).startswith("E321")
        await type_text(app, "หนังสือมอบอำนาจ\n")
        await app.settled()
        assert app.screen is form
        await until(app, "นางสมหญิง ใจดี · x-xxxx-xxxx")
        await go_to(app, form, "register")
        await type_text(app, "2\n1\n\n ")
        await press(app, "f10")
        await app.settled()
    made = case(desk, app.answers[0])
    assert made.acting == {
        "party": {"kind": "citizen", "name": "นางสมหญิง ใจดี", "number": pin(4), "identity": "card_seen"},
        "paper": "หนังสือมอบอำนาจ",
    }


async def test_delete_takes_the_one_who_acts_away_again(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-COPY")
        form.query_one("#party-acting").focus()
        await press(app, "f4")
        await type_text(app, "2\nนายแทน ใจซื่อ\n\nหนังสือมอบอำนาจ\n")
        await app.settled()
        assert form.acting is not None
        form.query_one("#party-acting").focus()
        await press(app, "delete")
        assert form.acting is None


async def test_another_person_concerned_takes_their_own_record_along(desk: Desk) -> None:
    desk.office.file.store.write(lambda c: c.execute("UPDATE citizens SET given = 'หญิง' WHERE pin = ?", (pin(4),)))
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "NM-GIVEN")
        before = journal(desk)
        form.query_one("#party-concerns").focus()
        await press(app, "f4")
        await press(app, "ctrl+u")
        await type_text(app, pin(4) + "\n")
        await app.settled()
        await type_text(app, "\n")
        await app.settled()
        assert text(form, "old_given") == "หญิง"
        assert journal(desk) == before + 1  # their record was opened, and that is a line


async def test_the_dead_do_not_apply_but_may_be_concerned(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-DEATH", 3)
        assert form.parties["applicant"] is None
        assert form.parties["concerns"] is not None
        form.query_one("#party-applicant").focus()
        await press(app, "f4")
        await type_text(app, "1\n" + pin(3) + "\n")
        await app.settled()
        assert message(app).startswith("E252")
        await press(app, "f10")
        assert isinstance(app.screen, AskParty)


async def test_a_typed_number_shows_its_name_before_it_is_taken(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(AskParty(("citizen", "company"), role="payer"))
        await type_text(app, "1\n" + pin(2))
        await press(app, "f10")
        await app.settled()
        assert app.answers == []
        await until(app, "นางน้ำผึ้ง รักเรียน")
        await press(app, "f10")
        await app.settled()
        assert [(party.name, party.number) for party in app.answers] == [("นางน้ำผึ้ง รักเรียน", pin(2))]


async def test_a_number_changed_after_its_name_was_shown_is_looked_up_again(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(AskParty(("citizen",), role="payer"))
        await type_text(app, pin(2) + "\n")
        await app.settled()
        await press(app, "up", "ctrl+u")
        await type_text(app, pin(4))
        assert "น้ำผึ้ง" not in shown(app)
        await press(app, "f10")
        await app.settled()
        assert app.answers == []
        await press(app, "f10")
        await app.settled()
        assert [party.name for party in app.answers] == ["นางสมหญิง ใจดี"]


async def test_an_unknown_number_is_not_taken(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(AskParty(("citizen",)))
        await type_text(app, pin(77))
        await press(app, "f10", "f10")
        assert message(app).startswith("E251")
        assert app.answers == []


@pytest.mark.parametrize(
    ("typed", "party"),
    [
        ("4\n0994000617721\nบริษัททดสอบ จำกัด\n\n", ("company", "บริษัททดสอบ จำกัด", "0994000617721")),
        ("3\naa123456\nJane Roe\n\n", ("foreigner", "Jane Roe", "aa123456")),
        ("2\nนายนอก ทะเบียน\n\n", ("person", "นายนอก ทะเบียน", None)),
    ],
)
async def test_people_outside_the_registry_are_typed_in(desk: Desk, typed: str, party: tuple[str, str, Any]) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(AskParty(("citizen", "person", "foreigner", "company")))
        await type_text(app, typed)
        await app.settled()
        assert [(one.kind, one.name, one.number) for one in app.answers] == [party]


async def test_the_list_of_choices_takes_a_digit(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-COPY")
        await go_to(app, form, "register")
        await press(app, "f4")
        assert isinstance(app.screen, PickOne)
        await press(app, "1")
        await app.settled()
        assert form.sheet.at is line(form, "house")  # the question this choice brings up
        await go_to(app, form, "register")
        await press(app, "f4")
        await type_text(app, "๓")
        await app.settled()
        assert text(form, "register") == "มรณบัตร"
        await press(app, "f6")
        assert text(form, "register") == "Death certificate"
        assert form.filling is not None
        assert form.filling.answers()["register"] == "death"


async def test_a_draft_is_thrown_away_only_when_asked_twice(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-COPY")
        await type_text(app, "1\n")
        await press(app, "f12")
        assert app.screen is form
        await until(app, lambda: "ยังไม่ได้บันทึก" in message(app))
        await press(app, "f12")
        assert app.answers == [None]


async def test_a_draft_is_still_there_after_another_screen_covered_it(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-COPY")
        await type_text(app, "1\n\n7")
        await app.push_screen(ChooseService())
        await app.settled()
        await press(app, "f3")
        assert app.screen is form
        assert text(form, "copies") == "7"


async def test_a_returned_request_comes_back_with_its_answers_and_the_reason(desk: Desk) -> None:
    from desk.counter import review

    ref = name_request(desk, new="สมจิด")
    head = desk.session("somying")
    review.decide(desk.office, head, review.open_case(desk.office, ref), "return", "สะกดชื่อใหม่ให้ถูก")
    shown_before = review.open_case(desk.office, ref).shown
    async with at_the_desk(desk, "anan") as app:
        form = RequestForm(resubmit=ref)
        await app.show(form)
        await until(app, lambda: "สะกดชื่อใหม่ให้ถูก" in message(app))
        await go_to(app, form, "new_given")
        await type_text(app, "สมจิต\n")
        await press(app, "f10")
        await app.settled()
        assert app.answers == [ref]
    made = case(desk, ref)
    assert (made.row.state, made.form["new_given"]) == ("submitted", "สมจิต")
    assert last_line(desk)["b"]["shown"] == shown_before, "the line says what was corrected"


async def test_missing_papers_are_brought_later(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await opened(app, "CR-COPY")
        await type_text(app, "2\n1\n")
        await press(app, "f10")
        await app.settled()
        (ref,) = app.answers
        form = RequestForm(resubmit=ref)
        await app.show(form)
        form.query_one("#party-applicant").focus()
        await press(app, "f4")
        assert app.screen is form  # who applied stays as it was
        form.sheet.go_to(form.sheet.paper("card"))
        await press(app, "space", "f10")
        await app.settled()
        await until(app, lambda: "รับเงิน 10.00 บาท" in message(app))
    assert case(desk, ref).row.state == "approved"


async def test_a_service_that_is_no_more_is_said_and_nothing_falls_over(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        await app.show(RequestForm("XX-GONE"))
        assert message(app).startswith("E3")
        await press(app, "f10", "f4", "f3")
        assert app.answers == [None]


@pytest.mark.parametrize(
    "code", ["CR-COPY", "CR-BIRTH", "NM-GIVEN", "FM-MARRY-OUT", "BZ-REG", "PH-FOOD-LIC", "ID-ADDR", "TX-SIGN"]
)
async def test_every_form_fits_the_screen_in_both_languages(desk: Desk, code: str) -> None:
    from rich.cells import cell_len

    async with at_the_desk(desk, "anan") as app:
        await opened(app, code)
        for _ in range(2):
            assert all(cell_len(line) == 80 for line in lines(app))
            assert str(Words("ค่าธรรมเนียม", "Fee")) in shown(app)
            assert "F10" in lines(app)[23]
            await press(app, "f6")


async def test_a_draft_comes_back_for_the_same_service_and_person_after_the_desk_died(desk: Desk) -> None:
    """Every accepted field is on disk before the next key; what stands in the field being typed is kept on leaving."""
    from desk.counter import drafts

    async with at_the_desk(desk, "anan") as app:
        await opened(app, "CR-COPY")
        await type_text(app, "1\n\n7\n")
        desk.office.file.store.write(lambda connection: None)  # the writer has done what was queued before
        kept = drafts.kept(desk.office, desk.session("anan"), "CR-COPY", pin(1))
        assert kept is not None
        assert kept.body["answers"]["copies"] == 7
    async with at_the_desk(desk, "anan") as app:  # the first died without leaving its form
        form = await opened(app, "CR-COPY")
        await until(app, lambda: "นำร่าง" in message(app))
        assert (text(form, "register"), text(form, "copies")) == ("ทะเบียนบ้าน", "7")
        await press(app, "f3")
        form = await opened(app, "CR-COPY", number=2)
        assert text(form, "copies") == ""
        await press(app, "f3")
        form = await opened(app, "CR-COPY")
        form.sheet.go_to(form.sheet.paper("card"))
        await press(app, "space", "f10")
        await app.settled()
    assert drafts.listed(desk.office, desk.session("anan")) == []
    assert case(desk, app.answers[-1]).form["copies"] == 7


async def test_a_draft_thrown_away_does_not_come_back_and_is_never_another_officer_s(desk: Desk) -> None:
    from desk.counter import drafts

    async with at_the_desk(desk, "anan") as app:
        await opened(app, "CR-COPY")
        await type_text(app, "1\n\n7\n")
        await press(app, "f3")
        await until(app, lambda: drafts.kept(desk.office, desk.session("anan"), "CR-COPY", pin(1)) is not None)
        assert drafts.kept(desk.office, desk.session("busaba"), "CR-COPY", pin(1)) is None
        form = await opened(app, "CR-COPY")
        assert text(form, "copies") == "7"
        await press(app, "f12", "f12")
        await app.settled()
    assert drafts.kept(desk.office, desk.session("anan"), "CR-COPY", pin(1)) is None


async def test_several_movers_are_rows_that_come_and_go(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-MOVE-DEST")
        await go_to(app, form, "house")
        await type_text(app, "99010000001\n20112569\n" + pin(2) + "\nสมชาย ดี\n2\n")
        await press(app, "space")
        assert form.sheet.at is line(form, "pin", 1)
        await type_text(app, "\nสมหญิง ดี\n2\n")
        await press(app, "space")
        await type_text(app, "\nคนที่สาม\n1\n")
        assert form.filling is not None
        assert len(form.filling.answers()["movers"]) == 3  # type: ignore[arg-type]
        assert "Space เพิ่มแถว" not in shown(app)  # no more than three at a time
        form.sheet.go_to(line(form, "name", 1))
        await press(app, "ctrl+o")
        assert form.sheet.at is line(form, "pin", 1)
        await press(app, "down", "down", "down")
        await until(app, "Space เพิ่มแถว")
        for paper in ("house_book", "householder_card", "consent", "mover_card"):
            form.sheet.go_to(form.sheet.paper(paper))
            await press(app, "space")
        await press(app, "f10")
        await app.settled()
    movers = case(desk, app.answers[0]).form["movers"]
    assert [row["name"] for row in movers] == ["สมชาย ดี", "คนที่สาม"]
    assert movers[0] == {"pin": pin(2), "name": "สมชาย ดี", "relation": "resident"}


async def test_what_follows_from_answers_is_shown_and_kept(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "WF-OLDAGE")
        assert "59" in shown(app)  # born 2510: the years until today
        assert form.filling is not None
        assert form.filling.form["age"] == 59
        form = await opened(app, "ID-LOST")
        await go_to(app, form, "why")
        await type_text(app, "1\n01082569\n")
        await until(app, "เกินกำหนดตามกฎหมาย 51 วัน")


async def test_an_address_is_completed_from_its_tambon_or_chosen_from_the_list(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-DEATH")
        await go_to(app, form, "place")
        await type_text(app, "9 หมู่ 1 ต.ศรีภูมิ อ.เมืองเชียงใหม่\n")
        assert text(form, "place") == "9 หมู่ 1 ต.ศรีภูมิ อ.เมืองเชียงใหม่ จ.เชียงใหม่ 50200"
        await go_to(app, form, "place")
        await press(app, "f4")
        await type_text(app, "ริมใต้\n")
        await app.settled()
        assert app.screen is form
        assert text(form, "place") == "9 หมู่ 1 ต.ริมใต้ อ.แม่ริม จ.เชียงใหม่ 50180"


async def test_f9_repeats_what_was_entered_in_that_field_last(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-COPY")
        await go_to(app, form, "copies")
        await type_text(app, "12\n")
        await press(app, "f12", "f12")
        form = await opened(app, "CR-COPY", number=2)
        await go_to(app, form, "copies")
        await press(app, "f9", "enter")
        assert text(form, "copies") == "12"
        assert text(form, "purpose") == ""


async def test_another_paper_may_count_and_an_agency_s_answer_has_a_number(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "FM-ADOPT")
        await go_to(app, form, "child")
        await type_text(app, pin(2) + "\n1\n")
        form.sheet.go_to(form.sheet.paper("card"))
        await press(app, "f4")
        await type_text(app, "3")
        await app.settled()
        await until(app, "เห็นแล้ว")
        await until(app, "แอป ThaID")
        board = form.sheet.paper("board_approval")
        assert (board.how, board.stops) == ("agency_asked", True)
        form.sheet.go_to(board)
        await press(app, "f4")
        await type_text(app, "2")
        await app.settled()
        await type_text(app, "พม 0303/9\n")
        await app.settled()
        assert (board.how, board.proof) == ("agency", "พม 0303/9")
        await until(app, "พม 0303/9")


async def test_the_field_stands_where_its_question_is_drawn(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-MOVE-DEST")
        for name in ("house", "moved", "name", "relation"):
            await go_to(app, form, name)
            drawn_at = next(y for y, row in enumerate(lines(app)) if line(form, name).label.th[:8] in row)
            assert form.sheet.field.region.y == drawn_at
            assert form.sheet.field.region.x == form.sheet.region.x + form.sheet.label_width + 2


async def test_papers_follow_who_applies(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "PH-FOOD-LIC")
        affidavit, house = form.sheet.paper("company_paper"), form.sheet.paper("house_book")
        assert (affidavit.asked, house.asked) == (False, True)
        form.query_one("#party-applicant").focus()
        await press(app, "f4")
        assert isinstance(app.screen, AskParty)
        await press(app, "f12")
        form._applicant_named(typed("company", "บริษัท ตัวอย่าง จำกัด", JURISTIC))
        await app.settled()
        assert (affidavit.asked, house.asked) == (True, False)
        assert "ถามหน่วยงานอยู่" in shown(app)


async def test_f12_pressed_once_stops_no_draft_from_being_kept(desk: Desk) -> None:
    """A slip of the finger, and the officer types on: what she types then is as safe as what she typed before."""
    from desk.counter import drafts

    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "CR-COPY")
        await type_text(app, "1\n\n7\n")
        await press(app, "f12")
        assert "กดอีกครั้งเพื่อทิ้ง" in message(app)
        await go_to(app, form, "copies")
        await type_text(app, "9\n")
        desk.office.file.store.write(lambda connection: None)  # the writer has done what was queued before
        kept = drafts.kept(desk.office, desk.session("anan"), "CR-COPY", pin(1))
        assert kept is not None
        assert kept.body["answers"]["copies"] == 9
        await press(app, "f12")
        assert app.screen is form, "asked once more"
        await press(app, "f12")
        await app.settled()
    assert drafts.listed(desk.office, desk.session("anan")) == []


async def test_a_form_that_cannot_be_opened_throws_no_draft_away(desk: Desk) -> None:
    from desk.counter import drafts

    body = {"answers": {}, "papers": [], "parties": {}, "acting": None}
    drafts.keep(desk.office, desk.session("anan"), "XX-GONE", "@1", body).result()
    async with at_the_desk(desk, "anan") as app:
        await app.show(RequestForm("XX-GONE", about="@1"))
        assert message(app).startswith("E302")
        await press(app, "f12")
        await app.settled()
    (left,) = drafts.listed(desk.office, desk.session("anan"))
    assert str(left.name) == "XX-GONE"


async def test_the_field_that_was_left_is_painted_over_no_paper(desk: Desk) -> None:
    async with at_the_desk(desk, "anan") as app:
        form = await opened(app, "TX-SIGN")
        form.sheet.go_to(list(form.sheet.questions())[-1])
        await type_text(app, "ช")
        await app.settled()
        for _ in range(3):
            await press(app, "down")
            await app.settled()
            papers = [line for line in lines(app) if "บัตรประ" in line or "แบบแสด" in line or "ภาพถ่าย" in line]
            assert not any("ใช่" in line for line in papers), papers
