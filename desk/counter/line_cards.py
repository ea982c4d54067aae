"""Cards of the line and of the desk's own file, by code (E5xx, E6xx) and by the problem a server names."""

from __future__ import annotations

from typing import Final

from desk.counter.card_words import (
    ADMINISTRATOR,
    BOTH,
    CLOSE_DESK,
    ELSEWHERE,
    GO_ON,
    KEPT,
    LONG,
    NOBODY,
    NOT_SAVED,
    NOTHING,
    RECOVER,
    REPEAT_ACT,
    STOP,
    SUPERVISOR,
    Told,
)
from desk.words import Words

GRAVEST: Final = ("copied", "fork", "revoked", "unknown-key", "bad-line", "bad-segment", "gap", "stale-cursor")
"""Which of several problems of one answer speaks."""


def _goes_on(th: str, en: str, call: Words = NOBODY) -> Told:
    """The desk mends it by itself; the counter goes on."""
    return Words(th, en), KEPT, NOTHING, GO_ON, call


def _stopped(th: str, en: str, call: Words = ADMINISTRATOR) -> Told:
    """Nothing is sent until somebody does something; the counter goes on."""
    return Words(th, en), KEPT, NOTHING, GO_ON, call


def _undone(th: str, en: str, press: Words = REPEAT_ACT, call: Words = ADMINISTRATOR) -> Told:
    """The act was not saved."""
    return Words(th, en), NOT_SAVED, ELSEWHERE, press, call


_PORTAL = ("มีระบบอื่นตอบแทนส่วนกลาง", "Something else answered in the centre's place")
_NOT_SIGNED = ("ลายเซ็นของส่วนกลางไม่ถูกต้อง จึงไม่ใช้", "The centre's signature does not hold; it was not used")
_ID_TAKEN = ("มีเครื่องอื่นใช้รหัสโต๊ะนี้ เครื่องนี้หยุดส่ง", "Another machine has this desk's id; this one stops")
_PARTED = ("ส่วนกลางเก็บรายการต่างจากเครื่องนี้", "The centre holds other lines than this desk")

