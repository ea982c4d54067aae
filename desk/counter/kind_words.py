"""What each kind of line is called, where people read of lines: the life of a request, what is not sent yet."""

from __future__ import annotations

from typing import Final

from desk.words import Words, same

KIND_WORDS: Final[dict[str, Words]] = {
    "journal.opened": Words("เริ่มสมุดรายการใหม่", "Journal begun anew"),
    "line.recovered": Words("กู้รายการเดิม", "Line recovered"),
    "officer.signed_in": Words("เข้าใช้งาน", "Signed in"),
    "officer.signed_out": Words("ออกจากระบบ", "Signed out"),
    "visit.opened": Words("เริ่มรับผู้มาติดต่อ", "Visit opened"),
    "visit.closed": Words("ผู้มาติดต่อกลับ", "Visit closed"),
    "record.viewed": Words("เปิดดูทะเบียน", "Record viewed"),
    "record.revealed": Words("ดูข้อมูลที่ปิดไว้", "Hidden fields shown"),
    "looks.extended": Words("อนุญาตให้เปิดดูเพิ่ม", "More looks allowed"),
    "request.submitted": Words("รับคำขอ", "Taken in"),
    "request.resubmitted": Words("ยื่นอีกครั้ง", "Submitted again"),
    "request.repriced": Words("ใช้ค่าธรรมเนียมใหม่", "New fee taken"),
    "request.taken_up": Words("รับไปพิจารณา", "Taken up"),
    "request.asked": Words("สอบถาม", "Question asked"),
    "request.answered": Words("ตอบข้อสอบถาม", "Question answered"),
    "request.endorsed": Words("เห็นชอบเสนอนายทะเบียน", "Endorsed"),
    "request.signed": Words("นายทะเบียนลงนาม", "Signed"),
    "request.reassigned": Words("มอบให้ผู้อื่นทำต่อ", "Reassigned"),
    "request.proposal_set_aside": Words("ไม่ใช้ข้อเสนอ", "Proposal set aside"),
    "request.approved": Words("อนุมัติ", "Approved"),
    "request.returned": Words("ส่งกลับแก้ไข", "Returned"),
    "request.refused": Words("ไม่อนุมัติ", "Refused"),
    "request.withdrawn": Words("ถอนคำขอ", "Withdrawn"),
    "request.done": Words("ส่งมอบแล้ว", "Handed over"),
    "order.opened": Words("เปิดใบสั่งชำระ", "Payment order"),
    "order.cancelled": Words("ยกเลิกใบสั่งชำระ", "Order cancelled"),
    "payment.taken": Words("รับเงิน", "Payment taken"),
    "receipt.issued": Words("ออกใบเสร็จ", "Receipt issued"),
    "receipt.printed": Words("พิมพ์ใบเสร็จ", "Receipt printed"),
    "shift.opened": Words("เปิดลิ้นชัก", "Drawer opened"),
    "shift.handed_over": Words("นับส่งต่อลิ้นชัก", "Drawer counted over"),
    "shift.closed": Words("นับปิดลิ้นชัก", "Drawer closed"),
    "day.closed": Words("ปิดวัน", "Day closed"),
    "recovery.seen": Words("หัวหน้าตรวจการกู้คืน", "Recovery looked at"),
    "trouble.answered": Words("แก้รายการที่ติดขัด", "Trouble answered"),
    "clock.corrected": Words("เทียบเวลากับส่วนกลาง", "Clock corrected"),
    "desk.retiring": Words("เริ่มเลิกใช้โต๊ะ", "Desk being retired"),
    "desk.kept": Words("ใช้โต๊ะต่อ", "Desk kept"),
    "file.attached": Words("แนบแฟ้ม", "File attached"),
    "desk.retired": Words("เลิกใช้โต๊ะแล้ว", "Desk retired"),
    "review.checked": Words("หัวหน้าตรวจดู", "Looked at"),
    "day.reviewed": Words("ลงชื่อสรุปวัน", "Day signed off"),
    "handover.written": Words("บันทึกส่งเวร", "Hand-over card"),
    "handover.taken": Words("รับเวร", "Hand-over taken"),
    "ticket.issued": Words("ออกบัตรคิว", "Ticket issued"),
    "ticket.called": Words("เรียกคิว", "Ticket called"),
    "ticket.held": Words("พักคิว", "Ticket held"),
    "ticket.returned": Words("กลับเข้าคิว", "Ticket back in queue"),
    "ticket.missed": Words("เรียกแล้วไม่มา", "Ticket missed"),
    "ticket.transferred": Words("โอนคิว", "Ticket transferred"),
    "ticket.served": Words("ให้บริการเสร็จ", "Ticket served"),
    "ticket.dropped": Words("ยกเลิกคิว", "Ticket dropped"),
    "ticket.asked": Words("ขอคิวจากโต๊ะอื่น", "Ticket asked for"),
    "ticket.given": Words("ยกคิวให้โต๊ะอื่น", "Ticket given"),
    "ticket.kept": Words("ไม่ยกคิวให้", "Ticket kept"),
    "complaint.received": Words("รับเรื่องร้องเรียน", "Complaint taken"),
    "complaint.forwarded": Words("ส่งต่อเรื่องร้องเรียน", "Complaint forwarded"),
    "complaint.answered": Words("ตอบเรื่องร้องเรียน", "Complaint answered"),
    "complaint.reopened": Words("เปิดเรื่องร้องเรียนใหม่", "Complaint reopened"),
    "public_notice.posted": Words("ปิดประกาศ", "Notice posted"),
    "public_notice.objected": Words("ยื่นคัดค้าน", "Objection"),
    "public_notice.logged": Words("บันทึกการปิดประกาศ", "Notice logged"),
    "public_notice.ended": Words("สิ้นสุดประกาศ", "Notice ended"),
}


def kind_words(kind: str) -> Words:
    """The kind in words; one this version does not know keeps its own name."""
    return KIND_WORDS.get(kind) or same(kind)
