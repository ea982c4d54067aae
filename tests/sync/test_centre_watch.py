"""The centre looks about for as long as it serves, also after its database was away for a moment."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from sync.central import centre as room
from sync.central import enrolment
from sync.central.centre import Centre
from sync.central.store import make_store

NOW = 1_795_000_000_000


async def test_a_database_away_for_a_moment_does_not_make_the_centre_deaf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "POLL_S", 0.01)
    store = make_store(tmp_path / "centre")
    store.write(lambda connection: enrolment.add_branch(connection, "5701", "ตัวอย่าง", NOW))
    centre = Centre(store, lambda: NOW)
    away = True
    heard: list[str] = []
    read = centre.read

    async def flaky(question: Any) -> Any:
        if away:
            raise OperationalError("select", {}, Exception("the database system is starting up"))
        return await read(question)

    monkeypatch.setattr(centre, "read", flaky)
    monkeypatch.setattr(centre, "tell", heard.append)
    watching = asyncio.ensure_future(centre._watch())
    await asyncio.sleep(0.05)
    assert not watching.done()
    away = False
    centre._seen = {"5701": -1}
    for _ in range(300):
        if heard:
            break
        await asyncio.sleep(0.01)
    assert heard == ["5701"]
    centre.stopping.set()
    await watching
    store.close()
