"""Drafts are found again, whosesoever they are; what stands in one is its officer's alone until it is handed over."""

from __future__ import annotations

import pytest

from desk.counter import drafts
from desk.counter.drafts import DraftGone, DraftInTheWay, Listed
from desk.counter.refusals import ReasonMissing
from desk.counter.retirement import still_open
from desk.counter.review import OfficerUnknown
from desk.rules.roles import RoleForbids
from tests.counter.days import name_request
from tests.desks import Desk, pin
from tests.local_db.files import last_line

BODY = {
    "answers": {"copies": 2},
    "papers": [],
    "parties": {"applicant": None, "concerns": {"name": "สมใจ ใจดี"}},
    "acting": None,
}


def begin(desk: Desk, officer: str, service: str, about: str) -> None:
    drafts.keep(desk.office, desk.session(officer), service, about, BODY).result()


def listed(desk: Desk, officer: str, *roles: str) -> list[Listed]:
    return drafts.listed(desk.office, desk.session(officer, *roles))


def test_every_draft_is_found_again(desk: Desk) -> None:
    first, second = drafts.new_about(desk.office), drafts.new_about(desk.office)
    assert first != second
    ref = name_request(desk)
    for service, about in (("CR-COPY", pin(1)), ("CR-COPY", first), ("CR-COPY", second), ("", ref)):
        begin(desk, "anan", service, about)
    found = listed(desk, "anan")
    assert [row.about for row in found] == [ref, second, first, pin(1)]
    assert [row.request for row in found] == [ref, None, None, None]
    assert {row.who for row in found} == {"สมใจ ใจดี"}
    assert found[0].name != found[1].name
    assert drafts.counts(desk.office, desk.session("anan")) == (4, 0)


def test_a_colleague_sees_nothing_of_it_and_a_supervisor_that_it_is_there(desk: Desk) -> None:
    begin(desk, "anan", "CR-COPY", pin(1))
    assert listed(desk, "busaba") == []
    (row,) = listed(desk, "somying")
    assert (row.officer, row.service, row.own, row.who) == ("anan", "CR-COPY", False, "")
    assert drafts.counts(desk.office, desk.session("busaba")) == (0, 0)
    assert drafts.counts(desk.office, desk.session("somying")) == (0, 1)
    with pytest.raises(RoleForbids):
        listed(desk, "darin")


def test_a_supervisor_gives_the_draft_of_somebody_away_to_another(desk: Desk) -> None:
    begin(desk, "anan", "CR-COPY", pin(1))
    (row,) = listed(desk, "somying")
    drafts.hand_over(desk.office, desk.session("somying"), row, "busaba", "ลาป่วย")
    line = last_line(desk)
    assert (line["k"], line["o"]) == ("draft.handed_over", "somying")
    assert line["b"] == {"service": "CR-COPY", "of": "anan", "to": "busaba", "reason": "ลาป่วย"}
    assert listed(desk, "anan") == []
    kept = drafts.kept(desk.office, desk.session("busaba"), "CR-COPY", pin(1))
    assert kept is not None
    assert kept.body == BODY
    with pytest.raises(DraftGone):
        drafts.hand_over(desk.office, desk.session("somying"), row, "busaba", "ลาป่วย")


def test_what_speaks_against_it(desk: Desk) -> None:
    begin(desk, "anan", "CR-COPY", pin(1))
    begin(desk, "busaba", "CR-COPY", pin(1))
    row = next(row for row in listed(desk, "somying") if row.officer == "anan")
    supervisor = desk.session("somying")
    with pytest.raises(DraftInTheWay):
        drafts.hand_over(desk.office, supervisor, row, "busaba", "ลาป่วย")
    with pytest.raises(OfficerUnknown):
        drafts.hand_over(desk.office, supervisor, row, "darin", "ลาป่วย")
    with pytest.raises(ReasonMissing):
        drafts.hand_over(desk.office, supervisor, row, "somying", " ")
    with pytest.raises(RoleForbids):
        drafts.hand_over(desk.office, desk.session("busaba"), row, "somying", "ลาป่วย")
    assert len(listed(desk, "somying")) == 2


def test_a_desk_is_not_retired_over_somebodys_draft(desk: Desk) -> None:
    assert not [said for said in still_open(desk.office) if "ร่าง" in said.th]
    begin(desk, "anan", "CR-COPY", pin(1))
    assert [said.en for said in still_open(desk.office) if "ร่าง" in said.th] == [
        "1 drafts are neither submitted nor thrown away"
    ]
