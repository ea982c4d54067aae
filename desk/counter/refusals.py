"""Why an act at the counter is refused. Nothing was changed in any of these cases."""

from __future__ import annotations

from desk.model.errors import Busy, Misused, NotPermitted, Refused
from desk.words import Words


class RosterExpired(NotPermitted):
    """The officer's entry in the roster is no longer valid."""

    code = "E104"
    said = Words(
        "สิทธิ์ของท่านที่โต๊ะนี้หมดอายุแล้ว ไม่มีอะไรเปลี่ยนแปลง ให้เชื่อมต่อส่วนกลางหรือแจ้งผู้ดูแลระบบ",
        "Your entry in the roster has expired; nothing was changed. Connect to the centre or call the administrator",
    )


class TooManyTries(Busy):
    """Too many wrong passphrases in a row."""

    code = "E105"
    said = Words(
        "ใส่รหัสผ่านผิดหลายครั้ง รอ {seconds} วินาทีแล้วลองใหม่ ไม่มีอะไรเปลี่ยนแปลง",
        "Too many wrong passphrases; nothing was changed. Wait {seconds} seconds, then try again",
    )


class CitizenUnknown(Refused):
    """Nobody of that number is in this desk's copy."""

    code = "E251"
    said = Words(
        "ไม่พบเลขนี้ในสำเนาทะเบียนของโต๊ะนี้ ไม่มีอะไรเปลี่ยนแปลง ตรวจเลขอีกครั้ง หรือกรอกชื่อเป็นบุคคลนอกทะเบียน",
        "This number is not in this desk's copy of the registry; nothing was changed. Check it, or type the person in",
    )


class CitizenDeceased(Refused):
    """A deceased person cannot come to the counter."""

    code = "E252"
    said = Words(
        "ทะเบียนระบุว่า {name} ถึงแก่กรรมแล้ว จึงเป็นผู้ยื่นหรือผู้ชำระเงินไม่ได้ ไม่มีอะไรเปลี่ยนแปลง ตรวจตัวบุคคลอีกครั้ง",
        "The registry says {name} is deceased and cannot apply or pay; nothing was changed. Check who is before you",
    )


class CitizenNotInForce(Refused):
    """The record was merged into another, or is suspended."""

    code = "E253"
    said = Words(
        "รายการทะเบียนของ {name} ถูกระงับหรือรวมกับรายการอื่น ไม่มีอะไรเปลี่ยนแปลง โปรดแจ้งหัวหน้า",
        "The record of {name} is suspended or merged into another; nothing was changed. Call the supervisor",
    )


class PurposeMissing(Refused):
    """A record is opened only within a visit, whose purpose was asked."""

    code = "E254"
    said = Words(
        "ต้องเลือกวัตถุประสงค์ก่อนเปิดดูทะเบียน ยังไม่ได้เปิดรายการใด กดเลขหน้าวัตถุประสงค์",
        "Choose a purpose before a record is opened; none was. Press the number in front of the purpose",
    )


class NameTooShort(Refused):
    """A search needs something to go by."""

    code = "E255"
    said = Words(
        "ข้อความค้นหายาวเกิน {most} ตัวอักษร ไม่มีอะไรเปลี่ยนแปลง พิมพ์ให้สั้นลง",
        "The search is longer than {most} letters; nothing was changed. Type less",
    )


class PartyNotServed(Refused):
    """The service is not for this kind of applicant or subject."""

    code = "E320"
    said = Words(
        "บริการนี้ไม่รับ{kind} ยังไม่ได้บันทึก เลือกประเภทบุคคลใหม่",
        "This service is not for {kind}; nothing was saved. Choose another kind of person",
    )


class PartyIncomplete(Refused):
    """A party needs a name and, for some kinds, a number."""

    code = "E321"
    said = Words(
        "ข้อมูล{who}ยังไม่ครบ ต้องมี{what} ยังไม่ได้บันทึก",
        "{who} is incomplete: {what} is needed; nothing was saved",
    )


class AnswerMissing(Refused):
    """A required field is empty."""

    code = "E322"
    said = Words(
        "ยังไม่ได้กรอก “{field}” ยังไม่ได้บันทึก กรอกแล้วกดอีกครั้ง",
        "“{field}” is empty; nothing was saved. Fill it in and press again",
    )


class AnswerWrong(Refused):
    """A field holds what it cannot hold."""

    code = "E323"
    said = Words(
        "“{field}” {why} ยังไม่ได้บันทึก แก้แล้วกดอีกครั้ง",
        "“{field}” {why}; nothing was saved. Correct it and press again",
    )


class RequestUnknown(Refused):
    """No such request here."""

    code = "E324"
    said = Words(
        "ไม่พบคำขอ {ref} ที่โต๊ะนี้ ไม่มีอะไรเปลี่ยนแปลง กด F5 แล้วลองใหม่",
        "There is no request {ref} at this desk; nothing was changed. Press F5 and try again",
    )


