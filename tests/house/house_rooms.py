"""The product's files as the house rules look at them: text, tree and place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
PRODUCT = ("desk", "screens", "sync", "local_db")


@cache
def product() -> dict[str, ast.Module]:
    """Every Python file of the product by its path from the house, parsed."""
    files = sorted(path for floor in PRODUCT for path in (HOUSE / floor).rglob("*.py"))
    return {path.relative_to(HOUSE).as_posix(): ast.parse(path.read_text("utf-8")) for path in files}


def nodes(room: str) -> Iterator[ast.AST]:
    """Every node of one file."""
    return ast.walk(product()[room])


def imported(room: str) -> Iterator[tuple[int, str]]:
    """(line, module) for every import in one file, wherever it stands."""
    for node in nodes(room):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, node.module or ""


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or attribute; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f".{node.attr}"
    return ""


def within(room: str, *places: str) -> bool:
    """Whether a file is one of these places or lies in one of these folders (which end in a slash)."""
    return any(room == place or (place.endswith("/") and room.startswith(place)) for place in places)
