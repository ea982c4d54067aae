"""Making the sample branch: a centre of its own on loopback, an enrolled desk, a morning's work in its queue."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from desk.commands.opening import LineFile, SystemRandomness
from desk.counter.office import DEMO_KEY, key_slots
from desk.devices.host import private_folder, process_runs, start_process, stop_process, write_private
from desk.model.errors import Busy
from desk.words import Words
from local_db.desk_file import DeskFile, SystemClock
from local_db.store import DATABASE

if TYPE_CHECKING:
    from screens.work import Story
    from sync.central.store import Store

BRANCH: Final = "9901"  # province 99 does not exist: no office ever had this code
DESK: Final = "9901A"
CITIZENS: Final = 20_000
SEED: Final = 9901
OFFICER: Final = "anan"
SUPERVISOR: Final = "somying"
STATE: Final = "demo.json"
CENTRE_FOLDER: Final = "centre"
START_WAIT_S: Final = 30.0
WORKING_DAYS: Final = {"CR-COPY": 1, "NM-GIVEN": 3, "CR-BIRTH": 1, "BZ-REG": 2, "PH-FOOD": 7, "FM-MARRY-OUT": 5}
"""Service times of the sample office, its own and nobody else's: no public page states them."""


class CentreDidNotStart(Busy):
    """The demo's centre process did not answer."""

    code = "E910"
    said = Words(
        "ระบบกลางตัวอย่างไม่เริ่มทำงาน ดูบันทึกที่ {log} แล้วลอง make demo-reset",
        "The sample centre did not start; see {log}, then try make demo-reset",
    )


@dataclass(frozen=True, slots=True)
class DemoState:
    """What the demo remembers between starts: where its centre listens, and as which process."""

    address: str
    pid: int


def prepared(home: Path) -> bool:
    """Whether the sample branch is complete."""
    return (home / STATE).exists() and (home / DATABASE).exists() and (home / DEMO_KEY).exists()


def prepare(home: Path, tell: Callable[[Words], None]) -> DemoState:
    """Make everything the demo needs, or start again what stopped. Cheap when all is there."""
    private_folder(home)
    if prepared(home):
        return running_centre(home)
    clear(home)
    tell(Words("สร้างอำเภอตัวอย่าง ประชาชน {n} คน", "Making the sample district of {n} people").fill(n=f"{CITIZENS:,}"))
    code = make_centre(home / CENTRE_FOLDER)
    tell(Words("เริ่มระบบกลางตัวอย่าง", "Starting the sample centre"))
    state = start_centre(home)
    tell(Words("ลงทะเบียนโต๊ะ {desk} และรับสำเนาทะเบียน", "Enrolling desk {desk} and fetching its copy").fill(desk=DESK))
    key = enrol_desk(home, state.address, code)
    tell(Words("จัดคิวงานของวันนี้ครึ่งวันแรก", "Filling the first half of today's queue"))
    from desk.commands.demo_morning import fill_morning

    asyncio.run(fill_morning(home, key))
    write_private(home / DEMO_KEY, key.hex().encode())
    return state


def make_centre(folder: Path) -> str:
    """A centre with the sample branch in it; gives the one-time code of its desk."""
    from sync.central.enrolment import add_branch, new_code
    from sync.central.loading import load_sample
    from sync.central.store import make_store

    now = SystemClock().now_ms()
    store = make_store(folder)
    try:
        store.write(lambda c: add_branch(c, BRANCH, "อำเภอตัวอย่าง", now))
        load_sample(store, BRANCH, CITIZENS, SEED, now)
        _say_office(store)
        return store.write(lambda c: new_code(c, DESK, now))
    finally:
        store.close()


def _say_office(store: Store) -> None:
    """What only this sample office works by: its name on paper, its service times."""
    from desk.catalogue.load import packaged
    from sync.central.feed import FeedWriter

    feed = FeedWriter(BRANCH)
    office = {
        "name_th": "ที่ว่าการอำเภอตัวอย่าง",
        "name_en": "Sample District Office",
        "branch_th": "สำนักทะเบียนอำเภอตัวอย่าง รหัส 9901",
        "branch_en": "Sample registration office 9901",
        "sample": True,
    }
    feed.say("reference.put", {"name": "office", "value": office})
    feed.say("policy.put", {"name": "payment_limit_satang", "value": 50_000_00})
    today = date.today()  # noqa: DTZ011 - a definition is chosen by day, any day near will do
    for code, days in WORKING_DAYS.items():
        known = [service for service in packaged().on(today) if service.code == code]
        for service in known:
            feed.say("catalogue.put", {"service": {**service.body(), "working_days": days}})
    notice = {
        "th": "ข้อมูลทั้งหมดเป็นตัวอย่าง ไม่มีบุคคลจริง",
        "en": "All data is a sample; nobody in it is real",
        "at": SystemClock().now_ms(),
    }
    feed.say("notice", notice)
    store.write(feed.flush)


