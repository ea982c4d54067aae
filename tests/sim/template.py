"""A branch made once and copied for each seed: a centre with its sample, desks and a hub enrolled, all in step."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from desk.counter.office import Office
from desk.rules import keys
from local_db import meta
from local_db.desk_file import DeskFile, SystemClock
from local_db.store import Store
from sync import bag as bags
from sync.central import enrolment, loading, officers
from sync.central.identity import Identity
from sync.central.store import make_store
from sync.engine import Engine
from sync.enrol import found_desk, identity_of
from sync.hub.enrolment import enrol as enrol_hub
from sync.link import Link
from tests.sim.loop import InlineWriter, SimLoop
from tests.sim.machine import WORLD, DeviceRandomness
from tests.sim.network import Line, Network, Wire
from tests.sim.servers import CENTRE_PORT, CENTRE_URL, HUB_PORT, Server, open_branch_hub, open_centre

BRANCH, HUB = "9901", "9901HUB"
DESKS = ("9901A", "9901B", "9901C")
KEY = bytes(range(32))
CITIZENS = 24
# nobody signs in with a passphrase here: the roster needs text, not work
VERIFIER = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"
IN_STEP_S = 60.0


def make_template(folder: Path) -> None:
    """Make the branch in `folder`: the same from the same product, whenever it is made."""
    folder.mkdir(parents=True)
    random = Random("template")
    WORLD.chance = Random("template chance")
    loop = SimLoop(random)
    WORLD.loop = loop
    network = Wire.network = Network(loop, random, Line(), lambda _fault: None)
    try:
        with _keys_from_the_seed():
            _make_centre(folder / "centre")
            loop.run_until_complete(_enrol_all(folder, loop, network, random))
    finally:
        WORLD.loop = None
        loop.close()


@contextmanager
def _keys_from_the_seed() -> Iterator[None]:
    """Keys of centre and hub: bytes that differ from run to run pack differently, and a seed would go another way."""
    generate = Identity.generate
    Identity.generate = classmethod(  # type: ignore[method-assign,assignment]
        lambda cls: cls(keys.private_key(DeviceRandomness().token(32)), generate().receiving)
    )
    try:
        yield
    finally:
        Identity.generate = generate  # type: ignore[method-assign]


def _make_centre(folder: Path) -> None:
    verify = officers.verifier_of
    officers.verifier_of = lambda _passphrase: VERIFIER
    try:
        store = make_store(folder)
        now = SystemClock().now_ms()
        store.write(lambda c: enrolment.add_branch(c, BRANCH, "อำเภอตัวอย่าง", now))
        loading.load_sample(store, BRANCH, CITIZENS, 7, now)
        store.close()
    finally:
        officers.verifier_of = verify


async def _enrol_all(folder: Path, loop: SimLoop, network: Network, random: Random) -> None:
    import asyncio

    centre = Server("centre", CENTRE_PORT, folder / "centre", open_centre, loop, network, random)
    centre.start()

    def code(name: str) -> str:
        assert centre.serving is not None
        return centre.serving.store.write(lambda c: enrolment.new_code(c, name, SystemClock().now_ms()))

    for name in DESKS:
        await _enrol_desk(folder / name, code(name), loop)
    await enrol_hub(folder / "hub", CENTRE_URL, code(HUB), "hub")
    hub = Server("hub", HUB_PORT, folder / "hub", lambda at: open_branch_hub(at, random), loop, network, random)
    hub.start()
    await asyncio.sleep(IN_STEP_S)
    for name in DESKS:
        office = open_office(folder / name, loop)
        engine = _engine(office)
        await engine.once()
        office.close()
    await hub.stop()
    await centre.stop()
    for path in folder.rglob("*"):
        if path.name.endswith(("-shm", ".lock")):
            path.unlink()


async def _enrol_desk(home: Path, code: str, loop: SimLoop) -> None:
    """What `sync.enrol.enrol` does, with the simulation's writer."""
    home.mkdir()
    device = DeviceRandomness().token(32)
    stick, recipient = bags.new_identity()
    link = Link(CENTRE_URL, None)
    public = keys.b64encode(keys.public_raw(keys.private_key(device)))
    told: dict[str, Any] = await link.enrol(code, public, recipient, "sim")
    await link.close()
    identity: meta.Identity = identity_of(told, CENTRE_URL, device)
    store = Store(home, KEY, create=True, writer=lambda: InlineWriter(loop))
    store.write(lambda c: found_desk(c, identity, stick, told["recipient"], SystemClock()))
    store.close()
    office = open_office(home, loop)
    engine = _engine(office)
    await engine.load_snapshot()
    await engine.once()
    office.close()


def open_office(home: Path, loop: SimLoop) -> Office:
    """A desk on the simulated machine."""
    return Office(DeskFile(home, KEY, SystemClock(), writer=lambda: InlineWriter(loop)), DeviceRandomness())


def _engine(office: Office) -> Engine:
    identity = office.file.identity()
    link = Link(CENTRE_URL, keys.private_key(identity.device_key))
    return Engine(office.file, link, Random("template engine"))


def copy_template(folder: Path, to: Path, desks: int) -> None:
    """Fresh files of a run."""
    for name in ("centre", "hub", *DESKS[:desks]):
        shutil.copytree(folder / name, to / name)
