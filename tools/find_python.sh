#!/bin/sh
# Prints the Python that sets this checkout up: $PYTHON, else the one of .venv, else the newest that fits (3.11 or
# later with venv and ensurepip). Where none fits, one sentence in Thai and in English on stderr names what to
# install, exit 2.
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 2

new_enough() { "$1" -S -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
whole() { "$1" -S -c 'import venv, ensurepip' 2>/dev/null; }

if [ -z "$PYTHON" ]; then
    for own in "$here/.venv/bin/python" "$here/.venv/Scripts/python.exe"; do
        if [ -x "$own" ] && new_enough "$own"; then printf '%s\n' "$own"; exit 0; fi
    done
fi

lacking=
for name in ${PYTHON:+"$PYTHON"} ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3}; do
    command -v -- "$name" >/dev/null 2>&1 && new_enough "$name" || continue
    if whole "$name"; then printf '%s\n' "$name"; exit 0; fi
    [ -n "$lacking" ] || lacking=$("$name" -S -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
done

if [ -n "$lacking" ]; then
    printf '%s\n' "ยังขาดส่วน venv ของ Python ให้ติดตั้ง $lacking (Debian, Ubuntu: sudo apt install $lacking) แล้วสั่งใหม่" \
        "Python lacks its venv part: install $lacking (Debian, Ubuntu: sudo apt install $lacking) and try again." >&2
elif [ -n "$PYTHON" ]; then
    printf '%s\n' "PYTHON=$PYTHON ใช้ไม่ได้ ต้องเป็น Python 3.11 ขึ้นไป" \
        "PYTHON=$PYTHON does not fit: Python 3.11 or later is needed." >&2
else
    printf '%s\n' "ไม่พบ Python 3.11 ขึ้นไป ให้ติดตั้ง (Debian, Ubuntu: sudo apt install python3 python3-venv) แล้วสั่งใหม่" \
        "No Python 3.11 or later was found: install one (Debian, Ubuntu: sudo apt install python3 python3-venv) and try again." >&2
fi
exit 2
