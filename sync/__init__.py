"""Both ends of the wire: link, engine, stick, and the central service."""

import sys

# httpx brings its own command line when it finds what that needs, and with it a syntax highlighter: 3 MB of memory and
# half of its import time for something no desk uses. Where the part is missing, httpx does without, as documented.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
