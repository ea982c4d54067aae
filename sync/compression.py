"""Bodies on the wire: zstd, dcz, gzip or plain, always decoded with a bound (protocol section 4)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import sys
import zlib
from collections.abc import Mapping
from typing import Any, Literal

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Encoding = Literal["zstd", "dcz", "gzip", "identity"]

WINDOW_LOG_MAX = 23  # 8 MB
REQUEST_BYTES_MAX = 32 * 1024 * 1024
_DCZ_MAGIC = bytes.fromhex("5e2a4d1820000000")  # RFC 9842: a skippable frame that holds the dictionary's hash
_DCZ_HEAD = len(_DCZ_MAGIC) + 32
_STEP = 256 * 1024
DICTIONARY_BYTES_LEAST = 8  # zstd takes nothing shorter
DICTIONARY_BYTES_MAX = 256 * 1024


class TooLarge(ValueError):
    """Decoded, the body is larger than `most` bytes (413)."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} bytes")
        self.most = most


class Undecodable(ValueError):
    """Not what its Content-Encoding says, or cut short (400)."""


class UnknownEncoding(ValueError):
    """An encoding, or a dictionary, this end does not have (415)."""


def encode(body: bytes, encoding: Encoding, *, level: int = 9, dictionary: bytes | None = None) -> bytes:
    """Compress a body; `dictionary` (raw content) is needed for `dcz` alone."""
    if encoding == "zstd":
        return _compress(body, level, None)
    if encoding == "gzip":
        return _gzip(body)
    if encoding == "dcz":
        if dictionary is None:
            raise UnknownEncoding("dcz without a dictionary")
        return _DCZ_MAGIC + hashlib.sha256(dictionary).digest() + _compress(body, level, dictionary)
    return body


def decode(body: bytes, encoding: str | None, *, most: int, dictionaries: Mapping[bytes, bytes] | None = None) -> bytes:
    """Decode a body into at most `most` bytes; `dictionaries` by their SHA-256 digest.

    Raises TooLarge, Undecodable or UnknownEncoding.
    """
    name = (encoding or "identity").strip().lower()
    if name in ("", "identity"):
        if len(body) > most:
            raise TooLarge(most)
        return body
    if name == "zstd":
        return _decompress(body, most, None)
    if name == "gzip":
        return _gunzip(body, most)
    if name == "dcz":
        if body[: len(_DCZ_MAGIC)] != _DCZ_MAGIC or len(body) < _DCZ_HEAD:
            raise Undecodable("not dcz")
        dictionary = (dictionaries or {}).get(body[len(_DCZ_MAGIC) : _DCZ_HEAD])
        if dictionary is None:
            raise UnknownEncoding("a dictionary this end does not have")
        return _decompress(body[_DCZ_HEAD:], most, dictionary)
    raise UnknownEncoding(name[:40])


def available_dictionary(dictionary: bytes) -> str:
    """The value of `Available-Dictionary` (RFC 9842): SHA-256 as a structured field's byte sequence."""
    return f":{base64.b64encode(hashlib.sha256(dictionary).digest()).decode('ascii')}:"


def offered_dictionary(value: str) -> bytes | None:
    """The digest an `Available-Dictionary` names; None when it names none."""
    text = value.strip()
    if len(text) != 46 or text[0] != ":" or text[-1] != ":":
        return None
    try:
        return base64.b64decode(text[1:-1], validate=True)
    except binascii.Error:
        return None


class FileCompressor:
    """Packs a file that is kept and sent many times: zstd -19, window 8 MB, with a checksum; piece by piece."""

    def __init__(self) -> None:
        parameter = zstd.CompressionParameter
        options: dict[int, int] = {
            parameter.compression_level: 19,
            parameter.window_log: WINDOW_LOG_MAX,
            parameter.checksum_flag: 1,
        }
        self._packer: Any = zstd.ZstdCompressor(options=options)
        self._out = bytearray()

    def add(self, piece: bytes) -> None:
        self._out += self._packer.compress(piece)

    def finish(self) -> bytes:
        """The whole file."""
        self._out += self._packer.flush()
        return bytes(self._out)


def _compress(body: bytes, level: int, dictionary: bytes | None) -> bytes:
    parameter = zstd.CompressionParameter
    options: dict[Any, int] = {parameter.compression_level: level}
    # the window never beyond 8 MB, whatever the level would choose
    if len(body) > 1 << 22:
        options[parameter.window_log] = WINDOW_LOG_MAX
    raw = zstd.ZstdDict(dictionary, is_raw=True).as_prefix if dictionary is not None else None
    compressed: bytes = zstd.compress(body, options=options, zstd_dict=raw)
    return compressed


def _decompress(body: bytes, most: int, dictionary: bytes | None) -> bytes:
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: WINDOW_LOG_MAX}
    out = bytearray()
    rest = body
    try:
        while rest:
            raw = zstd.ZstdDict(dictionary, is_raw=True).as_prefix if dictionary is not None else None
            frame = zstd.ZstdDecompressor(raw, options)
            out += frame.decompress(rest, max_length=_STEP)
            while not frame.eof:
                if len(out) > most:
                    raise TooLarge(most)
                if frame.needs_input:
                    raise Undecodable("cut short")
                out += frame.decompress(b"", max_length=_STEP)
            if len(out) > most:
                raise TooLarge(most)
            rest = frame.unused_data
    except (zstd.ZstdError, ValueError, EOFError) as fault:
        if isinstance(fault, TooLarge | Undecodable):
            raise
        if "memory" in str(fault):  # the window it asks for is beyond ours; the library tells only in words
            raise TooLarge(most) from fault
        raise Undecodable("not zstd") from fault
    if not body:
        raise Undecodable("empty")
    return bytes(out)


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def _gunzip(body: bytes, most: int) -> bytes:
    out = bytearray()
    rest = body
    try:
        while True:
            unpacker = zlib.decompressobj(31)
            out += unpacker.decompress(rest, _STEP)
            while not unpacker.eof:
                if len(out) > most:
                    raise TooLarge(most)
                if not unpacker.unconsumed_tail:
                    raise Undecodable("cut short")
                out += unpacker.decompress(unpacker.unconsumed_tail, _STEP)
            if len(out) > most:
                raise TooLarge(most)
            rest = unpacker.unused_data
            if not rest:
                return bytes(out)
    except zlib.error as fault:
        raise Undecodable("not gzip") from fault
