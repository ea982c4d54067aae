"""One desk as a process under load: acts, payments and paper on one thread, the engine beside them. Made to be killed.

    python -m tests.lines.desk_under_load HOME KEY_HEX HUB_URL PAPER SEED

What a printer would have put on paper goes to the file PAPER, synced line by line after the act committed: the outside
world's memory of this desk.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import threading
import time
from pathlib import Path

from desk.counter import cashier, intake, parties, shift, visit
from desk.counter.intake import Draft
from desk.counter.office import Office
from desk.counter.session import Session
from desk.model.errors import DeskError
from desk.model.kinds.requests import PaperShown
from desk.words import Words
from local_db.errors import DeskClosed
from local_db.queries import citizens
from tests.lines.parts import open_office

ANAN = Session("anan", Words("อนันต์", "Anan"), frozenset({"officer", "cashier"}))
FLOAT = {100_00: 20, 20_00: 20, 10_00: 20}


def one_citizen_served(office: Office, chance: random.Random, paper: int) -> None:
    """From coming in to the paper in the hand."""
    at_counter = visit.open_visit(office, ANAN, "request")
    connection = office.read()
    service = office.catalogue(connection).get("CR-COPY", office.today())
    pins = [row[0] for row in connection.execute("SELECT pin FROM citizens WHERE status = 'alive' LIMIT 20")]
    citizen = citizens.by_pin(connection, chance.choice(pins))
    assert citizen is not None
    party = parties.of_citizen(citizen)
    papers = tuple(PaperShown(paper=each.code, how="seen") for each in service.papers if each.held_by == "citizen")
    copies = chance.randint(1, 5)
    answers = {"register": "birth", "copies": copies}
    ref = intake.submit(office, ANAN, Draft(service, party, party, None, answers, papers), at_counter)
    if chance.random() < 0.8:
        paid = cashier.take_cash(office, ANAN, [ref], party, 1_000_00, at_counter)
        os.write(paper, f"{paid.receipt} {paid.number} {paid.satang}\n".encode())
        os.fsync(paper)
    visit.close_visit(office, ANAN, at_counter)


def work(office: Office, seed: int, paper: int) -> None:
    """Serve one after the other until killed."""
    chance = random.Random(seed)
    if shift.own_shift(office, ANAN) is None:
        shift.open_shift(office, ANAN, "1", FLOAT)
    while True:
        try:
            one_citizen_served(office, chance, paper)
        except DeskClosed:
            return
        except DeskError as fault:
            print(f"refused {fault.code}", file=sys.stderr)
        time.sleep(chance.uniform(0.02, 0.25))


async def run(office: Office, hub: str) -> None:
    from sync.branch_line import line_of
    from sync.engine import Engine

    link = line_of(office.file, None, hub)
    engine = Engine(office.file, link, random.Random(), retry_ceiling_s=1.0)
    office.file.store.on_commit(engine.wake)
    await engine.run()


def main() -> None:
    home, key, hub, paper, seed = sys.argv[1:6]
    office = open_office(Path(home), bytes.fromhex(key))
    end = os.open(paper, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    print("open", flush=True)
    threading.Thread(target=work, args=(office, int(seed), end), daemon=True).start()
    asyncio.run(run(office, hub))


if __name__ == "__main__":
    main()
