"""Words a person reads, in both languages of the desk.

Every sentence is written once, as a pair, beside the thing it speaks of, so a sentence in one language alone
cannot exist. Thai comes first; one key switches the language of the whole desk while it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["th", "en"]

_language: Language = "th"


def use_language(language: Language) -> None:
    """Switch the language in which every `Words` is shown from now on."""
    global _language
    if language not in ("th", "en"):
        raise ValueError(language)
    _language = language


def language() -> Language:
    """The language in force."""
    return _language


@dataclass(frozen=True, slots=True)
class Words:
    """One thing said in Thai and in English; `str()` gives the language in force."""

    th: str
    en: str

    def __str__(self) -> str:
        return self.th if _language == "th" else self.en

    def in_language(self, language: Language) -> str:
        """The sentence in the named language, whatever is in force."""
        return self.th if language == "th" else self.en

    def fill(self, **facts: object) -> Words:
        """Put facts into the `{places}` of both sentences; a fact that is itself `Words` is said in each language."""
        thai = {name: fact.th if isinstance(fact, Words) else fact for name, fact in facts.items()}
        english = {name: fact.en if isinstance(fact, Words) else fact for name, fact in facts.items()}
        return Words(self.th.format(**thai), self.en.format(**english))


def same(text: str) -> Words:
    """Words that are alike in both languages: names, numbers, codes."""
    return Words(text, text)
