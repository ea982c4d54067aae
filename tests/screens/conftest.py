"""Every test begins in Thai and leaves the language as it found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desk.words import language, use_language


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the first PDF of a process may take longer than an officer would wait."""
    monkeypatch.setattr("desk.counter.printing.PATIENCE_S", 20)


@pytest.fixture(autouse=True)
def thai_first() -> Iterator[None]:
    before = language()
    use_language("th")
    yield
    use_language(before)
