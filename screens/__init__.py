"""What a person sees and types. Knows the counter, never SQL, never HTTP.

Textual reads its own `TEXTUAL*` variables when it is first imported: one of them writes every key pressed into a file,
passphrases too, others load foreign code. They are dropped before that, unless `DESK_DEBUG` is set. `DESK_PLAIN_KEYS=1`
asks the terminal for plain key codes, which some input methods need.

Frames are drawn up to FRAMES_A_SECOND: Textual lets one to two frames pass between two paintings, and the rows that
answer a key are there 5 ms after the key itself was painted. At its usual 60 they would wait for 17 to 33 ms more.
"""

from __future__ import annotations

import os
from typing import Final

FRAMES_A_SECOND: Final = 200

if not os.environ.get("DESK_DEBUG"):
    for _name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[_name]
if os.environ.get("DESK_PLAIN_KEYS"):
    os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
os.environ.setdefault("TEXTUAL_FPS", str(FRAMES_A_SECOND))
