"""Which service is asked for: the whole menu on one screen, narrowed down by number or by part of a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from desk.thai import normalise, recover_number, squeeze_number
from desk.words import Words
from screens.base import SubScreen
from screens.keys import SAVE
from screens.paged_table import Column, PagedTable, Row
from screens.parts import FieldRow
from screens.reading import read as ask
from screens.thai_input import ThaiInput
from screens.work import work_of

if TYPE_CHECKING:
    from desk.catalogue.service import Service

DECIDES = {
    "counter": Words("ที่เคาน์เตอร์", "At the counter"),
    "supervisor": Words("หัวหน้า", "Supervisor"),
    "registrar": Words("นายทะเบียน", "Registrar"),
}
FREE = Words("ไม่มี", "Free")
RECKONED = Words("ตามแบบ", "By the form")
UNPRICED = Words("ยังไม่กำหนด", "Not set")
SEARCH_LETTERS_MAX = 60


class ChooseService(SubScreen[str]):
    """Number, name, fee and who decides; answers the code of the service."""

    ACTIONS = (SAVE.called(Words("เลือก", "Take"), Words("เลือกบริการที่ชี้อยู่", "Takes the service pointed at")),)
    ABOUT = Words(
        "พิมพ์เลขบริการ หรือส่วนหนึ่งของชื่อ แล้วกด Enter",
        "Type the number of the service, or a part of its name, and press Enter",
    )

    def __init__(self) -> None:
        super().__init__()
        self._services: tuple[Service, ...] = ()
        self._search = ThaiInput(
            hint=Words("เลขบริการ หรือส่วนหนึ่งของชื่อ", "Number of the service, or part of its name"),
            length_max=SEARCH_LETTERS_MAX,
            enter_moves=False,
            id="search",
        )
        self._table = PagedTable(
            [
                Column(Words("เลข", "No."), 5),
                Column(Words("บริการ", "Service"), 0),
                Column(Words("บาท", "Baht"), 13, "right"),
                Column(Words("ผู้พิจารณา", "Decided"), 14),
            ],
            empty=Words("ไม่มีบริการที่ตรงกับคำนี้ ลบแล้วพิมพ์ใหม่", "No service fits this; delete it and type again"),
            id="services",
        )

    def body(self) -> ComposeResult:
        """The search, then the menu."""
        yield FieldRow(Words("บริการ", "Service"), self._search)
        yield self._table

    @on(events.Mount)
    async def begin(self) -> None:
        """Read today's menu."""
        office = work_of(self).open_office

        def read() -> tuple[Service, ...]:
            from desk.counter import intake  # brings pydantic; on the reader thread nobody waits for it

            return intake.services(office)

        self._services = await ask(self, read) or ()
        self._offer("")
        self._search.focus()

    def on_input_changed(self, event: ThaiInput.Changed) -> None:
        """Narrow the menu down with every letter."""
        self._offer(event.value)

    def on_thai_input_entered(self) -> None:
        """Enter takes the service under the table's cursor."""
        self._table.action_select()

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Answer the code."""
        self.dismiss(event.key)

    def action_save(self) -> None:
        """F10 takes it as well."""
        self._table.action_select()

    def _offer(self, typed: str) -> None:
        self._table.set_rows(
            [
                Row(s.code, (s.menu, s.name, fee_words(s), DECIDES[s.decided_by]))
                for s in self._services
                if fits(s, typed)
            ]
        )


def fits(service: Service, typed: str) -> bool:
    """Whether a service is meant: its number begins so (in any digits or layout), or its name holds this."""
    wanted = normalise(typed).strip().casefold()
    number = squeeze_number(recover_number(typed.strip()))  # as typed: two ๅ are no misspelling but 11
    if number.isascii() and number.isdigit() and service.menu.startswith(number):
        return True
    return any(wanted in name.casefold() for name in (service.name.th, service.name.en))


def fee_words(service: Service) -> Words:
    """What the service costs, as far as its definition alone says."""
    from desk.rules.cash import format_baht

    fee = service.fee
    if fee.kind == "none":
        return UNPRICED
    if fee.kind == "fixed":
        amount = format_baht(fee.satang or 0)
        return Words(amount, amount) if fee.satang else FREE
    if fee.kind == "per_unit":
        amount = format_baht(fee.satang or 0)
        unit = fee.unit or Words("หน่วย", "unit")
        return Words("{amount}/{unit}", "{amount}/{unit}").fill(amount=amount, unit=unit)
    if fee.kind == "formula":
        return RECKONED
    lowest, highest = min(fee.rates()), max(fee.rates())
    amount = f"{format_baht(lowest)}-{format_baht(highest)}"
    return Words(amount, amount)
