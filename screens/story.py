"""The sample desk's day as ten key presses, told on its first screen."""

from __future__ import annotations

from typing import Final

from desk.words import Words

TITLE: Final = Words("งานหนึ่งวันใน 10 ขั้น (อำเภอตัวอย่าง)", "A day in ten steps (sample district)")
LINES: Final = (Words(" 1  Enter  ลงชื่อเข้าใช้ กรอกไว้ให้แล้ว", " 1  Enter  sign in, filled in already"),)
BELOW: Final = Words("F1 บอกทุกปุ่มของหน้าที่เปิดอยู่", "F1 explains every key of the screen you see")
