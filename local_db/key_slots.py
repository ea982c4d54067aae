"""Who may open the file: one slot an officer, each wrapping the same random data key.

The slot key is derived from argon2id(passphrase, salt) and a secret of this device, so a stolen slot file without the
device, or a device without the passphrase, opens nothing. The slots lie beside the database file: they are needed
before it opens.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desk.devices.host import write_private
from desk.model.errors import Corrupt, NotPermitted
from desk.model.ports import Randomness
from desk.words import Words

# Of the settings OWASP's Password Storage Cheat Sheet holds for equally strong, the one that fits a small machine
# (12 MiB, 3 passes, 1 lane), with a pass more. A slot opens nothing without the device's secret besides.
ARGON_TIME = 4
ARGON_MEMORY_KIB = 12 * 1024
ARGON_LANES = 1
SALT_BYTES = 16
NONCE_BYTES = 12
SECRET_BYTES = 32
SLOTS_MAX = 64
PASSPHRASE_BYTES_MAX = 1024


class WrongPassphrase(NotPermitted):
    """The officer or the passphrase is not right; deliberately does not say which."""

    code = "E101"
    said = Words(
        "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ไม่มีอะไรเปลี่ยนแปลง ลองอีกครั้ง",
        "Officer or passphrase is not right; nothing was changed. Try again",
    )


class NoSlotHere(NotPermitted):
    """The officer has never signed in at this desk while it was open."""

    code = "E102"
    said = Words(
        "ท่านยังไม่เคยลงชื่อเข้าใช้ที่โต๊ะนี้ ให้ผู้ที่เคยใช้เปิดโต๊ะก่อน แล้วลงชื่อเข้าใช้อีกครั้ง",
        "You have not signed in at this desk before: let a colleague who has open it first, then sign in again",
    )


class SlotsDamaged(Corrupt):
    """The slot file cannot be read."""

    code = "E103"
    said = Words(
        "แฟ้มกุญแจของโต๊ะเสียหาย ข้อมูลยังอยู่ โปรดแจ้งผู้ดูแลระบบ",
        "The desk's key file is damaged; the data is still there. Call the administrator",
    )


class KeySlots:
    """The slot file of one desk and the secret of its device."""

    def __init__(self, slots: Path, secret: Path, randomness: Randomness) -> None:
        self._slots = slots
        self._secret = secret
        self._randomness = randomness

    def officers(self) -> list[str]:
        """Whose passphrase opens this desk."""
        return sorted(self._read())

    def add(self, officer: str, passphrase: str, data_key: bytes) -> None:
        """Let the officer open the file from now on; replaces an older slot of the same officer."""
        slots = self._read()
        salt, nonce = self._randomness.token(SALT_BYTES), self._randomness.token(NONCE_BYTES)
        wrapping = self._wrapping_key(passphrase, salt)
        sealed = AESGCM(wrapping).encrypt(nonce, data_key, officer.encode())
        slots[officer] = {"salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed)}
        if len(slots) > SLOTS_MAX:
            raise SlotsDamaged()
        write_private(self._slots, json.dumps({"version": 1, "slots": slots}, indent=1).encode())

    def remove(self, officer: str) -> None:
        """Take the officer's slot away."""
        slots = self._read()
        if slots.pop(officer, None) is not None:
            write_private(self._slots, json.dumps({"version": 1, "slots": slots}, indent=1).encode())

    def open(self, officer: str, passphrase: str) -> bytes:
        """The data key; raises WrongPassphrase, NoSlotHere, or SlotsDamaged."""
        slot = self._read().get(officer)
        if slot is None:
            raise NoSlotHere()
        if not self._secret.exists():
            raise SlotsDamaged()  # a new secret would open none of the slots, and look like a wrong passphrase
        try:
            salt, nonce, sealed = (base64.b64decode(slot[name], validate=True) for name in ("salt", "nonce", "sealed"))
        except (KeyError, ValueError, TypeError) as fault:
            raise SlotsDamaged() from fault
        if (len(salt), len(nonce)) != (SALT_BYTES, NONCE_BYTES):
            raise SlotsDamaged()
        try:
            return AESGCM(self._wrapping_key(passphrase, salt)).decrypt(nonce, sealed, officer.encode())
        except InvalidTag as fault:
            raise WrongPassphrase() from fault

    def _wrapping_key(self, passphrase: str, salt: bytes) -> bytes:
        spelled = passphrase.encode("utf-8", "surrogatepass")
        if len(spelled) > PASSPHRASE_BYTES_MAX:
            raise WrongPassphrase()
        stretched = hash_secret_raw(spelled, salt, ARGON_TIME, ARGON_MEMORY_KIB, ARGON_LANES, hash_len=32, type=Type.ID)
        kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=b"amphoe-desk key slot 1")
        return kdf.derive(stretched + self._device_secret())

    def _device_secret(self) -> bytes:
        if not self._secret.exists():
            write_private(self._secret, self._randomness.token(SECRET_BYTES))
        secret = self._secret.read_bytes()
        if len(secret) != SECRET_BYTES:
            raise SlotsDamaged()
        return secret

    def _read(self) -> dict[str, dict[str, str]]:
        if not self._slots.exists():
            return {}
        try:
            value = json.loads(self._slots.read_bytes())
            slots = value["slots"]
        except (ValueError, KeyError, TypeError) as fault:
            raise SlotsDamaged() from fault
        if not isinstance(slots, dict):
            raise SlotsDamaged()
        return slots


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
