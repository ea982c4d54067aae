"""Payment codes: public vectors, both ways, and what must be refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules import thai_qr

FACTS = json.loads((Path(__file__).parents[1] / "data" / "code_facts.json").read_text("utf-8"))
PAYMENTS = [vector for vector in FACTS["qr"] if not vector["kind"].startswith("slip")]
BILLER = "099400016550100"
REFERENCE = st.text(st.sampled_from("ABCXYZ0189"), min_size=1, max_size=20)


def _satang(amount: str | None) -> int | None:
    return None if amount is None else int(Decimal(amount) * 100)


@pytest.mark.parametrize("vector", FACTS["qr"], ids=lambda vector: vector["kind"])
def test_public_codes_are_read_in_their_order(vector: dict[str, Any]) -> None:
    assert [tag for tag, _ in thai_qr.parse(vector["payload"])] == vector["tag_order"]


@pytest.mark.parametrize("vector", PAYMENTS, ids=lambda vector: vector["kind"])
def test_public_codes_are_built_with_the_same_tags(vector: dict[str, Any]) -> None:
    given_ = vector["input"]
    amount = _satang(given_.get("amount"))
    if "biller" in given_:
        built = thai_qr.build(
            biller=given_["biller"],
            ref1=given_["ref1"],
            ref2=given_.get("ref2"),
            ref3=given_.get("tag62_07"),
            cross_border=vector["kind"].endswith("crossborder"),
            amount_satang=amount,
        )
    elif "mobile" in given_:  # a TrueMoney wallet is 14000 and the mobile number
        built = thai_qr.build(ewallet="14000" + given_["mobile"], amount_satang=amount)
    else:
        built = thai_qr.build(given_.get("id") or given_["target"], amount_satang=amount)
    ours, theirs = dict(thai_qr.parse(built)), dict(thai_qr.parse(vector["payload"]))
    for tag in ("63", "81"):  # the checksum follows the order; 81 is TrueMoney's own message
        ours.pop(tag, None)
        theirs.pop(tag, None)
    assert ours == theirs
    assert thai_qr.amount_of(thai_qr.parse(vector["payload"])) == amount


@given(REFERENCE, st.none() | REFERENCE, st.integers(1, thai_qr.LIMIT_SATANG))
def test_a_bill_is_read_back_to_the_satang(ref1: str, ref2: str | None, satang: int) -> None:
    tags = thai_qr.parse(thai_qr.build(biller=BILLER, ref1=ref1, ref2=ref2, amount_satang=satang))
    assert thai_qr.amount_of(tags) == satang
    assert thai_qr.value_at(tags, "30", "01") == BILLER
    assert thai_qr.value_at(tags, "30", "02") == ref1
    assert thai_qr.value_at(tags, "30", "03") == ref2
    assert thai_qr.value_at(tags, "01") == "12"


@given(st.integers(0, 82), st.sampled_from("0123456789ABCT"))
def test_one_altered_sign_is_always_found(place: int, sign: str) -> None:
    text = thai_qr.build("0812345678", amount_satang=5_000)
    altered = text[:place] + sign + text[place + 1 :] if place < len(text) else text + sign
    if altered != text:
        with pytest.raises(thai_qr.QrRefused):
            thai_qr.parse(altered)


def test_a_mobile_number_in_its_spellings() -> None:
    spellings = ("0812345678", "081-234-5678", "+66812345678", "66812345678", "0066812345678")
    assert len({thai_qr.build(mobile=number) for number in spellings}) == 1
    assert len({thai_qr.build(number) for number in spellings}) == 1


def test_other_recipients() -> None:
    account = thai_qr.parse(thai_qr.build(bank_account="0141234567890"))
    assert thai_qr.value_at(account, "29", "04") == "0141234567890"
    once = thai_qr.parse(thai_qr.build(national_id="1234567890123", one_time=True))
    assert thai_qr.value_at(once, "29", "00") == thai_qr.AID_ONE_TIME


@pytest.mark.parametrize(
    "parts",
    [
        {"target": "12345"},
        {"mobile": "021234"},
        {"national_id": "12345678901"},
        {"national_id": "๑๒๓๔๕๖๗๘๙๐๑๒๓"},
        {"ewallet": "1"},
        {"bank_account": "014"},
        {"biller": "123", "ref1": "A"},
        {"biller": BILLER},
        {"biller": BILLER, "ref1": "a"},
        {"biller": BILLER, "ref1": "A" * 21},
        {"biller": BILLER, "ref1": "A", "ref2": "ก"},
        {"biller": BILLER, "ref1": "A\n"},
        {"target": "0812345678", "amount_satang": 0},
        {"target": "0812345678", "amount_satang": -1},
        {"target": "0812345678", "amount_satang": 10**12},
    ],
)
def test_wrong_parts_are_refused_by_name(parts: dict[str, Any]) -> None:
    with pytest.raises(thai_qr.QrPartWrong) as caught:
        thai_qr.build(**parts)
    assert caught.value.code == "E461"


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"target": "0812345678", "biller": BILLER},
        {"target": "0812345678", "ref1": "A"},
        {"target": "0812345678", "amount_satang": 1.5},
        {"target": "0812345678", "amount_satang": True},
    ],
)
def test_mixed_up_calls_are_the_programmers_fault(parts: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        thai_qr.build(**parts)


@pytest.mark.parametrize(
    "text",
    [
        *("", "AAAA0000", "000411110104222202043333", "63041D0F", "0" * 5000, "๐๐๐๒01"),
        *("0002010102116304", "00020101021163041234\n5"),
    ],
)
def test_broken_texts_are_refused(text: str) -> None:
    for read in (thai_qr.parse, thai_qr.parse_slip):
        with pytest.raises(thai_qr.QrRefused):
            read(text)


def _slip(reference: str) -> str:
    inner = f"0006000001010301402{len(reference):02d}{reference}"
    text = f"00{len(inner):02d}{inner}5102TH9104"
    return text + thai_qr._crc(text)


def test_slips_of_both_kinds() -> None:
    payloads = {vector["kind"]: vector["payload"] for vector in FACTS["qr"] if vector["kind"].startswith("slip")}
    bank = thai_qr.parse_slip(payloads["slip-verify"])
    assert (bank.bank, bank.reference) == ("014", "00111222233344ABCD12")
    wallet = thai_qr.parse_slip(payloads["slip-verify-truemoney-lowercase-crc"])
    assert (wallet.bank, wallet.event, wallet.day_written) == (None, "P2P", "25012024")
    assert wallet.reference == "TXN0001234567"


@pytest.mark.parametrize(("reference", "short"), [("T00000086", "539"), ("T00000178", "C3"), ("T00003342", "4")])
def test_slips_whose_checksum_lost_its_zeros(reference: str, short: str) -> None:
    # References whose checksum begins with zeros, found by uunw/thai-qr-payment for its tests.
    text = _slip(reference)
    assert text[-4:] == short.zfill(4)
    assert thai_qr.parse_slip(text[:-4] + short).reference == reference
    with pytest.raises(thai_qr.QrChecksumWrong):
        thai_qr.parse_slip(text[:-4] + "7")


def test_a_payment_is_no_slip() -> None:
    with pytest.raises(thai_qr.NotASlip):
        thai_qr.parse_slip(thai_qr.build("0812345678"))


def test_barcodes() -> None:
    for vector in FACTS["barcodes"]:
        assert thai_qr.build_barcode(**vector["input"]) == vector["text"]
    assert (
        thai_qr.build_barcode(BILLER, "123456789012", "670429", 364_922) == f"|{BILLER}\r123456789012\r670429\r364922"
    )


@given(REFERENCE, st.none() | REFERENCE, st.none() | st.integers(1, thai_qr.LIMIT_SATANG))
def test_a_barcode_is_read_back(ref1: str, ref2: str | None, satang: int | None) -> None:
    read = thai_qr.parse_barcode(thai_qr.build_barcode(BILLER, ref1, ref2, satang))
    assert read == thai_qr.Bill(BILLER, ref1, ref2, satang)


@pytest.mark.parametrize(
    "text",
    [
        *("", "|", "099999999999990\rCUST01\r\r0", "|099999999999990\rCUST01\r0", "|12345\rCUST01\r\r0"),
        *("|099999999999990\rCUST01\r\r0\rextra", "|099999999999990\r\r\r0", "|099999999999990\rCUST01\r\r"),
        *("|099999999999990\rCUST01\r\r12.34", "|099999999999990\rCUST01\r\r-100", "|" + "9" * 9999),
        *("|099999999999990\rCUST01\r\r๑๐๐", "|099999999999990\rCUST01\r\r0\n"),
    ],
)
def test_malformed_barcodes_are_refused(text: str) -> None:
    with pytest.raises(thai_qr.BarcodeMalformed):
        thai_qr.parse_barcode(text)


def test_a_barcode_is_not_built_from_wrong_parts() -> None:
    for parts in (("123", "A"), (BILLER, ""), (BILLER, "A\rB"), (BILLER, "A", "a")):
        with pytest.raises(thai_qr.QrPartWrong):
            thai_qr.build_barcode(*parts)
    with pytest.raises(TypeError):
        thai_qr.build_barcode(BILLER, "A", None, 1.5)  # type: ignore[arg-type]
