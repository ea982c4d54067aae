"""The day by itself: the real screens, driven by keys as a person would, over a real desk and a real centre process.

Each step prints one line once its effect is seen in the desk's own records. The end is 0 only when desk and centre
agree: nothing unsent, the same head, every line adjudicated, the journal whole, rebuilt tables identical, every
receipt number once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from desk.commands import demo_setup
from desk.commands.demo_moves import (
    cash_from_basket,
    change_officer,
    counted,
    drop_to_safe,
    go_home,
    leave_receipt,
    open_service,
    submit,
    take_cash,
    void_before_last,
)
from desk.commands.demo_player import (
    DayWentWrong,
    Player,
    all_decided,
    all_sent,
    counted_so,
    line_is,
    select_request,
    shows_found,
    state_is,
)
from desk.commands.opening import LineFile, SystemRandomness, held_key
from desk.counter.audit import walk
from desk.counter.office import Office, unlock_with_key
from desk.counter.status import Status, status
from desk.words import Words
from local_db import high_water
from local_db.connection import Connection
from local_db.desk_file import SystemClock
from local_db.queries import citizens, money, played_day
from local_db.queries.played_day import Tally
from local_db.rebuild import rebuild
from local_db.verify import verify

FLOAT_KEYS = "2\t4\t10\t10\t20\t"  # 1,000 500 100 50 20: 5,900 baht
NAME = "น้ำเพชร"


def play_day(home: Path) -> int:
    """Prepare the sample branch in `home`, play the day, compare desk and centre; the exit code."""
    demo_setup.prepare(home, demo_setup.progress)
    began = time.monotonic()
    try:
        asyncio.run(_play(home))
        asyncio.run(_agree(home))
    except DayWentWrong as fault:
        click.echo(f"✗ {fault}", err=True)
        return 1
    seconds = time.monotonic() - began
    done = Words("✓ โต๊ะและส่วนกลางตรงกันทุกบรรทัด ({s:.0f} วินาที)", "✓ Desk and centre agree on every line ({s:.0f} s)")
    click.echo(str(done.fill(s=seconds)))
    return 0


async def _play(home: Path) -> None:
    from desk.commands.screens import close_desk, make_app

    line = LineFile(home)
    line.turn(False)
    app = make_app(home, demo_setup.sample_story(), line)
    try:
        async with app.run_test(size=(80, 24)):
            player = Player(app, home, line)
            for step in DAY:
                await step(player)
    finally:
        close_desk(app)


async def sign_in(player: Player) -> None:
    """The officer who is filled in signs in."""
    await player.screen("SignIn")
    await player.keys("enter")
    await player.screen("DayQueue")
    player.tell(Words("อนันต์ลงชื่อเข้าใช้ คิวของวันนี้ขึ้นจอ", "Anan signs in; today's queue is on the screen"))


async def open_drawer(player: Player) -> None:
    """The float is counted and the drawer opened."""
    await player.keys("d")
    await player.screen("Drawer")
    await player.write(FLOAT_KEYS)
    await player.keys("f10")
    await player.screen("DayQueue")
    await player.until(lambda: counted_so(player, lambda now: now.open_shifts == 1), "the drawer opens")
    player.tell(Words("นับเงินทอน 5,900 บาท เปิดลิ้นชัก 1", "A float of 5,900 baht is counted; drawer 1 is open"))


async def find_citizen(player: Player) -> None:
    """A Thai name typed, the purpose given with one key, the record opened and journalled."""
    views = (await player.tally()).views
    await player.keys("f2")
    await player.screen("Find")
    await player.write(NAME)
    await player.until(lambda: shows_found(player), "somebody is found")
    if (await player.tally()).views != views:
        raise DayWentWrong("typing was journalled")
    await player.keys("enter")
    await player.screen("AskPurpose")
    await player.keys("1")
    await player.screen("RecordScreen")
    await player.until(lambda: counted_so(player, lambda now: now.views > views), "the look is journalled")
    player.kept["pin"] = await player.read(played_day.last_viewed)
    said = Words(
        "ค้นหา “{name}” เปิดทะเบียน บันทึกการเปิดดูแล้ว", "“{name}” is found; the record is open, and the look journalled"
    )
    player.tell(said.fill(name=NAME))


async def request_copy(player: Player) -> None:
    """A certified copy: decided at the counter."""
    await open_service(player, "110")
    await player.write("1\n\n2\n\n")
    await player.keys("space")
    player.kept["copy"] = await submit(player, "CR-COPY")
    player.tell(
        Words("รับคำขอคัดสำเนา 2 ฉบับ พิจารณาที่เคาน์เตอร์", "A request for two certified copies, decided at the counter")
    )


async def request_name(player: Player) -> None:
    """A change of given name: decided by the supervisor."""
    await open_service(player, "310")
    await player.write("ทดลอง\n\nn\n")
    await player.keys("space")
    player.kept["name"] = await submit(player, "NM-GIVEN")
    player.tell(Words("รับคำขอเปลี่ยนชื่อ ส่งให้หัวหน้าพิจารณา", "A request to change a name goes to the supervisor"))


async def pay_cash(player: Player) -> None:
    """Cash with change; the receipt is printed after the commit."""
    await take_cash(player, "100")
    player.tell(Words("รับเงินสด 100 ทอน 80 ออกใบเสร็จและพิมพ์", "Cash 100, change 80; the receipt is issued and printed"))


async def cut_line(player: Player) -> None:
    """The line drops; the work goes on."""
    await player.until(lambda: all_sent(player), "all is sent")
    player.line.turn(True)
    await player.until(lambda: line_is(player, "down"), "the header says so")
    player.tell(Words("สายขาด", "The line drops"))


async def work_offline(player: Player) -> None:
    """A request, cash and a receipt with the line down."""
    await open_service(player, "110")
    await player.write("1\n\n1\n\n")
    await player.keys("space")
    player.kept["offline"] = await submit(player, "CR-COPY")
    await take_cash(player, "20")
    unsent = (await player.state()).unsent
    if unsent < 5:
        raise DayWentWrong(f"only {unsent} lines wait")
    said = Words(
        "รับคำขอ รับเงิน ออกใบเสร็จทั้งที่สายขาด: รอส่ง {n}", "Request, cash and receipt all the same: {n} lines unsent"
    )
    player.tell(said.fill(n=unsent))


async def restore_line(player: Player) -> None:
    """The line returns; everything goes by itself."""
    player.line.turn(False)
    await player.until(lambda: all_sent(player), "all is sent")
    player.tell(
        Words(
            "สายกลับมา ส่งครบเอง ส่วนกลางลงลายเซ็นรับแล้ว",
            "The line returns; all is sent by itself, signed for by the centre",
        )
    )


async def pay_by_qr(player: Player) -> None:
    """A bill on the screen; the official receipt only after the bank's word."""
    await open_service(player, "110")
    await player.write("1\n\n3\n\n")
    await player.keys("space")
    await submit(player, "CR-COPY")
    receipts = (await player.tally()).receipts
    await player.keys("f4")
    await player.screen("Basket")
    await player.keys("q")
    await player.screen("QrBill")
    if (await player.tally()).receipts != receipts:
        raise DayWentWrong("a receipt before the bank's word")
    await player.until(lambda: counted_so(player, lambda now: now.settlements > 0), "the bank settles")
    await player.keys("f10")
    await player.screen("ReceiptView")
    await leave_receipt(player, receipts + 1)
    player.tell(Words("จ่ายด้วย QR ธนาคารยืนยัน แล้วจึงออกใบเสร็จ", "Paid by QR; the receipt only after the bank's word"))


