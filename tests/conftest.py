"""What every room of the tests may use."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

if os.environ.get("TEST_HTTP") == "httpx2":
    # the client library's successor in its place, for everything these tests load (make test-httpx2)
    sys.modules["httpx"] = import_module("httpx2")

import pytest
from hypothesis import HealthCheck, settings

from desk.words import use_language
from tests.desks import Desk, make_desk

# what is looked for must not hang on how busy the machine is
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("desk")


@pytest.fixture(autouse=True)
def _thai_first() -> Iterator[None]:
    use_language("th")
    yield
    use_language("th")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with officers, a leased book and four citizens."""
    made = make_desk(tmp_path / "desk")
    yield made
    made.office.close()
