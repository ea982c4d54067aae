"""Every kind of line and its fold."""

from __future__ import annotations

from local_db.folds import Fold
from local_db.folds.desk_life import DESK_FOLDS
from local_db.folds.desk_truth import TRUTH_FOLDS
from local_db.folds.files import FILE_FOLDS
from local_db.folds.lives import LIFE_FOLDS, LIFE_TABLES
from local_db.folds.money import MONEY_FOLDS
from local_db.folds.order import on_subject_of
from local_db.folds.papers import PAPER_FOLDS
from local_db.folds.requests import REQUEST_FOLDS, REQUEST_TABLE, RESTATE_PRICE
from local_db.folds.review import RESTATE_HANDOVER, REVIEW_FOLDS
from local_db.folds.treasury import TREASURY_FOLDS
from local_db.folds.undo import RESTATE_UNDO, UNDO_FOLDS

LINE_FOLDS: dict[str, Fold] = {
    **DESK_FOLDS,
    **REQUEST_FOLDS,
    **MONEY_FOLDS,
    **PAPER_FOLDS,
    **TREASURY_FOLDS,
    **UNDO_FOLDS,
    **TRUTH_FOLDS,
    **FILE_FOLDS,
    **REVIEW_FOLDS,
    **LIFE_FOLDS,
}

_WHERE = "WHERE ref = ?"


def _of_subject(column: str, table: str, *restated: str) -> tuple[str, ...]:
    """Each statement for every row that the lines of a subject in `table` are about, by `column`."""
    about = f"WHERE ref IN (SELECT {column} FROM {table} WHERE {on_subject_of('ref')})"
    return tuple(restate.removesuffix(_WHERE) + about for restate in restated)


RESTATE_SUBJECT = (
    *_of_subject("request", "request_events", *REQUEST_TABLE, RESTATE_PRICE),
    *_of_subject("request", "waivers", RESTATE_PRICE),
    *_of_subject("root", "life_events", *LIFE_TABLES),
    *_of_subject("handover", "handovers_taken", RESTATE_HANDOVER),
    *_of_subject("asked", "undo_steps", RESTATE_UNDO),
)
"""What follows where lines of a subject have another place than before: each for the subject of one line."""
