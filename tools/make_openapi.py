"""Make docs/openapi.json: the centre's interface as OpenAPI 3.1, from its own routes and forms.

    python tools/make_openapi.py [--check]

The same code gives the same bytes. `--check` writes nothing and says whether the file is what the code says (exit 1).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sync.central.description import describe

PAGE = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def text() -> str:
    """What the file must hold."""
    return json.dumps(describe(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check compare it."""
    if arguments == ["--check"]:
        if PAGE.exists() and PAGE.read_text("utf-8") == text():
            return 0
        sys.stderr.write("docs/openapi.json: not what the code says, run make openapi\n")
        return 1
    if arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    PAGE.write_text(text(), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
