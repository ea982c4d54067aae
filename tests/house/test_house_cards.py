"""Every code the line or the centre can produce has its card: a failure nobody can explain is a failure of ours."""

from __future__ import annotations

import ast

from house_rooms import dotted, nodes, product
from rich.cells import cell_len
from test_house_errors import bears_a_code, failures

from desk.counter.failure_cards import card_of
from desk.counter.line_cards import GRAVEST, LINE_CARDS
from desk.counter.outcome_cards import OUTCOME_CARDS
from screens.alarms import ALARMS

BOX_CELLS, SCREEN_CELLS = 59, 63
"""Room beside the labels, in a box and on a screen of 80 cells."""

VERDICTS = {"refused": 0, "conflict": 0, "waiting": 0, "Verdict": 1, "_unreadable": 1}
"""Calls of the centre that name an outcome's code, and which argument it is."""

CHOSEN_BEFORE = {"already-paid", "order-cancelled", "no-record", "effect"}
"""Codes that reach such a call by a name."""

PROBLEMS = {"Stop": 1, "_problem": 0, "Problem": 0}


def named_in(calls: dict[str, int], *rooms: str) -> set[str]:
    found = set()
    for room in product():
        if not room.startswith(rooms):
            continue
        for node in nodes(room):
            place = calls.get(dotted(node.func).rsplit(".", 1)[-1]) if isinstance(node, ast.Call) else None
            if place is None or not isinstance(node, ast.Call) or len(node.args) <= place:
                continue
            for part in ast.walk(node.args[place]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found.add(part.value.removeprefix("/problems/"))
    return found - {""}


def test_every_outcome_of_the_centre_has_a_card() -> None:
    codes = named_in(VERDICTS, "sync/central/") | CHOSEN_BEFORE
    assert len(codes) > 20
    missing = sorted(codes - set(OUTCOME_CARDS))
    assert missing == [], "add them to desk/counter/outcome_cards.py"


def test_every_problem_of_the_wire_has_a_card() -> None:
    problems = {name for name in named_in(PROBLEMS, "sync/") if name.isascii() and " " not in name}
    assert {"gap", "copied", "clock"} <= problems
    missing = sorted(problems - set(LINE_CARDS))
    assert missing == [], "add them to desk/counter/line_cards.py"


def test_every_failure_of_line_and_file_has_a_card() -> None:
    codes = {failure.code for failure in failures() if bears_a_code(failure) and failure.code[:2] in ("E5", "E6")}
    missing = sorted(codes - set(LINE_CARDS))
    assert missing == [], "add them to desk/counter/line_cards.py"


def test_a_card_says_all_five_things_and_one_key() -> None:
    for code in (*LINE_CARDS, *OUTCOME_CARDS):
        card = card_of(code)
        for words in (card.safe, card.tell, card.press, card.call):
            assert 0 < max(cell_len(words.th), len(words.en)) <= BOX_CELLS, (code, words.en)
        assert 0 < max(cell_len(card.what.th), len(card.what.en)) + len(f"{code}: ") <= SCREEN_CELLS, (code, card.what)
        assert card.press.en.split(":")[0] in ("F3", "F5", "F10", "Ctrl+Q"), code


def test_several_problems_are_told_by_the_gravest_and_unknown_ones_still_have_a_card() -> None:
    assert set(GRAVEST) <= set(LINE_CARDS)
    assert card_of("gap,fork").what == card_of("fork").what
    assert card_of("gap,fork").code == "gap,fork"
    assert card_of("from-the-future", "refused").press.en.startswith("F10")
    assert card_of("from-the-future").safe.en.startswith("Safe")


def test_what_the_header_alarms_of_has_a_card() -> None:
    assert set(ALARMS) <= set(LINE_CARDS)
