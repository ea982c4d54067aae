"""Why an act with money, receipts or books is refused. Nothing was changed in any of these cases."""

from __future__ import annotations

from desk.model.errors import Refused
from desk.words import Words


class SecondMissing(Refused):
    """The act needs a second person."""

    code = "E419"
    said = Words(
        "เรื่องนี้ต้องมีผู้อนุมัติคนที่สอง ยังไม่ได้บันทึก ให้ผู้มีสิทธิ์ลงชื่อร่วมที่โต๊ะนี้",
        "This needs a second person; nothing was saved. Let somebody who may sign in beside you",
    )


class VoidTooLate(Refused):
    """Voids are for the same day and shift."""

    code = "E421"
    said = Words(
        "ยกเลิกใบเสร็จ {number} ไม่ได้ เพราะพ้นวันหรือกะที่ออกแล้ว ใบเสร็จยังใช้ได้ ให้ทำใบคืนเงินแทน",
        "Receipt {number} is of another day or shift and is not voided; it stands. Make a refund instead",
    )


class AlreadyVoid(Refused):
    """The receipt is void."""

    code = "E422"
    said = Words(
        "ใบเสร็จ {number} ยกเลิกไปแล้ว ไม่มีอะไรเปลี่ยนแปลง",
        "Receipt {number} is already void; nothing was changed",
    )


class AlreadyAsked(Refused):
    """Somebody has asked for it already."""

    code = "E423"
    said = Words(
        "ใบเสร็จ {number} มีคำขอยกเลิกหรือคืนเงินรออยู่แล้ว ไม่มีอะไรเปลี่ยนแปลง ให้ผู้อนุมัติยืนยันในรายการรออนุมัติ",
        "A void or refund of receipt {number} already waits; nothing was changed. Have it confirmed in the list",
    )


class NotAsked(Refused):
    """No such request to undo is waiting."""

    code = "E424"
    said = Words(
        "ไม่พบคำขอยกเลิกหรือคืนเงิน {ref} ที่รออยู่ ไม่มีอะไรเปลี่ยนแปลง กด F5",
        "No void or refund {ref} is waiting; nothing was changed. Press F5",
    )


class RefundTooMuch(Refused):
    """More than the receipt took."""

    code = "E425"
    said = Words(
        "คืนเงินได้ไม่เกิน {left} บาท ยังไม่ได้บันทึก แก้จำนวนแล้วกดอีกครั้ง",
        "At most {left} baht can be refunded; nothing was saved. Correct the amount",
    )


class RefundUnknown(Refused):
    """No such refund waits to be paid here."""

    code = "E426"
    said = Words(
        "ไม่พบใบคืนเงิน {ref} ที่รอจ่ายที่โต๊ะนี้ ไม่มีอะไรเปลี่ยนแปลง",
        "No refund {ref} waits to be paid at this desk; nothing was changed",
    )


class CashShort(Refused):
    """The drawer does not hold that much."""

    code = "E427"
    said = Words(
        "เงินสดในลิ้นชักไม่พอ ยังไม่ได้จ่าย เติมเงินเข้าลิ้นชักก่อน หรือจ่ายด้วยการโอน",
        "The drawer does not hold that much; nothing was paid. Pay cash in first, or transfer it",
    )


class NotACheque(Refused):
    """That piece of the payment is no cheque in hand."""

    code = "E428"
    said = Words(
        "รายการนี้ไม่ใช่เช็คที่ยังอยู่ในมือ ไม่มีอะไรเปลี่ยนแปลง",
        "This is no cheque in hand; nothing was changed",
    )


class WaiverWrong(Refused):
    """A waiver lowers a fee that is still to be paid."""

    code = "E429"
    said = Words(
        "ยกเว้นค่าธรรมเนียมได้เฉพาะคำขอที่อนุมัติแล้วและยังไม่ชำระ และต้องต่ำกว่า {fee} บาท ยังไม่ได้บันทึก",
        "Only a fee still to be paid is waived, to less than {fee} baht; nothing was saved",
    )


class ReprintReasonMissing(Refused):
    """A copy needs a reason."""

    code = "E430"
    said = Words(
        "ใบเสร็จนี้พิมพ์แล้ว การพิมพ์สำเนาต้องมีเหตุผล ยังไม่ได้พิมพ์ ใส่เหตุผลแล้วพิมพ์อีกครั้ง",
        "This receipt was printed; a copy needs a reason. Nothing was printed: give one and print again",
    )


class DaySigned(Refused):
    """The day was signed off: no more money of that day."""

    code = "E431"
    said = Words(
        "วันที่ {date} ลงนามปิดแล้ว ยังไม่ได้รับเงิน ถ้าจำเป็นให้หัวหน้าร่วมเปิดกะเป็นรายการล่าช้า",
        "The day {date} is signed; no money was taken. A supervisor may open a late shift with you",
    )


class CountNeedsSecond(Refused):
    """A count this far off is done by two."""

    code = "E432"
    said = Words(
        "ยอดนับต่างเกินเกณฑ์ของสำนักงาน ยังไม่ได้บันทึก นับใหม่พร้อมผู้นับร่วมลงชื่อ",
        "The count is off by more than the office allows; nothing was saved. Count again with a second person",
    )


