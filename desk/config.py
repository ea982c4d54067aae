"""Settings of one desk: flag, then environment `DESK_*`, then the desk's own file, then the default.

A plain record with its own checks: the screens need it before the first frame, and it has few members.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from desk.model.errors import Misused
from desk.words import Words

FILE: Final = "config.toml"
SCANS: Final = "scans"
FILE_BYTES_MAX: Final = 100_000
LANGUAGES: Final = ("th", "en")
THEMES: Final = ("", "calm", "contrast", "sixteen")


class SettingWrong(Misused):
    """A setting that cannot be."""

    code = "E902"
    said = Words(
        "การตั้งค่า {name} ใน {where} ไม่ถูกต้อง ยังไม่ได้เปิดโปรแกรม แก้แล้วลองใหม่",
        "The setting {name} in {where} is not right; nothing was opened. Correct it and try again",
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set. Times in seconds; an empty theme means the one that fits the terminal, an empty
    `hub_url` the hub the centre names, if any; `centre_ca` a PEM file of the authority that vouches for the centre;
    `scan_folder` where the scanner puts its files (empty: `scans` in the desk's own folder)."""

    language: str = "th"
    theme: str = ""
    mouse: bool = True
    idle_lock_s: int = 600
    printer_folder: str = ""
    printer_command: str = ""
    receipt_printer: str = ""
    receipt_paper_mm: int = 80
    scan_folder: str = ""
    hub_url: str = ""
    centre_ca: str = ""

    def __post_init__(self) -> None:
        for name, good in (
            ("language", self.language in LANGUAGES),
            ("theme", self.theme in THEMES),
            ("idle_lock_s", 10 <= self.idle_lock_s <= 86_400),
            ("receipt_paper_mm", self.receipt_paper_mm in (58, 80)),
        ):
            if not good:
                raise SettingWrong(name=name, where=FILE)

    def scans(self, home: Path) -> Path:
        """Where the scanner puts its files."""
        return Path(self.scan_folder) if self.scan_folder else home / SCANS

    def authorities(self) -> str:
        """What `centre_ca` holds, empty where none is set; raises SettingWrong."""
        if not self.centre_ca:
            return ""
        try:
            return Path(self.centre_ca).read_text("ascii")
        except (OSError, UnicodeDecodeError) as fault:
            raise SettingWrong(name="centre_ca", where=FILE) from fault


def load(home: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. Raises SettingWrong naming the setting and where it stands."""
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    path = home / FILE
    if path.exists():
        values |= _from_file(path)
    known = {field.name: field.type for field in fields(Settings)}
    for name in values:
        if name not in known:
            raise SettingWrong(name=name, where=FILE)
    named = {
        "language": "DESK_LANG", "theme": "DESK_THEME", "mouse": "DESK_MOUSE", "idle_lock_s": "DESK_IDLE_LOCK_S",
        "hub_url": "DESK_HUB_URL", "centre_ca": "DESK_CENTRE_CA",
    }  # fmt: skip
    for name, variable in named.items():
        if variable in environment:
            values[name] = _from_text(name, environment[variable], variable)
    for name, value in values.items():
        wanted = {"bool": bool, "int": int, "str": str}[str(known[name])]
        if type(value) is not wanted:
            raise SettingWrong(name=name, where=FILE)
    return Settings(**values)


def _from_file(path: Path) -> dict[str, Any]:
    if path.stat().st_size > FILE_BYTES_MAX:
        raise SettingWrong(name="-", where=path.name)
    import tomllib  # most desks have no such file

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingWrong(name="-", where=path.name) from fault


def _from_text(name: str, text: str, variable: str) -> Any:
    if name == "mouse":
        if text not in ("0", "1"):
            raise SettingWrong(name=name, where=variable)
        return text == "1"
    if name == "idle_lock_s":
        if not (text.isascii() and text.isdigit()):
            raise SettingWrong(name=name, where=variable)
        return int(text)
    if name == "language":
        return "en" if text.lower().startswith("en") else "th"
    return text
