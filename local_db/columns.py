"""Columnar feed items: many registry records at once, held to the same rules as one put alone, column by column.

A million records come this way, so each column is checked whole, and only its different values where they repeat.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Final, cast

from pydantic import ConfigDict, TypeAdapter

from desk.model.feed import CitizenPut, FeedBody, HouseholdPut
from local_db.registry import MEMBERS, TEXT_DEFAULTS, Row, past_text

ROWS_MAX: Final = 10_000
_MODELS: Final[dict[str, type[FeedBody]]] = {"citizen.columns": CitizenPut, "household.columns": HouseholdPut}


def rows(kind: str, body: dict[str, Any]) -> list[Row]:
    """The rows of a `citizen.columns` or `household.columns`; members this version does not know are left out.

    Raises ValueError (pydantic's ValidationError among them), TypeError or KeyError for anything that is no such item.
    """
    columns, count = body["columns"], body["count"]
    if not isinstance(columns, dict) or type(count) is not int or not 0 <= count <= ROWS_MAX:
        raise ValueError("no columns")
    if any(not isinstance(column, list) or len(column) != count for column in columns.values()):
        raise ValueError("columns of different length")
    rules = _rules(kind)
    known = {name: column for name, column in columns.items() if name in rules}
    for name, (adapter, required, repeats) in rules.items():
        if name in known:
            adapter.validate_python(list(set(known[name])) if repeats else known[name])
        elif required and count:
            raise ValueError(f"no column {name}")
    number = known["pin" if kind == "citizen.columns" else "house"] if count else []
    if len(set(number)) != count:
        raise ValueError("one number twice")
    members = MEMBERS["citizens" if kind == "citizen.columns" else "households"]
    return list(zip(*(_told(name, known.get(name), count) for name in members), strict=True)) if count else []


def _told(name: str, column: list[Any] | None, count: int) -> list[Any]:
    """A member's values as rows hold them: what is left out is as the protocol has it."""
    usual = TEXT_DEFAULTS.get(name)
    if column is None:
        return [usual] * count
    if usual is not None and None in column:
        return [usual if one is None else one for one in column]
    return [past_text(one) for one in column] if name == "past" else column


@cache
def _rules(kind: str) -> dict[str, tuple[TypeAdapter[Any], bool, bool]]:
    """For each member: the rule of its column, whether the column must be there, whether values repeat."""
    rules: dict[str, tuple[TypeAdapter[Any], bool, bool]] = {}
    for name, field in _MODELS[kind].model_fields.items():
        one: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        required = field.is_required()
        # A set would take 1, 1.0 and True for one value, and takes no lists: those are looked at one by one.
        repeats = field.annotation not in (int, int | None) and name != "past"
        column: Any = cast(Any, list)[one if required else one | None]
        rules[name] = (TypeAdapter(column, config=ConfigDict(strict=True)), required, repeats)
    return rules