async def drop_and_void(player: Player) -> None:
    """Cash goes to the safe; a receipt is voided, the supervisor signing beside the cashier."""
    await go_home(player)
    await drop_to_safe(player, "100")
    await void_before_last(player, demo_setup.SUPERVISOR)
    if await player.read(played_day.undone) != (1, 100_00):
        raise DayWentWrong("one void and one drop")
    player.tell(
        Words(
            "ส่งเงิน 100 บาทเข้าตู้ ยกเลิกใบเสร็จหนึ่งใบโดยหัวหน้าลงชื่อร่วม",
            "100 baht dropped to the safe; a receipt voided, the supervisor signing beside",
        )
    )


async def supervisor_reviews(player: Player) -> None:
    """The supervisor signs in, sees before and after, approves."""
    await go_home(player)
    await change_officer(player, demo_setup.SUPERVISOR)
    await player.keys("r")
    await player.screen("ReviewQueue")
    await player.until(lambda: _open_case(player, player.kept["name"]), "the case opens")
    await player.keys("f10")
    await player.until(lambda: state_is(player, player.kept["name"], "approved"), "the case is approved")
    await player.until(lambda: _renamed(player), "the centre's change comes home")
    await go_home(player)
    player.tell(
        Words(
            "หัวหน้าดูก่อน/หลัง แล้วอนุมัติ ทะเบียนเปลี่ยนตามผลจากส่วนกลาง",
            "The supervisor compares and approves; the registry follows",
        )
    )