class MoveNeedsSecond(Refused):
    """Paying this much out of a drawer needs a second person."""

    code = "E433"
    said = Words(
        "จ่ายเงินออกเกิน {limit} บาทต้องมีผู้อนุมัติคนที่สอง ยังไม่ได้บันทึก",
        "Paying out more than {limit} baht needs a second person; nothing was saved",
    )


class SafeShort(Refused):
    """The safe does not hold that much."""

    code = "E434"
    said = Words(
        "ในตู้นิรภัยมีเงิน {held} บาท จึงนำส่งตามจำนวนนี้ไม่ได้ ยังไม่ได้บันทึก",
        "The safe holds {held} baht, so this sum cannot be remitted; nothing was saved",
    )


class NumberTaken(Refused):
    """The number ended already."""

    code = "E435"
    said = Words(
        "เลขที่ {number} ใช้หรือปิดไปแล้ว ยังไม่ได้บันทึก ตรวจเลขที่อีกครั้ง",
        "Number {number} was used or ended before; nothing was saved. Check the number",
    )


class NumberNotOurs(Refused):
    """No leased book of this desk holds the number."""

    code = "E436"
    said = Words(
        "ไม่มีเล่ม {book} เลขที่ {number} ที่โต๊ะนี้ ยังไม่ได้บันทึก ตรวจเล่มและเลขที่",
        "This desk has no number {number} in book {book}; nothing was saved. Check both",
    )


class PaperDateWrong(Refused):
    """A paper receipt is of a day gone by, in its book's fiscal year."""

    code = "E437"
    said = Words(
        "วันที่บนใบเสร็จเล่มกระดาษไม่ถูกต้อง ยังไม่ได้บันทึก ตรวจวันที่และปีงบประมาณ",
        "The date on the paper receipt cannot be; nothing was saved. Check date and fiscal year",
    )


class ChequeNotTaken(Refused):
    """The office takes no cheques for this."""

    code = "E441"
    said = Words(
        "สำนักงานไม่รับเช็คยอดนี้ ยังไม่ได้รับเงิน ใช้วิธีอื่น",
        "The office takes no cheque of this sum; no money was taken. Use another way",
    )


class PartNotAllowed(Refused):
    """The service is paid whole."""

    code = "E442"
    said = Words(
        "บริการนี้แบ่งชำระไม่ได้ หรือน้อยกว่าขั้นต่ำ {least} บาท ยังไม่ได้รับเงิน",
        "This service is not paid in parts, or not below {least} baht; no money was taken",
    )


class SettlementGone(Refused):
    """That sum of the bank has its place."""

    code = "E443"
    said = Words(
        "ยอดจากธนาคารนี้จัดการไปแล้ว ไม่มีอะไรเปลี่ยนแปลง กด F5",
        "This sum of the bank has its place already; nothing was changed. Press F5",
    )


class DayNotClosed(Refused):
    """Only a closed day is countersigned."""

    code = "E444"
    said = Words(
        "วันที่ {date} ยังไม่ได้ปิด หรือลงนามครบแล้ว ไม่มีอะไรเปลี่ยนแปลง",
        "The day {date} is not closed, or both have signed; nothing was changed",
    )


class ReceiptTouched(Refused):
    """Money of it moved since: it is not voided or corrected."""

    code = "E445"
    said = Words(
        "ใบเสร็จ {number} มีการคืนเงินหรือเช็คคืนแล้ว จึงยกเลิกหรือแก้ไม่ได้ ไม่มีอะไรเปลี่ยนแปลง",
        "Receipt {number} was refunded or its cheque bounced: it is not voided. Nothing was changed",
    )


class BankShort(Refused):
    """The bank's sum does not cover the order."""

    code = "E415"
    said = Words(
        "ธนาคารแจ้งยอดขาด {missing} บาท ยังไม่ออกใบเสร็จ รับเพิ่มเป็นเงินสด หรือพักไว้คืนผู้ชำระ",
        "The bank's sum is {missing} baht short; no receipt yet. Take the rest in cash, or owe it back",
    )


class AmountMissing(Refused):
    """An amount above nought is needed."""

    code = "E447"
    said = Words(
        "ต้องใส่จำนวนเงินมากกว่าศูนย์ ยังไม่ได้บันทึก",
        "An amount above nought is needed; nothing was saved",
    )


class NoTaxBill(Refused):
    """There is no assessment to be told or paid: no tax, not approved, or told before."""

    code = "E446"
    said = Words(
        "คำขอ {ref} ไม่มีการประเมินที่ต้องแจ้ง หรือยังไม่อนุมัติ หรือแจ้งไปแล้ว ไม่มีอะไรเปลี่ยนแปลง กด F5 ดูใหม่",
        "Request {ref} has no assessment to tell: no tax, not approved, or told before. Nothing was changed; press F5",
    )


class DepositShort(Refused):
    """More is asked of a deposit than is held on the requests that are paid."""

    code = "E449"
    said = Words(
        "เงินมัดจำที่รับไว้ของคำขอนี้มีเพียง {held} บาท ยังไม่ได้รับเงิน แก้จำนวนแล้วกดอีกครั้ง",
        "Only {held} baht is held as deposit on these requests; no money was taken. Correct the amount",
    )
