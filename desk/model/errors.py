"""Expected failures: each a named class with a stable code and a sentence in Thai and English.

    DeskError                 code, sentence, whether the work is safe, what to press
      Refused                 the act breaks a rule: nothing was changed (exit 1)
        NotPermitted          the person may not do this (exit 4)
      Busy                    the line, the lock or the other end: try again (exit 3)
      Misused                 wrong usage or configuration (exit 2)
      Corrupt                 integrity: the data contradicts itself (exit 5)

Codes: E1xx signing in and keys, E2xx identity and look-up, E3xx requests and catalogue, E4xx money, E5xx the file and
the disk, E6xx the line and the centre, E7xx paper and devices, E8xx review, E9xx commands and settings.
"""

from __future__ import annotations

from typing import ClassVar

from desk.words import Words


class DeskError(Exception):
    """An expected failure, told to the person where they look.

    Subclasses set `code` and `said`; facts for the `{places}` of the sentence are passed by name.
    """

    code: ClassVar[str] = "E000"
    said: ClassVar[Words] = Words("ทำรายการไม่สำเร็จ ไม่มีอะไรเปลี่ยนแปลง", "This did not work; nothing was changed")
    exit_code: ClassVar[int] = 1

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence.en)

    @property
    def sentence(self) -> Words:
        """The sentence with its facts, in both languages."""
        return self.said.fill(**self.facts) if self.facts else self.said

    @property
    def line(self) -> Words:
        """Code and sentence, as the bottom line of a screen shows them."""
        sentence = self.sentence
        return Words(f"{self.code} {sentence.th}", f"{self.code} {sentence.en}")

    def __str__(self) -> str:
        return str(self.line)


class Refused(DeskError):
    """The act breaks a rule; nothing was changed."""


class NotPermitted(Refused):
    """The person signed in may not do this."""

    exit_code = 4


class Busy(DeskError):
    """Somebody else holds what is needed, or the other end does not answer: try again."""

    exit_code = 3


class Misused(DeskError):
    """Wrong usage or configuration."""

    exit_code = 2


class Corrupt(DeskError):
    """What is stored contradicts itself."""

    exit_code = 5
