"""A roll as the bytes a receipt printer takes: ESC/POS raster, from any of the makers that speak it.

Only four commands are used, which every printer of this family knows: ESC @ (as new), GS v 0 (raster), ESC d (feed),
GS V (cut).
"""

from __future__ import annotations

from typing import Final

from desk.paper.raster import Bitmap

INITIALISE: Final = b"\x1b@"
CUT: Final = b"\x1dVB\x00"
FEED_LINES: Final = 4
BAND_ROWS: Final = 128
"""Rows sent in one command: small printers hold little more in their memory."""


def escpos(bitmap: Bitmap, *, cut: bool = True) -> bytes:
    """Everything to send for one paper."""
    out = bytearray(INITIALISE)
    for top in range(0, bitmap.height, BAND_ROWS):
        rows = min(BAND_ROWS, bitmap.height - top)
        out += b"\x1dv0\x00" + bitmap.stride.to_bytes(2, "little") + rows.to_bytes(2, "little")
        out += bitmap.rows[top * bitmap.stride : (top + rows) * bitmap.stride]
    out += b"\x1bd" + bytes((FEED_LINES,))
    return bytes(out + CUT) if cut else bytes(out)
