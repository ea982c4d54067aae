"""Help and usage of the commands in the language in force, found by the English that stands beside each command."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Final

import click

from desk.model.errors import Misused
from desk.words import Words, language

HELP: Final = (
    Words(
        "โต๊ะอำเภอ: งานหน้าเคาน์เตอร์ของที่ว่าการอำเภอ มีสายหรือไม่มีสาย ไม่ใส่คำสั่ง = เปิดหน้าจอ",
        "Amphoe Desk: the counter of a district office, line up or down. Without a command: open the screens.",
    ),
    Words("บอกรุ่นแล้วจบ", "Show the version and exit."),
    Words("แสดงคำอธิบายนี้แล้วจบ", "Show this message and exit."),
    Words("พิมพ์เป็น JSON", "print JSON"),
    Words("ไม่ต้องถาม", "do not ask"),
    # ---- enrol, sync, status
    Words(
        "ลงทะเบียนเครื่องนี้ด้วยรหัสครั้งเดียว CODE ของส่วนกลาง แล้วให้ผู้ใช้คนแรกเปิดได้",
        "Enrol this machine with the centre's one-time CODE, and let the first officer open it.",
    ),
    Words("ผู้ใช้คนแรกของโต๊ะนี้ (ถามเมื่อไม่ใส่)", "the first officer of this desk (asked when missing)"),
    Words("ชื่อที่ส่วนกลางใช้เรียกเครื่องนี้", "what to call this machine at the centre"),
    Words(
        "ส่งและรับกับส่วนกลางโดยไม่เปิดหน้าจอ จนกว่าจะหยุด หรือครั้งเดียวด้วย --once จบด้วยรหัส 3 เมื่อสายขาด",
        "Exchange with the centre: headless until stopped, or --once. Exit 3 while the line is down.",
    ),
    Words("จนไม่มีงานค้างส่ง แล้วจบ", "until nothing is unsent, then end"),
    Words("เสร็จแล้วพิมพ์สถานะเป็น JSON", "print the status afterwards as JSON"),
    Words(
        "สถานะของโต๊ะ: งานที่ยังไม่ส่ง หลักฐาน หัวสาย อายุสำเนา ใช้ได้ขณะโปรแกรมเปิดอยู่",
        "Where this desk stands: unsent work, proofs, heads, age of the copy. Works beside a running desk.",
    ),
    # ---- board
    Words(
        "จอเรียกคิวของห้องรอ เต็มจอ: เลขใดไปช่องใด ไม่บันทึกอะไร ถามผู้ใช้ก่อนเปิด",
        "Show on the whole terminal which ticket is called to which counter. Writes nothing; asks who opens it.",
    ),
    # ---- bag
    Words("ส่งงานด้วยแท่งความจำ: ถุงขาขึ้นไปส่วนกลาง ถุงขากลับ", "Work by stick: bags up to the centre, bags home."),
    Words(
        "ขอลงทะเบียนทางแท่งความจำ ด้วยรหัสครั้งเดียว CODE และกุญแจถุงของส่วนกลาง",
        "Ask by stick to be enrolled, with the centre's one-time CODE and its KEY for bags.",
    ),
    Words("ที่อยู่ของส่วนกลาง เผื่อวันหนึ่งมีสาย", "the centre's address, where a line may come one day"),
    Words("รับถุงที่กลับมา รับซ้ำไม่เปลี่ยนอะไร", "Take in the bag that came home; twice changes nothing."),
    Words(
        "ผู้ใช้คนแรกของโต๊ะที่ลงทะเบียนด้วยถุงนี้ (ถามเมื่อไม่ใส่)",
        "the first officer of a desk that is enrolled by this bag (asked when missing)",
    ),
    Words(
        "ใส่งานที่ยังไม่ส่งทั้งหมดลงแฟ้ม FILE หรือลงโฟลเดอร์ DIR ด้วยชื่อของถุงเอง",
        "Pack everything unsent into FILE, or into DIR under a name of its own.",
    ),
    Words("กุญแจถุงของส่วนกลาง เมื่อโต๊ะยังไม่รู้", "the centre's key for bags, where it is not known"),
    # ---- report
    Words("รายงานของโต๊ะนี้", "Reports of this desk."),
    Words(
        "รายได้จากใบเสร็จ แยกตามประเภท บริการ ผู้รับเงิน วัน หรือวิธีชำระ",
        "What receipts brought in, by kind, service, officer, day or way of payment.",
    ),
    Words("วันแรก เช่น 2026-11-01 (ต้นเดือนนี้)", "first day, such as 2026-11-01 (this month's first)"),
    Words("วันสุดท้าย เช่น 2026-11-30 (วันนี้)", "last day, such as 2026-11-30 (today)"),
    Words("เขียนตารางสำหรับฝ่ายบัญชี", "write a table for accounting"),
    Words("เขียนเป็นเอกสาร", "write the paper"),
    Words("เล่มที่จะเขียนทะเบียนเป็นเอกสาร", "the book whose register is written as a paper"),
    Words(
        "เทียบไฟล์ของธนาคาร (CSV) กับสมุด จบด้วยรหัส 1 เมื่อไม่ตรง",
        "The bank's file (CSV) beside the books; exit 1 where they differ.",
    ),
    Words("รับยอดที่ยังไม่อยู่ในสมุดเข้าสมุด", "take over the sums that are not in the books yet"),
    Words("ผู้รับยอด (ถามเมื่อไม่ใส่)", "who takes them over (asked when missing)"),
    # ---- paper
    Words("เอกสารของระบบนี้", "Papers of this system."),
    Words(
        "ตรวจใบเสร็จจากไฟล์ PDF จากบันทึกของใบเสร็จ หรือจากข้อความในคิวอาร์ (`-` อ่านจากข้อมูลเข้า)",
        "Check a receipt: its PDF, its record, or the text of its QR code (`-` reads it from the input).",
    ),
    Words("พิมพ์ผลตรวจเป็น JSON", "print the finding as JSON"),
    # ---- receipts
    Words("ใบเสร็จของโต๊ะนี้ ตามที่ผู้ตรวจสอบถาม", "Receipts of this desk, as an auditor asks for them."),
    Words(
        "พิสูจน์ว่าทุกเลขมีที่มาที่ไปและโต๊ะตรงกับส่วนกลาง ถ้าไม่ตรงจบด้วยรหัส 5",
        "Prove that every number is explained and that desk and centre agree; exit 5 where they do not.",
    ),
    Words("ไม่ถามส่วนกลาง ใช้หลักฐานล่าสุดที่ลงลายเซ็นไว้", "do not ask the centre: take its last signed word"),
    Words(
        "ทะเบียนคุมใบเสร็จ: ทุกเลขของทุกเล่มและที่มาที่ไป",
        "The register: every number of every book and what became of it.",
    ),
    Words("ปีงบประมาณ พุทธศักราช", "fiscal year, Buddhist Era"),
    Words(
        "รายงานการใช้ใบเสร็จของปีงบประมาณ ต้องส่งภายใน 31 ตุลาคม",
        "The usage report of a fiscal year (BE), due by 31 October after it.",
    ),
    # ---- recover
    Words(
        "เปิดสมุดรอบใหม่จากจุดที่โต๊ะกับส่วนกลางต่างกัน แล้วยกรายการของเครื่องนี้ไปส่งต่อ",
        "Begin the next epoch where file and centre part, and carry this desk's own lines over.",
    ),
    # ---- doctor, backup, restore, retire
    Words(
        "ตรวจแฟ้ม สมุดรายการ สำเนา นาฬิกา ดิสก์ และสาย จบด้วยรหัส 5 เมื่อมีอะไรผิด",
        "Look at file, journal, copy, clock, disk and line; exit 5 when something is wrong.",
    ),
    Words("ไม่ต้องถามส่วนกลางว่ายังอยู่หรือไม่", "do not ask the centre whether it is there"),
    Words(
        "เขียนสำเนาเข้ารหัสของโต๊ะนี้ลงแฟ้ม FILE ใช้ได้ขณะโปรแกรมเปิดอยู่",
        "Write an encrypted copy of this desk to FILE, beside a running desk too.",
    ),
    Words(
        "สร้างโต๊ะจากแฟ้มสำรอง FILE ในโฟลเดอร์ว่าง แล้วทำงานต่อในสมุดรอบใหม่",
        "Make a desk of the backup FILE in an empty folder; it goes on in the next epoch.",
    ),
    Words(
        "แฟ้มที่มีรหัสผ่านของแฟ้มสำรองในบรรทัดแรก (ถามเมื่อไม่ใส่)",
        "file with the backup's passphrase on its first line (asked when missing)",
    ),
    Words("เจ้าหน้าที่ที่เคยเปิดโต๊ะนี้ได้ (ถามเมื่อไม่ใส่)", "an officer who could open the desk (asked when missing)"),
    Words(
        "เลิกใช้โต๊ะนี้เท่าที่ทำได้วันนี้ จบด้วยรหัส 3 เมื่อยังมีอะไรค้าง",
        "Retire this desk: as far as it goes today; exit 3 while something is still open.",
    ),
    Words("สำนักงานหรือเครื่องที่ทำงานต่อ", "office or machine that goes on with the work"),
    Words("หัวหน้าที่รับรู้ (ถามเมื่อไม่ใส่)", "the supervisor under whose eyes it is done (asked when missing)"),
    Words("ยกเลิกการเลิกใช้ โต๊ะทำงานต่อ", "take it back: the desk goes on"),
    Words(
        "ปิดบัญชีของโต๊ะที่ส่งรายการสุดท้ายแล้ว: เก็บกุญแจคืน ปิดเล่มใบเสร็จ ใช้รหัสเดิมเริ่มใหม่ได้",
        "Close the account of DESK, which wrote its last line: keys taken back, books closed, its id free again.",
    ),
    Words(
        "กำหนดนโยบาย NAME ให้สำนักงาน: จำนวนเต็ม ใช่หรือไม่ใช่ รายการแบบ JSON หรือข้อความ",
        "Give a branch the policy NAME: an integer, true or false, a list as JSON, else a text.",
    ),
    # ---- journal
    Words("ตรวจสมุดรายการทั้งเล่ม จบด้วยรหัส 5 พร้อมบรรทัดแรกที่ผิด", "Walk the whole journal; exit 5 with the first bad line."),
    Words(
        "สร้างทุกตารางใหม่จากต้นทาง จบด้วยรหัส 5 เมื่อมีอะไรออกมาต่างไป",
        "Make every table anew from its sources; exit 5 when anything came out differently.",
    ),
    Words("สมุดรายการของโต๊ะนี้", "The journal of this desk."),
    Words("แสดงบรรทัดของสมุดรายการ ใช้ได้ขณะโปรแกรมเปิดอยู่", "Show lines of the journal, beside a running desk too."),
    Words("ไบต์แท้ของแต่ละบรรทัด", "the exact bytes of each line"),
    Words("สมุดรุ่นอื่นนอกจากรุ่นปัจจุบัน", "another epoch than the present one"),
    Words("บรรทัดแรก", "first line"),
    Words("บรรทัดสุดท้าย", "last line"),
    # ---- catalogue, config
    Words("บริการของสำนักงาน", "The services of the office."),
    Words(
        "ตรวจนิยามบริการ (ที่มากับโปรแกรมเมื่อไม่ระบุ FILE) จบด้วยรหัส 2 พร้อมแฟ้ม บรรทัด และคีย์",
        "Check service definitions (the packaged ones when no FILE is named); exit 2 with file, line and key.",
    ),
    Words("รายชื่อบริการที่ใช้อยู่", "List the services in force."),
    Words("เฉพาะที่สำนักงานชนิดนี้ให้บริการ", "what an office of this kind offers"),
    Words(
        "แสดงบริการหนึ่งรายการให้คนอ่าน ตามรหัส CODE เลขบริการ หรือแฟ้ม",
        "Show one service as a person reads it: CODE, its menu number, or a file.",
    ),
    Words(
        "บอกว่านิยามสองรายการต่างกันที่ใด แต่ละรายการเป็นแฟ้ม รหัส หรือรหัส@ปี-เดือน-วัน",
        "Say what differs between two definitions; each is a file, a CODE, or CODE@YYYY-MM-DD.",
    ),
    Words("วันอื่นที่ไม่ใช่วันนี้", "another day than today"),
    Words("การตั้งค่าของโต๊ะนี้", "Settings of this desk."),
    Words("บอกว่าแฟ้มตั้งค่าอยู่ที่ใด", "Print where the settings file lies."),
    Words("พิมพ์ค่าที่ใช้อยู่เป็น JSON", "Print the settings in force as JSON."),
    Words("ตรวจการตั้งค่า จบด้วยรหัส 2 พร้อมชื่อค่าที่ผิด", "Check the settings; exit 2 naming the one that is wrong."),
    # ---- demo
    Words(
        "สาธิตทั้งวันบนเครื่องนี้: เปิดหน้าจอ หรือเล่นทั้งวันเองเมื่อไม่มีจอ",
        "A whole sample day on this machine: opens the screens, or plays the day where there is no terminal.",
    ),
    Words("เตรียมทุกอย่างโดยไม่เปิดหน้าจอ", "set everything up without opening the screens"),
    Words(
        "เล่นทั้งวันเอง จบด้วยรหัส 0 เมื่อโต๊ะและส่วนกลางตรงกันเท่านั้น",
        "play the day by itself; exit 0 only when desk and centre agree",
    ),
    Words("หยุดส่วนกลางของการสาธิต", "stop the demo's centre"),
    Words("ลบอำเภอตัวอย่าง ให้ครั้งหน้าสร้างใหม่", "forget the sample branch, so that the next start makes it anew"),
    Words("ตัดหรือต่อสายของการสาธิต", "Cut or restore the demo's line."),
    # ---- hub
    Words("ศูนย์กลางของสำนักงาน", "The branch hub."),
    Words("โฟลเดอร์ของศูนย์กลางของสำนักงาน", "the hub's folder"),
    Words(
        "ลงทะเบียนโฟลเดอร์นี้เป็นศูนย์กลางของสำนักงาน ด้วยรหัสครั้งเดียว CODE ของส่วนกลาง",
        "Enrol this folder as the hub of a branch with the centre's one-time CODE.",
    ),
    # ---- central
    Words("ระบบกลางอ้างอิง", "The reference central service."),
    Words("ถุงที่มาทางแท่งความจำ", "Bags that came by stick."),
    Words(
        "รับถุงของโต๊ะ พิจารณา แล้วเขียนถุงขากลับ รับซ้ำไม่เปลี่ยนอะไร",
        "Take a desk's bag in, judge what is in it, and write the bag that goes home. Twice changes nothing.",
    ),
    Words("เขียนคำตอบไว้ที่ใด", "where the answer goes"),
    Words("ใช้ฐานข้อมูลแม่ข่ายแทนที่เก็บในตัว", "PostgreSQL instead of the embedded store"),
    Words("พิมพ์กุญแจที่โต๊ะใช้ปิดถุง", "Print the key to which desks lock their bags."),
    Words(
        "รายงานการใช้ใบเสร็จทุกเล่ม: เลขที่ใช้ เลขที่ขาด เลขที่เหลือ",
        "Usage report of the receipt books: used, missing and left, number by number.",
    ),
    Words(
        "บอกว่าใครเปิดดูทะเบียนของผู้ถือเลขประจำตัวนี้ ทุกโต๊ะ ไม่ใส่เลขจะถาม",
        "Tell who looked at the record of the person with this NUMBER; asked for when it is missing.",
    ),
    Words(
        "ลบเนื้อความของบรรทัดที่ระบุอย่างถาวร: รหัสย่อยังอยู่ และสายโซ่ยังตรวจได้",
        "Erase what line REF says, for good: its digest stays, and the chain still verifies.",
    ),
    Words("ลบตามคำสั่งของใคร เก็บไว้กับรหัสย่อ", "by whose order, kept with the digest"),
    Words("โปรแกรมที่ถามเมื่อทะเบียนของส่วนกลางไม่มี", "a program that is asked for what the registry does not know"),
    Words("ชื่อที่บอกโต๊ะว่าโปรแกรมนั้นถามใคร", "what desks are told that program asks"),
    Words("โปรแกรมนั้นมีเวลากี่วินาที", "seconds it has"),
    Words(
        "แจ้งที่อยู่ของศูนย์กลางของสำนักงาน ตามรหัสที่ลงทะเบียนไว้ โต๊ะจะไปที่นั่นก่อน",
        "Tell a branch that its hub, enrolled as DESK, is at ADDRESS; its desks go there first.",
    ),
    Words("ใบรับรองของศูนย์กลางของสำนักงาน", "the hub's certificate (PEM)"),
    Words("กุญแจลงนามของส่วนกลาง และดอกที่จะใช้ต่อ", "The centre's own signing key, and the one that comes after it."),
    Words(
        "สร้างกุญแจดอกถัดไปและแจ้งในฟีดของทุกสำนักงาน ยังไม่ลงนามอะไร",
        "Make the next key and name it in every branch's feed; it signs nothing yet.",
    ),
    Words(
        "ลงนามด้วยกุญแจดอกถัดไปตั้งแต่นี้ ต้องเปิดส่วนกลางที่ทำงานอยู่ใหม่",
        "Sign with the next key from now on; servers that run are to be started anew.",
    ),
    Words(
        "เลิกใช้กุญแจดอกก่อน โต๊ะที่ยังไม่ได้อ่านดอกปัจจุบันต้องลงทะเบียนใหม่",
        "Take the former key back: a desk that has not read of the present one is to be enrolled anew.",
    ),
    Words("ปีงบประมาณเดียว (พ.ศ.)", "one fiscal year (BE) alone"),
    Words("สำนักงาน: ผู้ที่ใช้คิวเดียวกัน", "Branches: what shares one queue."),
    Words("เพิ่มสำนักงาน", "Add a branch."),
    Words("โฟลเดอร์ของส่วนกลาง", "the centre's folder"),
    Words(
        "ให้นิยามบริการ (TOML) แก่สำนักงาน: ค่าธรรมเนียมใหม่ แบบใหม่",
        "Give a branch a service definition (TOML): a new fee, a new form.",
    ),
    Words("สำนักงาน เช่น 5701", "the branch, such as 5701"),
    Words(
        "ทุกโต๊ะ: ติดต่อล่าสุด มีงานเท่าใด เก็บที่นี่แล้วเท่าใด อะไรรออยู่",
        "Every desk: last heard, how much it has, how much is held here, what waits.",
    ),
    Words("สำนักงานเดียว", "one branch alone"),
    Words(
        "ตรวจทุกสาย ทุกฟีด ทุกเล่มของที่เก็บ จบด้วยรหัส 5 เมื่อมีสิ่งผิด",
        "Check every chain, feed and book of the store; exit 5 when something is wrong.",
    ),
    Words("พิมพ์รหัสครั้งเดียวสำหรับโต๊ะ", "Print a one-time code for a desk."),
    Words("สร้างส่วนกลางใหม่: กุญแจ และที่เก็บเข้ารหัสที่ว่างอยู่", "Make a new centre: keys, and an empty encrypted store."),
    Words(
        "นำเข้าประชาชนจาก CSV: บรรทัดหัวเป็นชื่อช่อง แล้วบรรทัดละคน",
        "Load citizens from CSV: a header of record members, one citizen a row.",
    ),
    Words("เติมประชาชน บ้าน และเจ้าหน้าที่สมมุติให้สำนักงาน", "Fill a branch with synthetic citizens, households and officers."),
    Words("รายชื่อเจ้าหน้าที่ของสำนักงาน", "The roster of a branch."),
    Words(
        "เพิ่มหรือแก้เจ้าหน้าที่ รหัสผ่านถามที่จอ หรืออ่านจากทางเข้ามาตรฐาน",
        "Add an officer, or change one; the passphrase comes from a prompt, or from standard input.",
    ),
    Words("นำเจ้าหน้าที่ออกจากรายชื่อ", "Take an officer off the roster."),
    Words("ใครอยู่ในรายชื่อ", "Who is on the roster."),
    Words(
        "ให้บรรทัดที่มาภายใต้กุญแจที่ถอนแล้วของโต๊ะมีผล เมื่อมีคนตรวจดูแล้ว",
        "Let the lines count that came under a revoked key of DESK: somebody looked at them.",
    ),
    Words(
        "พิจารณาทุกบรรทัดที่เก็บไว้ใหม่แล้วเทียบ จบด้วยรหัส 5 เมื่อผลต่างไป",
        "Judge every stored line anew and compare; exit 5 when an outcome differs.",
    ),
    Words("ถอนกุญแจทุกดอกของโต๊ะ โต๊ะนั้นส่งอะไรไม่ได้อีก", "Take back every key of a desk: it may speak no more."),
    Words(
        "ให้บริการในเครื่องนี้จนกว่าจะหยุด พิมพ์ที่อยู่เมื่อพร้อมรับ",
        "Serve on loopback until stopped; prints the address once it listens.",
    ),
    Words(
        "ชำระทุกใบสั่ง QR เองหลังสองวินาที สำหรับการสาธิตเท่านั้น", "settle every QR order after two seconds; for the demo only"
    ),
    Words(
        "ตามที่โต๊ะนี้มี รวมที่ส่วนกลางส่งมาและที่สำนักงานเติมเอง",
        "as this desk has them: with what the centre sent and the office filled in",
    ),
    Words(
        "คำขอใดพ้นกำหนดเก็บรักษาตามนิยามของบริการ ไม่ลบอะไร",
        "Which requests are past the time their definition keeps papers for. Deletes nothing.",
    ),
    # ---- what stands around them
    Words("วิธีสั่ง", "Usage"),
    Words("ตัวเลือก", "Options"),
    Words("คำสั่ง", "Commands"),
)
KNOWN: Final = {text: words for words in HELP for text in (words.th, words.en)}
_EXTRAS: Final = (
    Words("[จำเป็น]", "[required]"),
    Words("[ค่าเดิม: ", "[default: "),
    Words("; จำเป็น]", "; required]"),
)


class NotUnderstood(Misused):
    """A command that was not given as it is to be given; nothing was begun."""

    code = "E904"
    said = Words(
        "สั่งไม่ถูก{what} ยังไม่ได้ทำอะไร ดูวิธีสั่งด้วย {command} --help",
        "{what}. Nothing was done; {command} --help tells how",
    )


class HelpText(click.HelpFormatter):
    """The frame around help in the language in force, at the width of the terminal."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line on how to call it."""
        super().write_usage(prog, args, f"{in_force('Usage')}: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """The heading of a list."""
        super().write_heading(in_force(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of names and what they mean."""
        super().write_dl([(name, _with_extras(text)) for name, text in rows], col_max, col_spacing)


def in_force(text: str) -> str:
    """A help text, found by either of its languages, in the one in force; as it is where nobody gave it words."""
    words = KNOWN.get(inspect.cleandoc(text))
    return text if words is None else str(words)


def say_in_force(command: click.Command) -> click.Command:
    """Give a command, its options and the commands below it their words in the language in force."""
    if command.help:
        command.help = in_force(command.help)
        command.short_help = command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = in_force(parameter.help)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            say_in_force(below)
    return command


def not_understood(fault: click.UsageError, program: str) -> NotUnderstood:
    """What click found wrong, as an error of the desk. Click explains in English alone: in Thai the thing is named."""
    command = fault.ctx.command_path if fault.ctx is not None else program
    named = _named(fault)
    what = Words(f": {named}" if named else "", fault.format_message().rstrip("."))
    return NotUnderstood(what=what, command=command)


def _named(fault: click.UsageError) -> str:
    """The option or argument that a usage error is about."""
    for name in ("option_name", "command_name"):
        typed = getattr(fault, name, None)
        if isinstance(typed, str):
            return typed
    parameter = getattr(fault, "param", None)
    if isinstance(parameter, click.Parameter):
        return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name
    return ""


def _with_extras(text: str) -> str:
    translated = in_force(text)
    if language() == "th":
        for words in _EXTRAS:
            translated = translated.replace(words.en, words.th)
    return translated
