"""Segments, requests, replies, compression and signed requests: what both ends of the wire share."""

from __future__ import annotations

import base64
import hashlib
import json
import random

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.model.line import Journal, encode_line, genesis, link
from desk.rules import keys
from sync import compression, framing, signing, wire
from sync.errors import NotTheCentre
from sync.segment import Segment, SegmentFault, SegmentHeader, chain_heads, seal, verify_seal, verify_segment

KEY = keys.private_key(bytes(range(32)))
PUBLIC = keys.public_raw(KEY)
JOURNAL = Journal("5701A", 1)
AT = 1_790_000_000_000


def journal_lines(count: int, *, first: int = 1, mark: str = "") -> list[bytes]:
    return [
        encode_line(n=n, t=AT + n, o="anan", k="visit.opened", b={"purpose": "enquiry", "x": mark})
        for n in range(first, first + count)
    ]


def head_after(lines: list[bytes], before: bytes | None = None) -> bytes:
    head = genesis(JOURNAL) if before is None else before
    for line in lines:
        head = link(head, line)
    return head


def sealed(count: int = 3) -> Segment:
    lines = journal_lines(count)
    return seal(JOURNAL, 1, lines, head_after(lines), AT, KEY)


def test_key_id_is_the_first_eight_bytes_of_sha256() -> None:
    assert keys.b64decode(keys.key_id(PUBLIC)) == hashlib.sha256(PUBLIC).digest()[:8]


@pytest.mark.parametrize("text", ["AA==", "A", "AB", "a b", "+/", 7, None])
def test_other_spellings_of_base64url_are_refused(text: object) -> None:
    with pytest.raises(ValueError):
        keys.b64decode(text)


def test_signing_text_and_bytes_of_a_segment_are_the_protocols() -> None:
    segment = sealed()
    head = keys.b64encode(segment.header.head)
    assert segment.header.signing_text == f"segment\n5701A\n1\n1\n3\n{head}\n{AT}"
    first, *lines = segment.encode().split(b"\n")
    assert list(json.loads(first)) == ["desk", "epoch", "from", "to", "head", "at", "key", "sig"]
    assert lines[-1] == b""
    assert tuple(lines[:-1]) == segment.lines
    assert verify_segment(segment, PUBLIC, genesis(JOURNAL))[-1] == segment.header.head


@settings(max_examples=60)
@given(st.data())
def test_any_changed_byte_of_a_segment_is_noticed(data: st.DataObject) -> None:
    body = bytearray(sealed().encode())
    at = data.draw(st.integers(0, len(body) - 2))
    body[at] ^= data.draw(st.integers(1, 255))
    lines = bytes(body).split(b"\n")[:-1]
    with pytest.raises(ValueError):
        verify_bytes(lines)


def verify_bytes(lines: list[bytes]) -> None:
    header = SegmentHeader.from_members(json.loads(lines[0]))
    verify_segment(Segment(header, tuple(lines[1:])), PUBLIC, genesis(JOURNAL))


def test_a_line_that_cannot_be_sent_is_named() -> None:
    lines = [*journal_lines(1), b"x" * 65_537]
    with pytest.raises(SegmentFault) as fault:
        seal(JOURNAL, 1, lines, head_after(lines), AT, KEY)
    assert (fault.value.problem, fault.value.n) == ("bad-line", 2)


def test_another_key_or_another_chain_is_a_bad_segment() -> None:
    segment = sealed()
    other = keys.public_raw(keys.private_key(b"\1" * 32))
    with pytest.raises(SegmentFault):
        verify_seal(segment, other)
    with pytest.raises(SegmentFault):
        chain_heads(segment, genesis(Journal("5701A", 2)))


def test_request_goes_there_and_back() -> None:
    request = wire.SyncRequest("5701A", 1, 3, AT, "", 65_536, {"5701A": 0, "5701A.2": 4}, 20)
    body = request.encode([sealed()])
    read, lines = wire.SyncRequest.decode(body)
    assert read == request
    assert framing.SegmentReader(lines).take() == sealed()


def test_no_feed_wanted_is_not_the_beginning_of_the_feed() -> None:
    assert wire.SyncRequest.decode(wire.SyncRequest("5701A", 1, 0).encode())[0].feed is None
    assert wire.SyncRequest.decode(wire.SyncRequest("5701A", 1, 0, feed="").encode())[0].feed == ""


@pytest.mark.parametrize(
    "first",
    [b"", b"[]", b"<html>", b"{", b'{"sync":true,"desk":"5701A","epoch":1}', b'{"sync":1,"desk":"x","epoch":1}',
     b'{"sync":1,"desk":"5701A","epoch":0}', b'{"sync":1,"desk":"5701A","epoch":1,"n":1.5}',
     b'{"sync":1,"desk":"5701A","epoch":1,"have":{"..":1}}', b"[" * 100_000],
)  # fmt: skip
def test_malformed_requests_are_named_as_such(first: bytes) -> None:
    with pytest.raises(wire.Malformed):
        wire.SyncRequest.decode(first + b"\n")


