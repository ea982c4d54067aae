"""What a person sees and types. Knows the counter, never SQL, never HTTP.

Textual reads its own `TEXTUAL*` variables when it is first imported: one of them writes every key pressed into a file,
passphrases too, others load foreign code. They are dropped before that, unless `DESK_DEBUG` is set. `DESK_PLAIN_KEYS=1`
asks the terminal for plain key codes, which some input methods need.
"""

from __future__ import annotations

import os

if not os.environ.get("DESK_DEBUG"):
    for _name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[_name]
if os.environ.get("DESK_PLAIN_KEYS"):
    os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
