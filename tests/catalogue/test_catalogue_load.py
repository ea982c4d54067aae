"""Definitions are read as written, and what is wrong with one is told with line, key and a plain sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from importlib import resources

import pytest

from desk.catalogue.load import (
    Catalogue,
    DefinitionInvalid,
    ServiceUnknown,
    check_toml,
    packaged,
    read_toml,
    service_of,
)

DAY = date(2026, 11, 20)
TOML = """code = "XX-TEST"
menu = "910"
name = { th = "ทดสอบ", en = "Test" }
domain = "civil"
applicants = ["citizen"]
concerns = ["citizen"]
valid_from = 2025-10-01
decided_by = "counter"
confidence = "to_confirm"

[[fields]]
name = "copies"
type = "number"
label = { th = "จำนวน", en = "How many" }
least = 1
most = 9

[[fields]]
name = "why"
type = "text"
label = { th = "เหตุ", en = "Why" }
when = { field = "copies", equals = 1 }

[[papers]]
code = "card"
label = { th = "บัตร", en = "Card" }

[fee]
kind = "per_unit"
field = "copies"
satang = 1000
unit = { th = "ฉบับ", en = "copies" }
ceiling_satang = 10000
"""


def test_the_package_holds_twelve_services_with_different_menu_numbers() -> None:
    services = packaged().on(DAY)
    assert len(services) == 12
    assert len({service.menu for service in services}) == 12
    assert {service.fee.kind for service in services} == {"fixed", "per_unit", "by_choice", "bands"}
    assert {service.decided_by for service in services} == {"counter", "supervisor"}
    kinds = {kind for service in services for kind in (*service.applicants, *service.concerns)}
    assert kinds == {"citizen", "person", "foreigner", "company", "newborn"}


def test_every_fee_that_is_not_free_names_its_confidence_and_keeps_below_the_ceiling() -> None:
    for service in packaged().definitions():
        assert service.fee.sources or service.fee.confidence in ("general", "to_confirm"), service.code
        assert service.sources, service.code


def test_json_carries_the_catalogue_unchanged() -> None:
    catalogue = packaged()
    assert Catalogue.from_json(catalogue.to_json()).definitions() == catalogue.definitions()
    for service in catalogue.definitions():
        body = service.body()
        assert service_of(json.loads(json.dumps(body))) == service
        assert len(json.dumps(body, ensure_ascii=False).encode()) < 30_000


def test_form_order_is_the_order_of_the_file() -> None:
    assert [field.name for field in read_toml(TOML, "x.toml").fields] == ["copies", "why"]


BROKEN = [
    ('menu = "910"', 'menu = "91"', 2, "menu"),
    ('menu = "910"\n', "", 1, "menu"),
    ('domain = "civil"', 'domain = "space"', 4, "domain"),
    ('domain = "civil"', 'domein = "civil"', 4, "domein"),
    ("applicants = [", 'applicants = ["newborn", ', 5, "applicants"),
    ("valid_from = 2025-10-01", "valid_from = 2025-10-01\nvalid_to = 2025-09-30", 8, "valid_to"),
    ("valid_from = 2025-10-01", "valid_from = 20251001", 7, "valid_from"),
    ('th = "ทดสอบ", en = "Test"', 'th = "ทดสอบ"', 3, "name"),
    ('th = "ทดสอบ", en = "Test"', 'th = "Test", en = "Test"', 3, "name.th"),
    ('th = "ทดสอบ", en = "Test"', 'th = "ทดสอบ", en = "ทดสอบ"', 3, "name.en"),
    ("least = 1", 'least = "1"', 15, "fields[1].least"),
    ("least = 1", "least = 1.0", 15, "fields[1].least"),
    ("least = 1", "least = 10", 15, "fields[1].least"),
    ('type = "text"', 'type = "choice"', 18, "fields[2].choices"),
    ('name = "why"', 'name = "copies"', 18, "fields[2]"),
    ('when = { field = "copies"', 'when = { field = "later"', 22, "fields[2].when.field"),
    ("equals = 1 }", 'equals = "1" }', 22, "fields[2].when.equals"),
    ('code = "card"', 'code = "card"\nheld_by = "nobody"', 26, "papers[1].held_by"),
    ("satang = 1000\n", "satang = -1\n", 31, "fee.satang"),
    ("satang = 1000\n", "satang = 20000\n", 33, "fee.ceiling_satang"),
    ("satang = 1000\n", "satang = true\n", 31, "fee.satang"),
    ("satang = 1000\n", "", 28, "fee.satang"),
    ('field = "copies"\nsatang', 'field = "why"\nsatang', 30, "fee.field"),
    ('field = "copies"\nsatang', 'field = "nowhere"\nsatang', 30, "fee.field"),
    ('kind = "per_unit"', 'kind = "none"', 30, "fee.field"),
    ('decided_by = "counter"', "decided_by = counter", 8, "-"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "key"), BROKEN)
def test_a_fault_is_told_with_line_and_key(right: str, wrong: str, line: int, key: str) -> None:
    assert right in TOML
    service, faults = check_toml(TOML.replace(right, wrong, 1), "x.toml")
    assert service is None
    assert (line, key) in [(fault.line, fault.key) for fault in faults]
    for fault in faults:
        assert fault.sentence.th.startswith("x.toml บรรทัด ")
        assert "{" not in fault.sentence.th + fault.sentence.en


def test_all_faults_are_counted_and_the_first_is_told() -> None:
    text = TOML.replace('menu = "910"', 'menu = "91"').replace('type = "text"', 'type = "song"')
    with pytest.raises(DefinitionInvalid) as caught:
        read_toml(text, "x.toml")
    assert caught.value.exit_code == 2
    assert caught.value.line.en.startswith("E301 x.toml, line 2, key menu:")
    assert "2 faults" in caught.value.sentence.en


def test_a_later_definition_counts_from_its_first_day_and_ends_on_its_last() -> None:
    base = read_toml(TOML, "x.toml")
    relief = service_of(
        {**base.body(), "valid_from": "2026-01-01", "valid_to": "2026-03-31", "fee": {"kind": "fixed", "satang": 0}}
    )
    catalogue = Catalogue([base]).with_overrides([relief])
    assert catalogue.get("XX-TEST", date(2025, 12, 31)).fee.kind == "per_unit"
    assert catalogue.get("XX-TEST", date(2026, 1, 1)).fee.kind == "fixed"
    assert catalogue.get("XX-TEST", date(2026, 3, 31)).fee.kind == "fixed"
    assert catalogue.get("XX-TEST", date(2026, 4, 1)).fee.kind == "per_unit"
    assert catalogue.version("XX-TEST", date(2026, 1, 1)) == relief


def test_the_same_first_day_replaces_so_that_a_service_can_be_ended() -> None:
    base = read_toml(TOML, "x.toml")
    ended = service_of({**base.body(), "valid_to": "2025-12-31"})
    catalogue = Catalogue([base]).with_overrides([ended])
    assert len(catalogue.definitions()) == 1
    with pytest.raises(ServiceUnknown):
        catalogue.get("XX-TEST", date(2026, 1, 1))
    assert catalogue.on(date(2026, 1, 1)) == ()


def test_services_are_found_by_menu_number_and_the_newer_claim_wins() -> None:
    base = read_toml(TOML, "x.toml")
    rival = service_of({**base.body(), "code": "XX-RIVAL", "valid_from": "2026-01-01"})
    catalogue = Catalogue([rival, base])
    assert catalogue.by_menu("910", date(2025, 11, 1)).code == "XX-TEST"
    assert catalogue.by_menu("910", date(2026, 11, 1)).code == "XX-RIVAL"
    with pytest.raises(ServiceUnknown) as caught:
        catalogue.by_menu("999", DAY)
    assert "999" in caught.value.line.th


def test_the_packaged_files_are_named_after_their_codes() -> None:
    folder = resources.files("desk.catalogue").joinpath("services")
    names = {item.name for item in folder.iterdir() if item.name.endswith(".toml")}
    assert names == {f"{service.code.lower()}.toml" for service in packaged().definitions()}


def test_the_catalogue_package_imports_no_pydantic_by_itself() -> None:
    code = "import desk.catalogue, sys; raise SystemExit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
