"""What the first screens must not wait for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEFORE_THE_FIRST_FRAME = (
    "desk.commands.screens",
    "desk.counter.queue",
    "desk.counter.states",
    "desk.counter.status",
    "screens.app",
    "screens.day_queue",
    "screens.sign_in",
)
HEAVY = (
    "pydantic",
    "httpx",
    "sqlalchemy",
    "fpdf",
    "segno",
    "sqlite_utils",
    "cryptography",
    "argon2",
    "rapidfuzz",
    "sync",
)


def test_sign_in_and_day_queue_load_nothing_heavy() -> None:
    code = f"import sys\nimport {', '.join(BEFORE_THE_FIRST_FRAME)}\nprint([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_reading_and_painting_the_queue_loads_nothing_heavy(tmp_path: Path) -> None:
    """On an open desk, as with the demo's key, up to the moment the names of services are asked for."""
    code = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]
from pathlib import Path
from desk.counter.office import unlock_with_key
from local_db.desk_file import SystemClock
from screens.queue_rows import page_of
office = unlock_with_key(Path({str(tmp_path / "desk")!r}), bytes(range(32)), SystemClock(), None)
print(len(page_of(office, {{}}, {{}}, wide=False).rows), [m for m in {HEAVY!r} if m in sys.modules])
office.close()
"""
    from tests.counter.days import name_request
    from tests.desks import make_desk

    made = make_desk(tmp_path / "desk")
    name_request(made)
    made.office.close()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1 []"
