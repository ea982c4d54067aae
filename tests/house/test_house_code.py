"""Rules of the house that a linter does not know, read from the syntax trees of the product."""

from __future__ import annotations

import ast
import re

import pytest
from house_rooms import HOUSE, dotted, imported, nodes, product, within

FILE_LINES_MAX = 450
FUNCTION_LINES_MAX = 75
BROAD = {"Exception", "BaseException"}

MONEY_ROOMS = (
    "desk/rules/cash.py",
    "desk/rules/fees.py",
    "desk/rules/thai_qr.py",
    "desk/counter/cashier.py",
    "desk/counter/shift.py",
    "desk/counter/day.py",
    "desk/counter/receipts.py",
    "desk/thai/baht_text.py",
    "desk/model/kinds/money.py",
    "desk/model/kinds/shifts.py",
    "local_db/folds/money.py",
    "local_db/queries/money.py",
    "sync/central/judge_money.py",
    "desk/rules/ledger.py",
    "desk/rules/tenders.py",
    "desk/rules/refund.py",
    "desk/rules/books.py",
    "desk/rules/difference.py",
    "desk/rules/remittance.py",
    "desk/rules/bank_match.py",
    "desk/counter/receipting.py",
    "desk/counter/undo.py",
    "desk/counter/refunds.py",
    "desk/counter/waivers.py",
    "desk/counter/treasury.py",
    "desk/counter/bank.py",
    "desk/counter/books.py",
    "desk/model/kinds/undo.py",
    "desk/model/kinds/treasury.py",
    "local_db/folds/ledger.py",
    "local_db/folds/undo.py",
    "local_db/folds/treasury.py",
    "local_db/queries/ledger.py",
    "local_db/queries/undo.py",
    "local_db/queries/treasury.py",
    "local_db/queries/bank.py",
    "sync/central/judge_undo.py",
    "sync/central/judge_treasury.py",
)

# Time, ids and chance are passed in, so that a test can say what they are. Where they enter the house, and why:
WHERE_TIME_AND_CHANCE_ENTER = {
    "desk/commands/": "composition root: hands clock and randomness to everybody else",
    "local_db/desk_file.py": "SystemClock, the clock of the machine",
    "sync/link.py": "the signature of a request carries the wall clock and a nonce",
    "sync/signing.py": "nonces of signatures",
    "sync/central/enrolment.py": "the one-time code of an enrolment",
    "sync/central/snapshots.py": "names of snapshot files, which nobody may guess",
    "sync/central/store.py": "the key of a new store and the name of its feed",
}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
CHANCE = {"random", "secrets", "uuid"}
SEEDED = {"Random"}  # a generator whose seed is passed in is no chance of its own


def broad(handler: ast.ExceptHandler) -> bool:
    """Whether a handler takes everything."""
    named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(each is None or dotted(each) in BROAD for each in named)


def answers_for_it(handler: ast.ExceptHandler) -> bool:
    """Whether what was caught goes on: raised, handed on, or written down with its trace."""
    inside = [node for statement in handler.body for node in ast.walk(statement)]
    raised = any(isinstance(node, ast.Raise) for node in inside)
    used = handler.name is not None and any(isinstance(n, ast.Name) and n.id == handler.name for n in inside)
    logged = any(isinstance(node, ast.Call) and dotted(node.func).endswith(".exception") for node in inside)
    return raised or used or logged


def test_there_is_a_product_to_look_at() -> None:
    assert len(product()) > 50


def test_no_exception_is_swallowed() -> None:
    swallowed = []
    for room in product():
        for node in nodes(room):
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None or (broad(node) and not answers_for_it(node))
            ):
                swallowed.append(f"{room}:{node.lineno}")
            if isinstance(node, ast.Call) and dotted(node.func).endswith("suppress"):
                swallowed += [f"{room}:{node.lineno}" for given in node.args if dotted(given) in BROAD]
    assert swallowed == []


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{room}:{node.lineno} {node.name}, {(node.end_lineno or 0) - node.lineno + 1} lines"
        for room in product()
        for node in nodes(room)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES_MAX
    ]
    assert long == []


def test_no_file_is_more_than_a_room() -> None:
    lengths = {room: len((HOUSE / room).read_text("utf-8").splitlines()) for room in product()}
    assert {room: lines for room, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


@pytest.mark.parametrize("room", MONEY_ROOMS)
def test_money_is_whole_satang(room: str) -> None:
    floats = [
        f"{room}:{node.lineno}"
        for node in nodes(room)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div))
    ]
    assert floats == []


def own_time_or_chance(room: str) -> list[str]:
    """Places of a file that ask the machine for the time or for chance."""
    found = [
        f"{room}:{node.lineno} {dotted(node)}"
        for node in nodes(room)
        if isinstance(node, ast.Attribute)
        and (".".join(dotted(node).split(".")[-2:]) in CLOCKS or dotted(node) == "os.urandom")
    ]
    for node in nodes(room):
        if isinstance(node, ast.Import):
            found += [f"{room}:{node.lineno} {alias.name}" for alias in node.names if alias.name in CHANCE]
        elif isinstance(node, ast.ImportFrom) and node.module in CHANCE | {"time"}:
            names = {alias.name for alias in node.names} - SEEDED
            names &= {"time", "time_ns"} if node.module == "time" else names
            found += [f"{room}:{node.lineno} {node.module}.{name}" for name in sorted(names)]
    return found


def test_time_and_chance_are_passed_in() -> None:
    rooms = [room for room in product() if not within(room, *WHERE_TIME_AND_CHANCE_ENTER)]
    assert [place for room in rooms for place in own_time_or_chance(room)] == []


def test_every_place_where_time_and_chance_enter_is_still_one() -> None:
    entrances = [room for room in product() if own_time_or_chance(room)]
    assert [p for p in WHERE_TIME_AND_CHANCE_ENTER if not any(within(room, p) for room in entrances)] == []


def test_no_deferred_transaction() -> None:
    """sqlite-utils' atomic() begins deferred and loses writes under load: local_db has its own, immediate."""
    found = [
        f"{room}:{node.lineno}"
        for room in product()
        for node in nodes(room)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "atomic"
    ]
    assert found == []


SQL = re.compile(
    r"\s*(SELECT|INSERT INTO|INSERT OR|UPDATE|DELETE FROM|CREATE|DROP|ALTER|PRAGMA|BEGIN)\s+\S.*", re.DOTALL
)


def test_sql_is_written_where_the_file_is_known() -> None:
    """The desk's in local_db, the centre's and the hub's beside their own stores."""
    strangers = [
        f"{room}:{node.lineno}"
        for room in product()
        if not within(room, "local_db/", "sync/central/", "sync/hub/")
        for node in nodes(room)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.fullmatch(node.value)
    ]
    assert strangers == []


def test_every_file_postpones_its_annotations() -> None:
    bare = [
        room
        for room, tree in product().items()
        if any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.AnnAssign) for node in ast.walk(tree))
        and "__future__" not in {module for _, module in imported(room)}
    ]
    assert bare == []
