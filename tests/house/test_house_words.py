"""Every pair of sentences in the product: Thai in Thai, English in English, the same facts in both."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator

import pytest
from house_rooms import dotted, nodes, product

THAI = re.compile("[\u0e01-\u0e5b]")
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.+/@-]*")

# What a Thai officer reads on keys, papers and menus as it is; everything else has a Thai word.
SAID_IN_LATIN = {
    *(f"F{number}" for number in range(1, 13)),
    *("Esc", "Tab", "Enter", "Ctrl", "Shift", "Alt", "Space", "Home", "End", "PgUp", "PgDn", "Backspace", "Delete"),
    *("QR", "PIN", "PDF", "USB", "CSV", "JSON", "TOML", "SQL", "HTTP", "HTTPS", "TLS", "URL", "UTF-8", "MRZ"),
    *(
        "CODE",
        "FILE",
        "DIR",
        "NAME",
        "PORT",
        "DESK_HOME",
        "ThaID",
        "LANG",
        "C.UTF-8",
        "Linux",
        "Windows",
        "Python",
        "SQLCipher",
    ),
    *("KB", "MB", "GB", "ms", "English", "ref1", "ref2", "Kedmanee"),
}
# Names in the office's TOML files, which those sentences are about.
SAID_IN_A_CATALOGUE = {"true", "false", "th", "en", "choice", "choices", "number", "least", "most", "up_to"}
SAID_IN_A_CATALOGUE |= {"given", "new_given", "CR-COPY", "satang", "percent", "least_satang", "most_satang", "money"}
SAID_IN_A_CATALOGUE |= {"table", "columns", "sources", "confidence", "to_confirm", "agency", "decided_by", "supervisor"}
SAID_IN_A_CATALOGUE |= {"counter", "when"}
COMMAND = re.compile(r"(?:desk|make)(?: (?:--?)?[a-z][a-z-]*)*|--[a-z][a-z-]*")
CTRL = re.compile(r"(?:Ctrl|Shift|Alt|ctrl|\^)[-+ ][A-Za-z]\b")


def literal(node: ast.expr) -> str | None:
    """The text of a string, with `{}` for what an f-string fills in; None where it is not written on the spot."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{" + dotted_or_any(part) + "}"
            for part in node.values
        )
    return None


def dotted_or_any(part: ast.expr) -> str:
    """A place of an f-string by the name it shows; `any` for an expression, whose two languages may differ."""
    name = dotted(part.value) if isinstance(part, ast.FormattedValue) else ""
    return name.split(".")[0].strip("_") if re.fullmatch(r"\w+", name) else "any"


def pairs() -> Iterator[tuple[str, str, str]]:
    """(place, Thai, English) of every `Words(...)` whose two sentences are written on the spot."""
    for room in product():
        for node in nodes(room):
            if not isinstance(node, ast.Call) or dotted(node.func).rsplit(".", 1)[-1] != "Words":
                continue
            given = dict(zip(("th", "en"), node.args, strict=False)) | {k.arg: k.value for k in node.keywords if k.arg}
            if set(given) != {"th", "en"}:
                continue
            thai, english = literal(given["th"]), literal(given["en"])
            if thai is not None and english is not None:
                yield f"{room}:{node.lineno}", thai, english


def facts(sentence: str) -> set[str]:
    """Names of the `{places}`; a place written as an expression counts only as being there."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def without_facts(sentence: str) -> str:
    """The words alone."""
    return "".join(text for text, _, _, _ in string.Formatter().parse(sentence))


def latin_words(thai: str) -> list[str]:
    """Latin words of a Thai sentence that no officer would expect there."""
    words = CTRL.sub("", COMMAND.sub("", without_facts(thai)))
    found = (word.strip(".-/") for word in LATIN_WORD.findall(words))
    return [word for word in found if word not in SAID_IN_LATIN and not re.fullmatch(r"E\d{3}|[A-Z]", word)]


def test_there_are_sentences_to_look_at() -> None:
    assert sum(1 for _ in pairs()) > 200


def test_thai_is_said_in_thai() -> None:
    foreign = []
    for place, thai, _ in pairs():
        of_the_trade = SAID_IN_A_CATALOGUE if place.startswith("desk/catalogue/") else set()
        foreign += [(place, word, thai) for word in latin_words(thai) if word not in of_the_trade]
    assert foreign == []


def test_what_has_words_in_english_has_words_in_thai() -> None:
    mute = [
        (place, thai, english)
        for place, thai, english in pairs()
        if re.search("[A-Za-z]{2}", without_facts(english))
        and not THAI.search(thai)
        and without_facts(thai) != without_facts(english)
    ]
    assert mute == []


def test_english_holds_no_thai() -> None:
    names_of_the_other_language = {"ไทย"}  # the key for a language is labelled in that language
    mixed = [
        (place, english)
        for place, _, english in pairs()
        if THAI.search(english) and english not in names_of_the_other_language
    ]
    assert mixed == []


def test_both_languages_tell_the_same_facts() -> None:
    unlike = [
        (place, thai, english) for place, thai, english in pairs() if facts(thai) - {"any"} != facts(english) - {"any"}
    ]
    assert unlike == []


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("กด F10 เพื่อรับเงิน", []),
        ("สั่ง desk verify แล้วลองใหม่", []),
        ("กด Ctrl+P เปิดเมนู", []),
        ("รหัส {code} ใช้ไม่ได้", []),
        ("ไม่พบ record นี้", ["record"]),
        ("please กด Esc", ["please"]),
    ],
)
def test_the_rule_itself(sentence: str, left: list[str]) -> None:
    assert latin_words(sentence) == left