def start_centre(home: Path) -> DemoState:
    """Start the centre as a process of its own on a free port and wait until it answers."""
    log = home / "centre.log"
    began = log.stat().st_size if log.exists() else 0
    command = [sys.executable, "-m", "desk", "central", "serve", "--data", str(home / CENTRE_FOLDER)]
    process = start_process([*command, "--port", str(_port_before(home)), "--demo-bank"], log, dict(os.environ))
    address = ""
    until = time.monotonic() + START_WAIT_S
    while time.monotonic() < until and process.poll() is None:
        with log.open("rb") as file:
            file.seek(began)
            address = file.readline().decode("utf-8", "replace").strip()
        if address.startswith("http://") and asyncio.run(_healthy(address)):
            state = DemoState(address, process.pid)
            write_private(home / STATE, json.dumps(asdict(state)).encode())
            return state
        time.sleep(0.05)
    if process.poll() is None:
        process.terminate()
        process.wait(10)
    elif _port_before(home) != 0:
        (home / STATE).unlink()  # the port of last time is taken by somebody else: any free one will do
        return start_centre(home)
    raise CentreDidNotStart(log=log)


def running_centre(home: Path) -> DemoState:
    """The centre of an earlier start, started again where it stopped; the desk is told its address."""
    state = read_state(home)
    if state is not None and process_runs(state.pid) and _listens(state.address):
        return state
    before = state.address if state else ""
    state = start_centre(home)
    if state.address != before:
        _move_desk(home, state.address)
    return state


def read_state(home: Path) -> DemoState | None:
    """What the last start left."""
    path = home / STATE
    if not path.exists():
        return None
    return DemoState(**json.loads(path.read_bytes()))


def stop(home: Path) -> bool:
    """Stop the demo's centre; False when none was running."""
    state = read_state(home)
    if state is None or not process_runs(state.pid):
        return False
    stop_process(state.pid)
    until = time.monotonic() + 10
    while process_runs(state.pid) and time.monotonic() < until:
        time.sleep(0.05)
    return True


def clear(home: Path) -> None:
    """Take away what the demo made, so that the next start makes it anew."""
    stop(home)
    for path in sorted(home.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()


def enrol_desk(home: Path, address: str, code: str) -> bytes:
    """Enrol the sample desk over the wire and let every sample officer open it; gives the raw key of its file."""
    from sync.central.sample import sample_officers
    from sync.enrol import enrol

    clock, randomness = SystemClock(), SystemRandomness()
    told = asyncio.run(enrol(home, address, code, "demo", clock, randomness, LineFile(home)))
    slots = key_slots(home, randomness)
    for officer, passphrase in sample_officers(BRANCH):
        slots.add(officer.officer, passphrase, told.data_key)
    return told.data_key


def _move_desk(home: Path, address: str) -> None:
    from local_db import meta

    key = bytes.fromhex((home / DEMO_KEY).read_text().strip())
    desk = DeskFile(home, key, SystemClock())
    try:
        desk.store.write(lambda c: meta.put(c, "centre_url", address))
    finally:
        desk.close()


def _port_before(home: Path) -> int:
    """The port of the last start, so that the desk finds its centre where it was."""
    state = read_state(home)
    return int(state.address.rpartition(":")[2]) if state else 0


def _listens(address: str) -> bool:
    """Whether somebody listens there; cheap, for the second start, which the engine will find out more of anyway."""
    try:
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=1):
            return True
    except OSError:
        return False


async def _healthy(address: str) -> bool:
    from desk.model.errors import DeskError
    from sync.link import Link

    link = Link(address, None)
    try:
        return await link.healthy()
    except DeskError:
        return False
    finally:
        await link.close()


def sample_story() -> Story:
    """Whom the sample desk fills in at sign-in."""
    from screens.work import Story

    return Story(OFFICER, f"amphoe-demo-{OFFICER}", SUPERVISOR, f"amphoe-demo-{SUPERVISOR}")


def progress(words: Words) -> None:
    """One line of progress."""
    click.echo(f"· {words}")
