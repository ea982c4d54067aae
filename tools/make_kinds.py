"""Make docs/kinds: a JSON Schema for the body of every journal kind and every feed kind, and an index.

    python tools/make_kinds.py [--check]

The models in desk/model/kinds and desk/model/feed.py are the source; what is written here is for those who read or
write lines without this code. The same models give the same bytes. `--check` writes nothing and names each file that
is not what the models say (exit 1).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from desk.model.feed import FEED_KINDS
from desk.model.kinds import KINDS

HOUSE = Path(__file__).resolve().parent.parent
FOLDER = HOUSE / "docs" / "kinds"
HEAD = """# Kinds of lines

Made by `tools/make_kinds.py` from the models in `desk/model`; do not edit by hand (`make kinds`).
Each file is the JSON Schema of the *body* of one kind. Money is integer satang, a time is milliseconds since 1970 UTC,
a date is ISO and Gregorian. Readers ignore members they do not know, and keep and pass on kinds they do not know.
"""


def schema(kind: str, model: type[BaseModel]) -> str:
    """The schema of one kind as it stands in the file."""
    made = model.model_json_schema()
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": kind}
    return json.dumps(made, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def purpose(model: type[BaseModel]) -> str:
    """The first line of the model's docstring."""
    return (model.__doc__ or "").strip().splitlines()[0].strip()


def table(title: str, folder: str, kinds: Mapping[str, type[BaseModel]]) -> str:
    """One line a kind, in the order in which the code names them."""
    rows = "".join(f"| [{kind}]({folder}{kind}.json) | {purpose(model)} |\n" for kind, model in kinds.items())
    return f"\n## {title}\n\n| kind | what it says |\n| --- | --- |\n{rows}"


def pages() -> dict[Path, str]:
    """Every file under docs/kinds with what it must hold."""
    made = {FOLDER / f"{kind}.json": schema(kind, model) for kind, model in KINDS.items()}
    made |= {FOLDER / "feed" / f"{kind}.json": schema(kind, model) for kind, model in FEED_KINDS.items()}
    index = HEAD + table("What desks write: the journal", "", KINDS)
    made[FOLDER / "README.md"] = index + table("What the centre says: the feed", "feed/", FEED_KINDS)
    return made


def differing() -> list[str]:
    """Files that are missing, left over or not what the models say, relative to the house."""
    wanted = pages()
    present = {path for path in FOLDER.rglob("*") if path.is_file()}
    changed = {path for path, text in wanted.items() if path in present and path.read_text("utf-8") != text}
    return sorted(path.relative_to(HOUSE).as_posix() for path in (present ^ set(wanted)) | changed)


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check compare them."""
    if arguments == ["--check"]:
        faults = differing()
        sys.stderr.writelines(f"{name}: not what the models say, run make kinds\n" for name in faults)
        return int(bool(faults))
    if arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    wanted = pages()
    for left_over in [path for path in FOLDER.rglob("*.json") if path not in wanted]:
        left_over.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    sys.stdout.write(f"{len(KINDS)} journal kinds, {len(FEED_KINDS)} feed kinds\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