LINE_CARDS: Final[dict[str, Told]] = {
    # the line
    "cut": _goes_on("ถูกตัดกลางทาง", "Cut off on the way"),
    "E601": _goes_on(*_PORTAL, LONG),
    "E602": _stopped(*_NOT_SIGNED),
    "E603": _stopped(*_NOT_SIGNED),
    "E604": _goes_on("คำตอบใหญ่เกินกำหนด", "The answer was larger than allowed", LONG),
    "E605": _stopped("ส่วนกลางไม่รับเครื่องนี้", "The centre refuses this desk", BOTH),
    "E606": _stopped("นาฬิกาเครื่องต่างจากส่วนกลางเกินหนึ่งวัน", "The clock is more than a day off"),
    "E607": _stopped("ส่วนกลางไม่ยอมรับลายเซ็นของเครื่องนี้", "The centre does not accept this desk's signature"),
    "E608": _stopped("รหัสลงทะเบียนใช้ไม่ได้", "The enrolment code cannot be used"),
    "E609": _stopped("ที่อยู่ส่วนกลางไม่เข้ารหัส จึงไม่ส่ง", "The centre's address is not encrypted; nothing is sent"),
    "E610": _stopped("แฟ้มผู้รับรองไม่มีใบรับรอง จึงไม่ส่ง", "The file of authorities is empty; nothing is sent"),
    "E611": _stopped("ปลายทางไม่รับแฟ้มสแกน เก็บไว้ในเครื่อง", "The scan is not taken; it is safe here"),
    "E620": _goes_on("ติดต่อส่วนกลางไม่ได้", "The centre cannot be reached", LONG),
    "E621": _goes_on("มีคนปิดสายไว้", "The line was switched off by hand"),
    "E622": _goes_on("สายค้างระหว่างส่ง", "The line stalled while sending", LONG),
    "E623": _goes_on("ส่วนกลางไม่ว่าง ขอให้รอ", "The centre is busy and asks to wait"),
    "E624": _stopped("โปรแกรมสองฝั่งคนละรุ่น", "The two ends speak different versions"),
    "E625": (Words(*_PARTED), STOP, ELSEWHERE, RECOVER, BOTH),
    "E626": _goes_on("สำเนาทะเบียนที่รับมาไม่ครบ ใช้ของเดิมต่อ", "The snapshot came incomplete; the old copy serves on"),
    "E627": _stopped("ส่วนกลางไม่รับรายการนี้ เก็บไว้ที่เครื่อง", "The centre does not take this line; it stays here", BOTH),
    "E628": _goes_on("ส่งครั้งเดียวมากไป จะแบ่งส่งเอง", "Too much at once; it is sent in smaller parts"),
    "E629": _goes_on("ข้อมูลที่ได้มาไม่ต่อกัน จะขอใหม่เอง", "What arrived does not follow; it is asked for again"),
    "E631": _goes_on("ศูนย์กลางสำนักงานไม่ตอบ ส่งตรงไปส่วนกลาง", "The hub is silent; sent straight to the centre", LONG),
    "E632": (Words(*_ID_TAKEN), STOP, ELSEWHERE, CLOSE_DESK, BOTH),
    "E633": (Words(*_PARTED), STOP, ELSEWHERE, RECOVER, SUPERVISOR),
    "E634": _goes_on("ไม่มีอะไรต้องกู้", "There is nothing to recover"),
    "E635": (
        Words("แฟ้มของโต๊ะเคยถูกย้อน เปิดสมุดรอบใหม่แล้ว", "The file was put back; a new epoch was begun"),
        Words("ที่ส่วนกลางรับไว้กลับมาเอง ที่เหลือดูใน F10", "What the centre holds comes home; see F10"),
        NOTHING,
        RECOVER,
        SUPERVISOR,
    ),
    "E636": _goes_on("รายการนี้ไม่มีปัญหาค้างแล้ว", "That line is in no trouble any more"),
    "E637": (
        Words("นาฬิกาเครื่องนี้ผิด โต๊ะใช้เวลาของส่วนกลางแทน", "This machine's clock is wrong; the centre's time is used"),
        KEPT,
        NOTHING,
        GO_ON,
        ADMINISTRATOR,
    ),
    "E638": (
        Words("เกินเกณฑ์การทำงานโดยไม่มีสาย", "A bound on working offline is passed"),
        KEPT,
        ELSEWHERE,
        Words("F3 กลับไปปิดลิ้นชักและปิดวัน", "F3: go back, close drawer and day"),
        BOTH,
    ),
    "E639": (Words("โต๊ะนี้กำลังเลิกใช้", "This desk is being retired"), KEPT, ELSEWHERE, GO_ON, SUPERVISOR),
    "E690": _stopped("ส่วนส่งข้อมูลหยุด เปิดโปรแกรมใหม่เพื่อส่งต่อ", "Sending stopped; open the desk anew to go on"),
    # problems a server names
    "gap": _goes_on("ส่วนกลางขอรายการก่อนหน้าอีกครั้ง", "The centre asks for earlier lines again"),
    "fork": (Words(*_PARTED), STOP, ELSEWHERE, RECOVER, BOTH),
    "bad-segment": _goes_on("ชุดที่ส่งอ่านไม่ได้ จะปิดผนึกใหม่เอง", "What was sent could not be read; it is sealed anew", LONG),
    "bad-line": _stopped("มีรายการที่ส่งไม่ได้ เก็บไว้ที่เครื่อง", "One line cannot be sent and stays here", BOTH),
    "stale-cursor": _goes_on("สำเนาเก่าเกินไป กำลังรับชุดใหม่", "The copy is too old; a new one is being fetched"),
    "unknown-key": _stopped("ส่วนกลางไม่รู้จักกุญแจของเครื่องนี้", "The centre does not know this desk's key", BOTH),
    "too-large": _goes_on("ส่งครั้งเดียวมากไป จะแบ่งส่งเอง", "Too much at once; it is sent in smaller parts"),
    "revoked": _stopped("เครื่องนี้ถูกยกเลิกสิทธิ์", "This desk was revoked", BOTH),
    "unknown-desk": _stopped("ส่วนกลางไม่รู้จักโต๊ะนี้", "The centre does not know this desk", BOTH),
    "copied": (Words(*_ID_TAKEN), STOP, ELSEWHERE, CLOSE_DESK, BOTH),
    "clock": _stopped("นาฬิกาเครื่องต่างจากส่วนกลางเกินหนึ่งวัน", "The clock is more than a day off"),
    "signature": _stopped("ส่วนกลางไม่ยอมรับลายเซ็นของเครื่องนี้", "The centre does not accept this desk's signature"),
    "code": _stopped("รหัสลงทะเบียนใช้ไม่ได้", "The enrolment code cannot be used"),
    "malformed": _stopped("ส่วนกลางอ่านคำขอของเครื่องนี้ไม่ได้", "The centre cannot read this desk's request"),
    "encoding": _goes_on("ส่วนกลางไม่รู้จักการบีบอัดนี้ จะส่งแบบธรรมดา", "That packing is unknown there; it goes unpacked"),
    "version": _stopped("โปรแกรมสองฝั่งคนละรุ่น", "The two ends speak different versions"),
    "busy": _goes_on("ส่วนกลางไม่ว่าง ขอให้รอ", "The centre is busy and asks to wait"),
    "slow-down": _goes_on("ส่วนกลางขอให้ส่งช้าลง", "The centre asks to slow down"),
    "internal": _goes_on("ส่วนกลางขัดข้องชั่วคราว", "The centre has a fault of its own", LONG),
    "not-found": _stopped("ส่วนกลางไม่มีสิ่งที่ขอ", "The centre has no such thing", LONG),
    "offset": _goes_on("ส่งต่อจากจุดเดิมไม่ได้ จะเริ่มใหม่เอง", "It does not go on from there; begun again by itself"),
    "source-down": _goes_on("แหล่งข้อมูลภายนอกไม่ตอบ", "The outside source does not answer", LONG),
    "source-refused": _goes_on("แหล่งข้อมูลภายนอกไม่อนุญาต", "The outside source refuses", LONG),
    "source-timeout": _goes_on("แหล่งข้อมูลภายนอกตอบช้าเกินไป", "The outside source took too long", LONG),
    # by stick
    "E640": _stopped("แฟ้มนี้ไม่ใช่ถุงงาน", "This file is no bag", NOBODY),
    "E641": _stopped("ถุงงานนี้ส่งถึงผู้อื่น", "This bag is for somebody else", NOBODY),
    "E642": _stopped("ถุงงานขาดหายหรือถูกแก้ ขอถุงใหม่", "The bag is cut short or altered; ask for another"),
    "E643": _stopped("ไม่รับถุงงานนี้ทั้งถุง", "The bag was refused whole"),
    "E644": _stopped("ยังไม่รู้กุญแจถุงงานของส่วนกลาง", "The centre's key for bags is not known"),
    "E645": _stopped("กุญแจผู้รับถุงงานไม่ถูกต้อง", "The receiver's key is not right"),
    "E646": _stopped("มีแฟ้มชื่อนี้อยู่แล้ว ไม่เขียนทับ", "A file of this name exists and is kept", NOBODY),
    # the file and the disk
    "E501": (
        Words("ดิสก์เต็ม", "The disk is full"),
        NOT_SAVED,
        ELSEWHERE,
        Words("F3 กลับไปปิดลิ้นชักและปิดวัน", "F3: go back, close drawer and day"),
        BOTH,
    ),
    "E502": _stopped("โต๊ะนี้เปิดอยู่แล้วที่หน้าต่างอื่น", "This desk is already open in another window", NOBODY),
    "E503": _stopped("กุญแจเปิดแฟ้มไม่ได้", "The key does not open the file"),
    "E504": _stopped("แฟ้มเป็นของรุ่นใหม่กว่า", "The file belongs to a newer version"),
    "E505": _stopped("โครงสร้างแฟ้มไม่ตรงกับโปรแกรม", "The file's structure differs from the program's"),
    "E506": (Words("แฟ้มข้อมูลเสียหาย", "The file is damaged"), STOP, ELSEWHERE, CLOSE_DESK, BOTH),
    "E507": _undone("แฟ้มไม่ว่าง", "The file was busy", call=NOBODY),
    "E508": _undone("อ่านหรือเขียนดิสก์ไม่ได้", "The disk could not be read or written"),
    "E509": _stopped("เครื่องนี้ยังไม่ได้ลงทะเบียน", "This machine is not enrolled"),
    "E510": (Words("สมุดรายการไม่ต่อเนื่อง", "The journal does not hold"), STOP, ELSEWHERE, CLOSE_DESK, BOTH),
    "E511": _undone("ข้อความยาวเกินไป", "The text is too long", call=NOBODY),
    "E512": _stopped("ตารางที่สร้างใหม่ต่างจากเดิม", "Tables made anew differ from those before"),
    "E513": _stopped("สำเนาทะเบียนไม่ตรงกับยอด", "The registry copy differs from its count"),
    "E514": _undone("โต๊ะปิดไปแล้ว", "The desk was closed", call=NOBODY),
    "E515": _stopped("แฟ้มสำรองเปิดไม่ได้", "The backup does not open"),
    "E516": _stopped("รหัสผ่านแฟ้มสำรองสั้นไป", "The backup's passphrase is too short", NOBODY),
    "E517": _stopped("โฟลเดอร์นี้มีโต๊ะอยู่แล้ว", "There is a desk in that folder already", NOBODY),
    "E630": _stopped("โฟลเดอร์นี้เป็นโต๊ะอยู่แล้ว", "This folder already is a desk", NOBODY),
}