async def hand_over(player: Player) -> None:
    """The officer takes the fee of what was approved, and closes the drawer by a count."""
    await change_officer(player, demo_setup.OFFICER)
    await player.until(lambda: select_request(player, player.kept["name"]), "the request is in the queue")
    await player.keys("enter")
    await player.screen("CaseView")
    await player.keys("f10")
    await player.screen("Basket")
    receipts = (await player.tally()).receipts
    await cash_from_basket(player, "50", receipts + 1)
    await go_home(player)
    await player.keys("d")
    await player.screen("Drawer")
    await player.write(counted(await player.read(_cash_in_the_drawer)))
    await player.keys("f10")
    await player.until(lambda: _confirmed(player, lambda now: now.open_shifts == 0), "the drawer is counted")
    await player.until(lambda: counted_so(player, lambda now: now.open_shifts == 0), "the drawer closes")
    await go_home(player)
    player.tell(Words("รับค่าธรรมเนียมเรื่องที่อนุมัติ นับปิดลิ้นชัก ยอดตรง", "The approved request is paid; the drawer counts even"))


async def close_day(player: Player) -> None:
    """The supervisor signs the day off."""
    await change_officer(player, demo_setup.SUPERVISOR)
    await player.keys("c")
    await player.screen("DayClose")
    await player.keys("f10")
    await player.until(lambda: _confirmed(player, lambda now: now.days_signed == 1), "the day is signed")
    player.tell(
        Words(
            "หัวหน้าปิดวัน: เงินสด เลขใบเสร็จ และที่ส่วนกลางรับ ตรงกัน",
            "The supervisor closes the day: cash, numbers and proofs agree",
        )
    )
    await player.until(lambda: all_sent(player), "all is sent")
    await player.until(lambda: all_decided(player), "all is decided")


DAY: tuple[Callable[[Player], Awaitable[None]], ...] = (
    sign_in,
    open_drawer,
    find_citizen,
    request_copy,
    request_name,
    pay_cash,
    cut_line,
    work_offline,
    restore_line,
    pay_by_qr,
    drop_and_void,
    supervisor_reviews,
    hand_over,
    close_day,
)


async def _renamed(player: Player) -> bool:
    found = await player.read(lambda c: citizens.by_pin(c, player.kept["pin"]))
    return found is not None and found.given == "ทดลอง"


async def _open_case(player: Player, ref: str) -> bool:
    if type(player.app.screen).__name__ == "CaseView":
        return True
    if await select_request(player, ref):
        await player.keys("enter")
    return type(player.app.screen).__name__ == "CaseView"


async def _confirmed(player: Player, holds: Callable[[Tally], bool]) -> bool:
    """Answer yes where the desk asks once more; whether the counts are so then."""
    if type(player.app.screen).__name__ == "Confirm":
        await player.keys("f10")
    return await counted_so(player, holds)


def _cash_in_the_drawer(connection: Connection) -> int:
    """What the one open drawer should hold, in satang."""
    (row,) = money.open_shifts(connection, demo_setup.DESK)
    return money.cash_expected(connection, row.ref)


async def _agree(home: Path) -> None:
    """Desk and centre compared from outside: heads, proofs, chain, tables, receipt numbers."""
    key = held_key(home)
    assert key is not None
    office = unlock_with_key(home, key, SystemClock(), SystemRandomness())
    try:
        found = await _exchange(office)
        if not found.all_sent or found.decided != found.n or found.troubled:
            raise DayWentWrong(
                f"unsent {found.unsent}, decided {found.decided} of {found.n}, troubled {found.troubled}"
            )
        verify(office.read(), high_water.read(home))
        rebuilt = office.file.store.write(rebuild)
        if rebuilt.different or not rebuilt.registry_holds:
            raise DayWentWrong(f"rebuilt tables differ: {rebuilt.different}")
        _numbers_once(office.read())
        walked = walk(office.read())
        if not walked.holds:
            raise DayWentWrong("; ".join(f"{each.said.en}: {', '.join(each.about)}" for each in walked.findings))
    finally:
        office.close()


async def _exchange(office: Office) -> Status:
    """A last round trip, and the head asked of the centre by its read-only face."""
    from random import SystemRandom

    from desk.rules import keys
    from sync.engine import Engine
    from sync.link import Link

    identity = office.file.identity()
    link = Link(identity.centre_url, keys.private_key(identity.device_key))
    try:
        await Engine(office.file, link, SystemRandom()).once()
        told = await link.desk_head(identity.desk)
    finally:
        await link.close()
    found = status(office)
    if (told["through"], keys.b64decode(told["head"]).hex()) != (found.n, found.head):
        raise DayWentWrong("the centre holds another head")
    return found


def _numbers_once(connection: Connection) -> None:
    numbers = played_day.receipt_numbers(connection)
    if numbers != list(range(1, len(numbers) + 1)):
        raise DayWentWrong(f"receipt numbers {numbers}")
