"""Definitions are read as written, and what is wrong with one is told with line, key and a plain sentence."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from importlib import resources
from pathlib import Path

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
when = "copies = 1"

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


SEED = (
    "CR-BIRTH", "CR-BIRTH-LATE-OTHER", "CR-DEATH", "CR-MOVE-OUT", "CR-MOVE-IN", "CR-MOVE-DEST", "CR-HOUSE-NO",
    "CR-HOUSE-DEMOL", "CR-BOOK-REPL", "CR-COPY", "ID-FIRST", "ID-RENEW", "ID-LOST", "ID-DAMAGED", "ID-ADDR",
    "ID-NAME", "NM-GIVEN", "NM-FAM-NEW", "NM-FAM-JOIN", "NM-FAM-MARR", "NM-SUBST", "FM-MARRY", "FM-MARRY-OUT",
    "FM-MARRY-REMOTE", "FM-DIVORCE", "FM-CHILD", "FM-ADOPT", "FM-COPY", "TX-LAND", "TX-SIGN", "BZ-REG",
    "PH-FOOD-NOTE", "PH-FOOD-LIC", "PH-HAZARD", "WF-OLDAGE", "WF-DISAB", "CP-DAMRONG", "FN-PINAI",
)  # fmt: skip
"""The services whose facts were collected from public pages; the package holds all of them and more."""


def test_the_package_holds_the_services_of_an_office_each_with_its_own_number() -> None:
    services = packaged().on(DAY)
    codes = {service.code for service in services}
    assert len(SEED) == 38
    assert codes.issuperset(SEED)
    assert len(services) >= 50
    assert len({service.menu for service in services}) == len(services)
    assert {service.decided_by for service in services} == {"counter", "supervisor"}
    kinds = {kind for service in services for kind in (*service.applicants, *service.concerns)}
    assert kinds == {"citizen", "person", "foreigner", "company", "newborn", "agency", "officer"}
    assert {office for service in services for office in service.offices} == {"district", "municipality", "subdistrict"}


def test_what_nobody_could_source_is_marked_and_never_guessed() -> None:
    for service in packaged().definitions():
        assert service.sources or service.confidence == "to_confirm", service.code
        if not service.sources:
            assert service.fee.satang in (None, 0), service.code
            assert service.working_days is None, service.code


def test_every_fee_names_its_source_or_how_unsure_it_is() -> None:
    for service in packaged().definitions():
        assert service.fee.sources or service.fee.confidence in ("general", "to_confirm"), service.code


def test_json_carries_the_catalogue_unchanged() -> None:
    catalogue = packaged()
    assert Catalogue.from_json(catalogue.to_json()).definitions() == catalogue.definitions()
    for service in catalogue.definitions():
        body = service.body()
        assert service_of(json.loads(json.dumps(body))) == service
        assert len(json.dumps(body, ensure_ascii=False).encode()) < 30_000


def test_form_order_is_the_order_of_the_file() -> None:
    assert [field.name for field in read_toml(TOML, "x.toml").fields] == ["copies", "why"]


BROKEN = sorted((Path(__file__).parent / "broken").glob("*.toml"))
PLAIN = re.compile("[a-z_]+_error|_type|_forbidden|validation|pydantic|Traceback")


def test_the_whole_definition_behind_the_broken_ones_holds() -> None:
    service, faults = check_toml((Path(__file__).parent / "whole.toml").read_text("utf-8"), "whole.toml")
    assert service is not None
    assert not faults
    assert len(BROKEN) >= 30


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_definition_is_told_with_file_line_key_and_a_sentence(path: Path) -> None:
    """Each file ends with the line and key at which its one fault must be told."""
    text = path.read_text("utf-8")
    told = re.search("# line ([0-9]+), key (\\S+)$", text.strip())
    assert told is not None
    service, faults = check_toml(text, path.name)
    assert service is None
    assert (int(told[1]), told[2]) in [(fault.line, fault.key) for fault in faults]
    for fault in faults:
        assert fault.sentence.th.startswith(f"{path.name} บรรทัด {fault.line} ช่อง ")
        for language in (fault.sentence.th, fault.sentence.en):
            assert "{" not in language
            assert not PLAIN.search(language)
        assert re.search("[\u0e01-\u0e2e]", fault.why.th)


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


def test_a_paper_may_hang_on_who_applies_and_a_slip_in_it_is_named() -> None:
    two = TOML.replace('applicants = ["citizen"]', 'applicants = ["citizen", "company"]')
    held = two.replace('code = "card"', 'code = "card"\nwhen = "applicant = \'company\'"')
    assert read_toml(held, "xx-test.toml").papers[0].when == "applicant = 'company'"
    _, faults = check_toml(held.replace("'company'", "'compny'"), "xx-test.toml")
    assert [fault.key for fault in faults] == ["papers[1].when"]
    assert "compny" in faults[0].why.en


CHOSEN = """type = "choice"
choices = [{ value = "lost", label = { th = "หาย", en = "Lost" } }]"""
RELIEF = """[[fee.waivers]]
code = "w"
label = { th = "ลด", en = "Less" }
ground = { th = "เหตุ", en = "Why" }
percent = 50
when = "why = 'lots'"
"""
ADDED = """[[fee.surcharges]]
label = { th = "เพิ่ม", en = "More" }
satang = 100
when = "why = 'lots'"
"""


@pytest.mark.parametrize(("more", "key"), [(RELIEF, "fee.waivers[1].when"), (ADDED, "fee.surcharges[1].when")])
def test_a_fee_that_compares_a_choice_with_none_of_its_values_is_named(more: str, key: str) -> None:
    chosen = TOML.replace('name = "why"\ntype = "text"', 'name = "why"\n' + CHOSEN)
    _, faults = check_toml(chosen + more, "xx-test.toml")
    assert [fault.key for fault in faults] == [key]
