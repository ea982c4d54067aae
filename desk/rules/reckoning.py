"""What an expression of a service definition gives for the answers of a form: a value, or None while it is unknown."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from desk.rules.expressions import COMPARED, Call, Constant, Name, Node, read

Value = int | str | bool | None
LARGEST: Final = 10**15
"""Beyond this a number is unknown: no office reckons with it, and no receipt has room for it."""


def value_of(node: Node, answers: Mapping[str, object]) -> Value:
    """What the expression gives for these answers (`today` among them); None while unknown. A date is ISO text."""
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Name):
        found = answers.get(node.name)
        return found if isinstance(found, int | str) else None
    return _call(node, answers)


def holds(text: str, answers: Mapping[str, object]) -> bool:
    """Whether a condition holds; an unknown one does not."""
    return value_of(read(text), answers) is True


def _call(node: Call, answers: Mapping[str, object]) -> Value:
    function, arguments = node.function, node.arguments
    if function in ("sum", "count", "answered"):
        return _of_answers(function, arguments[0], answers)
    if function in ("and", "or"):
        return _either(function, [value_of(argument, answers) for argument in arguments])
    if function == "if":
        condition = value_of(arguments[0], answers)
        if not isinstance(condition, bool):
            return None
        return value_of(arguments[1 if condition else 2], answers)
    values = [value_of(argument, answers) for argument in arguments]
    if any(value is None for value in values):
        return None
    if function == "not":
        return not values[0] if isinstance(values[0], bool) else None
    if function in ("years", "days"):
        first, last = (_day(value) for value in values)
        return None if first is None or last is None else _span(function, first, last)
    if function in COMPARED:
        left, right = values if function in ("=", "!=") else [_comparable(value) for value in values]
        if type(left) is not type(right):
            return None
        return bool(_COMPARE[function](left, right))
    return _reckoned(function, values)


_COMPARE: Final[dict[str, Callable[[object, object], object]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,  # type: ignore[dict-item]  # both sides are of one ordered type, checked before
    "<=": operator.le,  # type: ignore[dict-item]
    ">": operator.gt,  # type: ignore[dict-item]
    ">=": operator.ge,  # type: ignore[dict-item]
}
_DAY: Final = re.compile("([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def _comparable(value: Value) -> Value:
    """Dates come before and after by the day the law counts from, whole or not; numbers as they are."""
    day = _day(value)
    return value if day is None else day.isoformat()


def _reckoned(function: str, values: list[Value]) -> int | None:
    left, right = values[0], values[1]
    if not isinstance(left, int) or not isinstance(right, int):
        return None
    if function in ("up", "down"):
        if right == 0:
            return None
        result = -(-left // right) if function == "up" else left // right
    else:
        reckon: dict[str, Callable[[int, int], int]] = {
            "+": operator.add,
            "-": operator.sub,
            "*": operator.mul,
            "min": min,
            "max": max,
        }
        result = reckon[function](left, right)
    return result if abs(result) <= LARGEST else None


def _either(function: str, values: list[Value]) -> bool | None:
    """Three-valued: one `no` decides an `and`, one `yes` an `or`, whatever is unknown beside it."""
    decisive = function == "or"
    if any(value is decisive for value in values):
        return decisive
    return None if any(value is None for value in values) else not decisive


def _of_answers(function: str, argument: Node, answers: Mapping[str, object]) -> Value:
    if not isinstance(argument, Name):
        return None
    answer = answers.get(argument.name)
    if function == "answered":
        return answer not in (None, "", [])
    rows = answer if isinstance(answer, list) else []
    if function == "count":
        return len(rows)
    numbers = [row.get(argument.column) for row in rows if isinstance(row, dict)]
    if any(isinstance(number, bool) or not isinstance(number, int) for number in numbers):
        return None
    total = sum(number for number in numbers if isinstance(number, int))
    return total if abs(total) <= LARGEST else None


def _day(value: Value) -> date | None:
    """The day an ISO date means for the law: unknown parts count from the first (Civil and Commercial Code s.16)."""
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None  # a day no calendar has: unknown, as every answer that is not there


def _span(function: str, first: date, last: date) -> int:
    if function == "days":
        return (last - first).days
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))
