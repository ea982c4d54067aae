"""The lists behind F4 on a form: places for an address, and the ways a paper may stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult

from desk.counter import places
from desk.counter.papers import HOW_WORDS
from desk.words import Words
from screens.agency_answer import NUMBER_TOLD
from screens.asking import NUMBER, AskReason
from screens.base import DeskScreen, ModalBase
from screens.choice_input import Choice, PickOne
from screens.form_lines import PaperItem
from screens.keys import SAVE
from screens.paged_table import Column, PagedTable, Row
from screens.parts import FieldRow
from screens.thai_input import ThaiInput

if TYPE_CHECKING:
    from desk.catalogue.geography import Subdistrict

SEARCH_LETTERS_MAX = 60
_INSTEAD = "instead:"


class PickPlace(ModalBase[str]):
    """Finds a place by tambon, amphoe or postcode; answers the whole address with that place at its end."""

    TITLE_WORDS = Words("เลือกตำบล", "Choose a subdistrict")
    ACTIONS = (SAVE.called(Words("เลือก", "Take"), Words("เลือกรายการที่ชี้อยู่", "Takes the line pointed at")),)
    DEFAULT_CSS: ClassVar[str] = "PickPlace PagedTable { height: 11; }"

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self._found: dict[str, Subdistrict] = {}
        self._search = ThaiInput(
            hint=Words("ตำบล อำเภอ หรือรหัสไปรษณีย์", "Tambon, amphoe or postcode"),
            length_max=SEARCH_LETTERS_MAX,
            enter_moves=False,
            id="place",
        )
        self._table = PagedTable(
            [
                Column(Words("ตำบล", "Tambon"), 22),
                Column(Words("อำเภอ", "Amphoe"), 20),
                Column(Words("จังหวัด", "Province"), 0),
                Column(Words("รหัส", "Code"), 6),
            ],
            empty=Words("พิมพ์ต้นชื่อตำบลหรืออำเภอ หรือรหัสไปรษณีย์", "Type the beginning of a name, or the postcode"),
            id="places",
        )

    def body(self) -> ComposeResult:
        """The search, then what fits."""
        yield FieldRow(Words("ค้นหา", "Find"), self._search, 8)
        yield self._table

    def on_mount(self) -> None:
        """The cursor stands in the search."""
        self._search.focus()

    def on_input_changed(self, event: ThaiInput.Changed) -> None:
        """Narrow down with every letter."""
        self._found = {str(number): place for number, place in enumerate(places.find(event.value))}
        self._table.set_rows(
            [
                Row(key, (place.tambon, place.amphoe, place.province, place.postcode))
                for key, place in self._found.items()
            ]
        )

    def on_thai_input_entered(self) -> None:
        """Enter takes the place under the table's cursor."""
        self._table.action_select()

    def on_paged_table_selected(self, event: PagedTable.Selected) -> None:
        """Answer the address."""
        self.dismiss(places.with_place(self._address, self._found[event.key]))

    def action_save(self) -> None:
        """F10 takes it as well."""
        self._table.action_select()


def choose_way(screen: DeskScreen[Any], item: PaperItem, turned: Callable[[], None]) -> None:
    """List how a paper may stand, alternatives among it; another agency's answer is asked for its number."""
    choices = [Choice(how, HOW_WORDS[how]) for how in item.ways if how != "scan" or item.how == "scan"]
    seen = HOW_WORDS["seen"]
    for other in item.paper.instead:
        label = Words(f"{seen.th}: {other.label.th}", f"{seen.en}: {other.label.en}")
        choices.append(Choice(f"{_INSTEAD}{other.code}", label))

    def answered(number: str | None) -> None:
        if number is not None:
            item.stand("agency", proof=number[:120])
            turned()

    def chosen(value: str | None) -> None:
        if value is None:
            return
        if value == "agency":
            screen.app.push_screen(AskReason(item.label, NUMBER_TOLD, NUMBER), answered)
            return
        told = [how for how in item.ways if how == value]
        item.stand(
            told[0] if told else "seen", instead=value.removeprefix(_INSTEAD) if value.startswith(_INSTEAD) else None
        )
        turned()

    screen.app.push_screen(PickOne(choices, item.how), chosen)
