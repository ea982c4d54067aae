"""Commands run as a shell runs them, in this process: arguments in; exit code, output and complaint out."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import cli
from desk.counter.office import DEMO_KEY
from desk.devices.host import write_private
from tests.desks import KEY


class Commands:
    """`desk` for one folder."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes]) -> None:
        self.home = home
        self._monkeypatch = monkeypatch
        self._capture = capture
        write_private(home / DEMO_KEY, KEY.hex().encode())

    def __call__(self, *arguments: str) -> tuple[int, bytes, str]:
        self._capture.readouterr()
        with self._monkeypatch.context() as patched:
            patched.setenv("DESK_HOME", str(self.home))
            patched.setattr("sys.argv", ["desk", *arguments])
            with pytest.raises(SystemExit) as ended:
                cli.main()
        output = self._capture.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 1), output.out, output.err.decode()
