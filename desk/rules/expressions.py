"""The small language of service definitions: conditions, computed answers, amounts. Total, bounded, no `eval`.

    register = 'house' and copies > 1          up(area, 500) * 500          count(movers)

Values are whole numbers, text in single quotes, `yes`/`no`, dates and tables of the form. An answer that is not there
yet is *unknown*, and what depends on it is unknown too (`and`, `or` and `if` as far as they must look); unknown is
never an error. There is no division: `up(a, b)` and `down(a, b)` give whole parts, so no amount is ever a fraction.

Reading a text raises `ExpressionWrong` with its place; what was read always has a value or is unknown
(desk/rules/reckoning.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from desk.words import Words

Type = Literal["number", "text", "yes_no", "date", "table"]
LONGEST: Final = 300
DEEPEST: Final = 20

TYPE_WORDS: Final[dict[Type, Words]] = {
    "number": Words("จำนวน", "a number"),
    "text": Words("ข้อความ", "text"),
    "yes_no": Words("ใช่หรือไม่", "yes or no"),
    "date": Words("วันที่", "a date"),
    "table": Words("ตาราง", "a table"),
}


class ExpressionWrong(ValueError):
    """What is wrong with an expression, and at which letter of it (from 1)."""

    def __init__(self, why: Words, place: int) -> None:
        super().__init__(why.en)
        self.why = Words("ตัวที่ {place}: {why}", "letter {place}: {why}").fill(place=place, why=why)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a text, yes or no."""

    value: int | str | bool
    place: int


@dataclass(frozen=True, slots=True)
class Name:
    """An answer of the form, what the desk knows beside it (`today`), or a column of a table (`movers.age`)."""

    name: str
    column: str
    place: int


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or function with its arguments."""

    function: str
    arguments: tuple[Node, ...]
    place: int


Node = Constant | Name | Call

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,15})|(?P<text>'[^']*')|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)"
    r"|(?P<sign><=|>=|!=|[-+*=<>(),]))"
)
COMPARED: Final = ("=", "!=", "<=", ">=", "<", ">")
_FUNCTIONS: Final[dict[str, tuple[tuple[Type, ...], Type]]] = {
    "up": (("number", "number"), "number"),
    "down": (("number", "number"), "number"),
    "min": (("number", "number"), "number"),
    "max": (("number", "number"), "number"),
    "years": (("date", "date"), "number"),
    "days": (("date", "date"), "number"),
    "count": (("table",), "number"),
}
_YES_NO: Final[tuple[Type, ...]] = ("yes_no", "yes_no")
_ALSO: Final = frozenset({"sum", "answered", "if"})


class _Reader:
    """Reads one expression, by precedence from loose to tight."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            why = Words("ยาวเกิน {most} ตัวอักษร", "is longer than {most} letters").fill(most=LONGEST)
            raise ExpressionWrong(why, LONGEST)
        self._tokens: list[tuple[str, str, int]] = []
        position = 0
        while text[position:].strip():
            found = _TOKEN.match(text, position)
            if found is None or found.lastgroup is None:
                place = len(text) - len(text[position:].lstrip())
                sign = text[place]
                raise ExpressionWrong(Words("ไม่รู้จัก “{sign}”", "“{sign}” means nothing here").fill(sign=sign), place + 1)
            self._tokens.append((found.lastgroup, found[found.lastgroup], found.start(found.lastgroup) + 1))
            position = found.end()
        self._tokens.append(("end", "", len(text) + 1))
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._or()
        kind, text, place = self._tokens[self._at]
        if kind != "end":
            raise ExpressionWrong(Words("ไม่ควรมี “{text}” ตรงนี้", "“{text}” does not belong here").fill(text=text), place)
        return node

    def _or(self) -> Node:
        return self._row(self._and, ("or",))

    def _and(self) -> Node:
        return self._row(self._not, ("and",))

    def _not(self) -> Node:
        if (place := self._take("not")) is not None:
            return Call("not", (self._deeper(self._not),), place)
        return self._comparison()

    def _comparison(self) -> Node:
        left = self._sum()
        for sign in COMPARED:
            if (place := self._take(sign)) is not None:
                return Call(sign, (left, self._sum()), place)
        return left

    def _sum(self) -> Node:
        return self._row(self._product, ("+", "-"))

    def _product(self) -> Node:
        return self._row(self._atom, ("*",))

    def _row(self, tighter: Callable[[], Node], signs: tuple[str, ...]) -> Node:
        node = tighter()
        while True:
            for sign in signs:
                if (place := self._take(sign)) is not None:
                    node = Call(sign, (node, tighter()), place)
                    break
            else:
                return node

    def _atom(self) -> Node:
        if (place := self._take("-")) is not None:
            return Call("-", (Constant(0, place), self._deeper(self._atom)), place)
        if self._take("(") is not None:
            node = self._deeper(self._or)
            self._need(")")
            return node
        kind, text, place = self._tokens[self._at]
        self._at += kind != "end"
        if kind == "number":
            return Constant(int(text), place)
        if kind == "text":
            return Constant(text[1:-1], place)
        if kind != "name" or text in ("and", "or", "not"):
            raise ExpressionWrong(Words("ขาดค่าตรงนี้", "a value is missing here"), place)
        if text in ("yes", "no"):
            return Constant(text == "yes", place)
        if self._take("(") is not None:
            return self._call(text, place)
        name, _, column = text.partition(".")
        return Name(name, column, place)

    def _call(self, function: str, place: int) -> Node:
        if function not in _FUNCTIONS and function not in _ALSO:
            why = Words("ไม่มีฟังก์ชัน {name}", "there is no function {name}").fill(name=function)
            raise ExpressionWrong(why, place)
        arguments = [self._deeper(self._or)]
        while self._take(",") is not None:
            arguments.append(self._deeper(self._or))
        self._need(")")
        return Call(function, tuple(arguments), place)

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionWrong(Words("ซ้อนลึกเกินไป", "is nested too deeply"), self._tokens[self._at][2])
        node = read()
        self._depth -= 1
        return node

    def _take(self, text: str) -> int | None:
        kind, found, place = self._tokens[self._at]
        if kind in ("sign", "name") and found == text:
            self._at += 1
            return place
        return None

    def _need(self, text: str) -> None:
        if self._take(text) is None:
            why = Words("ขาด “{text}”", "“{text}” is missing").fill(text=text)
            raise ExpressionWrong(why, self._tokens[self._at][2])