class ReasonMissing(Refused):
    """Returning, refusing, undoing and settling need a reason, for the citizen or for whoever audits."""

    code = "E325"
    said = Words(
        "ต้องใส่เหตุผล ยังไม่ได้บันทึก พิมพ์เหตุผลแล้วกดอีกครั้ง",
        "A reason is needed; nothing was saved. Type it and press again",
    )


class CaseChanged(Refused):
    """Somebody else acted on the case since it was shown."""

    code = "E326"
    said = Words(
        "คำขอนี้เปลี่ยนไปหลังจากที่แสดงบนจอ ยังไม่ได้บันทึกการพิจารณา กด F5 อ่านใหม่แล้วพิจารณาอีกครั้ง",
        "This request changed after it was shown; your decision was not saved. Press F5, read it again and decide",
    )


class TextRefused(Refused):
    """A name, a reason or a note that is too long, or holds what cannot be printed."""

    code = "E327"
    said = Words(
        "{what}{why} ยังไม่ได้บันทึก แก้แล้วกดอีกครั้ง",
        "{what} {why}; nothing was saved. Correct it and press again",
    )


class BillStillOpen(Refused):
    """A QR bill for the request may still be paid."""

    code = "E328"
    said = Words(
        "คำขอ {ref} รอธนาคารตามใบสั่ง {order} จึงยังถอนไม่ได้ คำขอยังอยู่ครบ ยกเลิกใบสั่งนั้นก่อน",
        "Request {ref} waits for the bank on order {order}: not withdrawn yet, and safe. Cancel the order first",
    )


class PaperStillMissing(Refused):
    """A request that waits for papers comes back only with all of them."""

    code = "E329"
    said = Words(
        "ยังขาด “{paper}” คำขอยังรอเอกสารอยู่ ยังไม่ได้บันทึก เมื่อเห็นเอกสารแล้วกด Space ที่บรรทัดนั้น แล้วกด F10",
        "“{paper}” is still missing; the request keeps waiting, nothing was saved. Space at a paper seen, then F10",
    )


class ShiftNotOpen(Refused):
    """Money is taken only into an open drawer in one's own charge."""

    code = "E401"
    said = Words(
        "ท่านยังไม่ได้เปิดลิ้นชักเงิน ยังไม่ได้รับเงิน กด F4 แล้วนับเงินทอนเปิดกะก่อน",
        "You have no open drawer; no money was taken. Press F4 to count the float and open your shift",
    )


class ShiftLeftOpen(Refused):
    """A drawer left open overnight is closed on its own date first."""

    code = "E402"
    said = Words(
        "กะของวันที่ {date} ยังไม่ปิด ยังไม่ได้รับเงิน นับเงินปิดกะนั้นก่อน แล้วเปิดกะของวันนี้",
        "The shift of {date} is still open; no money was taken. Count and close it first, then open today's",
    )


class DrawerTaken(Refused):
    """The drawer is in somebody's charge."""

    code = "E403"
    said = Words(
        "ลิ้นชัก {drawer} อยู่ในความดูแลของ {cashier} ไม่มีอะไรเปลี่ยนแปลง ให้นับส่งต่อ หรือเปิดลิ้นชักอื่น",
        "Drawer {drawer} is in the charge of {cashier}; nothing was changed. Count it over, or open another",
    )


class ShiftAlreadyOpen(Refused):
    """One cashier, one drawer."""

    code = "E404"
    said = Words(
        "ท่านมีกะที่เปิดอยู่แล้ว ไม่มีอะไรเปลี่ยนแปลง ปิดกะนั้นก่อน",
        "You already have an open shift; nothing was changed. Close that first",
    )


class NothingToPay(Refused):
    """No request in the basket asks for money."""

    code = "E405"
    said = Words(
        "ไม่มีรายการที่ต้องชำระ ไม่ได้รับเงิน คำขอที่รอพิจารณาจะชำระเมื่ออนุมัติแล้ว",
        "Nothing is to be paid; no money was taken. Requests under review are paid once approved",
    )


class AlreadyPaid(Refused):
    """The request was paid before: a second press changes nothing."""

    code = "E406"
    said = Words(
        "คำขอ {ref} ชำระแล้ว ไม่ได้รับเงินซ้ำ ใบเสร็จอยู่ในรายการของวัน",
        "Request {ref} is already paid; no money was taken twice. Its receipt is in the day's list",
    )


class NotPayable(Refused):
    """The request is in a state in which no money is taken."""

    code = "E407"
    said = Words(
        "คำขอ {ref} อยู่ในสถานะ {state} จึงยังรับเงินไม่ได้ ไม่ได้รับเงิน",
        "Request {ref} is in the state “{state}”: no money is taken for it now, and none was",
    )


class WaitsForBank(Refused):
    """A QR bill for it is still open."""

    code = "E408"
    said = Words(
        "คำขอ {ref} รอธนาคารตามใบสั่ง {order} ไม่ได้รับเงินซ้ำ ยกเลิกใบสั่งนั้นก่อนถ้าจะรับเงินสด",
        "Request {ref} waits for the bank on order {order}; nothing was taken twice. Cancel it first to take cash",
    )


