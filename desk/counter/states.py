"""States of a request as stored, in words, and as the table of its life knows them."""

from __future__ import annotations

from typing import Final, cast

from desk.rules.request_life import ACTION_WORDS, STATE_WORDS, Action, ActNotAllowed, State
from desk.words import Words

NOT_TAKEN: Final = "not_taken"
"""The centre refused the submission itself; the request keeps its place and its reason."""
_NOT_TAKEN_WORDS: Final = Words("ส่วนกลางไม่รับ", "Not taken by the centre")


def state_words(state: str) -> Words:
    """The state as a person reads it."""
    if state == NOT_TAKEN:
        return _NOT_TAKEN_WORDS
    return STATE_WORDS[cast(State, state)]


def living_state(state: str, action: Action) -> State:
    """The state as the table of a request's life knows it; raises ActNotAllowed for one that was never taken."""
    if state not in STATE_WORDS:
        raise ActNotAllowed(state=state_words(state), action=ACTION_WORDS[action])
    return state
