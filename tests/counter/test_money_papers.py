"""Papers of money through the counter: what stands on each, sums that agree, copies counted with their reason."""

from __future__ import annotations

import io
import json

import pytest
from pypdf import PdfReader

from desk.counter import refunds, shift, treasury
from desk.counter.books import register
from desk.counter.money_papers import money_papers, to_print
from desk.counter.money_refusals import ReprintReasonMissing
from desk.counter.printing import PaperUnknown, Printers, Printout, print_now
from desk.counter.register_papers import register_csv, register_to_print, usage_to_print
from desk.counter.shift_papers import hand_over_to_print, shift_to_print
from desk.model.kinds.printing import PaperSort
from desk.paper.columns import cells
from desk.paper.preview import preview, width_of
from desk.words import Language
from local_db.queries import money
from local_db.rebuild import rebuild
from tests.counter.days import FLOAT, copy_request, open_drawer, pay
from tests.desks import Desk

EXACT = {**FLOAT, 20_00: 11}


class Tray:
    def __init__(self) -> None:
        self.papers: dict[str, bytes] = {}

    def print_pdf(self, name: str, content: bytes) -> str:
        self.papers[name] = content
        return name


def lines(paper: Printout, speech: Language = "th") -> str:
    drawn = preview(paper.document, speech)
    assert max(map(cells, drawn)) <= width_of(paper.document) < 80
    return "\n".join(drawn)


def printed(paper: Printout) -> dict[str, object]:
    """What the PDF carries as its record."""
    tray = Tray()
    print_now(paper, Printers(tray))
    (content,) = tray.papers.values()
    (record,) = PdfReader(io.BytesIO(content)).attachments[f"{paper.document.name}.json"]
    told: dict[str, object] = json.loads(record)
    return told


def closed(desk: Desk) -> str:
    ref = open_drawer(desk)
    pay(desk, copy_request(desk))
    shift.close_shift(desk.office, desk.session("anan"), EXACT, "เหรียญใหม่")
    return ref


def test_an_x_hides_the_cash_from_who_counts_and_a_z_bears_its_number_and_its_coins(desk: Desk) -> None:
    ref = open_drawer(desk)
    pay(desk, copy_request(desk))
    anan = desk.session("anan")
    text = lines(shift_to_print(desk.office, anan, ref))
    assert "รายงานระหว่างกะ (X)" in text
    assert "ซ่อนจนนับเสร็จ" in text
    assert "970.00" not in text
    assert "970.00" in lines(shift_to_print(desk.office, desk.session("somying"), ref))
    shift.close_shift(desk.office, anan, EXACT, "เหรียญใหม่")
    text = lines(shift_to_print(desk.office, anan, ref))
    for said in ("รายงานปิดกะ (Z) เลขที่ 1", "20 บาท × 11", "970.00", "เงินตรงกัน", "เหรียญใหม่", "เล่มที่ 69A-1", "ต้นฉบับ"):
        assert said in text, said
    assert "Report of a closed shift (Z), No. 1" in lines(shift_to_print(desk.office, anan, ref), "en")
    told = printed(shift_to_print(desk.office, anan, ref))
    assert (told["paper"], told["counted_satang"], told["z"]) == ("shift_sheet", 970_00, 1)


def test_a_second_print_is_a_copy_with_its_reason_in_the_journal(desk: Desk) -> None:
    ref, anan = closed(desk), desk.session("anan")
    printed(shift_to_print(desk.office, anan, ref))
    with pytest.raises(ReprintReasonMissing):
        print_now(shift_to_print(desk.office, anan, ref), Printers(Tray()))
    copy = shift_to_print(desk.office, anan, ref, "ใบเดิมเปื้อน")
    assert copy.print.copy == 2
    assert "สำเนา พิมพ์ครั้งที่ 2" in lines(copy)
    printed(copy)
    found = desk.office.read().execute("SELECT result, copy_number, reason FROM prints ORDER BY copy_number").fetchall()
    assert found == [("shift", 1, ""), ("shift", 2, "ใบเดิมเปื้อน")]
    assert desk.office.file.store.write(rebuild).different == []


