"""What is done over and over in the played day: a request opened and submitted, money taken, officers changing."""

from __future__ import annotations

from desk.commands.demo_player import DayWentWrong, Player, counted_so, settled
from local_db.queries.played_day import newest_request


async def open_service(player: Player, number: str) -> None:
    await player.screen("RecordScreen")
    await player.keys("f10")
    await player.screen("ChooseService")
    await player.write(f"{number}\n")
    await player.screen("RequestForm")


async def submit(player: Player, service: str) -> str:
    before = (await player.tally()).requests
    await player.keys("f10")
    await player.screen("RecordScreen")
    await player.until(
        lambda: counted_so(player, lambda now: now.requests == before + 1), "the request, one and no more, is taken in"
    )
    newest = await player.read(newest_request)
    if newest is None or newest[1] != service:
        raise DayWentWrong(f"{newest} instead of {service}")
    return newest[0]


async def take_cash(player: Player, tendered: str) -> None:
    receipts = (await player.tally()).receipts
    await player.keys("f4")
    await player.screen("Basket")
    await cash_from_basket(player, tendered, receipts + 1)
    await player.screen("RecordScreen")


async def cash_from_basket(player: Player, tendered: str, receipts: int) -> None:
    await player.keys("f10")
    await player.screen("TakeCash")
    await player.write(tendered)
    await player.keys("f10")
    await player.screen("ReceiptView")
    await leave_receipt(player, receipts)


async def leave_receipt(player: Player, receipts: int) -> None:
    """Print, and leave the view; the paper's line is there."""
    if (await player.tally()).receipts != receipts:
        raise DayWentWrong("not one receipt more")
    await player.keys("f10")
    await player.until(lambda: counted_so(player, lambda now: now.receipts_not_printed == 0), "the paper comes out")
    await player.keys("f10")
    await player.until(lambda: settled(type(player.app.screen).__name__ != "ReceiptView"), "the receipt is left")


async def go_home(player: Player) -> None:
    for _ in range(8):
        if type(player.app.screen).__name__ == "DayQueue":
            return
        await player.keys("f3")
    await player.screen("DayQueue")


async def change_officer(player: Player, officer: str) -> None:
    await player.screen("DayQueue")
    await player.keys("f12")
    await player.until(lambda: settled(type(player.app.screen).__name__ in ("SignIn", "Confirm")), "signing out")
    if type(player.app.screen).__name__ == "Confirm":
        await player.keys("f10")
    await player.screen("SignIn")
    await player.keys("shift+tab")
    screen = player.app.screen
    for name, text in (("officer", officer), ("passphrase", f"amphoe-demo-{officer}")):
        entry = screen.query_one(f"#{name}")
        entry.focus()
        entry.clear()  # type: ignore[attr-defined]
        await player.write(text)
    await player.keys("enter")
    await player.screen("DayQueue")


async def drop_to_safe(player: Player, baht: str) -> None:
    """From the home screen: the running shift, a drop, and back."""
    await player.keys("d")
    await player.screen("Drawer")
    await player.keys("f8")
    await player.screen("Till")
    await player.keys("d")
    await player.screen("MoneyBox")
    await player.write(f"{baht}\tส่งตู้นิรภัย")
    await player.keys("f10")
    await player.screen("Till")
    await go_home(player)


async def void_before_last(player: Player, second: str) -> None:
    """From the home screen: the receipt before the last, found in the register, voided by two."""
    await player.keys("b")
    await player.screen("MoneyRoom")
    await player.keys("f4")
    await player.screen("BooksView")
    await player.until(lambda: settled(len(player.app.screen.books) > 0), "the books are read")  # type: ignore[attr-defined]
    await player.keys("tab", "down", "enter")
    await player.screen("ReceiptView")
    await player.until(lambda: settled(player.app.screen.may_undo()), "the receipt is read")  # type: ignore[attr-defined]
    await player.keys("v")
    await player.screen("AskReason")
    await player.write("ออกผิดราย")
    await player.keys("f10")
    await player.screen("SecondOfficer")
    await player.write(f"{second}\tamphoe-demo-{second}")
    await player.keys("f10")
    await player.screen("ReceiptView")
    await go_home(player)


def counted(satang: int) -> str:
    """The pieces of a drawer as they are typed from the highest denomination down."""
    from desk.rules.cash import DENOMINATIONS, by_denomination

    pieces = by_denomination(satang)
    return "".join(f"{pieces.get(piece, 0)}\t" for piece in DENOMINATIONS)
