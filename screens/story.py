"""The sample desk's day as ten key presses, told on its first screen; what each leads to says there what to press."""

from __future__ import annotations

from typing import Final

from desk.words import Words

TITLE: Final = Words(
    "งานหนึ่งวันใน 10 ปุ่ม (อำเภอตัวอย่าง ไม่มีใครมีตัวตนจริง)", "A day in ten keys (a sample district; nobody here is real)"
)
LINES: Final = (
    Words(
        " 1  Enter  ลงชื่อเข้าใช้ กรอกชื่อและรหัสผ่านไว้ให้แล้ว",
        " 1  Enter  sign in; name and passphrase are filled in already",
    ),
    Words(
        " 2  D      เปิดลิ้นชักเงิน: พิมพ์จำนวนธนบัตรและเหรียญที่มีทอน แล้ว F10",
        " 2  D      open your drawer: type how many notes and coins it holds, then F10",
    ),
    Words(
        " 3  F2     ค้นหา: พิมพ์ สมเกียรติ เลือกคน Enter แล้ว 1 (มายื่นคำขอ)",
        " 3  F2     find: type a Thai name, choose, Enter, then 1 (makes a request)",
    ),
    Words(
        " 4  F10    คำขอใหม่: 110 Enter กรอกแบบ กด Space ที่เอกสารที่เห็น แล้ว F10",
        " 4  F10    new request: 110 Enter, fill in, Space at each paper seen, then F10",
    ),
    Words(
        " 5  F4     ตะกร้า: F10 รับเงิน พิมพ์เงินที่รับมา แล้ว F10 ได้ใบเสร็จ",
        " 5  F4     basket: F10 takes cash, type what is given, F10 gives the receipt",
    ),
    Words(
        " 6  F11    พิมพ์ ตัดสาย Enter แล้วทำข้อ 3 ถึง 5 อีกครั้ง งานไม่หยุด",
        " 6  F11    type “cut”, Enter; do 3 to 5 once more: the work goes on",
    ),
    Words(
        " 7  F11    พิมพ์ ต่อสาย Enter งานที่ค้างส่งเองจนครบ มุมขวาบนบอก",
        " 7  F11    type “restore”, Enter: what waited is sent, as the top right tells",
    ),
    Words(
        " 8  S      หน้าแรก: ดูว่าส่วนกลางรับครบ แต่ละรายการครั้งเดียว",
        " 8  S      on the home screen: the centre has everything, each thing once",
    ),
    Words(
        " 9  D      หน้าแรก: นับเงินแล้วปิดลิ้นชัก",
        " 9  D      on the home screen: count the cash and close your drawer",
    ),
    Words(
        "10  F11    พิมพ์ หัวหน้า Enter สองครั้ง แล้ว R พิจารณาคำขอ และ C ปิดวัน",
        "10  F11    type “supervisor”, Enter twice; then R reviews and C closes the day",
    ),
)
BELOW: Final = Words(
    "F1 บอกทุกปุ่มของหน้าที่เปิดอยู่ F12 หรือ F3 กลับ", "F1 explains every key of the screen you see; F12 or F3 leads back"
)