def test_the_hand_over_slip_gives_the_float_back_and_a_colleague_signs_for_a_drawer(desk: Desk) -> None:
    ref, anan = open_drawer(desk), desk.session("anan")
    pay(desk, copy_request(desk))
    with pytest.raises(Exception, match="E4"):
        hand_over_to_print(desk.office, anan, ref)
    shift.count_over(desk.office, desk.session("chai", "cashier"), ref, EXACT)
    text = lines(hand_over_to_print(desk.office, anan, ref))
    assert "ใบส่งมอบลิ้นชักเงินสด" in text
    assert "ลิ้นชัก 1 · anan" in text, "who gave it, though nobody signed beside"
    assert "มอบต่อให้ chai" in text
    assert "970.00" in text
    shift.close_shift(desk.office, desk.session("chai", "cashier"), EXACT)
    text = lines(hand_over_to_print(desk.office, anan, ref))
    assert "ใบนำส่งเงิน" in text
    assert "-950.00" in text
    assert "(ยี่สิบบาทถ้วน)" in text


def test_a_remittance_names_its_rule_and_three_sign(desk: Desk) -> None:
    closed(desk)
    anan, somying = desk.session("anan"), desk.session("somying")
    ref = treasury.remit(desk.office, anan, 20_00, "นายคลัง ที่ปรึกษา", somying, "ส่งครบ")
    text = lines(to_print(desk.office, anan, "remittance", ref))
    for said in (
        "ใบนำเงินส่งคลัง",
        "10,000.00 บาท",
        "3 วันทำการ",
        "นำส่งภายในกำหนด",
        "นายคลัง ที่ปรึกษา",
        "ส่งครบ",
        "(ยี่สิบบาทถ้วน)",
    ):
        assert said in text, said
    assert text.count("." * 30) == 3
    assert printed(to_print(desk.office, anan, "remittance", ref))["satang"] == 20_00


def test_a_refund_is_paid_on_a_voucher_and_the_safe_is_reported(desk: Desk) -> None:
    open_drawer(desk)
    paid, anan, somying = pay(desk, copy_request(desk)), desk.session("anan"), desk.session("somying")
    done = refunds.refund(desk.office, anan, paid.receipt, 10_00, "นางปี่ ฎีกา", "คัดเกิน", somying)
    refunds.pay_refund(desk.office, anan, done.ref, "cash", "นางปี่ ฎีกา")
    text = lines(to_print(desk.office, anan, "refund", done.ref))
    for said in ("ใบสำคัญจ่ายเงินคืน", "69A-1", "000001", "คัดเกิน", "(สิบบาทถ้วน)", "ผู้อนุมัติ", "(นางปี่ ฎีกา)"):
        assert said in text, said
    counted = treasury.check_safe(desk.office, anan, {}, somying)
    text = lines(to_print(desk.office, anan, "safe", counted.ref))
    assert "รายงานเงินคงเหลือประจำวัน" in text
    sorts = [paper.sort for paper in money_papers(desk.office, anan)]
    assert sorted(sorts) == ["refund", "safe"]


def test_the_register_and_the_usage_report_name_every_number(desk: Desk) -> None:
    open_drawer(desk)
    first, anan = pay(desk, copy_request(desk)), desk.session("anan")
    (book,) = [book for book in register(desk.office, anan) if book.explained.spans]
    paper = register_to_print(desk.office, anan, book)
    assert "000001" in lines(paper)
    assert first.receipt in lines(paper)
    assert paper.document.on_roll == "never"
    usage = lines(usage_to_print(desk.office, anan, book.fiscal_year))
    assert "31 ตุลาคม" in usage
    table = register_csv(desk.office, [book]).decode("utf-8-sig")
    assert f'"{first.receipt}"' in table
    assert "20.00" in table


@pytest.mark.parametrize("sort", ["remittance", "refund", "safe", "shift"])
def test_a_paper_of_no_line_is_refused(desk: Desk, sort: PaperSort) -> None:
    with pytest.raises(Exception, match="E"):
        to_print(desk.office, desk.session("anan"), sort, "9901A-999")
    assert money.shifts_closed(desk.office.read(), "9901A") == []
    assert PaperUnknown.code == "E727"