class FeeChanged(Refused):
    """The centre changed the fee between opening and paying."""

    code = "E409"
    said = Words(
        "ค่าธรรมเนียม {service} เปลี่ยนจาก {before} เป็น {after} บาท ยังไม่ได้รับเงิน แจ้งผู้ชำระแล้วกด F5 ใช้อัตราใหม่",
        "The fee for {service} changed from {before} to {after} baht; none was taken. Tell the payer, then press F5",
    )


class AmountOverPolicy(Refused):
    """More than the office lets one payment be."""

    code = "E410"
    said = Words(
        "จำนวนเงินเกิน {limit} บาทต่อครั้งที่สำนักงานกำหนด ไม่ได้รับเงิน โปรดแจ้งหัวหน้า",
        "The amount is over the office's limit of {limit} baht a payment; no money was taken. Call the supervisor",
    )


class NoReceiptBook(Refused):
    """No leased number is left for this fiscal year."""

    code = "E411"
    said = Words(
        "ไม่มีเลขใบเสร็จของปีงบประมาณ {year} เหลือที่โต๊ะนี้ ไม่ได้รับเงิน เชื่อมต่อส่วนกลางเพื่อขอเล่มใหม่",
        "No receipt number of fiscal year {year} is left at this desk; no money was taken. Connect to lease a new book",
    )


class ClockBehindReceipt(Refused):
    """No receipt is dated before the last one."""

    code = "E412"
    said = Words(
        "นาฬิกาเครื่องช้ากว่าใบเสร็จล่าสุด ({date}) ไม่ได้รับเงิน ตั้งนาฬิกาให้ถูกแล้วลองใหม่",
        "The clock is behind the last receipt ({date}); no money was taken. Set the clock right and try again",
    )


class OrderUnknown(Refused):
    """No such payment order, or no longer open."""

    code = "E413"
    said = Words(
        "ไม่พบใบสั่งชำระ {ref} ที่รออยู่ ไม่มีอะไรเปลี่ยนแปลง กด F5",
        "No payment order {ref} is waiting; nothing was changed. Press F5",
    )


class BankNotYet(Refused):
    """The bank has not said that the bill was paid."""

    code = "E414"
    said = Words(
        "ธนาคารยังไม่ยืนยันการชำระ จึงยังออกใบเสร็จไม่ได้ ใบสั่งยังรออยู่ ให้ผู้ชำระเก็บสลิปไว้",
        "The bank has not confirmed yet, so no receipt yet. The order keeps waiting; let the payer keep the slip",
    )


class BillerMissing(Misused):
    """The office has no biller number for QR payments."""

    code = "E416"
    said = Words(
        "สำนักงานยังไม่ได้ตั้งรหัสผู้รับชำระสำหรับ QR ไม่ได้รับเงิน ใช้เงินสด หรือแจ้งผู้ดูแลระบบ",
        "The office has no biller number for QR; no money was taken. Take cash, or call the administrator",
    )


class ReceiptUnknown(Refused):
    """No such receipt here."""

    code = "E417"
    said = Words(
        "ไม่พบใบเสร็จ {ref} ที่โต๊ะนี้ ไม่มีอะไรเปลี่ยนแปลง",
        "There is no receipt {ref} at this desk; nothing was changed",
    )


class FeesPending(Refused):
    """The basket holds something to be paid, so it cannot be finished free of charge."""

    code = "E418"
    said = Words(
        "คำขอ {ref} ยังไม่ได้ชำระ จึงปิดเรื่องไม่ได้ คำขอยังอยู่ครบ กด F10 รับเงิน",
        "Request {ref} is not paid and cannot be finished. It is safe; press F10 to take the money",
    )


class DayAlreadyClosed(Refused):
    """The day was signed off."""

    code = "E810"
    said = Words(
        "วันที่ {date} ปิดไปแล้ว ไม่มีอะไรเปลี่ยนแปลง",
        "The day {date} is already closed; nothing was changed",
    )


class DayNotYet(Refused):
    """A day that has not come cannot be signed off."""

    code = "E814"
    said = Words(
        "ยังไม่ถึงวันที่ {date} จึงปิดไม่ได้ ไม่มีอะไรเปลี่ยนแปลง กด F7 กลับไปวันนี้",
        "The day {date} has not come and cannot be closed; nothing was changed. Press F7 for today",
    )


class ShiftsStillOpen(Refused):
    """A drawer is still open."""

    code = "E811"
    said = Words(
        "ยังมีลิ้นชักที่ไม่ได้นับปิด ({drawers}) ยังไม่ได้ปิดวัน ให้นับปิดลิ้นชักก่อน",
        "A drawer is not counted and closed yet ({drawers}); the day was not closed. Count and close it first",
    )


class DifferenceUnexplained(Refused):
    """Over or short needs a sentence."""

    code = "E812"
    said = Words(
        "เงินขาดหรือเกิน {difference} บาท ต้องเขียนคำอธิบายก่อนปิดวัน ยังไม่ได้ปิดวัน",
        "The count differs by {difference} baht: write an explanation before closing; the day was not closed",
    )
