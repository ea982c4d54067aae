"""There is one door to the terminal, and no other: read from the source of every screen.

The rule, in the order in which it closes:
1. Only drawing rooms import what draws: `rich`, `textual.widgets`, `textual.content`, `textual.strip`, `textual.visual`
   and their like. A screen has `Said`, `Shown`, `FactRow`, `FieldRow`, `PagedTable`, which pass everything through
   `safe()`.
2. Only the innermost rooms (`safe_text`, `thai_terminal`) make `Segment`, `Text` or `Content` themselves; other drawing
   rooms call `segment(...)` and `content(...)`, which take `SafeText` only (mypy, and a TypeError at run time).
3. Nowhere is markup read, a notification shown, or text put where Textual reads markup (titles, tooltips, hints).
4. Only drawing rooms have a `render...` of their own, and widgets are updated with `content(...)` alone.
5. Nobody but `safe_text` makes a `SafeText`, so that the type keeps its meaning.
What this cannot see is text handed to the driver: that word is looked for as well.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import screens

ROOM = Path(screens.__file__).parent
INNERMOST = {"safe_text", "thai_terminal"}
DRAWING_ROOMS = INNERMOST | {"parts", "bars", "paged_table", "thai_input", "photo", "qr_code", "form_sheet"}
DRAWS = (
    "rich",
    "textual.widgets",
    "textual.content",
    "textual.strip",
    "textual.visual",
    "textual.markup",
    "textual.renderables",
)
MAKES_TEXT = {"Segment", "Segments", "Text", "Content", "Markdown", "Panel"}
READS_MARKUP = {"from_markup", "notify", "panic", "loading_widget", "screenshot"}
MARKUP_PLACES = {"border_title", "border_subtitle", "tooltip", "title", "sub_title", "placeholder", "content"}
WRITES = {("ground_app", "write")}
"""Where the driver or a stream is written to on purpose: a fixed sequence, and the plain line before the screens."""


def faults(source: str, room: str) -> list[str]:
    """What in the source of a room goes past the door, each with its line."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        line = getattr(node, "lineno", 0)
        found += [f"{line}: {fault}" for fault in (*_imports(node, room), *_calls(node, room), *_places(node, room))]
    return found


def _imports(node: ast.AST, room: str) -> list[str]:
    modules: list[tuple[str, str]] = []
    if isinstance(node, ast.Import):
        modules = [(alias.name, alias.name) for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module is not None:
        modules = [(node.module, alias.name) for alias in node.names]
    found = []
    for module, name in modules:
        draws = any(module == root or module.startswith(f"{root}.") for root in DRAWS)
        draws = draws or (module == "textual" and name in ("widgets", "content", "strip", "visual"))
        if draws and room not in DRAWING_ROOMS:
            found.append(f"imports {name} of {module} outside the drawing rooms")
        if module == "screens.safe_text" and name == "SafeText" and room not in DRAWING_ROOMS:
            found.append("imports SafeText outside the drawing rooms")
    return found


def _calls(node: ast.AST, room: str) -> list[str]:
    if not isinstance(node, ast.Call):
        return []
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    found = []
    if called in MAKES_TEXT and room not in INNERMOST:
        found.append(f"makes {called} itself")
    if called == "SafeText" and room != "safe_text":
        found.append("makes SafeText itself")
    if called in READS_MARKUP:
        found.append(f"calls {called}")
    if called == "write" and (room, "write") not in WRITES:
        found.append("writes to a stream or to the driver")
    for keyword in node.keywords:
        if keyword.arg == "markup" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False):
            found.append("switches markup on")
        if keyword.arg in MARKUP_PLACES:
            found.append(f"sets {keyword.arg}")
    if called == "update" and node.args and not _is_drawn(node.args[0]):
        found.append("updates a widget with something that is not content(...)")
    return found


def _is_drawn(argument: ast.expr) -> bool:
    if not isinstance(argument, ast.Call):
        return False
    maker = argument.func.attr if isinstance(argument.func, ast.Attribute) else getattr(argument.func, "id", "")
    return maker in ("content", "content_lines", "_drawn")


def _places(node: ast.AST, room: str) -> list[str]:
    if room in INNERMOST:
        return []
    if isinstance(node, ast.FunctionDef) and node.name in ("render", "render_line", "render_lines", "render_str"):
        return [] if room in DRAWING_ROOMS else [f"draws by itself in {node.name}"]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [
        f"sets {target.attr}"
        for target in targets
        if isinstance(target, ast.Attribute) and target.attr in MARKUP_PLACES
    ]


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.stem)
def test_no_screen_goes_past_the_door(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8"), path.stem) == []


@pytest.mark.parametrize(
    "source",
    [
        "from textual.widgets import Static",
        "from textual.widgets import DataTable, Label",
        "from textual import widgets",
        "from rich.text import Text",
        "import rich.markup",
        "from textual.content import Content",
        "from screens.safe_text import SafeText",
        "x = Content('a')",
        "x = Text.from_markup(name)",
        "self.notify(name)",
        "self.app.notify(name, markup=False)",
        "w = Shown(name, markup=True)",
        "self.border_title = name",
        "field.tooltip = name",
        "field = ThaiInput(placeholder=name)",
        "self.app._driver.write(name)",
        "t = SafeText(name)",
        "self.query_one(Said).update(name)",
        "class Row(Widget):\n    def render(self):\n        return name",
    ],
)
def test_the_rule_sees_each_way_past_the_door(source: str) -> None:
    assert faults(source, "look_up")


def test_the_rule_lets_a_proper_screen_through() -> None:
    source = (
        "from screens.parts import Said, Shown\nfrom screens.safe_text import money\nx = Shown(name)\nx.show(money(5))"
    )
    assert faults(source, "look_up") == []