def test_another_version_is_told_apart() -> None:
    with pytest.raises(wire.OtherVersion):
        wire.SyncRequest.decode(b'{"sync":2}\n')


def test_a_broken_segment_stops_no_other() -> None:
    good = sealed().encode_framed()
    cut = sealed().encode_framed().split(b"\n")
    short = b"\n".join(cut[:2]) + b"\n"
    _, lines = wire.SyncRequest.decode(wire.SyncRequest("5701A", 1, 3).encode() + b'{"segment":{}}\n' + good + short)
    reader = framing.SegmentReader(lines)
    assert isinstance(reader.take(), framing.BrokenSegment)
    assert reader.take() == sealed()
    broken = reader.take()
    assert isinstance(broken, framing.BrokenSegment)
    assert (broken.desk, broken.epoch) == ("5701A", 1)
    assert reader.take() is None


def test_reopening_finds_the_segment_a_broken_one_swallowed() -> None:
    cut = b"\n".join(sealed().encode_framed().split(b"\n")[:2]) + b"\n"
    _, lines = wire.SyncRequest.decode(wire.SyncRequest("5701A", 1, 3).encode() + cut + sealed().encode_framed())
    reader = framing.SegmentReader(lines)
    swallowed = reader.take()
    assert isinstance(swallowed, Segment)
    assert swallowed.lines[1].startswith(b'{"segment"')
    reader.reopen()
    assert reader.take() == sealed()


def test_reply_and_page_signature() -> None:
    lines = (b'{"f":1,"k":"notice","b":{"th":"\xe0\xb8\x81"}}',)
    page = lines[0] + b"\n"
    sig = keys.sign(KEY, f"page\n5701\n\nab.1\n{hashlib.sha256(page).hexdigest()}")
    ack = wire.Ack.signed(JOURNAL, 3, sealed().header.head, AT, KEY)
    problem = wire.Problem("/problems/gap", "5701A", 1, facts={"expected": 2})
    reply = wire.SyncReply(AT, (ack,), (problem,), "", "ab.1", True, sig, lines)
    read = wire.SyncReply.decode(reply.encode())
    assert read == reply
    assert read.page_signed_by(PUBLIC, "5701")
    assert not read.page_signed_by(PUBLIC, "5702")
    assert read.acks[0].signed_by(PUBLIC)
    assert wire.FeedLine.decode(read.lines[0]).f == 1


@pytest.mark.parametrize("body", [b"", b"<!DOCTYPE html>", b"{}", b'{"sync":1}', b'{"sync":1,"time":1,"acks":{}}'])
def test_what_is_no_reply_is_not_the_centre(body: bytes) -> None:
    with pytest.raises(NotTheCentre):
        wire.SyncReply.decode(body)


@settings(max_examples=40)
@given(st.binary(max_size=3000), st.sampled_from(["zstd", "gzip", "dcz", "identity"]))
def test_compression_goes_there_and_back(body: bytes, encoding: compression.Encoding) -> None:
    dictionary = b"request.submitted applicant" * 20
    packed = compression.encode(body, encoding, dictionary=dictionary)
    known = {hashlib.sha256(dictionary).digest(): dictionary}
    assert compression.decode(packed, encoding, most=3000, dictionaries=known) == body


@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_a_bomb_is_stopped_at_the_bound(encoding: compression.Encoding) -> None:
    packed = compression.encode(b"\0" * 50_000_000, encoding)
    with pytest.raises(compression.TooLarge):
        compression.decode(packed, encoding, most=1_000_000)


def test_a_window_beyond_eight_megabytes_is_too_large() -> None:
    options = {zstd.CompressionParameter.window_log: 27}
    packed = zstd.compress(random.Random(1).randbytes(1 << 20) * 12, options=options)
    with pytest.raises(compression.TooLarge):
        compression.decode(packed, "zstd", most=1 << 25)


@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_a_cut_body_is_undecodable(encoding: compression.Encoding) -> None:
    packed = compression.encode(bytes(range(256)) * 10, encoding)
    with pytest.raises(compression.Undecodable):
        compression.decode(packed[:-3], encoding, most=10_000)


def test_unknown_encoding_and_unknown_dictionary_are_415() -> None:
    with pytest.raises(compression.UnknownEncoding):
        compression.decode(b"x", "br", most=10)
    with pytest.raises(compression.UnknownEncoding):
        compression.decode(compression.encode(b"x", "dcz", dictionary=b"y" * 50), "dcz", most=10)


NOW = 1_790_000_000


def check(
    headers: dict[str, str], *, body: bytes = b"work", path: str = "/v1/sync", query: str = "", now: int = NOW
) -> signing.Signed:
    lower = {name.lower(): value for name, value in headers.items()}
    return signing.verify_signature("POST", path, query, lower, body, {keys.key_id(PUBLIC): PUBLIC}.get, now)


