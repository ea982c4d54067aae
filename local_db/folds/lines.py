"""Every kind of line and its fold."""

from __future__ import annotations

from local_db.folds import Fold
from local_db.folds.desk_life import DESK_FOLDS
from local_db.folds.desk_truth import TRUTH_FOLDS
from local_db.folds.files import FILE_FOLDS
from local_db.folds.lives import LIFE_FOLDS
from local_db.folds.money import MONEY_FOLDS
from local_db.folds.papers import PAPER_FOLDS
from local_db.folds.requests import REQUEST_FOLDS
from local_db.folds.review import REVIEW_FOLDS
from local_db.folds.treasury import TREASURY_FOLDS
from local_db.folds.undo import UNDO_FOLDS

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
