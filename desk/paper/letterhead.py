"""The head every paper of the office begins with, and the foot that says which print it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desk.paper.document import Block, Heading, Pair
from desk.paper.marks import copy_words
from desk.words import Words, same

DESK: Final = Words("โต๊ะ {desk}", "Desk {desk}")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Office and branch in both languages, the desk, and whether its papers are samples for practice."""

    office: Words
    branch: Words
    desk: str
    sample: bool = True

    def over(self, title: Words, right: Words) -> list[Block]:
        """The head of a paper: office, branch, its title; the desk left, `right` (its day or number) right."""
        return [
            Heading(self.office, "office"),
            Heading(self.branch),
            Heading(title, "title"),
            Pair(DESK.fill(desk=self.desk), right),
        ]


def foot(reference: str, copy: int) -> Pair:
    """The last line: the journal's line the paper is of, and original or which copy."""
    return Pair(same(reference), copy_words(copy) if copy else same(""), "small")