@lru_cache(4096)
def read(text: str) -> Node:
    """The expression a text means. Raises ExpressionWrong."""
    return _Reader(text).whole()


def names_in(node: Node) -> tuple[str, ...]:
    """Every answer the expression looks at, in the order written."""
    if isinstance(node, Name):
        return (node.name,)
    if isinstance(node, Call):
        return tuple(dict.fromkeys(name for argument in node.arguments for name in names_in(argument)))
    return ()


def type_of(node: Node, types: Mapping[str, Type], columns: Mapping[str, Mapping[str, Type]]) -> Type:
    """The type of what the expression gives; `types` by answer, `columns` by table and column.

    Raises ExpressionWrong for an unknown name or a value of the wrong type.
    """
    if isinstance(node, Constant):
        return "yes_no" if isinstance(node.value, bool) else "number" if isinstance(node.value, int) else "text"
    if isinstance(node, Name):
        if node.column:
            why = Words("{name} เป็นคอลัมน์ของตาราง ใช้ได้ใน {sum}() เท่านั้น", "{name} is a column: only {sum}() takes one")
            raise ExpressionWrong(why.fill(name=f"{node.name}.{node.column}", sum="sum"), node.place)
        found = types.get(node.name)
        if found is None:
            why = Words("แบบฟอร์มไม่มีช่อง {name} ก่อนหน้านี้", "the form has no field {name} before this")
            raise ExpressionWrong(why.fill(name=node.name), node.place)
        return found
    return _type_of_call(node, types, columns)


def _type_of_call(node: Call, types: Mapping[str, Type], columns: Mapping[str, Mapping[str, Type]]) -> Type:
    if node.function == "sum":
        column = node.arguments[0]
        if len(node.arguments) != 1 or not isinstance(column, Name) or not column.column:
            why = Words("{name}() ต้องระบุตาราง.คอลัมน์", "{name}() takes one column, as table.column").fill(name="sum")
            raise ExpressionWrong(why, node.place)
        if columns.get(column.name, {}).get(column.column) != "number":
            why = Words("ไม่มีคอลัมน์จำนวน {name}", "there is no column of numbers {name}")
            raise ExpressionWrong(why.fill(name=f"{column.name}.{column.column}"), column.place)
        return "number"
    given = [type_of(argument, types, columns) for argument in node.arguments]
    if node.function == "answered":
        _arity(node, 1)
        return "yes_no"
    if node.function == "if":
        _arity(node, 3)
        _must_be(node.arguments[0], given[0], "yes_no")
        _must_be(node.arguments[2], given[2], given[1])
        return given[1]
    if node.function in COMPARED:
        _must_be(node.arguments[1], given[1], given[0])
        if given[0] == "table" or (node.function not in ("=", "!=") and given[0] not in ("number", "date")):
            why = Words("เปรียบเทียบ{type}แบบนี้ไม่ได้", "{type} cannot be compared so").fill(type=TYPE_WORDS[given[0]])
            raise ExpressionWrong(why, node.place)
        return "yes_no"
    if node.function in ("and", "or", "not"):
        wanted, result = _YES_NO[: len(given)], _YES_NO[0]
    elif node.function in ("+", "-", "*"):
        wanted, result = _FUNCTIONS["up"]
    else:
        wanted, result = _FUNCTIONS[node.function]
        _arity(node, len(wanted))
    for argument, found, right in zip(node.arguments, given, wanted, strict=True):
        _must_be(argument, found, right)
    return result


def _arity(node: Call, wanted: int) -> None:
    if len(node.arguments) != wanted:
        why = Words("{name}() ต้องมีค่า {n} ค่า", "{name}() takes {n} values").fill(name=node.function, n=wanted)
        raise ExpressionWrong(why, node.place)


def _must_be(node: Node, found: Type, wanted: Type) -> None:
    if found != wanted:
        why = Words("ต้องเป็น{wanted} แต่เป็น{found}", "must be {wanted}, but is {found}")
        raise ExpressionWrong(why.fill(wanted=TYPE_WORDS[wanted], found=TYPE_WORDS[found]), node.place)
