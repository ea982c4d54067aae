"""The driver of the encrypted file, typed as the standard library's, whose interface it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as dbapi2
else:
    from sqlcipher3 import dbapi2

__all__ = ["dbapi2"]