def signed(body: bytes = b"work", created: int = NOW, url: str = "http://x/v1/sync") -> dict[str, str]:
    return signing.signature_headers("POST", url, body, KEY, created, "nonce-1")


def test_a_signed_request_names_its_key() -> None:
    assert check(signed()) == signing.Signed(keys.key_id(PUBLIC), NOW, "nonce-1")
    assert 'tag="amphoe-desk"' in signed()["Signature-Input"]


@pytest.mark.parametrize(
    "changed", [{"body": b"more"}, {"path": "/v1/lookups"}, {"query": "a=1"}, {"body": b""}]
)  # fmt: skip
def test_what_the_signature_covers_cannot_change(changed: dict[str, object]) -> None:
    if changed == {"body": b""}:
        headers = {name: value for name, value in signed().items() if name != "Content-Digest"}
    else:
        headers = signed()
    with pytest.raises(signing.SignatureFault):
        check(headers, **changed)  # type: ignore[arg-type]


def test_a_body_must_be_covered() -> None:
    with pytest.raises(signing.SignatureFault):
        check(signed(b""), body=b"work")


def strangely_signed(components: dict[str, str], headers: dict[str, str]) -> dict[str, str]:
    """Signed over what is named, in that order, as RFC 9421 has it."""
    names = " ".join(f'"{name}"' for name in components)
    said = f'({names});created={NOW};nonce="n";keyid="{keys.key_id(PUBLIC)}";tag="amphoe-desk"'
    base = "".join(f'"{name}": {value}\n' for name, value in components.items()) + f'"@signature-params": {said}'
    signature = base64.b64encode(KEY.sign(base.encode())).decode()
    return headers | {"Signature-Input": f"x={said}", "Signature": f"x=:{signature}:"}


COVERED = {"@query": "?", "@method": "POST", "@path": "/v1/sync"}


def test_a_signature_may_cover_more_than_it_must() -> None:
    headers = {"Content-Digest": signing.content_digest(b"work"), "Content-Type": "application/x-ndjson"}
    more = COVERED | {name.lower(): value for name, value in headers.items()}
    assert check(strangely_signed(more, headers)).nonce == "n"
    with pytest.raises(signing.SignatureFault):
        check(strangely_signed(more, headers) | {"Content-Type": "text/html"})


def test_the_digest_is_sha_256_whatever_else_stands_beside_it() -> None:
    other = f"sha-512=:{base64.b64encode(hashlib.sha512(b'work').digest()).decode()}:"
    both = f"{other}, {signing.content_digest(b'work')}"
    check(strangely_signed(COVERED | {"content-digest": both}, {"Content-Digest": both}))
    with pytest.raises(signing.SignatureFault):
        check(strangely_signed(COVERED | {"content-digest": other}, {"Content-Digest": other}))


def test_a_clock_a_day_off_is_told_apart() -> None:
    check(signed(created=NOW - 86_000))
    check(signed(created=NOW + 86_000))
    for created in (NOW - 87_000, NOW + 87_000):
        with pytest.raises(signing.ClockFault):
            check(signed(created=created))


@pytest.mark.parametrize(
    ("old", "new"), [(';nonce="nonce-1"', ""), ("amphoe-desk", "other"), ('"@query"', '"@authority"')]
)
def test_missing_parameters_and_other_tags_are_refused(old: str, new: str) -> None:
    headers = signed()
    headers["Signature-Input"] = headers["Signature-Input"].replace(old, new)
    with pytest.raises(signing.SignatureFault):
        check(headers)


def test_a_signature_written_plainly_is_judged_as_the_library_judges_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The short way takes what the longer one takes and nothing else."""
    key = keys.private_key(bytes(range(32)))
    public = keys.public_raw(key)
    plain = signing._verified_plain
    for method, path, query, body in (
        ("POST", "/v1/sync", "", b"x"),
        ("GET", "/v1/files/ab", "x=1", b""),
        ("GET", "/track/%E0%B8%81/x", "", b""),
    ):
        url = f"http://h{path}" + (f"?{query}" if query else "")
        signed = signing.signature_headers(method, url, body, key, 1_700_000_000, "n0nce")
        headers = {name.lower(): value for name, value in signed.items()}
        spoiled = [
            (method, path, query, headers, body),
            ("PUT", path, query, headers, body),
            (method, path + "x", query, headers, body),
            (method, path, query + "y=2", headers, body),
            (method, path, query, headers, body + b"x"),
            *(
                (method, path, query, headers | {name: value.replace("1", "2", 1)}, body)
                for name, value in headers.items()
            ),
        ]
        for case in spoiled:
            found = []
            for way in (plain, lambda *_: None):
                monkeypatch.setattr(signing, "_verified_plain", way)
                try:
                    found.append(str(signing.verify_signature(*case, lambda _name: public, 1_700_000_000)))
                except signing.SignatureFault:
                    found.append("refused")
            assert found[0] == found[1], case
