"""Working without the centre has bounds: an early warning, named acts refused before money moves, never a loss."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.counter import bounds, day, shift
from desk.counter.bounds import BeyondBounds
from desk.counter.status import status
from desk.rules.offline_bounds import BOUNDS, NEW_ACTS, findings
from local_db import ballast as ballast_room
from local_db.ballast import Ballast
from tests.counter.days import FLOAT, copy_request, open_drawer, pay
from tests.desks import Desk, make_desk, tell

MB = 1_000_000


def policy(desk: Desk, name: str, value: object) -> None:
    tell(desk, ("policy.put", {"name": name, "value": value}))
    desk.office.bounds_seen = None


def test_every_bound_warns_before_it_stops() -> None:
    for bound in BOUNDS:
        assert set(bound.acts) <= set(NEW_ACTS)
        if bound.stop:
            assert bound.warn > bound.stop if bound.falling else bound.warn < bound.stop, bound.name


def test_a_desk_in_order_is_near_no_bound_and_nonsense_in_a_policy_changes_nothing(desk: Desk) -> None:
    desk.office.free_bytes = lambda _home: 10_000 * MB
    assert status(desk.office).bounds == ()
    for name in ("offline.disk_mb_stop", "offline.unsent_lines_stop", "offline.unsent_baht_acts"):
        policy(desk, name, "much")
    copy_request(desk)
    assert status(desk.office).bounds == ()


@pytest.mark.parametrize(
    ("name", "stop", "acts"),
    [("unsent_lines", 3, NEW_ACTS), ("unsent_baht", 20, ("take_payment",)), ("unsent_days", 2, ("take_payment",))],
)
def test_each_bound_warns_then_refuses_its_acts(desk: Desk, name: str, stop: int, acts: tuple[str, ...]) -> None:
    desk.office.free_bytes = lambda _home: 10_000 * MB
    open_drawer(desk)
    first, second = copy_request(desk), copy_request(desk)
    pay(desk, first)
    policy(desk, f"offline.{name}_warn", 1)
    if name == "unsent_days":
        desk.clock.now += 30 * 3_600_000
    assert status(desk.office).bounds[0] == f"{name}:warn"
    before = status(desk.office).n
    policy(desk, f"offline.{name}_stop", stop)
    policy(desk, f"offline.{name}_acts", list(acts))
    if name == "unsent_days":
        desk.clock.now += 30 * 3_600_000
    assert status(desk.office).bounds[0] == f"{name}:stop"
    with pytest.raises(BeyondBounds) as refused:
        pay(desk, second)
    assert "No money moved" in refused.value.sentence.en
    if "take_request" in acts:
        with pytest.raises(BeyondBounds):
            copy_request(desk)
    assert status(desk.office).n == before, "nothing was written"
    # what was begun can be finished
    shift.close_shift(desk.office, desk.session("anan"), FLOAT | {20_00: 11})
    with_drawer = "open_drawer" in acts
    if with_drawer:
        with pytest.raises(BeyondBounds):
            open_drawer(desk)
    policy(desk, f"offline.{name}_stop", 0)
    open_drawer(desk)


def test_an_old_copy_and_a_roster_that_runs_out_are_told_early(desk: Desk) -> None:
    desk.office.free_bytes = lambda _home: 10_000 * MB
    desk.clock.now += 25 * 86_400_000
    assert set(status(desk.office).bounds) == {"roster_days:warn", "copy_days:warn"}


def test_findings_put_the_gravest_first() -> None:
    found = findings({"disk_mb": 10, "unsent_lines": 6_000}, lambda _name, default: default)
    assert [(finding.bound.name, finding.level) for finding in found] == [("disk_mb", "stop"), ("unsent_lines", "warn")]


# ---- a disk that is really full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A file system of 24 MB where this user may make one; None where not."""
    place = tmp_path / "small"
    place.mkdir()
    made = os.geteuid() == 0 and (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)],
            check=False, capture_output=True,
        ).returncode == 0
    )  # fmt: skip
    yield place if made else None
    if made:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_on_a_full_disk_the_day_is_closed_and_nothing_new_is_begun(
    small_disk: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = (small_disk or tmp_path) / "desk"
    desk = make_desk(home)
    office = desk.office
    try:
        monkeypatch.setattr(bounds, "BYTES", ballast_room.BYTES)
        policy(desk, "offline.disk_mb_stop", 2)
        policy(desk, "offline.disk_mb_warn", 4)
        assert Ballast(home).take_in()
        open_drawer(desk)
        ref = copy_request(desk)
        if small_disk is None:
            office.free_bytes = lambda _home: 1 * MB
        else:
            fill(small_disk)
        office.bounds_seen = None
        assert status(office).bounds[0] == "disk_mb:stop"
        before = status(office).n
        with pytest.raises(BeyondBounds):
            pay(desk, ref)
        with pytest.raises(BeyondBounds):
            copy_request(desk)
        assert status(office).n == before
        shift.close_shift(office, desk.session("anan"), FLOAT)
        for _ in range(60):  # whatever the office still has to write down
            office.file.act(lambda act: act.append(signed_out(), officer="anan"))
        sheet = day.close_day(office, desk.session("somying"), office.today())
        assert sheet.closed
        assert Ballast(home).held is (small_disk is None), "the room was given when it was needed"
        assert status(office).bounds[0] == "disk_mb:stop", "and what is free now is for closing alone"
    finally:
        office.close()


def signed_out():  # type: ignore[no-untyped-def]
    from desk.model.kinds.journal import OfficerSignedOut

    return OfficerSignedOut(officer="anan", why="x" * 1_900)


def fill(place: Path) -> None:
    """Fill a file system to the last byte."""
    with (place / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"x" * 65_536)
        except OSError:
            pass
        try:
            while True:
                filler.write(b"x" * 512)
        except OSError:
            return
