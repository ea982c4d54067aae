"""A sentence is filled with a fact for each of its places, in both languages: one left out ends the program."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

ROOT = Path(__file__).parents[2]


def places(words: ast.expr | None) -> set[str]:
    """The places of `Words("...", "...")` written out; none where it is anything else."""
    if not (isinstance(words, ast.Call) and isinstance(words.func, ast.Name) and words.func.id == "Words"):
        return set()
    texts = [each.value for each in words.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def missing(source: str) -> list[str]:
    """`line: name.fill misses place` of every filling of a sentence that stands in the same file."""
    tree = ast.parse(source)
    named: dict[str, ast.expr | None] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            named[node.target.id] = node.value
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fill"):
            continue
        filled = {each.arg for each in node.keywords}
        if None in filled:  # **facts
            continue
        words = node.func.value
        wanted = places(named.get(words.id) if isinstance(words, ast.Name) else words)
        found += [f"{node.lineno}: {ast.unparse(words)[:40]} misses {place}" for place in sorted(wanted - filled)]
    return found


def test_every_place_of_a_sentence_is_filled() -> None:
    assert missing('_Z = Words("{z} {d}", "{z}")\nsaid = _Z.fill(z=1)') == ["2: _Z misses d"]
    amiss = [
        f"{path.relative_to(ROOT)}:{each}"
        for folder in ("desk", "screens", "sync", "local_db")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for each in missing(path.read_text())
    ]
    assert amiss == []
